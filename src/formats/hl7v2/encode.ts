import { Failure } from '../../lib/failure.ts';
import { standardDelimiters, writeDelimiters, type Delimiters } from './delimiters.ts';
import { escapeText } from './escape.ts';

/** A component: text, or its subcomponents. */
export type ComponentValue = string | undefined | readonly (string | undefined)[];

/** One repetition: text, or its components. */
export type RepetitionValue = string | readonly ComponentValue[];

/** A field: text, its components, or its repetitions. `null` writes `""`: the receiver shall delete what it has. */
export type FieldValue =
  | string
  | undefined
  | null
  | readonly ComponentValue[]
  | { readonly repetitions: readonly RepetitionValue[] };

/** The name of a segment at index 0, field n at index n. */
export type SegmentValue = readonly [name: string, ...fields: FieldValue[]];

/** A segment by field numbers: `segment('PID', { 3: ['TEST-1'], 5: ['ZZTEST', 'ANN'] })`. MSH-1 and MSH-2 write themselves. */
export function segment(name: string, fields: Readonly<Record<number, FieldValue>>): SegmentValue {
  const last = Math.max(0, ...Object.keys(fields).map(Number));
  return [name, ...Array.from({ length: last }, (_, index) => fields[index + 1])];
}

/**
 * Builds a message in UTF-8, each segment ended by CR. Every value is escaped, so that no text can become a field or a segment;
 * what is empty at the end is left out. MSH-18 is the caller's to say.
 *
 * Throws Failure permanent `hl7-encode` for a bad segment name, a first segment that is not MSH, or parts the delimiters have
 * no separator for.
 */
export function encodeMessage(
  segments: readonly SegmentValue[],
  delimiters: Delimiters = standardDelimiters,
): Uint8Array {
  if (segments[0]?.[0] !== 'MSH') throw refusal('The first segment must be MSH.');
  return Buffer.from(segments.map((values) => `${encodeSegment(values, delimiters)}\r`).join(''), 'utf8');
}

function encodeSegment([name, ...fields]: SegmentValue, delimiters: Delimiters): string {
  if (!/^[A-Z][A-Z0-9]{2}$/.test(name)) throw refusal('A segment name is three capital letters or digits.');
  if (name === 'MSH' || name === 'FHS' || name === 'BHS') {
    const rest = fields.slice(2).map((field) => encodeField(field, delimiters));
    return joined([name + writeDelimiters(delimiters), ...rest], delimiters.field);
  }
  return joined([name, ...fields.map((field) => encodeField(field, delimiters))], delimiters.field);
}

function encodeField(field: FieldValue, delimiters: Delimiters): string {
  if (field === undefined) return '';
  if (field === null) return '""';
  if (typeof field === 'string') return encodeText(field, delimiters);
  if ('repetitions' in field) {
    return joined(
      field.repetitions.map((repetition) => encodeRepetition(repetition, delimiters)),
      delimiters.repetition,
    );
  }
  return encodeRepetition(field, delimiters);
}

function encodeRepetition(repetition: RepetitionValue, delimiters: Delimiters): string {
  if (typeof repetition === 'string') return encodeText(repetition, delimiters);
  return joined(
    repetition.map((component) => encodeComponent(component, delimiters)),
    delimiters.component,
  );
}

function encodeComponent(component: ComponentValue, delimiters: Delimiters): string {
  if (component === undefined) return '';
  if (typeof component === 'string') return encodeText(component, delimiters);
  return joined(
    component.map((text) => encodeText(text ?? '', delimiters)),
    delimiters.subcomponent,
  );
}

/** Two quotation marks alone would say "delete"; as text the first is written as a sequence. */
function encodeText(text: string, delimiters: Delimiters): string {
  const { escape } = delimiters;
  if (text === '""' && escape !== undefined) return `${escape}X22${escape}"`;
  return escapeText(text, delimiters);
}

function joined(parts: readonly string[], separator: string | undefined): string {
  const last = parts.findLastIndex((part) => part !== '');
  if (last > 0 && separator === undefined) throw refusal('The delimiters have no separator for these parts.');
  return parts.slice(0, last + 1).join(separator);
}

function refusal(message: string): Failure {
  return new Failure('permanent', 'hl7-encode', message);
}
