import { Failure } from '../../lib/failure.ts';
import type { JsonValue } from './json.ts';

/** Throws permanent `json` with a sentence for whoever sends it, without a word of the content. */
export function parseJson(body: Uint8Array): JsonValue {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as JsonValue;
  } catch (cause) {
    throw new Failure('permanent', 'json', 'The body is not JSON in UTF-8 (RFC 8259).', { cause });
  }
}
