import { narrow, isHeaderSegment, repetitionCount, type Cursor } from './cursor.ts';
import { unescapeText } from './escape.ts';
import type { Layout } from './layout.ts';
import type { Hl7Charset, Hl7Message, Hl7Repetition, Hl7Segment, Hl7Warning } from './message.ts';
import { componentPath, messagePath, segmentPath, writePath, type Path } from './path.ts';

export type Parsed = {
  readonly layout: Layout;
  readonly charset: Hl7Charset;
  readonly warnings: readonly Hl7Warning[];
  /** Where a character of the text stands in the bytes. */
  readonly offsetOf: (character: number) => number;
};

/** The message a mapping sees over a laid-out text. */
export function readerOf(parsed: Parsed): Hl7Message {
  const { layout, charset, offsetOf } = parsed;
  return messageOver({
    cursor: { from: 0, to: 0, layout, fieldStarts: [] },
    charset,
    offsetOf,
    warnings: [...parsed.warnings, ...layout.warnings],
    note: undefined,
    known: {},
  });
}

type Reader = {
  readonly cursor: Cursor;
  readonly charset: Hl7Charset;
  readonly offsetOf: (character: number) => number;
  readonly warnings: Hl7Warning[];
  readonly note: ((path: string) => void) | undefined;
  /** The segments by name and number, listed once for a message and all its tracked views. */
  readonly known: { places?: readonly Place[] };
};

/** A segment in its message. */
type Place = { readonly index: number; readonly name: string; readonly occurrence: number };

function messageOver(reader: Reader): Hl7Message {
  let segments: readonly Hl7Segment[] | undefined;
  const list = (): readonly Hl7Segment[] =>
    (segments ??= placesIn(reader).map((place) => segmentOver(reader, place)));
  return {
    delimiters: reader.cursor.layout.delimiters,
    charset: reader.charset,
    warnings: reader.warnings,
    get segments() {
      return list();
    },
    get: (path) => firstValue(reader, messagePath(path)),
    isNull: (path) => {
      const parts = messagePath(path);
      return placesOf(reader, parts).some((place) => isNullIn(reader, place, parts));
    },
    all: (path) => {
      const parts = messagePath(path);
      return placesOf(reader, parts).flatMap((place) => valuesIn(reader, place, parts));
    },
    // A mapping looks at a few segments through many tracked views: making only those is what keeps a view cheap.
    segment: (name, occurrence = 1) => {
      const place = placesIn(reader).find((it) => it.name === name && it.occurrence === occurrence);
      return place && segmentOver(reader, place);
    },
    named: (name) =>
      placesIn(reader)
        .filter((it) => it.name === name)
        .map((place) => segmentOver(reader, place)),
    locate: (path) => locate(reader, messagePath(path)),
    tracked: () => {
      const paths = new Set<string>();
      const message = messageOver({ ...reader, note: (path) => void paths.add(path) });
      return { message, lineage: () => [...paths] };
    },
  };
}

function placesIn(reader: Reader): readonly Place[] {
  return (reader.known.places ??= listPlaces(reader.cursor.layout));
}

function listPlaces({ text, starts, codes }: Layout): readonly Place[] {
  const seen = new Map<string, number>();
  return starts.map((start, index) => {
    const name = codes[index] === 0 ? '' : text.slice(start, start + 3);
    const occurrence = (seen.get(name) ?? 0) + 1;
    seen.set(name, occurrence);
    return { index, name, occurrence };
  });
}

function segmentOver(reader: Reader, place: Place): Hl7Segment {
  const { text, starts, ends } = reader.cursor.layout;
  const { index, name, occurrence } = place;
  return {
    name,
    occurrence,
    index,
    get text() {
      reader.note?.(occurrence > 1 ? `${name}[${occurrence}]` : name);
      return text.slice(starts[index], ends[index]);
    },
    at: (path) => firstIn(reader, place, segmentPath(path)),
    isNull: (path) => isNullIn(reader, place, segmentPath(path)),
    repetitions: (field) => {
      const count = repetitionCount(reader.cursor, index, field);
      return Array.from({ length: count }, (_, position) =>
        repetitionOver(reader, place, field, position + 1),
      );
    },
  };
}

function repetitionOver(reader: Reader, place: Place, field: number, repetition: number): Hl7Repetition {
  const whole: Path = {
    segment: '',
    code: 0,
    occurrence: 1,
    field,
    repetition,
    component: undefined,
    subcomponent: undefined,
  };
  const deeper = (component: string): Path => ({ ...whole, ...componentPath(component) });
  return {
    path: writePath(place.name, place.occurrence, field, repetition),
    at: (component) => valueAt(reader, place, deeper(component), repetition),
    isNull: (component) => isNullIn(reader, place, component === undefined ? whole : deeper(component)),
    get text() {
      return valueAt(reader, place, whole, repetition) ?? '';
    },
  };
}

