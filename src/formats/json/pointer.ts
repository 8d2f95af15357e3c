import type { JsonValue } from './json.ts';

/** `/data/0/id`, or nothing for the whole document (RFC 6901). */
export function isJsonPointer(text: string): boolean {
  return /^(?:\/(?:[^~/]|~[01])*)*$/.test(text);
}

/** What stands at a pointer (RFC 6901); undefined where nothing does. */
export function valueAt(document: JsonValue, pointer: string): JsonValue | undefined {
  let value: JsonValue | undefined = document;
  for (const part of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    // Own members only: what every object inherits nobody sent.
    const found = Object.getOwnPropertyDescriptor(value, name);
    value = found?.value as JsonValue | undefined;
  }
  return value;
}

/** The text or number at a pointer, as text; undefined for anything else and for empty texts. */
export function textAt(document: JsonValue, pointer: string): string | undefined {
  const value = valueAt(document, pointer);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
