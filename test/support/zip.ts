import { crc32, deflateRawSync } from 'node:zlib';

export type Packed = {
  readonly name: string;
  readonly text: string | Buffer;
  /** Packed by default; else it lies in the archive as it is. */
  readonly isStored?: boolean;
};

const FULL_32 = 0xffffffff;

/** A ZIP archive as bytes (PKWARE APPNOTE 6.3). `isLarge`: sizes and places are written as in archives over four gigabytes. */
export function makeZip(files: readonly Packed[], isLarge = false): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const one = packOne(file, offset, isLarge);
    local.push(one.local);
    central.push(one.central);
    offset += one.local.length;
  }
  const directory = Buffer.concat(central);
  return Buffer.concat([...local, directory, endOf(files.length, offset, directory.length, isLarge)]);
}

function packOne({ name, text, isStored = false }: Packed, offset: number, isLarge: boolean) {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const packed = isStored ? bytes : deflateRawSync(bytes);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(isStored ? 0 : 8, 8);
  head.writeUInt32LE(crc32(bytes), 14);
  head.writeUInt32LE(packed.length, 18);
  head.writeUInt32LE(bytes.length, 22);
  head.writeUInt16LE(Buffer.byteLength(name), 26);
  const extra = isLarge ? largeField([bytes.length, packed.length, offset]) : Buffer.alloc(0);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(isStored ? 0 : 8, 10);
  entry.writeUInt32LE(crc32(bytes), 16);
  entry.writeUInt32LE(isLarge ? FULL_32 : packed.length, 20);
  entry.writeUInt32LE(isLarge ? FULL_32 : bytes.length, 24);
  entry.writeUInt16LE(Buffer.byteLength(name), 28);
  entry.writeUInt16LE(extra.length, 30);
  entry.writeUInt32LE(isLarge ? FULL_32 : offset, 42);
  return {
    local: Buffer.concat([head, Buffer.from(name), packed]),
    central: Buffer.concat([entry, Buffer.from(name), extra]),
  };
}

/** A field of another kind comes first: readers have to look for theirs. */
function largeField(numbers: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * numbers.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * numbers.length, 2);
  numbers.forEach((number, index) => field.writeBigUInt64LE(BigInt(number), 4 + 8 * index));
  const other = Buffer.alloc(6);
  other.writeUInt16LE(0x5455, 0);
  other.writeUInt16LE(2, 2);
  return Buffer.concat([other, field]);
}

function endOf(count: number, offset: number, bytes: number, isLarge: boolean): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(isLarge ? FULL_32 : bytes, 12);
  end.writeUInt32LE(isLarge ? FULL_32 : offset, 16);
  if (!isLarge) return end;
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(bytes), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + bytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator, end]);
}
