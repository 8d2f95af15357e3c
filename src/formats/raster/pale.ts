import type { Bits } from './bits.ts';
import type { Components } from './components.ts';

/** Squares in which crumbs are counted, in inches. */
const SQUARE = 0.12;
/** A piece of ink that is smaller, in square inches, is a crumb: a speck, a point, or what is left of a stroke. */
const CRUMB = 3.5e-4;
/** So many crumbs in a square and the two beside it are what is left of letters, when the page has so many times fewer elsewhere. */
const BROKEN = { crumbs: 7, times: 4 };
/** Grains of a ground lie between letters as well: of pale letters so large a share of the squares shows larger parts. */
const LETTERS = 0.3;
/** Rows further apart leave no such crumbs: a row is as high as a gap. */
const COARSE = 1.5;
/** Less of a page, in squares, is a rough line or a smudge. */
const FEWEST = 4;

/**
 * Joins what is left of pale letters: where a drum took no toner, strokes are rows of crumbs, which would go as dirt. Where crumbs are
 * far more frequent than on the rest of the page, gaps of a pixel or two between ink are filled. Works on the picture itself; returns
 * how many squares were joined. `aspect`: how many square pixels a pixel is high; `dpi`: pixels per inch across.
 */
export function joinPale(
  bits: Bits,
  components: Components,
  { aspect, dpi }: { readonly aspect: number; readonly dpi: number },
): number {
  if (aspect > COARSE) return 0;
  const wide = Math.max(2, Math.round(SQUARE * dpi));
  const high = Math.max(2, Math.round((SQUARE * dpi) / aspect));
  const columns = Math.ceil(bits.width / wide);
  const rows = Math.ceil(bits.height / high);
  const grid = { columns, rows, wide, high, most: (CRUMB * dpi * dpi) / aspect };
  const { crumbs, letters } = crumbsOf(components, grid);
  const usual = crumbs.reduce((sum, count) => sum + count, 0) / crumbs.length;
  const enough = Math.max(BROKEN.crumbs, 3 * usual * BROKEN.times);
  const pale: number[] = [];
  let written = 0;
  for (let cell = 0; cell < crumbs.length; cell++) {
    const column = cell % columns;
    const before = column > 0 ? (crumbs[cell - 1] as number) : 0;
    const behind = column + 1 < columns ? (crumbs[cell + 1] as number) : 0;
    if (before + (crumbs[cell] as number) + behind < enough) continue;
    pale.push(cell);
    written += letters[cell] as number;
  }
  if (pale.length < FEWEST || written < pale.length * LETTERS) return 0;
  const source = bits.data.slice();
  for (const cell of pale) {
    const [column, row] = [cell % columns, Math.floor(cell / columns)];
    join(source, bits, { left: column * wide, top: row * high, wide, high });
  }
  return pale.length;
}

/** One or two pixels are a dot of a screen, not what is left of a stroke. */
const SCREEN = 2;

function crumbsOf(
  { count, left, top, right, bottom, area }: Components,
  grid: {
    readonly columns: number;
    readonly rows: number;
    readonly wide: number;
    readonly high: number;
    readonly most: number;
  },
): { readonly crumbs: Int32Array; readonly letters: Uint8Array } {
  const crumbs = new Int32Array(grid.columns * grid.rows);
  const letters = new Uint8Array(crumbs.length);
  const rowsSeen = new Int32Array(crumbs.length);
  for (let piece = 0; piece < count; piece++) {
    const x = ((left[piece] as number) + (right[piece] as number)) >> 1;
    const y = ((top[piece] as number) + (bottom[piece] as number)) >> 1;
    const cell = Math.floor(y / grid.high) * grid.columns + Math.floor(x / grid.wide);
    if ((area[piece] as number) > grid.most) letters[cell] = 1;
    else if ((area[piece] as number) > SCREEN) {
      // Of a rule that is broken into dots, all crumbs are in a row or two.
      const bit = 1 << ((y % grid.high) % 31);
      const isNew = ((rowsSeen[cell] as number) & bit) === 0 ? 1 : 0;
      rowsSeen[cell] = (rowsSeen[cell] as number) | bit;
      crumbs[cell] = (crumbs[cell] as number) + isNew;
    }
  }
  return { crumbs, letters };
}

/** Paper between two pixels of ink, across, down or aslant; a gap of two pixels where it is across or down. */
function join(
  source: Uint8Array,
  { width, height, data }: Bits,
  area: { readonly left: number; readonly top: number; readonly wide: number; readonly high: number },
): void {
  const [right, bottom] = [
    Math.min(width - 2, area.left + area.wide),
    Math.min(height - 2, area.top + area.high),
  ];
  for (let y = Math.max(2, area.top); y < bottom; y++) {
    for (let x = Math.max(2, area.left); x < right; x++) {
      const at = y * width + x;
      if (source[at] === 0 && isGap(source, at, width)) data[at] = 1;
    }
  }
}

function isGap(source: Uint8Array, at: number, width: number): boolean {
  return [1, width, width + 1, width - 1].some((step) => {
    const [before, behind] = [source[at - step] === 1, source[at + step] === 1];
    if (before && behind) return true;
    if (step !== 1 && step !== width) return false;
    return (before && source[at + 2 * step] === 1) || (behind && source[at - 2 * step] === 1);
  });
}
