import type { JsonObject, JsonValue } from '../json/json.ts';

/** What a `Reference.reference` says (FHIR R4, 2.3.0 References). */
export type ParsedReference =
  | { readonly kind: 'contained'; readonly id: string }
  | { readonly kind: 'urn'; readonly url: string }
  | { readonly kind: 'relative'; readonly type: string; readonly id: string }
  | { readonly kind: 'absolute'; readonly base: string; readonly type: string; readonly id: string };

/** Undefined for a search (`Patient?identifier=…`), a canonical and whatever else leads to no one resource. A version is cut off. */
export function parseReference(text: string): ParsedReference | undefined {
  if (text.startsWith('#')) return { kind: 'contained', id: text.slice(1) };
  if (text.startsWith('urn:')) return { kind: 'urn', url: text };
  const [, base, type, id] =
    /^(https?:\/\/[^?#]+?\/)?([A-Z][A-Za-z]{1,40})\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/.exec(
      text,
    ) ?? [];
  if (type === undefined || id === undefined) return undefined;
  return base === undefined
    ? { kind: 'relative', type, id }
    : { kind: 'absolute', base: base.toLowerCase(), type, id };
}

/** The text of a `Reference`, whatever it was read as. */
export function referenceText(reference: JsonValue | undefined): string | undefined {
  if (!isObject(reference)) return undefined;
  const text = reference['reference'];
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/** Every `Reference.reference` in a value, at any depth. */
export function referencesIn(value: JsonValue | undefined): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    name === 'reference' && typeof part === 'string' ? [part] : referencesIn(part),
  );
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
