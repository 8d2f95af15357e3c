import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import type { ZipEntry } from '../../../formats/zip/read-directory.ts';
import { readZipDirectory } from '../../../formats/zip/read-directory.ts';
import { LIMITS } from './limits.ts';
import { refusal } from './refuse.ts';

const inflate = promisify(inflateRaw);

/** The files of an archive in memory. Throws a refusal when it is broken or holds more than may be unpacked. */
export async function listFiles(bytes: Uint8Array, mostBytes: number): Promise<readonly ZipEntry[]> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = await readZipDirectory({
    size: file.length,
    read: async (position, length) => file.subarray(position, position + length),
  }).catch((error: unknown) => {
    throw refusal('damaged', undefined, error);
  });
  const unpacked = entries.reduce((sum, entry) => sum + entry.size, 0);
  const isDense = unpacked > HARMLESS_BYTES && unpacked > bytes.length * LIMITS.ratio;
  if (unpacked > mostBytes || isDense) throw refusal('unpacks-too-large');
  return entries.filter((entry) => !entry.name.endsWith('/'));
}

/** The bytes of one file; never more than its archive announced. Throws a refusal when they are not what was announced. */
export async function unpackFile(bytes: Uint8Array, entry: ZipEntry): Promise<Uint8Array> {
  if (entry.isEncrypted) throw refusal('password');
  if (entry.method !== STORED && entry.method !== DEFLATED) throw refusal('unsupported');
  const packed = bytes.subarray(entry.start, entry.start + entry.packedSize);
  const unpacked =
    entry.method === STORED
      ? packed
      : await inflate(packed, { maxOutputLength: Math.max(1, entry.size) }).catch((error: unknown) => {
          throw refusal('damaged', undefined, error);
        });
  if (unpacked.length !== entry.size || crc32(unpacked) !== entry.crc32) throw refusal('damaged');
  return unpacked;
}

const STORED = 0;
const DEFLATED = 8;
/** Whatever its ratio. */
const HARMLESS_BYTES = 20 * 1024 * 1024;
