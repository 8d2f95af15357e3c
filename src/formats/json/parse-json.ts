import { Failure } from '../../lib/failure.ts';
import type { JsonValue } from './json.ts';
import { scanJson } from './scan-json.ts';

/**
 * A stored body as JSON (RFC 8259 in UTF-8, with or without a byte order mark), stricter than `JSON.parse`: a member that stands
 * twice, a number that cannot be held exactly or at all, half a character and NUL are errors and not surprises later.
 *
 * Throws permanent Failures `json`, `json-encoding`, `json-truncated`, `json-duplicate-member`, `json-member-name`, `json-number`,
 * `json-text` and `json-depth`, each with line, column and path for whoever sends it, without a word of the content.
 */
export function parseJson(body: Uint8Array): JsonValue {
  const text = decode(body);
  let value: JsonValue | undefined;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    // The scan says what is wrong and where; the engine's own text would quote the body.
  }
  scanJson(text);
  if (value === undefined) throw new Failure('permanent', 'json', 'The body is not JSON (RFC 8259).');
  return value;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(body: Uint8Array): string {
  try {
    return utf8.decode(body);
  } catch (cause) {
    const wide = wideName(body);
    const reason =
      wide === undefined
        ? `The body is not UTF-8: byte ${firstWrongByte(body) + 1} belongs to no character. Send it as UTF-8.`
        : `The body is ${wide}. JSON travels as UTF-8 (RFC 8259, 8.1): send it as UTF-8.`;
    throw new Failure('permanent', 'json-encoding', reason, { cause });
  }
}

function wideName(body: Uint8Array): string | undefined {
  const [first, second] = body;
  if (first === 0xff && second === 0xfe) return 'UTF-16 (little endian)';
  return first === 0xfe && second === 0xff ? 'UTF-16 (big endian)' : undefined;
}

/** From 0: how many bytes are good. Halves the body, because decoding says whether and not where. */
function firstWrongByte(body: Uint8Array): number {
  let [good, bad] = [0, body.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isGoodStart(body.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function isGoodStart(bytes: Uint8Array): boolean {
  try {
    // Streaming: a character that is only cut off is no mistake yet.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
