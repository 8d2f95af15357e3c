import { Buffer } from 'node:buffer';

/** RTF as Outlook packs it ([MS-OXRTFCP]). `undefined`: it is no such thing, or unpacks to more than it may. */
export function decompressRtf(packed: Buffer): Uint8Array | undefined {
  if (packed.length < HEAD_BYTES) return undefined;
  const rawSize = packed.readUInt32LE(4);
  const kind = packed.readUInt32LE(8);
  if (rawSize > MOST_BYTES) return undefined;
  if (kind === STORED) return packed.subarray(HEAD_BYTES, HEAD_BYTES + rawSize);
  return kind === PACKED ? unpack(packed, rawSize) : undefined;
}

/** Runs of eight: a set bit is a reference into the last 4096 bytes, which begin as a usual RTF head, a clear one a byte. */
function unpack(packed: Buffer, rawSize: number): Uint8Array {
  const window = Buffer.alloc(WINDOW, ' ');
  Buffer.from(FIRST_WINDOW, 'latin1').copy(window);
  const out = Buffer.alloc(rawSize);
  let filled = 0;
  let write = FIRST_WINDOW.length;
  const put = (byte: number): void => {
    if (filled < rawSize) out[filled] = byte;
    filled += 1;
    window[write] = byte;
    write = (write + 1) % WINDOW;
  };
  for (let at = HEAD_BYTES; at < packed.length && filled < rawSize;) {
    const flags = packed[at] ?? 0;
    at += 1;
    for (let bit = 0; bit < 8 && at < packed.length && filled < rawSize; bit += 1) {
      if ((flags & (1 << bit)) === 0) {
        put(packed[at] ?? 0);
        at += 1;
        continue;
      }
      const reference = ((packed[at] ?? 0) << 8) | (packed[at + 1] ?? 0);
      at += 2;
      const from = reference >> 4;
      // A reference to where the next byte goes is the end.
      if (from === write) return out.subarray(0, filled);
      for (let step = 0; step < (reference & 15) + 2; step += 1) put(window[(from + step) % WINDOW] ?? 0);
    }
  }
  return out.subarray(0, Math.min(filled, rawSize));
}

const HEAD_BYTES = 16;
const WINDOW = 4096;
const MOST_BYTES = 8 * 1024 * 1024;
/** `LZFu` and `MELA`. */
const PACKED = 0x75465a4c;
const STORED = 0x414c454d;
const FIRST_WINDOW =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';
