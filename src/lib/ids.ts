import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/**
 * A new time-ordered id (UUID version 7, RFC 9562 section 5.7); within one process each is greater than the one before. The only
 * place ids are made.
 */
export function newId(): string {
  const random = nextRandom();
  const at = Date.now();
  if (at > last.msecs) {
    // Half of the range is left to count in.
    last = { msecs: at, seq: random.readInt32BE(0) & 0x7fff_ffff };
  } else {
    const seq = (last.seq + 1) | 0;
    last = { msecs: seq === 0 ? last.msecs + 1 : last.msecs, seq };
  }
  return v7({ random, ...last });
}

let last = { msecs: 0, seq: 0 };

const RANDOM_BYTES = 16;
/** Asking the system for each id took a tenth of the time of receiving a message. */
const pool = Buffer.alloc(RANDOM_BYTES * 256);
let used = pool.length;

function nextRandom(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += RANDOM_BYTES;
  return pool.subarray(used - RANDOM_BYTES, used);
}
