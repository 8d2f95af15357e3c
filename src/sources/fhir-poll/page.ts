import { hash } from 'node:crypto';
import { Failure } from '../../lib/failure.ts';
import type { JsonObject, JsonValue } from '../../formats/json/json.ts';
import { entryTexts } from './entry-texts.ts';
import type { Answer } from '../../sdk/server/transport.ts';

/** One resource as the server wrote it. */
export type Listed = {
  readonly type: string;
  /** Absent where the server gave none that is one (FHIR R4, 2.24.0.1 id). */
  readonly id?: string;
  readonly versionId?: string;
  readonly lastUpdated?: string;
  /** Byte for byte. */
  readonly body: Buffer;
  readonly resource: JsonObject;
};

export type Page = {
  readonly resources: readonly Listed[];
  /** Entries that hold no resource: their bytes, for a person to see. */
  readonly strange: readonly Buffer[];
  /** The server's own words about the search (an OperationOutcome among the entries): their codes. */
  readonly remarks: readonly string[];
  readonly next?: string;
  /** `Bundle.total`: what the search found, on all pages. */
  readonly total?: number;
  /** Two pages with the same say the same. */
  readonly fingerprint: string;
  readonly url: URL;
  /** The server's clock (ISO instant), if it showed it. */
  readonly serverTime?: string;
};

/**
 * Opens a Bundle of type searchset. Throws permanent `page-unreadable`, whose bytes a person should see: the answer came whole and is
 * no Bundle.
 */
export function openPage(answer: Answer): Page {
  const text = decoded(answer.body);
  const bundle = parsed(text);
  if (bundle?.['resourceType'] !== 'Bundle') throw unreadable();
  const entries = listOf(bundle['entry']);
  const texts = entryTexts(text);
  const resources: Listed[] = [];
  const strange: Buffer[] = [];
  const remarks: string[] = [];
  for (const [index, entry] of entries.entries()) {
    const resource = objectOf(objectOf(entry)?.['resource']);
    const type = resource?.['resourceType'];
    const bytes = Buffer.from(texts[index] ?? JSON.stringify(resource ?? entry));
    if (resource === undefined || typeof type !== 'string' || !isTypeName(type)) strange.push(bytes);
    else if (type === 'OperationOutcome') remarks.push(...codesOf(resource));
    else resources.push(listed(type, resource, bytes));
  }
  const next = linkOf(bundle, 'next');
  const serverTime = timeOf(answer.headers.date);
  const { total } = bundle;
  return {
    resources,
    strange,
    remarks,
    fingerprint: hash('sha256', texts.join('\n')),
    url: answer.url,
    ...(next === undefined ? {} : { next }),
    ...(typeof total === 'number' ? { total } : {}),
    ...(serverTime === undefined ? {} : { serverTime }),
  };
}

/** A single resource as the answer of a read. Throws permanent `page-unreadable`. */
export function openResource({ body }: Answer): Listed {
  const resource = parsed(decoded(body));
  const type = resource?.['resourceType'];
  if (resource === undefined || typeof type !== 'string' || !isTypeName(type)) throw unreadable();
  return listed(type, resource, body);
}

export function listed(type: string, resource: JsonObject, body: Buffer): Listed {
  const meta = objectOf(resource['meta']);
  const { id } = resource;
  const versionId = meta?.['versionId'];
  const lastUpdated = meta?.['lastUpdated'];
  return {
    type,
    body,
    resource,
    ...(typeof id === 'string' && isId(id) ? { id } : {}),
    ...(typeof versionId === 'string' && versionId !== '' ? { versionId } : {}),
    ...(typeof lastUpdated === 'string' ? { lastUpdated } : {}),
  };
}

/** FHIR R4, 2.24.0.1: letters, digits, `-` and `.`, at most 64. */
export function isId(text: string): boolean {
  return /^[A-Za-z0-9\-.]{1,64}$/.test(text);
}

export function isTypeName(text: string): boolean {
  return /^[A-Z][A-Za-z]{2,63}$/.test(text);
}

export function objectOf(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

/** The objects of a list, and nothing else of it. */
export function objectsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return listOf(value).flatMap((one) => {
    const object = objectOf(one);
    return object === undefined ? [] : [object];
  });
}

export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** UTF-8 and nothing else (FHIR R4, 2.6.1), with or without a byte order mark. */
function decoded(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw unreadable();
  }
}

function parsed(text: string): JsonObject | undefined {
  try {
    return objectOf(JSON.parse(text) as JsonValue);
  } catch {
    throw unreadable();
  }
}

function unreadable(): Failure {
  return new Failure('permanent', 'page-unreadable', 'The server’s answer is no FHIR resource in JSON.');
}

function linkOf(bundle: JsonObject, relation: string): string | undefined {
  const link = listOf(bundle['link']).find((one) => objectOf(one)?.['relation'] === relation);
  return textOf(objectOf(link)?.['url']);
}

function codesOf(outcome: JsonObject): readonly string[] {
  return listOf(outcome['issue']).flatMap((issue) => {
    const code = textOf(objectOf(issue)?.['code']) ?? '';
    return /^[a-z-]{1,40}$/.test(code) ? [code] : [];
  });
}

function timeOf(date: string | undefined): string | undefined {
  const ms = Date.parse(date ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
