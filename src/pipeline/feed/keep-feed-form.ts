import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { openUpload } from '../../formats/multipart/open-upload.ts';
import { Failure } from '../../lib/failure.ts';
import { newId } from '../../lib/ids.ts';
import type { Hub } from '../hub.ts';
import type { UploadRequest } from '../import/keep-form.ts';
import { feedChannelOf } from './import-feed.ts';
import { keepFeed } from './keep-feed.ts';

/**
 * Keeps the file of a form for a channel. Fields: `channel` and whatever `mayUpload` asks for, all before the file. Returns the
 * import; `forbidden`: `mayUpload` refused, and nothing was kept. Throws (permanent) what is wrong with the form or the file.
 */
export async function keepFeedForm(
  hub: Pick<Hub, 'db' | 'channels'>,
  folder: string,
  request: UploadRequest,
): Promise<string> {
  const form = await openUpload(Readable.fromWeb(request.body), request.contentType);
  if (!request.mayUpload(form.fields)) return 'forbidden';
  const { channel } = feedChannelOf(hub.channels, form.fields['channel']);
  if (form.fileName === '') throw new Failure('permanent', 'no-file', 'Choose a file.');
  return keepUploaded(hub, folder, channel.name, form.fileName, request.createdBy, form.file);
}

/** Each hand-in is a file of its own, whatever it is called: rows that were taken before are recognised one by one. */
export async function keepUploaded(
  hub: Pick<Hub, 'db'>,
  folder: string,
  channel: string,
  name: string,
  createdBy: string,
  content: AsyncIterable<Uint8Array> | ReadableStream,
): Promise<string> {
  const bytes = Symbol.asyncIterator in content ? content : Readable.fromWeb(content);
  const file = {
    name,
    peer: createdBy,
    identity: `upload ${newId()}`,
    content: bytes as AsyncIterable<Uint8Array>,
  };
  const { importId } = await keepFeed(hub.db, folder, channel, file, { createdBy, state: 'uploaded' });
  return importId;
}
