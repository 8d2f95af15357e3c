import type { Bits } from './bits.ts';

/**
 * Takes away what dirt on a scanner's glass leaves: columns that are black over much of the page while their neighbours are not.
 * Ink stays where both neighbours have ink. Works on the picture itself, as it came over the line: streaks are upright there.
 * Returns how many columns were cleaned.
 */
export function clearStreaks(bits: Bits): number {
  const { width, height, data } = bits;
  const black = blackOfColumns(bits);
  const isStreak = new Uint8Array(width);
  let found = 0;
  for (let x = 0; x < width; x++) {
    const around: number[] = [];
    for (let distance = NEAR; distance <= FAR; distance++) {
      if (x >= distance) around.push(black[x - distance] as number);
      if (x + distance < width) around.push(black[x + distance] as number);
    }
    around.sort((one, other) => one - other);
    const usual = around[around.length >> 1] ?? 0;
    if ((black[x] as number) - usual <= height * STREAK_SHARE) continue;
    isStreak[x] = 1;
    found++;
  }
  for (let x = 0; x < width; x++) {
    if (isStreak[x] === 0) continue;
    // The nearest columns to both sides that are no streak themselves.
    let before = x - 1;
    while (before >= 0 && isStreak[before] === 1) before--;
    let behind = x + 1;
    while (behind < width && isStreak[behind] === 1) behind++;
    for (let y = 0; y < height; y++) {
      const base = y * width;
      const isInside =
        before >= 0 && behind < width && data[base + before] === 1 && data[base + behind] === 1;
      if (!isInside) data[base + x] = 0;
    }
  }
  return found;
}

const NEAR = 3;
const FAR = 8;
const STREAK_SHARE = 1 / 3;

function blackOfColumns({ width, height, data }: Bits): Int32Array {
  const black = new Int32Array(width);
  for (let y = 0; y < height; y++) {
    const base = y * width;
    for (let x = 0; x < width; x++) black[x] = (black[x] as number) + (data[base + x] as number);
  }
  return black;
}

/**
 * Fills rows that were lost on the line: up to three empty rows, over at least an eighth of the width, between rows with ink. Ink
 * goes where ink above meets ink below. Works on the picture itself; returns how many stretches were filled.
 */
export function refillLostRows(bits: Bits, longest = LONGEST_LOSS): number {
  const { width, height } = bits;
  let filled = 0;
  for (let band = 0; band < BANDS; band++) {
    const from = Math.floor((band * width) / BANDS);
    const to = Math.floor(((band + 1) * width) / BANDS);
    const hasInk = rowsWithInk(bits, from, to);
    for (let y = 1; y < height; y++) {
      if (hasInk[y] === 1 || hasInk[y - 1] === 0) continue;
      let end = y;
      while (end < height && hasInk[end] === 0 && end - y <= longest) end++;
      if (end - y <= longest && end < height) filled += refill(bits, from, to, y, end);
    }
  }
  return filled;
}

const BANDS = 8;
const LONGEST_LOSS = 3;

function rowsWithInk({ width, height, data }: Bits, from: number, to: number): Uint8Array {
  const hasInk = new Uint8Array(height);
  for (let y = 0; y < height; y++) {
    const base = y * width;
    for (let at = base + from; at < base + to; at++) {
      if (data[at] === 0) continue;
      hasInk[y] = 1;
      break;
    }
  }
  return hasInk;
}

/** Ink as long as this is a rule or a bar: what lies between two of them is meant to be paper. */
const RULE = 40;

/** Rows `top` up to `end` of the columns `from` to `to`; 1 when any ink was put there. */
function refill({ width, data }: Bits, from: number, to: number, top: number, end: number): 0 | 1 {
  const above = (top - 1) * width;
  const below = end * width;
  let isChanged: 0 | 1 = 0;
  for (let x = from; x < to;) {
    let stop = x;
    while (stop < to && near(data, above, stop, width) && near(data, below, stop, width)) stop++;
    if (stop - x < RULE) isChanged = join({ width, data }, x, stop, top, end) || isChanged;
    x = stop + 1;
  }
  return isChanged;
}

/** Ink where the row above or the one below has some. */
function join(
  { width, data }: Pick<Bits, 'width' | 'data'>,
  from: number,
  to: number,
  top: number,
  end: number,
): 0 | 1 {
  let isChanged: 0 | 1 = 0;
  for (let x = from; x < to; x++) {
    if (data[(top - 1) * width + x] === 0 && data[end * width + x] === 0) continue;
    for (let y = top; y < end; y++) data[y * width + x] = 1;
    isChanged = 1;
  }
  return isChanged;
}

function near(data: Uint8Array, base: number, x: number, width: number): boolean {
  return (
    data[base + x] === 1 || (x > 0 && data[base + x - 1] === 1) || (x + 1 < width && data[base + x + 1] === 1)
  );
}
