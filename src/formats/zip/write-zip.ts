import { Buffer } from 'node:buffer';
import { crc32 } from '../../lib/crc32.ts';

export type ZipFile = { readonly name: string; readonly bytes: Uint8Array };

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** 2.0: the oldest that knows folders. */
const VERSION = 20;
/** Names are UTF-8. */
const FLAGS = 0x0800;
/** 1980-01-01, the first day there is: the same files give the same archive. */
const DATE = 0x21;

/** A ZIP archive (PKWARE APPNOTE 6.3) of files as they are: what goes into it is packed already. Smaller than 4 GB. */
export function writeZip(files: readonly ZipFile[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, bytes } of files) {
    const nameBytes = Buffer.from(name);
    const about = aboutOf(bytes, nameBytes.length);
    const local = Buffer.concat([word(LOCAL), about, nameBytes]);
    directory.push(
      Buffer.concat([word(CENTRAL), half(VERSION), about, Buffer.alloc(10), word(at), nameBytes]),
    );
    parts.push(local, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    at += local.length + bytes.byteLength;
  }
  const central = Buffer.concat(directory);
  const count = half(files.length);
  return Buffer.concat([
    ...parts,
    central,
    word(END),
    Buffer.alloc(4),
    count,
    count,
    word(central.length),
    word(at),
    half(0),
  ]);
}

/** What the local and the central header have in common: version to length of the extra field (4.3.7). */
function aboutOf(bytes: Uint8Array, nameLength: number): Buffer {
  const size = word(bytes.byteLength);
  return Buffer.concat([
    half(VERSION),
    half(FLAGS),
    // Stored; at midnight.
    half(0),
    half(0),
    half(DATE),
    word(crc32(bytes)),
    size,
    size,
    half(nameLength),
    half(0),
  ]);
}

function half(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
