import { createGunzip } from 'node:zlib';
import type { HeldRoom } from '../../sdk/http-door.ts';

type Unpacked = Buffer | 'too-large' | 'no-room' | 'encoding-unknown' | 'gzip-broken';

/**
 * A body as it was before its Content-Encoding. It may be a stranger's: what comes out is counted piece by piece, against the limit
 * and against what all open requests of the door may hold together (`held`).
 */
export async function unpack(
  body: Uint8Array,
  encoding: string | null,
  maxBytes: number,
  held: HeldRoom,
): Promise<Unpacked> {
  const name = (encoding ?? 'identity').trim().toLowerCase();
  if (name === 'identity' || name === '') return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (name !== 'gzip' && name !== 'x-gzip') return 'encoding-unknown';
  const gunzip = createGunzip();
  gunzip.end(body);
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of gunzip as AsyncIterable<Buffer>) {
      size += piece.byteLength;
      // Leaving the loop ends the unpacking.
      if (size > maxBytes) return 'too-large';
      if (!held.take(piece.byteLength)) return 'no-room';
      pieces.push(piece);
    }
  } catch {
    return 'gzip-broken';
  }
  return Buffer.concat(pieces, size);
}
