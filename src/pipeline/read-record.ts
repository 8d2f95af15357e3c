import { hash } from 'node:crypto';
import type { JsonObject, JsonValue } from '../formats/json/json.ts';
import { parseJson } from '../formats/json/parse-json.ts';
import { Failure } from '../lib/failure.ts';
import { newId } from '../lib/ids.ts';
import type { Mapped, MappingContext, RecordMapping } from '../sdk/mapping.ts';
import type { NewMessage } from '../store/messages.ts';
import type { WaitingMessage } from '../store/waiting-messages.ts';
import { envelopeText } from './stored-envelope.ts';

/** Bytes → one record → what the mapping makes of it. Throws permanent Failures that say what is wrong with the bytes. */
export function mapRecord(mapping: RecordMapping, body: Uint8Array, context: MappingContext): Mapped {
  const record = parseJson(body);
  if (!isRecord(record))
    throw new Failure('permanent', 'not-a-record', 'One record is one JSON object: {"column": "value", …}.');
  return mapping.map(record, context);
}

/**
 * A post of several records, as a JSON array: each becomes a message of its own, processed in the next round. Undefined: it is no
 * array, or no JSON, which whoever maps it tells.
 */
export function splitRecords(
  mapping: RecordMapping,
  message: WaitingMessage,
  body: Uint8Array,
): { readonly mapped: Mapped; readonly children: readonly NewMessage[] } | undefined {
  if (!startsArray(body)) return undefined;
  const records = arrayOf(body);
  if (records === undefined) return undefined;
  const children = records.map((record, index) => childOf(mapping, message, record, index));
  const text = `A batch of ${children.length}: each is a message of its own.`;
  return { mapped: { outcome: 'facts', subjects: [], warnings: [{ code: 'batch', text }] }, children };
}

function arrayOf(body: Uint8Array): readonly JsonValue[] | undefined {
  try {
    const value = parseJson(body);
    return Array.isArray(value) ? (value as readonly JsonValue[]) : undefined;
  } catch {
    return undefined;
  }
}

/** `[`, behind blanks: nothing else is parsed twice. */
function startsArray(body: Uint8Array): boolean {
  return Buffer.from(body.subarray(0, 256))
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
    .startsWith('[');
}

/** What is no object is refused alone: it becomes an invalid message, and its neighbours are taken. */
function childOf(
  mapping: RecordMapping,
  parent: WaitingMessage,
  record: JsonValue,
  index: number,
): NewMessage {
  const body = Buffer.from(JSON.stringify(record));
  const identity = isRecord(record) ? mapping.identity?.(record) : undefined;
  return {
    id: newId(),
    channel: parent.channel,
    peer: 'batch',
    contentType: 'application/json',
    body,
    bodySha256: hash('sha256', body, 'buffer'),
    dedupeKey: hash('sha256', JSON.stringify([parent.id, 'record', index]), 'buffer'),
    parentId: parent.id,
    type: parent.type ?? 'row',
    ...(identity === undefined ? {} : { controlId: envelopeText(identity) }),
    ...(parent.person === null ? {} : { person: parent.person }),
  };
}

function isRecord(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
