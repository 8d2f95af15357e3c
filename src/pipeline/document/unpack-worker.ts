import sharp from 'sharp';
import { serveContained } from '../../contained/serve.ts';
import { openFile } from './unpack/open-file.ts';
import type { FileAnswer, FilePart, FileRequest } from './unpack/work.ts';

// One file at a time: more threads and remembered pictures would only cost memory.
sharp.concurrency(1);
sharp.cache(false);

/** Entry of the child process that opens the files of arrivals (`unpack.ts`), one at a time. */
await serveContained<FileRequest, FileAnswer, FilePart>(
  async (request, bytes, send) => {
    const answer = await openFile(request, bytes, {
      page: (page, image) => send({ kind: 'page', page }, image),
      file: (file, body) => send({ kind: 'file', file }, body),
    });
    return { answer, bytes: new Uint8Array(0) };
  },
  { code: 'damaged', message: 'The file could not be read' },
);
