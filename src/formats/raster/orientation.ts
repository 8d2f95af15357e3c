import type { QuarterTurn } from './bits.ts';
import { skewOf } from './skew.ts';
import type { TextBoxes } from './text-boxes.ts';
import { straightenedBoxes, turnedBoxes } from './text-boxes.ts';

export type Stance = {
  /** By how much the picture must be turned, clockwise, to stand upright. */
  readonly turn: QuarterTurn;
  /** And then, to be level. */
  readonly skewDegrees: number;
  /** 0 to 1: how clearly the letters speak for this way up rather than the opposite. */
  readonly certainty: number;
};

/** Which way up the page is, told from its letters alone. `turn`: somebody knows it already. */
export function stanceOf(boxes: TextBoxes, turn?: QuarterTurn): Stance {
  if (turn !== undefined) {
    return { turn, skewDegrees: skewOf(turnedBoxes(boxes, turn)), certainty: 1 };
  }
  const quarter: QuarterTurn = isSideways(boxes) ? 90 : 0;
  const level = turnedBoxes(boxes, quarter);
  const skewDegrees = skewOf(level);
  const { up, down } = stickingOut(straightenedBoxes(level, skewDegrees));
  // By how many deviations the votes differ from a toss of a coin; ten are beyond doubt.
  const certainty = up + down === 0 ? 0 : Math.min(1, Math.abs(up - down) / Math.sqrt(up + down) / 10);
  if (up >= down) return { turn: quarter, skewDegrees, certainty };
  return { turn: quarter === 90 ? 270 : 180, skewDegrees, certainty };
}

/** Letters stand closer to the next one in their line than to the line below. */
function isSideways(boxes: TextBoxes): boolean {
  const rows = gaps(boxes);
  const columns = gaps(turnedBoxes(boxes, 90));
  let [level, upright] = [0, 0];
  for (let index = 0; index < boxes.count; index++) {
    const beside = rows[index] as number;
    const below = columns[index] as number;
    if (beside < below) level++;
    else if (below < beside) upright++;
  }
  return upright > level;
}

const CELL = 64;
/** How far a neighbour is looked for, in square pixels. */
const REACH = 120;

/** How far it is from each letter to the next one to its right at the same height; `REACH` where there is none. */
function gaps(boxes: TextBoxes): Float64Array {
  const grid = gridOf(boxes);
  const result = new Float64Array(boxes.count).fill(REACH);
  for (let index = 0; index < boxes.count; index++) {
    const right = boxes.right[index] as number;
    const top = boxes.top[index] as number;
    const bottom = boxes.bottom[index] as number;
    near(grid, boxes, { left: right, right: right + REACH, top, bottom }, (other) => {
      const gap = (boxes.left[other] as number) - right;
      const shared =
        Math.min(bottom, boxes.bottom[other] as number) - Math.max(top, boxes.top[other] as number);
      const smaller = Math.min(bottom - top, (boxes.bottom[other] as number) - (boxes.top[other] as number));
      if (other === index || gap < 0 || shared < smaller / 2) return;
      if (gap < (result[index] as number)) result[index] = gap;
    });
  }
  return result;
}

/** How many letters rise above their neighbours in the line, and how many hang below them. English rises. */
function stickingOut(boxes: TextBoxes): { readonly up: number; readonly down: number } {
  const grid = gridOf(boxes);
  let [up, down] = [0, 0];
  for (let index = 0; index < boxes.count; index++) {
    const top = boxes.top[index] as number;
    const bottom = boxes.bottom[index] as number;
    const middle = (top + bottom) / 2;
    const tops: number[] = [];
    const bottoms: number[] = [];
    const area = {
      left: (boxes.left[index] as number) - REACH,
      right: (boxes.right[index] as number) + REACH,
      top,
      bottom,
    };
    near(grid, boxes, area, (other) => {
      if (
        other === index ||
        (boxes.top[other] as number) > middle ||
        (boxes.bottom[other] as number) < middle
      )
        return;
      tops.push(boxes.top[other] as number);
      bottoms.push(boxes.bottom[other] as number);
    });
    if (tops.length < 3) continue;
    const usualTop = median(tops);
    const usualBottom = median(bottoms);
    const slack = 0.18 * (usualBottom - usualTop);
    const rises = usualTop - top > slack;
    const hangs = bottom - usualBottom > slack;
    if (rises && !hangs) up++;
    if (hangs && !rises) down++;
  }
  return { up, down };
}

type Grid = {
  readonly columns: number;
  readonly rows: number;
  readonly cells: readonly (readonly number[])[];
};

/** Which boxes start in each cell of a coarse grid, by their upper left corners. */
function gridOf(boxes: TextBoxes): Grid {
  const columns = Math.ceil(boxes.width / CELL) + 1;
  const rows = Math.ceil(boxes.height / CELL) + 1;
  const cells = Array.from({ length: columns * rows }, (): number[] => []);
  for (let index = 0; index < boxes.count; index++) {
    cells[
      cellOf(boxes.top[index] as number, rows) * columns + cellOf(boxes.left[index] as number, columns)
    ]?.push(index);
  }
  return { columns, rows, cells };
}

function cellOf(at: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(at / CELL)));
}

/** Calls back with boxes that start in or shortly before an area. */
function near(
  { columns, rows, cells }: Grid,
  _boxes: TextBoxes,
  area: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
  found: (index: number) => void,
): void {
  for (let row = cellOf(area.top - CELL, rows); row <= cellOf(area.bottom, rows); row++) {
    for (let column = cellOf(area.left - CELL, columns); column <= cellOf(area.right, columns); column++) {
      for (const index of cells[row * columns + column] as readonly number[]) found(index);
    }
  }
}

function median(values: number[]): number {
  values.sort((one, other) => one - other);
  return values[values.length >> 1] as number;
}
