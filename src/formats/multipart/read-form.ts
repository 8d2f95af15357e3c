import { Failure } from '../../lib/failure.ts';
import { boundaryOf } from './open-upload.ts';

/** One field of a form. What it holds stays bytes: a mail in a field is in no charset of the form. */
export type FormField = {
  readonly name: string;
  /** Only files have one, as the sender names it. */
  readonly fileName?: string;
  readonly contentType?: string;
  readonly bytes: Buffer;
};

/** More fields than any webhook sends; a form of a million empty ones is an attack. */
const MOST_FIELDS = 1_000;
const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * Reads a whole form that is in memory already: `multipart/form-data` (RFC 7578) or `application/x-www-form-urlencoded`, fields in
 * order. Throws (permanent) `form-malformed` for anything else.
 */
export function readForm(body: Uint8Array, contentType: string | undefined): readonly FormField[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const isEncoded = /^application\/x-www-form-urlencoded\b/i.test(contentType ?? '');
  return isEncoded ? readPairs(bytes) : readParts(bytes, boundaryOf(contentType));
}

function readParts(bytes: Buffer, boundary: string): readonly FormField[] {
  const mark = Buffer.from(`--${boundary}`);
  const ending = Buffer.from(`\r\n--${boundary}`);
  const fields: FormField[] = [];
  let at = bytes.indexOf(mark);
  if (at < 0) throw malformed('its boundary is not in it');
  for (;;) {
    const begin = at + mark.length;
    if (bytes.toString('latin1', begin, begin + 2) === '--') return fields;
    const headEnd = bytes.indexOf(HEAD_END, begin);
    const next = headEnd < 0 ? -1 : bytes.indexOf(ending, headEnd + 2);
    if (next < 0) throw malformed('it ends too early');
    if (fields.length === MOST_FIELDS) throw malformed(`it has more than ${MOST_FIELDS} fields`);
    fields.push(
      fieldOf(bytes.toString('utf8', begin, headEnd), bytes.subarray(headEnd + HEAD_END.length, next)),
    );
    at = next + 2;
  }
}

function fieldOf(head: string, bytes: Buffer): FormField {
  const name = /^content-disposition:.*?[; ]name="([^"]*)"/im.exec(head)?.[1];
  if (name === undefined) throw malformed('a field has no name');
  const fileName = /^content-disposition:.*?[; ]filename="([^"]*)"/im.exec(head)?.[1];
  const contentType = /^content-type:\s*(.+?)\s*$/im.exec(head)?.[1];
  return {
    name,
    ...(fileName === undefined ? {} : { fileName: fileName.replaceAll('%22', '"') }),
    ...(contentType === undefined ? {} : { contentType }),
    bytes,
  };
}

function readPairs(bytes: Buffer): readonly FormField[] {
  const pairs = bytes.toString('latin1').split('&');
  if (pairs.length > MOST_FIELDS) throw malformed(`it has more than ${MOST_FIELDS} fields`);
  return pairs
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const name = equals < 0 ? pair : pair.slice(0, equals);
      const value = equals < 0 ? '' : pair.slice(equals + 1);
      return { name: percentDecoded(name).toString('utf8'), bytes: percentDecoded(value) };
    });
}

/** WHATWG: a plus is a blank, a percent sign without two digits stands for itself. */
function percentDecoded(text: string): Buffer {
  const plain = text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(plain, 'latin1');
}

function malformed(why: string): Failure {
  return new Failure('permanent', 'form-malformed', `The form could not be read: ${why}.`);
}
