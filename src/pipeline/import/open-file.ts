import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { createScanner, type CsvRecord, type Scanner } from '../../formats/csv/scan.ts';
import { sniffTable, type SniffedFile } from '../../formats/csv/sniff.ts';
import { Failure } from '../../lib/failure.ts';
import { sha256Hex } from '../../lib/sha256.ts';
import { listZip, type ZipEntry } from './zip.ts';

/** A table that can be read, of a file or of a file in a ZIP archive. */
export type TableFile = {
  readonly size: number;
  /** Of its first megabyte and its size. */
  readonly fingerprint: string;
  readonly sniffed: SniffedFile;
  /** Its bytes from a place on. */
  readonly stream: (offset: number) => Readable;
  /** Cuts its records, where they are no comma-separated rows. */
  readonly scanner?: (start: { readonly offset: number; readonly row: number }) => Scanner;
};

const HEAD_BYTES = 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;

/**
 * Opens a table. `member`: which file of a ZIP archive. Throws (permanent) `file-unreadable`, `zip-broken`, and what `sniffTable` throws: the
 * wrong kind of file is refused here, with what was seen and what is wanted.
 */
export async function openTable(path: string, member?: string): Promise<TableFile> {
  if (member === undefined) {
    const { head, ...file } = await openHead(path);
    return { ...file, sniffed: sniffTable(head) };
  }
  const entry = (await listZip(path)).find((one) => one.name === member);
  if (!entry) throw new Failure('permanent', 'file-unreadable', `The archive has no file ${member}.`);
  const { head, ...file } = await describe(entry.size, (offset) => streamEntry(path, entry, offset));
  return { ...file, sniffed: sniffTable(head) };
}

/** A file before anybody knows what it is: `head` is its first megabyte, one character for each byte. */
export async function openHead(
  path: string,
): Promise<Omit<TableFile, 'sniffed'> & { readonly head: string }> {
  const size = await sizeOf(path);
  return describe(size, (offset) => createReadStream(path, { start: offset, highWaterMark: CHUNK_BYTES }));
}

async function describe(size: number, stream: TableFile['stream']) {
  const head = await readHead(stream(0));
  const fingerprint = sha256Hex(Buffer.concat([Buffer.from(`${size}|`), Buffer.from(head, 'latin1')]));
  return { size, fingerprint, head, stream };
}

async function readHead(stream: Readable): Promise<string> {
  const parts: string[] = [];
  let length = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      parts.push(chunk.toString('latin1'));
      length += chunk.length;
      if (length >= HEAD_BYTES) break;
    }
  } catch (error) {
    throw unreadable(error);
  }
  return parts.join('').slice(0, HEAD_BYTES);
}

function streamEntry(path: string, entry: ZipEntry, offset: number): Readable {
  if (entry.method !== 0 && entry.method !== 8)
    throw new Failure(
      'permanent',
      'zip-broken',
      'This ZIP archive is packed in an unusual way. Unpack it and import the files inside.',
    );
  const packed = createReadStream(path, {
    start: entry.start,
    end: entry.start + Math.max(1, entry.packedSize) - 1,
    highWaterMark: CHUNK_BYTES,
  });
  if (entry.method === 0) return skipping(packed, offset);
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
  packed.on('error', (error) => inflate.destroy(error));
  inflate.on('close', () => packed.destroy());
  return skipping(packed.pipe(inflate), offset);
}

/** What is packed has to be read from its beginning. */
function skipping(stream: Readable, offset: number): Readable {
  if (offset === 0) return stream;
  return stream.compose(async function* (chunks: AsyncIterable<Buffer>) {
    let left = offset;
    for await (const chunk of chunks) {
      if (left < chunk.length) yield chunk.subarray(left);
      left = Math.max(0, left - chunk.length);
    }
  }) as Readable;
}

/**
 * The rows of a table after its header, or after the place an earlier run got to, as many at a time as a chunk of the file holds. Throws `file-unreadable`
 * (permanent) when the file ends early or cannot be read.
 */
export async function* readRecords(
  file: TableFile,
  from: { readonly bytesDone: number; readonly rowDone: number },
  pick?: readonly number[],
): AsyncGenerator<readonly CsvRecord[]> {
  const { sniffed } = file;
  const isStarted = from.bytesDone > 0;
  const start = isStarted
    ? { offset: from.bytesDone, row: from.rowDone }
    : { offset: sniffed.headerEnd, row: sniffed.headerRow };
  const scanner =
    file.scanner?.(start) ??
    createScanner({ delimiter: sniffed.delimiter, start, ...(pick === undefined ? {} : { pick }) });
  try {
    for await (const chunk of file.stream(start.offset) as AsyncIterable<Buffer>) {
      const records = scanner.push(textOf(chunk));
      if (records.length > 0) yield records;
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw unreadable(error);
  }
  yield scanner.end();
}

/** A NUL, of which a damaged sector has many, is nothing a table says and nothing the database keeps: a blank, so that places stay. */
function textOf(chunk: Buffer): string {
  const text = chunk.toString('latin1');
  return chunk.includes(0) ? text.replaceAll('\0', ' ') : text;
}

function unreadable(cause: unknown): Failure {
  return new Failure(
    'permanent',
    'file-unreadable',
    'The file is damaged: it cannot be read to its end. Fetch it again.',
    {
      cause,
    },
  );
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isFile()) return found.size;
  } catch {
    // The sentence below says it.
  }
  throw new Failure('permanent', 'file-unreadable', 'There is no such file, or it may not be read.');
}

/** Whether a file is a ZIP archive, by its first bytes. */
export async function isZip(path: string): Promise<boolean> {
  await sizeOf(path);
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.readUInt32LE(0) === 0x04034b50;
  } finally {
    await file.close();
  }
}
