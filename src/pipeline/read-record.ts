import type { JsonObject } from '../formats/json/json.ts';
import { parseJson } from '../formats/json/parse-json.ts';
import { Failure } from '../lib/failure.ts';
import type { Mapped, MappingContext, RecordMapping } from '../sdk/mapping.ts';

/** Bytes → one record → what the mapping makes of it. Throws permanent Failures that say what is wrong with the bytes. */
export function mapRecord(mapping: RecordMapping, body: Uint8Array, context: MappingContext): Mapped {
  const record = parseJson(body);
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    throw new Failure('permanent', 'not-a-record', 'One record is one JSON object: {"column": "value", …}.');
  return mapping.map(record as JsonObject, context);
}
