import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import adt from '../mappings/hl7v2/adt.mapping.ts';
import mdm from '../mappings/hl7v2/mdm.mapping.ts';
import siu from '../mappings/hl7v2/siu.mapping.ts';
import { parseMessage } from '../src/formats/hl7v2/parse.ts';
import { standardAppointmentStatus } from '../mappings/shared/status-words.ts';
import type { Mapped } from '../src/sdk/mapping.ts';
import { fixturesRoot } from './support/fixtures.ts';

const context = {
  channel: 'lakeside-siu',
  sender: 'lakeside',
  zone: 'America/New_York',
  receivedAt: '2026-11-30T12:00:00.000Z',
};

function message(status: string, referrer = '31^ZZTESTREF^RAY') {
  return parseMessage(
    Buffer.from(
      [
        'MSH|^~\\&|EMR|LAKESIDE|||20260301060000||SIU^S14|1|P|2.3',
        `SCH||7|||||||||^^^20260309083000||||||||||||||${status}`,
        'PID|||TEST-1||ZZTESTLAKE^LOU',
        `PV1||O||||||${referrer}`,
      ].join('\r'),
    ),
  );
}

function factsOf(mapping: typeof siu, status: string, referrer?: string) {
  const mapped = mapping.map(message(status, referrer), context);
  if (mapped.outcome !== 'facts') throw new Error(mapped.reason);
  return mapped.subjects.flatMap((subject) => subject.facts);
}

test('a site replaces a table and keeps everything else', () => {
  const site = siu.with({
    name: 'lakeside/siu',
    rules: { appointmentStatus: { ...standardAppointmentStatus, DILATING: 'arrived' } },
  });

  const facts = factsOf(site, 'Dilating');

  expect(facts.find((fact) => fact.kind === 'appointment_stated')).toMatchObject({ status: 'arrived' });
  expect(facts.find((fact) => fact.kind === 'party_named')).toMatchObject({
    party: { name: { family: 'ZZTESTREF' } },
  });
  expect([site.name, siu.name]).toEqual(['lakeside/siu', 'hl7v2/siu']);
});

test('a site rule can fall back on the standard one', () => {
  const site = siu.with({
    name: 'lakeside/siu',
    rules: {
      referrer: (it, standard) =>
        it.get('PV1-8.1') === '31' ? { kind: 'self', identifiers: [] } : standard(),
    },
  });

  const parties = [factsOf(site, ''), factsOf(site, '', '32^ZZTESTOTHER^ORA')].map(
    (facts) => facts.find((fact) => fact.kind === 'party_named')?.party,
  );

  expect(parties).toMatchObject([{ kind: 'self' }, { kind: 'person', name: { family: 'ZZTESTOTHER' } }]);
});

test('overrides stack: the standard rule of the second is the first', () => {
  const first = siu.with({
    name: 'a/siu',
    rules: { referrer: () => ({ kind: 'unknown', identifiers: [] }) },
  });
  const second = first.with({ name: 'b/siu', rules: { referrer: (_message, standard) => standard() } });

  expect(factsOf(second, '').find((fact) => fact.kind === 'party_named')).toMatchObject({
    party: { kind: 'unknown' },
  });
});

test('where the sender copies the PCP into the referrer field, the copy weighs less', () => {
  const site = adt.with({ name: 'lakeside/adt', rules: { autoFillsReferrer: true } });
  const fixture = fixtureMessage('st-anne/adt/pcp-copied-into-referrer');
  const other = fixtureMessage('st-anne/adt/a04-arrived');

  const flags = [fixture, other].map((it) => referrerOf(site.map(it, context))?.isAutoFilled);

  expect(flags).toEqual([true, undefined]);
});

test("a site's default authority is that of every patient number that names none", () => {
  const site = adt.with({ name: 'lakeside/adt', rules: { defaultAuthority: 'LAKE' } });

  const mapped = site.map(fixtureMessage('st-anne/adt/trap-6-merge-without-authority'), context);

  expect(mapped).toMatchObject({
    subjects: [
      { facts: [{}, { prior: { identifiers: [{ system: 'lakeside:LAKE', value: 'TEST-2002' }] } }] },
    ],
  });
});

test('a sensitive document type is held for a person', () => {
  const site = mdm.with({ name: 'lakeside/mdm', rules: { sensitiveTypes: ['CN'] } });

  const mapped = site.map(fixtureMessage('st-anne/mdm/t02-already-signed'), context);

  expect(mapped).toMatchObject({ subjects: [{ facts: [{}, { status: 'final', hold: 'sensitive_type' }] }] });
});

test('a misspelt rule does not compile', () => {
  const misspelt = () =>
    siu.with({
      name: 'lakeside/siu',
      // @ts-expect-error there is no rule of this name
      rules: { apointmentStatus: standardAppointmentStatus },
    });
  const wrongWord = () =>
    siu.with({
      name: 'lakeside/siu',
      // @ts-expect-error there is no such status
      rules: { appointmentStatus: { KEPT: 'finished' } },
    });

  expect([misspelt, wrongWord]).toHaveLength(2);
});

test('a type the mapping does not take is filtered by name', () => {
  const other = parseMessage(Buffer.from('MSH|^~\\&|EMR|LAKESIDE|||20260301060000||DFT^P03|1|P|2.3'));

  expect(siu.map(other, context)).toEqual({
    outcome: 'filtered',
    reason: 'The mapping hl7v2/siu does not take DFT^P03.',
  });
});

function fixtureMessage(name: string) {
  return parseMessage(readFileSync(join(fixturesRoot, name, 'input.hl7')));
}

function referrerOf(mapped: Mapped) {
  if (mapped.outcome !== 'facts') return undefined;
  const facts = mapped.subjects.flatMap((subject) => subject.facts);
  return facts.flatMap((fact) => (fact.kind === 'party_named' && fact.role === 'referrer' ? [fact] : []))[0];
}
