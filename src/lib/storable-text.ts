/** Text as the database can keep it: Postgres stores no NUL and no half of a surrogate pair, in `text` as in `jsonb`. */
export function storableText(text: string): string {
  return isStorable(text) ? text : (text.replaceAll('\0', '') as Unicode).toWellFormed();
}

/** The same of every text that stands in a record by itself. */
export function storableFields<Record extends object>(record: Record): Record {
  const fields = Object.entries(record).map(([name, value]) => [
    name,
    typeof value === 'string' ? storableText(value) : value,
  ]);
  return Object.fromEntries(fields) as Record;
}

/** The same of every text, and every name, in whatever JSON can say. */
export function storableJson<Value>(value: Value): Value {
  return storable(value) as Value;
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [storableText(name), storable(part)]),
  );
}

export function isStorable(text: string): boolean {
  return !text.includes('\0') && (text as Unicode).isWellFormed();
}

/** ECMAScript 2024, which every supported Node has and the compiler's library of 2023 does not name. */
type Unicode = string & { readonly isWellFormed: () => boolean; readonly toWellFormed: () => string };
