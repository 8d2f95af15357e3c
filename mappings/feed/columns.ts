import { atPath, headerKey, type JsonObject, type JsonValue } from '#hub';

/** Our columns with the names they may have, the first that is there counts. */
export type WantedColumns = readonly (readonly [column: string, names: readonly string[]])[];

/** Our columns with the member of the record that holds each. */
export type Places = readonly (readonly [column: string, place: string])[];

/** The record under our names. */
export function toCanonical(record: JsonObject, places: Places): JsonObject {
  const canonical: Record<string, JsonValue> = Object.create(null) as Record<string, JsonValue>;
  for (const [column, place] of places) {
    const value = atPath(record, place);
    if (value !== undefined) canonical[column] = value;
  }
  return canonical;
}

/**
 * Which member of a record is which column: compared without case and blanks, members of nested JSON by names with dots. The
 * records of one file have the same members: those of the last record are remembered.
 */
export function columnFinder(wanted: WantedColumns): (record: JsonObject) => Places {
  const folded = wanted.map(([column, names]) => [column, names, names.map(fold)] as const);
  let known = '';
  let places: Places = [];
  return (record) => {
    const members = Object.keys(record);
    const key = members.join('\n');
    if (key === known) return places;
    const byName = new Map(members.toReversed().map((member) => [fold(member), member]));
    places = folded.flatMap(([column, names, keys]) => {
      const place =
        keys.map((name) => byName.get(name)).find((one) => one !== undefined) ??
        names.find((name) => name.includes('.') && atPath(record, name) !== undefined);
      return place === undefined ? [] : [[column, place] as const];
    });
    // Nested members may differ from record to record under the same names at the top.
    known = members.some((member) => typeof record[member] === 'object') ? '' : key;
    return places;
  };
}

function fold(name: string): string {
  return headerKey(name).replaceAll(' ', '');
}
