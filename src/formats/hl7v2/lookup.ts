import { isStorable, storableText } from '../../lib/storable-text.ts';
import { isHeaderSegment, narrow, repetitionCount, type Cursor } from './cursor.ts';
import { unescapeText } from './escape.ts';
import type { Layout } from './layout.ts';
import type { Hl7Charset, Hl7Warning } from './message.ts';
import { writePath, type Path } from './path.ts';

/** What look-ups in one message share. */
export type Lookup = {
  readonly cursor: Cursor;
  readonly charset: Hl7Charset;
  /** Where a character of the text stands in the bytes. */
  readonly offsetOf: (character: number) => number;
  readonly warnings: Hl7Warning[];
  /** Told of every path that is read and holds something. */
  readonly note: ((path: string) => void) | undefined;
  /** The segments by name and number, listed once for a message and all its tracked views. */
  readonly known: { places?: readonly Place[] };
};

/** A segment in its message. */
export type Place = { readonly index: number; readonly name: string; readonly occurrence: number };

/** The place of every segment, in order. */
export function listPlaces(lookup: Lookup): readonly Place[] {
  return (lookup.known.places ??= placesOfAll(lookup.cursor.layout));
}

/** The unescaped text of the first match of a path in the message. */
export function findValue(lookup: Lookup, path: Path): string | undefined {
  if (path.occurrence === 0)
    return firstOf(placesOf(lookup, path), (place) => findValueIn(lookup, place, path));
  const index = indexOf(lookup, path);
  if (index < 0) return undefined;
  return findValueIn(lookup, { index, name: path.segment, occurrence: path.occurrence }, path);
}

/** The same within one segment. */
export function findValueIn(lookup: Lookup, place: Place, path: Path): string | undefined {
  const { field, repetition, component, subcomponent } = path;
  if (repetition !== 0) return findText(lookup, place, field, repetition, component, subcomponent);
  return firstOf(repetitionsIn(lookup, place, path), (each) =>
    findText(lookup, place, field, each, component, subcomponent),
  );
}

/** The text of every match that holds something. */
export function listValues(lookup: Lookup, path: Path): readonly string[] {
  const { field, component, subcomponent } = path;
  return placesOf(lookup, path).flatMap((place) =>
    repetitionsIn(lookup, place, path)
      .map((repetition) => findText(lookup, place, field, repetition, component, subcomponent))
      .filter((value) => value !== undefined),
  );
}

export function isNullAt(lookup: Lookup, path: Path): boolean {
  return placesOf(lookup, path).some((place) => isNullIn(lookup, place, path));
}

export function isNullIn(lookup: Lookup, place: Place, path: Path): boolean {
  return repetitionsIn(lookup, place, path).some((repetition) =>
    isNullText(lookup, place, path.field, repetition, path.component, path.subcomponent),
  );
}

/** The bytes of the first match that holds something, escapes and all. */
export function findBytes(lookup: Lookup, path: Path): { offset: number; length: number } | undefined {
  const { field, component, subcomponent } = path;
  return firstOf(placesOf(lookup, path), (place) =>
    firstOf(repetitionsIn(lookup, place, path), (repetition) => {
      if (!narrow(lookup.cursor, place.index, field, repetition, component, subcomponent)) return undefined;
      const { from, to } = lookup.cursor;
      if (from === to) return undefined;
      lookup.note?.(writtenAs(place, field, repetition, component, subcomponent));
      const offset = lookup.offsetOf(from);
      return { offset, length: lookup.offsetOf(to) - offset };
    }),
  );
}