/** The one look-up that is hot: it makes no lists. */
function firstValue(reader: Reader, path: Path): string | undefined {
  if (path.occurrence === 0) return firstOf(placesOf(reader, path), (place) => firstIn(reader, place, path));
  const index = indexOf(reader, path);
  if (index < 0) return undefined;
  return firstIn(reader, { index, name: path.segment, occurrence: path.occurrence }, path);
}

function firstIn(reader: Reader, place: Place, path: Path): string | undefined {
  if (path.repetition !== 0) return valueAt(reader, place, path, path.repetition);
  return firstOf(repetitionsIn(reader, place, path), (repetition) =>
    valueAt(reader, place, path, repetition),
  );
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

function valuesIn(reader: Reader, place: Place, path: Path): readonly string[] {
  return repetitionsIn(reader, place, path)
    .map((repetition) => valueAt(reader, place, path, repetition))
    .filter((value) => value !== undefined);
}

function isNullIn(reader: Reader, place: Place, path: Path): boolean {
  return repetitionsIn(reader, place, path).some((repetition) => {
    if (!narrowTo(reader, place, path, repetition)) return false;
    const { from, to, layout } = reader.cursor;
    const isNull = to - from === 2 && layout.text.startsWith('""', from);
    if (isNull) noteRead(reader, place, path, repetition);
    return isNull;
  });
}

function locate(reader: Reader, path: Path): { offset: number; length: number } | undefined {
  return firstOf(placesOf(reader, path), (place) =>
    firstOf(repetitionsIn(reader, place, path), (repetition) => {
      if (!narrowTo(reader, place, path, repetition)) return undefined;
      const { from, to } = reader.cursor;
      if (from === to) return undefined;
      noteRead(reader, place, path, repetition);
      const offset = reader.offsetOf(from);
      return { offset, length: reader.offsetOf(to) - offset };
    }),
  );
}

function indexOf(reader: Reader, path: Path): number {
  const { codes } = reader.cursor.layout;
  let index = codes.indexOf(path.code);
  for (let occurrence = 1; occurrence < path.occurrence && index >= 0; occurrence += 1) {
    index = codes.indexOf(path.code, index + 1);
  }
  return index;
}

function placesOf(reader: Reader, path: Path): readonly Place[] {
  const name = path.segment;
  if (path.occurrence !== 0) {
    const index = indexOf(reader, path);
    return index < 0 ? [] : [{ index, name, occurrence: path.occurrence }];
  }
  const places: Place[] = [];
  reader.cursor.layout.codes.forEach((code, index) => {
    if (code === path.code) places.push({ index, name, occurrence: places.length + 1 });
  });
  return places;
}

/** All repetitions for `[*]`, else the one that is named; `undefined` is the whole field. */
function repetitionsIn(reader: Reader, place: Place, path: Path): readonly (number | undefined)[] {
  if (path.repetition !== 0) return [path.repetition];
  const count = repetitionCount(reader.cursor, place.index, path.field);
  return Array.from({ length: count }, (_, position) => position + 1);
}

function valueAt(
  reader: Reader,
  place: Place,
  path: Path,
  repetition: number | undefined,
): string | undefined {
  if (!narrowTo(reader, place, path, repetition)) return undefined;
  const { from, to, layout } = reader.cursor;
  if (from === to) return undefined;
  const raw = layout.text.slice(from, to);
  const isSeparators = path.field <= 2 && isHeaderSegment(reader.cursor, place.index);
  if (!isSeparators && (raw === '""' || isOnlyDelimiters(raw, layout))) return undefined;
  if (reader.note !== undefined) noteRead(reader, place, path, repetition);
  const { escape } = layout.delimiters;
  if (isSeparators || escape === undefined || !raw.includes(escape)) return raw;
  return unescapeText(raw, layout.delimiters, reader.charset.name, () =>
    warnUnknownEscape(reader, writtenAs(place, path, repetition)),
  );
}

function narrowTo(reader: Reader, place: Place, path: Path, repetition: number | undefined): boolean {
  return narrow(reader.cursor, place.index, path.field, repetition, path.component, path.subcomponent);
}

function noteRead(reader: Reader, place: Place, path: Path, repetition: number | undefined): void {
  reader.note?.(writtenAs(place, path, repetition));
}

function writtenAs(place: Place, path: Path, repetition: number | undefined): string {
  return writePath(place.name, place.occurrence, path.field, repetition, path.component, path.subcomponent);
}

function warnUnknownEscape(reader: Reader, path: string): void {
  if (reader.warnings.some((it) => it.code === 'unknown-escape' && it.path === path)) return;
  reader.warnings.push({
    code: 'unknown-escape',
    path,
    text: 'An escape sequence is not known and was left as it is.',
  });
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
