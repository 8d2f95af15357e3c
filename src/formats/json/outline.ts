import type { TreeField, TreeSegment } from '../hl7v2/tree.ts';
import { isObject } from '../fhir/references.ts';
import type { JsonObject, JsonValue } from './json.ts';

/** A document in base64 would fill the screen and the connection to it. */
const SHOWN_CHARACTERS = 500;
/** What a person looks through; the text as received shows more. */
const MOST_FIELDS = 1_000;
const MOST_SECTIONS = 200;

/**
 * JSON as plain data for a screen, in the form HL7 has: sections (each resource of a Bundle, a resource, a record) with one field for each
 * value, under the path a mapping names it by.
 */
export function outlineJson(value: JsonValue): readonly TreeSegment[] {
  if (!isObject(value)) return [section('value', '', undefined, value)];
  const type = textOf(value['resourceType']);
  if (type === undefined) return [section('record', '', undefined, value)];
  const { entry, ...rest } = value;
  if (type !== 'Bundle' || !Array.isArray(entry)) return [section(type, type, undefined, value)];
  const entries = (entry as readonly JsonValue[]).slice(0, MOST_SECTIONS);
  return [
    section('Bundle', 'Bundle', undefined, rest),
    ...entries.map((one, index) => entrySection(one, `Bundle.entry[${index}]`)),
  ];
}

/** The same as text, line by line, long values cut. */
export function prettyJson(value: JsonValue): string {
  const shorten = (_name: string, one: unknown): unknown =>
    typeof one === 'string' && one.length > SHOWN_CHARACTERS
      ? `${one.slice(0, SHOWN_CHARACTERS)} … (${one.length.toLocaleString('en-US')} characters)`
      : one;
  return JSON.stringify(value, shorten, 2);
}

function entrySection(entry: JsonValue, path: string): TreeSegment {
  const { resource } = isObject(entry) ? entry : {};
  const label = isObject(resource) ? textOf(resource['resourceType']) : undefined;
  return section(path, path, label, entry);
}

function section(path: string, prefix: string, label: string | undefined, value: JsonValue): TreeSegment {
  const fields: TreeField[] = [];
  addFields(value, prefix, fields);
  return { name: path, path, ...(label === undefined ? {} : { label }), fields };
}

function addFields(value: JsonValue, path: string, fields: TreeField[]): void {
  if (fields.length >= MOST_FIELDS) return;
  if (Array.isArray(value)) {
    (value as readonly JsonValue[]).forEach((part, index) => addFields(part, `${path}[${index}]`, fields));
    return;
  }
  if (isObject(value)) {
    for (const [name, part] of membersOf(value))
      addFields(part, path === '' ? name : `${path}.${name}`, fields);
    return;
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  fields.push({
    path,
    value: text.slice(0, SHOWN_CHARACTERS),
    ...(text.length > SHOWN_CHARACTERS ? { length: text.length } : {}),
  });
}

function membersOf(value: JsonObject): readonly (readonly [string, JsonValue])[] {
  return Object.entries(value).flatMap(([name, part]) => (part === undefined ? [] : [[name, part] as const]));
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
