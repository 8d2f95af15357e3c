import { toLocalDate, type FhirEntry, type JsonObject, type JsonValue, type MappingContext } from '#hub';
import type { Time } from '../shared/times.ts';

/** Members of resources, read tolerantly: what has another shape than the standard says reads as absent. */

export function objectOf(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

export function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  const list: readonly JsonValue[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.flatMap((one): readonly JsonObject[] => {
    const object = objectOf(one);
    return object === undefined ? [] : [object];
  });
}

export function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text === '' ? undefined : text;
}

/** The first text at a path, through the first part of every list: `context.period.start`. */
export function textAt(value: JsonValue | undefined, path: string): string | undefined {
  return textOf(valueAt(value, path));
}

export function valueAt(value: JsonValue | undefined, path: string): JsonValue | undefined {
  let current = value;
  for (const step of path.split('.')) current = objectsIn(current)[0]?.[step];
  return current;
}

export type Coding = { readonly system?: string; readonly code?: string; readonly display?: string };

/** The codings of a CodeableConcept, of a list of them, or of bare Codings. */
export function codingsOf(value: JsonValue | undefined): readonly Coding[] {
  return objectsIn(value).flatMap((concept) => {
    const codings = concept['coding'] === undefined ? [concept] : objectsIn(concept['coding']);
    return codings.map((coding) => ({
      ...optional('system', textOf(coding['system'])),
      ...optional('code', textOf(coding['code'])),
      ...optional('display', textOf(coding['display'])),
    }));
  });
}

/** What a person would read: the text, else a display, else a code; of a list the first. */
export function conceptText(value: JsonValue | undefined): string | undefined {
  const concept = objectsIn(value)[0];
  if (concept === undefined) return undefined;
  const codings = codingsOf(concept);
  return (
    textOf(concept['text']) ??
    codings.find((coding) => coding.display !== undefined)?.display ??
    codings.find((coding) => coding.code !== undefined)?.code
  );
}

export function hasCode(value: JsonValue | undefined, codes: readonly string[]): boolean {
  return codingsOf(value).some(({ code }) => code !== undefined && codes.includes(code));
}

/** A dateTime or instant; of a bare day there is no instant. Leap seconds are the second before. */
export function timeOf(text: string | undefined, { zone }: Pick<MappingContext, 'zone'>): Time | undefined {
  if (text === undefined) return undefined;
  if (!text.includes('T')) return /^\d{4}-\d\d-\d\d$/.test(text) ? { localDate: text } : undefined;
  const at = Date.parse(text.replace(/:60(?=[.Z+-])/, ':59'));
  if (Number.isNaN(at)) return undefined;
  const instant = new Date(at).toISOString();
  return { instant, localDate: toLocalDate(instant, zone) };
}

/** An instant for what only names a day: noon in the east of the country is on that day in every zone of it. */
export function instantOf(
  text: string | undefined,
  context: Pick<MappingContext, 'zone'>,
): string | undefined {
  const time = timeOf(text, context);
  return time?.instant ?? (time?.localDate === undefined ? undefined : `${time.localDate}T17:00:00.000Z`);
}

/** FHIRPath of a member for the lineage; in a Bundle it names the type, which the fold weighs. */
export function lineagePath({ path, resource }: FhirEntry, member: string): string {
  const type = resource.resourceType;
  return path === type ? `${type}.${member}` : `${path}.ofType(${type}).${member}`;
}

function optional<Name extends string>(name: Name, value: string | undefined) {
  return (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: string };
}
