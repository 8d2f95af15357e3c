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
 * These three are classes for the sake of their getters: as object literals they took longer to make than all the rest of
 * parsing (measured: 7 of 10 µs). Their functions are closures, so that `paths.map(message.get)` works.
 */
class MessageView implements Hl7Message {
  readonly #lookup: Lookup;
  #segments: readonly Hl7Segment[] | undefined;

  constructor(lookup: Lookup) {
    this.#lookup = lookup;
  }

  get delimiters(): Hl7Message['delimiters'] {
    return this.#lookup.cursor.layout.delimiters;
  }

  get charset(): Hl7Charset {
    return this.#lookup.charset;
  }

  get warnings(): readonly Hl7Warning[] {
    return this.#lookup.warnings;
  }

  get segments(): readonly Hl7Segment[] {
    return (this.#segments ??= listPlaces(this.#lookup).map((place) => new SegmentView(this.#lookup, place)));
  }

  readonly get: Hl7Message['get'] = (path) => findValue(this.#lookup, messagePath(path));

  readonly isNull: Hl7Message['isNull'] = (path) => isNullAt(this.#lookup, messagePath(path));

  readonly all: Hl7Message['all'] = (path) => listValues(this.#lookup, messagePath(path));

  // A mapping looks at a few segments through many tracked views: making only those is what keeps a view cheap.
  readonly segment: Hl7Message['segment'] = (name, occurrence = 1) => {
    const place = listPlaces(this.#lookup).find((it) => it.name === name && it.occurrence === occurrence);
    return place && new SegmentView(this.#lookup, place);
  };

  readonly named: Hl7Message['named'] = (name) =>
    listPlaces(this.#lookup)
      .filter((it) => it.name === name)
      .map((place) => new SegmentView(this.#lookup, place));

  readonly locate: Hl7Message['locate'] = (path) => findBytes(this.#lookup, messagePath(path));

  readonly tracked: Hl7Message['tracked'] = () => {
    const paths = new Set<string>();
    const { cursor, charset, offsetOf, warnings, known } = this.#lookup;
    const note = (path: string): void => void paths.add(path);
    const message = new MessageView({ cursor, charset, offsetOf, warnings, known, note });
    return { message, lineage: () => [...paths] };
  };
}

class SegmentView implements Hl7Segment {
  readonly #lookup: Lookup;
  readonly #place: Place;

  constructor(lookup: Lookup, place: Place) {
    this.#lookup = lookup;
    this.#place = place;
  }

  get name(): string {
    return this.#place.name;
  }

  get occurrence(): number {
    return this.#place.occurrence;
  }

  get index(): number {
    return this.#place.index;
  }

  get text(): string {
    const { name, occurrence, index } = this.#place;
    const { text, starts, ends } = this.#lookup.cursor.layout;
    this.#lookup.note?.(occurrence > 1 ? `${name}[${occurrence}]` : name);
    return text.slice(starts[index], ends[index]);
  }

  readonly at: Hl7Segment['at'] = (path) => findValueIn(this.#lookup, this.#place, segmentPath(path));

  readonly isNull: Hl7Segment['isNull'] = (path) => isNullIn(this.#lookup, this.#place, segmentPath(path));

  readonly repetitions: Hl7Segment['repetitions'] = (field) => {
    const count = repetitionCount(this.#lookup.cursor, this.#place.index, field);
    return Array.from(
      { length: count },
      (_, position) => new RepetitionView(this.#lookup, this.#place, field, position + 1),
    );
  };
}

class RepetitionView implements Hl7Repetition {
  readonly #lookup: Lookup;
  readonly #place: Place;
  readonly #field: number;
  readonly #number: number;

  constructor(lookup: Lookup, place: Place, field: number, number: number) {
    this.#lookup = lookup;
    this.#place = place;
    this.#field = field;
    this.#number = number;
  }

  get path(): string {
    return writePath(this.#place.name, this.#place.occurrence, this.#field, this.#number);
  }

  get text(): string {
    return findText(this.#lookup, this.#place, this.#field, this.#number, undefined, undefined) ?? '';
  }

  readonly at: Hl7Repetition['at'] = (path) => {
    const { component, subcomponent } = componentPath(path);
    return findText(this.#lookup, this.#place, this.#field, this.#number, component, subcomponent);
  };

  readonly isNull: Hl7Repetition['isNull'] = (path) => {
    const deeper = path === undefined ? undefined : componentPath(path);
    const { component, subcomponent } = deeper ?? { component: undefined, subcomponent: undefined };
    return isNullText(this.#lookup, this.#place, this.#field, this.#number, component, subcomponent);
  };
}
