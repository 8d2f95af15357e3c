import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { openUpload } from '../../formats/multipart/open-upload.ts';
import { Failure } from '../../lib/failure.ts';
import { bodyRoom } from '../../sdk/http-door.ts';
import type { PublicProblem } from './public-form.ts';

/** More than a photo of a telephone. */
const MOST_FILE_BYTES = 10 * 1024 * 1024;
/** Whoever sends a picture is a stranger: all that come in at once share this. */
const pictures = bodyRoom(MOST_FILE_BYTES);

export type ReadPublic = {
  readonly fields: Readonly<Record<string, string>>;
  readonly picture?: Uint8Array;
  /** Why the picture, or the whole form, could not be read. */
  readonly problem?: PublicProblem;
};

/** The fields of a public form, then its picture, if there is one; no more of it is held than is taken. */
export async function readPublicForm(
  body: ReadableStream | null,
  contentType: string | undefined,
): Promise<ReadPublic> {
  let fields: Readonly<Record<string, string>> = {};
  const refused = (problem: string): ReadPublic => ({ fields, problem: { field: 'file', problem } });
  const held = pictures.enter();
  try {
    if (!body) return { fields };
    const upload = await openUpload(Readable.fromWeb(body), contentType);
    ({ fields } = upload);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of upload.file) {
      size += chunk.length;
      if (size > MOST_FILE_BYTES) return refused('The picture is too large: at most 10 MB.');
      if (!held.take(chunk.length))
        return refused('Many pictures are coming in just now. Please choose yours again and send once more.');
      chunks.push(chunk);
    }
    const picture = Buffer.concat(chunks);
    if (picture.length === 0) return { fields };
    return isPicture(picture) ? { fields, picture } : refused('Please choose a photo or a PDF.');
  } catch (error) {
    if (!(error instanceof Failure) || error.fate !== 'permanent') throw error;
    return refused(error.message);
  } finally {
    held.leave();
  }
}

/** What a photo or scan of a referral can be, by its first bytes. */
function isPicture(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  return (
    head.startsWith('%PDF') ||
    head.startsWith('\xff\xd8\xff') ||
    head.startsWith('\x89PNG') ||
    head.startsWith('II*\0') ||
    head.startsWith('MM\0*') ||
    /^[\s\S]{4}ftyp(heic|heix|mif1|hevc)/.test(head)
  );
}
