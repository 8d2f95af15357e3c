import type { JsonValue } from '../../formats/json/json.ts';
import { parseJson } from '../../formats/json/parse-json.ts';
import { textAt, valueAt } from '../../formats/json/pointer.ts';
import { sha256Hex } from '../../lib/sha256.ts';
import { storableText } from '../../lib/storable-text.ts';
import type { Arrival, FileArrival } from '../../sdk/source.ts';
import type { WebhookSourceSettings } from './config.ts';

/** What one post holds. */
export type Post =
  | { readonly is: 'messages'; readonly arrivals: readonly Arrival[] }
  | { readonly is: 'file'; readonly file: FileArrival };

export type PostedBody = {
  readonly headers: Headers;
  readonly body: Buffer;
  readonly peer: string;
  /** The channel reads records: a list or a table is a file of many. */
  readonly takesFiles: boolean;
};

/** What the body says, where it is JSON; undefined where it is not. */
export function readBodyAsJson({ headers, body }: PostedBody): JsonValue | undefined {
  const type = mediaTypeOf(headers);
  const looksLike = /^\s*[{[]/.test(body.toString('latin1', 0, 64));
  if (!/[/+]json$/.test(type) && (tables.has(type) || !looksLike)) return undefined;
  try {
    return parseJson(body);
  } catch {
    // Whoever reads the message says what is wrong with it, and where.
    return undefined;
  }
}

const tables: ReadonlyMap<string, string> = new Map([
  ['text/csv', 'csv'],
  ['text/tab-separated-values', 'tsv'],
  ['application/x-ndjson', 'ndjson'],
  ['application/ndjson', 'ndjson'],
  ['application/jsonl', 'ndjson'],
  ['application/x-jsonlines', 'ndjson'],
]);

/** Takes a proven post apart. */
export function takeApart(
  posted: PostedBody,
  json: JsonValue | undefined,
  settings: WebhookSourceSettings,
): Post {
  const { headers, body, peer } = posted;
  const id = idOf(headers, json, settings);
  const contentType = headers.get('content-type') ?? undefined;
  const type = json === undefined ? undefined : textOf(json, settings.typeField);
  const about = {
    peer,
    ...(type !== undefined && { type: storableText(type).slice(0, 80) }),
    ...(contentType !== undefined && { contentType }),
  };
  const whole: Arrival = {
    ...about,
    body,
    ...(id !== undefined && { identity: `webhook:${id}` }),
  };
  if (!posted.takesFiles) return { is: 'messages', arrivals: [whole] };
  if (json !== undefined && settings.records !== undefined)
    return { is: 'messages', arrivals: recordsOf(json, whole, settings.records, id) };
  const ending = tables.get(mediaTypeOf(headers)) ?? (Array.isArray(json) ? 'json' : undefined);
  if (ending === undefined) return { is: 'messages', arrivals: [whole] };
  const identity = `webhook:${id ?? sha256Hex(body)}`;
  return { is: 'file', file: { name: `webhook.${ending}`, peer, identity, content: once(body) } };
}

/** A list in an envelope: each item is a record of its own. */
function recordsOf(
  json: JsonValue,
  whole: Arrival,
  pointer: string,
  id: string | undefined,
): readonly Arrival[] {
  const list = valueAt(json, pointer);
  if (!Array.isArray(list)) {
    const reason = `The post has no list at ${pointer}, where the channel’s setting \`records\` says one is.`;
    return [{ ...whole, fault: { code: 'records-missing', reason } }];
  }
  const { identity: _, ...about } = whole;
  return (list as readonly JsonValue[]).map((item, index) => ({
    ...about,
    body: Buffer.from(JSON.stringify(item)),
    contentType: 'application/json',
    ...(id !== undefined && { identity: `webhook:${id}#${index}` }),
  }));
}

/** As the platform calls the post. A name that is no name (far too long) is told by its hash. */
function idOf(
  headers: Headers,
  json: JsonValue | undefined,
  { proof, idHeader, idField }: WebhookSourceSettings,
): string | undefined {
  const header = idHeader ?? (proof.scheme === 'standard-webhooks' ? 'webhook-id' : undefined);
  const inHeader = header === undefined ? null : headers.get(header);
  const id = inHeader || (json === undefined ? undefined : textOf(json, idField));
  if (id === undefined) return undefined;
  return id.length > 200 ? sha256Hex(Buffer.from(id)) : storableText(id);
}

function textOf(json: JsonValue, pointer: string | undefined): string | undefined {
  return pointer === undefined ? undefined : textAt(json, pointer);
}

function mediaTypeOf(headers: Headers): string {
  return (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

async function* once(body: Buffer): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(body);
}
