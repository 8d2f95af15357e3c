import { repetitionCount } from './cursor.ts';
import type { Layout } from './layout.ts';
import {
  findBytes,
  findText,
  findValue,
  findValueIn,
  isNullAt,
  isNullIn,
  isNullText,
  listPlaces,
  listValues,
  type Lookup,
  type Place,
} from './lookup.ts';
import type { Hl7Charset, Hl7Message, Hl7Repetition, Hl7Segment, Hl7Warning } from './message.ts';
import { componentPath, messagePath, segmentPath, writePath } from './path.ts';

export type Parsed = {
  readonly layout: Layout;
  readonly charset: Hl7Charset;
  readonly warnings: readonly Hl7Warning[];
  /** Where a character of the text stands in the bytes. */
  readonly offsetOf: (character: number) => number;
};

/** The message a mapping sees over a laid-out text. */
export function readerOf(parsed: Parsed): Hl7Message {
  const { layout, charset, offsetOf, warnings } = parsed;
  return new MessageView({
    cursor: { from: 0, to: 0, layout, fieldStarts: [] },
    charset,
    offsetOf,
    warnings: [...warnings, ...layout.warnings],
    note: undefined,
    known: {},
  });
}

/**
 * tsx gives every function that is assigned to something a name, each time one is made, and that costs ten times what the
 * function does; one that is an argument it leaves alone (measured: 0.3 instead of 2.3 µs for each message).
 */
function unnamed<Made>(made: Made): Made {
  return made;
}

/**
 * These three are classes for the sake of their getters: object literals with getters took longer to make than all the rest
 * of parsing (measured: 7 of 10 µs). Their functions are closures, so that `paths.map(message.get)` works.
 */
class MessageView implements Hl7Message {
  readonly delimiters: Hl7Message['delimiters'];
  readonly charset: Hl7Message['charset'];
  readonly warnings: Hl7Message['warnings'];
  readonly get: Hl7Message['get'];
  readonly isNull: Hl7Message['isNull'];
  readonly all: Hl7Message['all'];
  readonly segment: Hl7Message['segment'];
  readonly named: Hl7Message['named'];
  readonly locate: Hl7Message['locate'];
  readonly tracked: Hl7Message['tracked'];
  readonly #lookup: Lookup;
  #segments: readonly Hl7Segment[] | undefined;

  constructor(lookup: Lookup) {
    this.#lookup = lookup;
    this.delimiters = lookup.cursor.layout.delimiters;
    this.charset = lookup.charset;
    this.warnings = lookup.warnings;
    this.get = unnamed((path) => findValue(lookup, messagePath(path)));
    this.isNull = unnamed((path) => isNullAt(lookup, messagePath(path)));
    this.all = unnamed((path) => listValues(lookup, messagePath(path)));
    this.segment = unnamed((name, occurrence) => oneSegment(lookup, name, occurrence));
    this.named = unnamed((name) => segmentsNamed(lookup, name));
    this.locate = unnamed((path) => findBytes(lookup, messagePath(path)));
    this.tracked = unnamed(() => trackedView(lookup));
  }

  get segments(): readonly Hl7Segment[] {
    return (this.#segments ??= listPlaces(this.#lookup).map((place) => new SegmentView(this.#lookup, place)));
  }
}

class SegmentView implements Hl7Segment {
  readonly name: string;
  readonly occurrence: number;
  readonly index: number;
  readonly at: Hl7Segment['at'];
  readonly isNull: Hl7Segment['isNull'];
  readonly repetitions: Hl7Segment['repetitions'];
  readonly #lookup: Lookup;

  constructor(lookup: Lookup, place: Place) {
    this.#lookup = lookup;
    this.name = place.name;
    this.occurrence = place.occurrence;
    this.index = place.index;
    this.at = unnamed((path) => findValueIn(lookup, place, segmentPath(path)));
    this.isNull = unnamed((path) => isNullIn(lookup, place, segmentPath(path)));
    this.repetitions = unnamed((field) => listRepetitions(lookup, place, field));
  }

  get text(): string {
    const { text, starts, ends } = this.#lookup.cursor.layout;
    this.#lookup.note?.(this.occurrence > 1 ? `${this.name}[${this.occurrence}]` : this.name);
    return text.slice(starts[this.index], ends[this.index]);
  }
}

class RepetitionView implements Hl7Repetition {
  readonly path: string;
  readonly at: Hl7Repetition['at'];
  readonly isNull: Hl7Repetition['isNull'];
  readonly #lookup: Lookup;
  readonly #spot: Spot;

  constructor(lookup: Lookup, spot: Spot) {
    const { place, field, repetition } = spot;
    this.#lookup = lookup;
    this.#spot = spot;
    this.path = writePath(place.name, place.occurrence, field, repetition);
    this.at = unnamed((path) => getComponent(lookup, spot, path));
    this.isNull = unnamed((path) => isNullComponent(lookup, spot, path));
  }

  get text(): string {
    const { place, field, repetition } = this.#spot;
    return findText(this.#lookup, place, field, repetition, undefined, undefined) ?? '';
  }
}

/** A mapping looks at a few segments through many tracked views: making only those is what keeps a view cheap. */
function oneSegment(lookup: Lookup, name: string, occurrence = 1): Hl7Segment | undefined {
  const place = listPlaces(lookup).find((it) => it.name === name && it.occurrence === occurrence);
  return place && new SegmentView(lookup, place);
}

function segmentsNamed(lookup: Lookup, name: string): readonly Hl7Segment[] {
  return listPlaces(lookup)
    .filter((it) => it.name === name)
    .map((place) => new SegmentView(lookup, place));
}

function trackedView(lookup: Lookup): ReturnType<Hl7Message['tracked']> {
  const paths = new Set<string>();
  const { cursor, charset, offsetOf, warnings, known } = lookup;
  const note = unnamed((path: string): void => void paths.add(path));
  const message = new MessageView({ cursor, charset, offsetOf, warnings, known, note });
  return { message, lineage: unnamed(() => [...paths]) };
}

function listRepetitions(lookup: Lookup, place: Place, field: number): readonly Hl7Repetition[] {
  const count = repetitionCount(lookup.cursor, place.index, field);
  return Array.from(
    { length: count },
    (_, position) => new RepetitionView(lookup, { place, field, repetition: position + 1 }),
  );
}

/** A repetition in its message. */
type Spot = { readonly place: Place; readonly field: number; readonly repetition: number };

function getComponent(lookup: Lookup, { place, field, repetition }: Spot, path: string): string | undefined {
  const { component, subcomponent } = componentPath(path);
  return findText(lookup, place, field, repetition, component, subcomponent);
}

function isNullComponent(lookup: Lookup, { place, field, repetition }: Spot, path?: string): boolean {
  if (path === undefined) return isNullText(lookup, place, field, repetition, undefined, undefined);
  const { component, subcomponent } = componentPath(path);
  return isNullText(lookup, place, field, repetition, component, subcomponent);
}
