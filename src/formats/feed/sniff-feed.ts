import { Failure } from '../../lib/failure.ts';
import { decodeField } from '../csv/scan.ts';
import { sniffTable, type SniffedFile } from '../csv/sniff.ts';
import type { JsonObject } from '../json/json.ts';
import { createJsonScanner, type JsonLayout } from './json-scan.ts';

/** What a file of records is: a table, or JSON. For JSON `headerEnd` is where the records begin. */
export type SniffedFeed = SniffedFile & { readonly layout: 'table' | JsonLayout };

const SAMPLES = 50;
const BOM = '\u00ef\u00bb\u00bf';

/**
 * What the first megabyte of a file (as latin1) says of it. Throws permanent Failures that say what was seen and what is wanted:
 * `not-a-table`, `header-repeats`, `no-records`.
 */
export function sniffFeed(head: string): SniffedFeed {
  const skip = head.startsWith(BOM) ? BOM.length : 0;
  const first = head.slice(skip).trimStart().charAt(0);
  if (first !== '{' && first !== '[') return sniffRows(head);
  const layout = layoutOf(head.slice(skip), first);
  const headerEnd = layout === 'lines' ? skip : arrayStart(head, skip);
  const scanner = createJsonScanner({ layout, start: { offset: headerEnd, row: 0 } });
  const texts = scanner.push(head.slice(headerEnd));
  const records = (texts.length === 0 ? scanner.end() : texts).slice(0, SAMPLES);
  const objects = records
    .map(({ fields }) => plainObject(fields[0]))
    .filter((one): one is JsonObject => one !== undefined);
  const header = [...new Set(objects.flatMap((object) => pathsOf(object)))];
  const samples = objects.map((object) => header.map((path) => valueAt(object, path)));
  return { layout, skip, delimiter: '', header, headerEnd, headerRow: 0, samples };
}

function sniffRows(head: string): SniffedFeed {
  const sniffed = sniffTable(head);
  return { ...sniffed, layout: 'table' };
}

/** `{…}` whole on its first line is one record to a line; else the records stand in the first array. */
function layoutOf(text: string, first: string): JsonLayout {
  if (first === '[') return 'array';
  const line = text.trimStart().split('\n', 1)[0] ?? '';
  const isWhole = plainObject(decodeField(line)) !== undefined;
  const holdsArray = /^\s*\{\s*"[^"]*"\s*:\s*\[\s*\{/.test(text.slice(0, 4096));
  return holdsArray || !isWhole ? 'array' : 'lines';
}

/** Records may stand in an array that a member names: `{"referrals": [ {…}, … ]}`. */
function arrayStart(head: string, skip: number): number {
  const found = /\[\s*(?=[{\]])/.exec(head.slice(skip));
  if (found) return skip + found.index + 1;
  throw new Failure(
    'permanent',
    'no-records',
    'This is JSON without a list of records. Wanted is an array of objects, or one object on each line (NDJSON).',
  );
}

function plainObject(text: string | undefined): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The names of all plain values, nested ones with dots: what a profile may name. */
export function pathsOf(object: JsonObject, before = '', depth = 0): readonly string[] {
  return Object.keys(object).flatMap((name) => {
    const value = object[name];
    const path = `${before}${name}`;
    const isNested = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isNested && depth < 6 ? pathsOf(value as JsonObject, `${path}.`, depth + 1) : [path];
  });
}

/** What stands at a path of `pathsOf`, as text; empty where nothing plain does. */
function valueAt(object: JsonObject, path: string): string {
  const value = atPath(object, path);
  if (Array.isArray(value)) return value.filter((one) => typeof one !== 'object').join('; ');
  return typeof value === 'object' || value === undefined ? '' : String(value);
}

/** A member by its name, or by names with dots between. Own members only: a prototype says nothing. */
export function atPath(object: JsonObject, path: string): JsonObject[string] {
  if (Object.hasOwn(object, path)) return object[path];
  let at: JsonObject[string] = object;
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || Array.isArray(at) || !Object.hasOwn(at, name))
      return undefined;
    at = (at as JsonObject)[name];
  }
  return at;
}
