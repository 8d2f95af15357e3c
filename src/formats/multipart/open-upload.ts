import { Failure } from '../../lib/failure.ts';

/** A form with a file: the fields before the file, and the file as it arrives. */
export type UploadForm = {
  readonly fields: Readonly<Record<string, string>>;
  /** As the browser names it; empty: none was chosen. */
  readonly fileName: string;
  /** To be read once, to its end. Throws `upload-cut` (permanent) when the form ends before it. */
  readonly file: AsyncIterable<Uint8Array>;
};

/** All fields and heads together: a few words. */
const MOST_BYTES = 64 * 1024;
const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * Opens a `multipart/form-data` body (RFC 7578) whose last part is the file, without holding the file in memory. Throws (permanent)
 * `upload-malformed` for anything else.
 */
export async function openUpload(
  body: AsyncIterable<Uint8Array>,
  contentType: string | undefined,
): Promise<UploadForm> {
  const boundary = boundaryOf(contentType);
  const input = readFrom(body);
  const mark = Buffer.from(`\r\n--${boundary}`);
  const fields: Record<string, string> = {};
  let left = MOST_BYTES;
  const take = async (end: Buffer): Promise<Buffer> => {
    const found = await input.until(end, left);
    left -= found.length;
    return found;
  };
  await take(mark);
  for (;;) {
    const head = (await take(HEAD_END)).toString('utf8');
    const name = /[; ]name="([^"]*)"/i.exec(head)?.[1];
    if (head.startsWith('--') || name === undefined) throw malformed('it holds no file');
    const fileName = /filename="([^"]*)"/i.exec(head)?.[1];
    if (fileName !== undefined) return { fields, fileName: plainName(fileName), file: input.rest(mark) };
    fields[name] = (await take(mark)).toString('utf8');
  }
}

/** RFC 2046 section 5.1.1: at most seventy characters. */
export function boundaryOf(contentType: string | undefined): string {
  const said = /^multipart\/form-data\b.*?;\s*boundary=(?:"([^"]{1,70})"|([^;\s]{1,70}))/i.exec(
    contentType ?? '',
  );
  const boundary = said?.[1] ?? said?.[2];
  if (boundary === undefined) throw malformed('it is no form with a file');
  return boundary;
}

/** Browsers write quotes as %22; a path before the name is nobody's business. */
function plainName(fileName: string): string {
  return fileName.replaceAll('%22', '"').split(/[/\\]/).at(-1)?.slice(0, 200) ?? '';
}

/** Reads up to marks, with no more in memory than one chunk and what may be the beginning of a mark. */
function readFrom(body: AsyncIterable<Uint8Array>) {
  const source = body[Symbol.asyncIterator]();
  // The first boundary has no line before it: with this all are alike.
  let held = Buffer.from('\r\n');
  const more = async (): Promise<boolean> => {
    const next = await source.next();
    if (next.done === true) return false;
    held = Buffer.concat([held, next.value]);
    return true;
  };
  const until = async (mark: Buffer, most: number): Promise<Buffer> => {
    for (;;) {
      const at = held.indexOf(mark);
      if (at > most || (at < 0 && held.length > most + mark.length))
        throw malformed('its fields are too long');
      if (at >= 0) {
        const found = held.subarray(0, at);
        held = held.subarray(at + mark.length);
        return found;
      }
      if (!(await more())) throw malformed('it ends too early');
    }
  };
  const rest = async function* (mark: Buffer): AsyncGenerator<Uint8Array> {
    for (;;) {
      const at = held.indexOf(mark);
      const safe = at >= 0 ? at : held.length - mark.length;
      if (safe > 0) yield held.subarray(0, safe);
      if (at >= 0) return;
      if (safe > 0) held = held.subarray(safe);
      if (!(await more()))
        throw new Failure('permanent', 'upload-cut', 'The file did not arrive whole. Send it again.');
    }
  };
  return { until, rest };
}

function malformed(why: string): Failure {
  return new Failure('permanent', 'upload-malformed', `The form could not be read: ${why}. Send it again.`);
}
