import { fieldLabel, segmentLabel } from './labels.ts';
import type { Hl7Message, Hl7Repetition, Hl7Segment } from './message.ts';

/** A value for a screen. */
export type TreeValue = {
  readonly path: string;
  /** Unescaped text, cut after `shownCharacters`. */
  readonly value: string;
  /** The whole length in characters, where the value was cut. */
  readonly length?: number;
  /** The sender wrote `""`: delete. */
  readonly isNull?: true;
};

export type TreeField = TreeValue & {
  readonly label?: string;
  /** Where there is more than one. */
  readonly repetitions?: readonly TreeValue[];
  /** Of every repetition, where there is more than one component. */
  readonly components?: readonly TreeValue[];
};

export type TreeSegment = {
  /** Empty for a line without a segment name. */
  readonly name: string;
  /** `OBX` or `OBX[2]`. */
  readonly path: string;
  readonly label?: string;
  /** Those that hold something. */
  readonly fields: readonly TreeField[];
  /** The line itself, where it has no segment name. */
  readonly text?: string;
};

/** A message as plain data for a screen: segments in order, fields that hold something, labels where we know them. */
export function describeMessage(message: Hl7Message): { readonly segments: readonly TreeSegment[] } {
  return { segments: message.segments.map((segment) => describeSegment(segment, message)) };
}

/** A document in base64 would fill the screen and the connection to it. */
const shownCharacters = 500;

/** The longest data type (XCN) has 25; free text may hold the separator any number of times. */
const shownComponents = 40;

function describeSegment(segment: Hl7Segment, message: Hl7Message): TreeSegment {
  const { name, occurrence } = segment;
  if (name === '') return { name, path: '', fields: [], text: segment.text.slice(0, shownCharacters) };
  const label = segmentLabel(name);
  const isHeader = name === 'MSH' || name === 'FHS' || name === 'BHS';
  const last = segment.text.split(message.delimiters.field).length - (isHeader ? 0 : 1);
  const fields = Array.from({ length: last }, (_, index) => describeField(segment, index + 1, message));
  return {
    name,
    path: occurrence > 1 ? `${name}[${occurrence}]` : name,
    ...(label === undefined ? {} : { label }),
    fields: fields.filter((field) => field !== undefined),
  };
}

function describeField(segment: Hl7Segment, field: number, message: Hl7Message): TreeField | undefined {
  const repetitions = segment.repetitions(field);
  const first = repetitions[0];
  if (first === undefined) return undefined;
  const path = first.path.replace(/\[1\]$/, '');
  const text = segment.at(String(field)) ?? '';
  const isNull = segment.isNull(String(field));
  if (text === '' && !isNull) return undefined;
  const label = fieldLabel(segment.name, field);
  const components = isSeparators(segment, field)
    ? []
    : repetitions.flatMap((repetition) => describeComponents(repetition, message));
  return {
    ...shown(path, text, isNull),
    ...(label === undefined ? {} : { label }),
    ...(repetitions.length > 1 ? { repetitions: repetitions.map(describeRepetition) } : {}),
    ...(components.length === 0 ? {} : { components }),
  };
}

function isSeparators(segment: Hl7Segment, field: number): boolean {
  return segment.name === 'MSH' && field <= 2;
}

function describeRepetition(repetition: Hl7Repetition): TreeValue {
  return shown(repetition.path, repetition.text, repetition.isNull());
}

/** Components that hold something; none where the repetition is not divided. */
function describeComponents(repetition: Hl7Repetition, message: Hl7Message): readonly TreeValue[] {
  const { component } = message.delimiters;
  if (component === undefined || !repetition.text.includes(component)) return [];
  // Escaped separators count here too: a few numbers too many are asked for and found absent.
  const count = Math.min(repetition.text.split(component, shownComponents).length, shownComponents);
  const prefix = repetition.path.replace(/\[1\]$/, '');
  const components = Array.from({ length: count }, (_, index) => String(index + 1)).flatMap((number) => {
    const value = repetition.at(number);
    const isNull = repetition.isNull(number);
    return value === undefined && !isNull ? [] : [shown(`${prefix}.${number}`, value ?? '', isNull)];
  });
  const isUndivided = components.length === 1 && repetition.at('1') === repetition.text;
  return isUndivided ? [] : components;
}

function shown(path: string, text: string, isNull: boolean): TreeValue {
  if (isNull) return { path, value: '', isNull };
  if (text.length <= shownCharacters) return { path, value: text };
  return { path, value: text.slice(0, shownCharacters), length: text.length };
}
