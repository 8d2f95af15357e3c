import type { Bits } from './bits.ts';

/**
 * The connected pieces of ink (pixels that touch, corners included), as arrays with one entry a piece. `right` and `bottom` are
 * the first column and row behind the piece.
 */
export type Components = {
  readonly count: number;
  readonly left: Int32Array;
  readonly top: Int32Array;
  readonly right: Int32Array;
  readonly bottom: Int32Array;
  /** Pixels of ink. */
  readonly area: Int32Array;
  /** The horizontal runs they are made of. */
  readonly runs: Runs;
  /** Which piece a run belongs to. */
  readonly pieceOfRun: Int32Array;
};

/** Unbroken stretches of ink in a row: from `start` up to, but without, `end`. Ordered by row, then from the left. */
export type Runs = {
  readonly count: number;
  readonly row: Int32Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** The first run of each row; one more entry than rows. */
  readonly firstOfRow: Int32Array;
};

export function runsOf(bits: Bits): Runs {
  const { width, height, data } = bits;
  const firstOfRow = new Int32Array(height + 1);
  let [row, start, end] = [new Int32Array(ROOM), new Int32Array(ROOM), new Int32Array(ROOM)];
  let count = 0;
  // The next ink is looked for over the whole page: on empty rows it is looked for once.
  let at = data.indexOf(1);
  for (let y = 0; y < height; y++) {
    firstOfRow[y] = count;
    const base = y * width;
    const behind = base + width;
    while (at >= 0 && at < behind) {
      let stop = at + 1;
      while (stop < behind && data[stop] === 1) stop++;
      if (count === row.length) [row, start, end] = [grown(row), grown(start), grown(end)];
      row[count] = y;
      start[count] = at - base;
      end[count++] = stop - base;
      at = data.indexOf(1, stop);
    }
  }
  firstOfRow[height] = count;
  return { count, row, start, end, firstOfRow };
}

export function componentsOf(bits: Bits): Components {
  const runs = runsOf(bits);
  const parent = joined(runs, bits.height);
  const pieceOfRun = new Int32Array(runs.count);
  let count = 0;
  // A root is the earliest run of its piece, so it has its number before any other run of the piece asks for it.
  for (let run = 0; run < runs.count; run++) {
    const root = rootOf(parent, run);
    pieceOfRun[run] = root === run ? count++ : (pieceOfRun[root] as number);
  }
  return { count, runs, pieceOfRun, ...measured(runs, pieceOfRun, count) };
}

/** Clears the pieces that are not wanted from the picture itself. */
export function erase(bits: Bits, { runs, pieceOfRun }: Components, isUnwanted: Uint8Array): void {
  for (let run = 0; run < runs.count; run++) {
    if (isUnwanted[pieceOfRun[run] as number] !== 1) continue;
    const base = (runs.row[run] as number) * bits.width;
    bits.data.fill(0, base + (runs.start[run] as number), base + (runs.end[run] as number));
  }
}

const ROOM = 1 << 16;

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** Joins runs that touch in neighbouring rows: the forest of a union-find. */
function joined(runs: Runs, height: number): Int32Array {
  const { start, end, firstOfRow } = runs;
  const parent = new Int32Array(runs.count);
  for (let run = 0; run < runs.count; run++) parent[run] = run;
  for (let y = 1; y < height; y++) {
    let above = firstOfRow[y - 1] as number;
    const aboveEnd = firstOfRow[y] as number;
    const rowEnd = firstOfRow[y + 1] as number;
    for (let run = aboveEnd; run < rowEnd; run++) {
      const from = start[run] as number;
      const to = end[run] as number;
      while (above < aboveEnd && (end[above] as number) < from) above++;
      for (let other = above; other < aboveEnd && (start[other] as number) <= to; other++) {
        join(parent, run, other);
      }
    }
  }
  return parent;
}

function join(parent: Int32Array, one: number, other: number): void {
  const first = rootOf(parent, one);
  const second = rootOf(parent, other);
  if (first < second) parent[second] = first;
  else parent[first] = second;
}

function rootOf(parent: Int32Array, run: number): number {
  let root = run;
  while (parent[root] !== root) {
    const next = parent[root] as number;
    parent[root] = parent[next] as number;
    root = next;
  }
  return root;
}

function measured(
  runs: Runs,
  pieceOfRun: Int32Array,
  count: number,
): Omit<Components, 'count' | 'runs' | 'pieceOfRun'> {
  const left = new Int32Array(count).fill(0x7fffffff);
  const top = new Int32Array(count).fill(-1);
  const right = new Int32Array(count);
  const bottom = new Int32Array(count);
  const area = new Int32Array(count);
  for (let run = 0; run < runs.count; run++) {
    const piece = pieceOfRun[run] as number;
    const from = runs.start[run] as number;
    const to = runs.end[run] as number;
    if (from < (left[piece] as number)) left[piece] = from;
    if (to > (right[piece] as number)) right[piece] = to;
    if (top[piece] === -1) top[piece] = runs.row[run] as number;
    bottom[piece] = (runs.row[run] as number) + 1;
    area[piece] = (area[piece] as number) + to - from;
  }
  return { left, top, right, bottom, area };
}
