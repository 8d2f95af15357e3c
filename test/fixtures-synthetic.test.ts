import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { DecidedDocument } from '../src/domain/document/decided.ts';
import type { Hl7Message, Hl7Segment } from '../src/formats/hl7v2/message.ts';
import { parseMessage } from '../src/formats/hl7v2/parse.ts';
import { fixtureCases, inputsOf } from './support/fixtures.ts';

/** Fields with a person's name: field number → component of the family name. */
const people: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  PID: { 5: 1, 6: 1, 9: 1 },
  MRG: { 7: 1 },
  NK1: { 2: 1 },
  GT1: { 3: 1 },
  PD1: { 4: 2 },
  PV1: { 7: 2, 8: 2, 9: 2, 17: 2, 52: 2 },
  ROL: { 4: 2 },
  PRT: { 5: 2 },
  SCH: { 12: 2, 16: 2, 20: 2 },
  AIP: { 3: 2 },
  PRD: { 2: 1 },
  CTD: { 2: 1 },
  ORC: { 12: 2 },
  OBR: { 16: 2, 28: 2 },
  OBX: { 16: 2 },
  TXA: { 5: 2, 9: 2, 10: 2, 11: 2, 22: 2, 23: 2 },
  ZRF: { 2: 2 },
};

/** Fields with a patient's number. */
const patientNumbers: Readonly<Record<string, readonly number[]>> = { PID: [2, 3, 4], MRG: [1, 4] };

/** Fields with phone numbers and mail addresses. */
const telecoms: Readonly<Record<string, readonly number[]>> = {
  PID: [13, 14],
  NK1: [5, 6],
  PRD: [5],
  CTD: [5],
  ROL: [12],
  ORC: [14, 23],
};

/** Words that stand where a name belongs: what some fixtures are about. */
const notNames = new Set(['SELF', 'REFERRED', 'REFFERED', 'NO', 'NONE', 'REFERRING DOCTOR']);

const inputs = fixtureCases().flatMap(({ name, folder }) =>
  inputsOf(folder).map((input) => ({ name: `${name}/${input}`, file: join(folder, input) })),
);

test.each(inputs.filter(({ file }) => file.endsWith('.documents.json')))(
  '$name holds invented people only',
  ({ file }) => {
    const documents = JSON.parse(readFileSync(file, 'utf8')) as readonly DecidedDocument[];
    const values = documents.flatMap((document) => Object.entries(document.values));
    const said = (ending: RegExp) =>
      values.flatMap(([field, some]) =>
        ending.test(field) ? some.filter((value) => value !== undefined) : [],
      );

    expect(
      said(/^(?:patient|referrer|pcp)_name$|provider$/).filter((name) => !name.startsWith('ZZTEST')),
    ).toEqual([]);
    expect(said(/_(?:phone|fax)$/).filter((phone) => !/^\d{3}55501\d\d$/.test(phone))).toEqual([]);
    expect(said(/_mrn$/).filter((number) => !number.startsWith('TEST-'))).toEqual([]);
  },
);

test.each(inputs.filter(({ file }) => file.endsWith('.hl7')))(
  '$name holds invented people only',
  ({ file }) => {
    const message = parseMessage(readFileSync(file));

    expect(message.segments.flatMap(strangersIn)).toEqual([]);
  },
);

test('a real-looking name, number or phone is found', () => {
  const message = parseMessage(
    Buffer.from('MSH|^~\\&|A\rPID|||4711||Smith^Jo||||||||212-555-1234~^NET^^jo@smith.example'),
  );

  expect(strangersIn(segmentOf(message, 'PID'))).toEqual(['PID-5.1', 'PID-3.1', 'PID-13']);
});

function segmentOf(message: Hl7Message, name: string): Hl7Segment {
  const segment = message.segment(name);
  if (segment === undefined) throw new Error(`no ${name}`);
  return segment;
}

/** Paths of what might be somebody. */
function strangersIn(segment: Hl7Segment): readonly string[] {
  return [...namesIn(segment), ...numbersIn(segment), ...telecomsIn(segment)];
}

function namesIn(segment: Hl7Segment): readonly string[] {
  return Object.entries(people[segment.name] ?? {}).flatMap(([field, component]) =>
    segment.repetitions(Number(field)).flatMap((repetition) => {
      const family = repetition.at(`${component}.1`) ?? 'ZZTEST';
      return family.startsWith('ZZTEST') || notNames.has(family)
        ? []
        : [`${segment.name}-${field}.${component}`];
    }),
  );
}

function numbersIn(segment: Hl7Segment): readonly string[] {
  return (patientNumbers[segment.name] ?? []).flatMap((field) =>
    segment.repetitions(field).flatMap((repetition) => {
      const number = repetition.at('1')?.trim() ?? '';
      return number === '' || number.startsWith('TEST-') ? [] : [`${segment.name}-${field}.1`];
    }),
  );
}

function telecomsIn(segment: Hl7Segment): readonly string[] {
  return (telecoms[segment.name] ?? []).flatMap((field) =>
    segment.repetitions(field).flatMap((repetition) => {
      const { text } = repetition;
      const isMail = text.includes('@');
      const isInvented = isMail ? /@[\w.-]+\.example\b/.test(text) : /555\D*01\d\d/.test(text);
      return text.trim() === '' || isInvented ? [] : [`${segment.name}-${field}`];
    }),
  );
}