/** Unescaped text of one place; `undefined` when absent, empty, `""` or nothing but separators. */
export function findText(
  lookup: Lookup,
  place: Place,
  field: number,
  repetition: number | undefined,
  component: number | undefined,
  subcomponent: number | undefined,
): string | undefined {
  const { cursor } = lookup;
  if (!narrow(cursor, place.index, field, repetition, component, subcomponent)) return undefined;
  const { from, to, layout } = cursor;
  if (from === to) return undefined;
  const raw = storable(lookup, layout.text.slice(from, to));
  if (raw === '') return undefined;
  const isSeparators = field <= 2 && isHeaderSegment(cursor, place.index);
  if (!isSeparators && (raw === '""' || isOnlyDelimiters(raw, layout))) return undefined;
  lookup.note?.(writtenAs(place, field, repetition, component, subcomponent));
  const { escape } = layout.delimiters;
  if (isSeparators || escape === undefined || !raw.includes(escape)) return raw;
  const value = unescapeText(raw, layout.delimiters, lookup.charset.name, () =>
    warnUnknownEscape(lookup, writtenAs(place, field, repetition, component, subcomponent)),
  );
  return storable(lookup, value) || undefined;
}

/** Whether one place holds `""`. */
export function isNullText(
  lookup: Lookup,
  place: Place,
  field: number,
  repetition: number | undefined,
  component: number | undefined,
  subcomponent: number | undefined,
): boolean {
  if (!narrow(lookup.cursor, place.index, field, repetition, component, subcomponent)) return false;
  const { from, to, layout } = lookup.cursor;
  const isNull = to - from === 2 && layout.text.startsWith('""', from);
  if (isNull) lookup.note?.(writtenAs(place, field, repetition, component, subcomponent));
  return isNull;
}

function placesOfAll({ text, starts, codes }: Layout): readonly Place[] {
  const seen = new Map<string, number>();
  return starts.map((start, index) => {
    const name = codes[index] === 0 ? '' : text.slice(start, start + 3);
    const occurrence = (seen.get(name) ?? 0) + 1;
    seen.set(name, occurrence);
    return { index, name, occurrence };
  });
}

function placesOf(lookup: Lookup, path: Path): readonly Place[] {
  const name = path.segment;
  if (path.occurrence !== 0) {
    const index = indexOf(lookup, path);
    return index < 0 ? [] : [{ index, name, occurrence: path.occurrence }];
  }
  const places: Place[] = [];
  lookup.cursor.layout.codes.forEach((code, index) => {
    if (code === path.code) places.push({ index, name, occurrence: places.length + 1 });
  });
  return places;
}

function indexOf(lookup: Lookup, path: Path): number {
  const { codes } = lookup.cursor.layout;
  let index = codes.indexOf(path.code);
  for (let occurrence = 1; occurrence < path.occurrence && index >= 0; occurrence += 1) {
    index = codes.indexOf(path.code, index + 1);
  }
  return index;
}

/** All repetitions for `[*]`, else the one that is named; `undefined` is the whole field. */
function repetitionsIn(lookup: Lookup, place: Place, path: Path): readonly (number | undefined)[] {
  if (path.repetition !== 0) return [path.repetition];
  const count = repetitionCount(lookup.cursor, place.index, path.field);
  return Array.from({ length: count }, (_, position) => position + 1);
}

function firstOf<Item, Found>(
  items: readonly Item[],
  find: (item: Item) => Found | undefined,
): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function writtenAs(
  place: Place,
  field: number,
  repetition: number | undefined,
  component: number | undefined,
  subcomponent: number | undefined,
): string {
  return writePath(place.name, place.occurrence, field, repetition, component, subcomponent);
}

/** No database keeps these, and one of them would keep the whole message from being used. */
function storable(lookup: Lookup, value: string): string {
  if (isStorable(value)) return value;
  const code = 'unstorable-character';
  if (!lookup.warnings.some((it) => it.code === code))
    lookup.warnings.push({ code, text: 'A NUL was left out, or half a character replaced.' });
  return storableText(value);
}

function warnUnknownEscape(lookup: Lookup, path: string): void {
  if (lookup.warnings.some((it) => it.code === 'unknown-escape' && it.path === path)) return;
  const text = 'An escape sequence is not known and was left as it is.';
  lookup.warnings.push({ code: 'unknown-escape', path, text });
}

/** `^^^` says as little as nothing at all. */
function isOnlyDelimiters(raw: string, layout: Layout): boolean {
  const { component, repetition, subcomponent } = layout.delimiters;
  for (let index = 0; index < raw.length; index += 1) {
    const character = raw.charAt(index);
    if (character !== component && character !== repetition && character !== subcomponent) return false;
  }
  return true;
}
