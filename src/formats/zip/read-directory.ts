import type { Buffer } from 'node:buffer';
import { Failure } from '../../lib/failure.ts';

/** One file in a ZIP archive. */
export type ZipEntry = {
  readonly name: string;
  /** Bytes once unpacked. */
  readonly size: number;
  readonly packedSize: number;
  /** Where its bytes begin in the archive. */
  readonly start: number;
  /** 0 stored, 8 deflated; no other is read. */
  readonly method: number;
  readonly isEncrypted: boolean;
  /** Of its bytes once unpacked. */
  readonly crc32: number;
};

/** Where the bytes of an archive are. `read` gives exactly as many as asked for, or fewer at the end. */
export type ZipSource = {
  readonly size: number;
  readonly read: (position: number, length: number) => Promise<Buffer>;
};

// PKWARE APPNOTE 6.3: end of central directory, its ZIP64 record and locator, central and local headers.
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const FULL_32 = 0xffffffff;
const EXTRA_64 = 1;
/** More than any archive of tables has. */
const LARGEST_DIRECTORY = 1024 * 1024;

/** The files of an archive. Throws `zip-broken` (permanent) when it is none or is cut off. */
export async function readZipDirectory(source: ZipSource): Promise<readonly ZipEntry[]> {
  const { offset, bytes } = await findDirectory(source);
  if (bytes > LARGEST_DIRECTORY || offset + bytes > source.size) broken();
  const directory = await readAt(source, offset, bytes);
  const entries: ZipEntry[] = [];
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === CENTRAL;) {
    const { entry, next } = readCentral(directory, at);
    entries.push({ ...entry, start: await startOf(source, entry.start) });
    at = next;
  }
  return entries;
}

async function findDirectory(
  source: ZipSource,
): Promise<{ readonly offset: number; readonly bytes: number }> {
  const from = Math.max(0, source.size - END_BYTES - LONGEST_COMMENT);
  const tail = await readAt(source, from, source.size - from);
  let at = tail.length - END_BYTES;
  while (at >= 0 && tail.readUInt32LE(at) !== END) at -= 1;
  if (at < 0) return broken();
  const bytes = tail.readUInt32LE(at + 12);
  const offset = tail.readUInt32LE(at + 16);
  if (offset !== FULL_32 && bytes !== FULL_32) return { offset, bytes };
  if (at < 20 || tail.readUInt32LE(at - 20) !== LOCATOR_64) return broken();
  const record = await readAt(source, Number(tail.readBigUInt64LE(at - 12)), 56);
  if (record.readUInt32LE(0) !== END_64) return broken();
  return { bytes: Number(record.readBigUInt64LE(40)), offset: Number(record.readBigUInt64LE(48)) };
}

function readCentral(directory: Buffer, at: number): { readonly entry: ZipEntry; readonly next: number } {
  const nameBytes = directory.readUInt16LE(at + 28);
  const extraBytes = directory.readUInt16LE(at + 30);
  const commentBytes = directory.readUInt16LE(at + 32);
  const extraAt = at + 46 + nameBytes;
  const extra = directory.subarray(extraAt, extraAt + extraBytes);
  const large = readLarge(extra, [
    directory.readUInt32LE(at + 24),
    directory.readUInt32LE(at + 20),
    directory.readUInt32LE(at + 42),
  ]);
  const entry = {
    name: directory.toString('utf8', at + 46, at + 46 + nameBytes),
    size: large[0] ?? 0,
    packedSize: large[1] ?? 0,
    start: large[2] ?? 0,
    method: directory.readUInt16LE(at + 10),
    isEncrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
    crc32: directory.readUInt32LE(at + 16),
  };
  return { entry, next: extraAt + extraBytes + commentBytes };
}

/** Numbers that do not fit into 32 bits are in the ZIP64 field, in this order, and only those. */
function readLarge(extra: Buffer, numbers: readonly number[]): readonly number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== EXTRA_64) continue;
    let next = at + 4;
    return numbers.map((number) => {
      if (number !== FULL_32 || next + 8 > extra.length) return number;
      next += 8;
      return Number(extra.readBigUInt64LE(next - 8));
    });
  }
  return numbers;
}

async function startOf(source: ZipSource, local: number): Promise<number> {
  const header = await readAt(source, local, 30);
  if (header.readUInt32LE(0) !== LOCAL) return broken();
  return local + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

async function readAt(source: ZipSource, position: number, length: number): Promise<Buffer> {
  // Places of ZIP64 have 64 bits; a file does not.
  if (!Number.isSafeInteger(position + length)) return broken();
  const bytes = await source.read(position, length);
  return bytes.length === length ? bytes : broken();
}

function broken(): never {
  throw new Failure(
    'permanent',
    'zip-broken',
    'This ZIP archive is cut off or damaged. Fetch it again, or unpack it and import the files inside.',
  );
}
