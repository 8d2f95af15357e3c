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

export function isStorable(text: string): boolean {
  return !text.includes('\0') && (text as Unicode).isWellFormed();
}

/** ECMAScript 2024, which every supported Node has and the compiler's library of 2023 does not name. */
type Unicode = string & { readonly isWellFormed: () => boolean; readonly toWellFormed: () => string };
