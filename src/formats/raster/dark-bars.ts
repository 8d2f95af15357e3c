import type { Grey, Rectangle } from './bits.ts';

/** Darker than this is ink. */
const INK = 128;

/**
 * Areas printed white on black, such as the headings of a form. They are found by small squares that are mostly ink and hang
 * together; all four edges must be black, and the inside more black than white.
 */
export function darkBars(page: Grey, dpi: number): readonly Rectangle[] {
  const cell = Math.max(4, Math.round(dpi / 25));
  return darkAreas(page, cell)
    .map((area) => tightened(page, area, cell))
    .filter((area) => isDarkBar(page, area, dpi));
}

/** White on black becomes black on white, in the picture itself; the edge of the bar becomes paper. */
export function invertBars(page: Grey, bars: readonly Rectangle[], dpi: number): void {
  const edge = Math.max(2, Math.round(dpi / 100));
  for (const { x, y, width, height } of bars) {
    for (let row = y - edge; row < y + height + edge; row++) {
      if (row < 0 || row >= page.height) continue;
      const isEdgeRow = row < y + edge || row >= y + height - edge;
      for (let column = Math.max(0, x - edge); column < Math.min(page.width, x + width + edge); column++) {
        const at = row * page.width + column;
        const isEdge = isEdgeRow || column < x + edge || column >= x + width - edge;
        page.data[at] = isEdge ? 255 : 255 - (page.data[at] as number);
      }
    }
  }
}

/** The boxes of dark squares that touch each other. */
function darkAreas(page: Grey, cell: number): readonly Rectangle[] {
  const columns = Math.floor(page.width / cell);
  const isDark = darkCells(page, cell, columns, Math.floor(page.height / cell));
  const areas: Rectangle[] = [];
  for (let start = 0; start < isDark.length; start++) {
    if (isDark[start] === 0) continue;
    const { left, top, right, bottom } = taken(isDark, columns, start);
    if (right - left < 5 || bottom - top < 2) continue;
    const [wide, tall] = [right + 1 - left, bottom + 1 - top];
    areas.push({ x: left * cell, y: top * cell, width: wide * cell, height: tall * cell });
  }
  return areas;
}

type Corners = {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
};

/** The box of all dark squares that hang together with the first; they are dark no more. */
function taken(isDark: Uint8Array, columns: number, start: number): Corners {
  const found = [start];
  isDark[start] = 0;
  for (let next = 0; next < found.length; next++) {
    const at = found[next] as number;
    const column = at % columns;
    const before = column > 0 ? at - 1 : -1;
    const behind = column + 1 < columns ? at + 1 : -1;
    const dark = [before, behind, at - columns, at + columns].filter((other) => isDark[other] === 1);
    for (const other of dark) isDark[other] = 0;
    found.push(...dark);
  }
  let [left, right] = [columns, 0];
  for (const at of found) {
    left = Math.min(left, at % columns);
    right = Math.max(right, at % columns);
  }
  const rows = found.map((at) => Math.floor(at / columns)).toSorted((one, other) => one - other);
  return { left, right, top: rows[0] ?? 0, bottom: rows.at(-1) ?? 0 };
}

function darkCells(page: Grey, cell: number, columns: number, rows: number): Uint8Array {
  const isDark = new Uint8Array(columns * rows);
  for (let at = 0; at < isDark.length; at++) {
    const square = {
      x: (at % columns) * cell,
      y: Math.floor(at / columns) * cell,
      width: cell,
      height: cell,
    };
    if (share(page, square) > 0.55) isDark[at] = 1;
  }
  return isDark;
}

/** Each edge moved to where the black begins. */
function tightened(page: Grey, area: Rectangle, cell: number): Rectangle {
  const inset = { ...area, x: area.x + cell, width: area.width - 2 * cell };
  const isBlackRow = (y: number): boolean => share(page, { ...inset, y, height: 1 }) > BLACK;
  let top = Math.max(0, area.y - cell);
  while (top < area.y + area.height && !isBlackRow(top)) top++;
  let bottom = Math.min(page.height, area.y + area.height + cell);
  while (bottom > top && !isBlackRow(bottom - 1)) bottom--;
  const isBlackColumn = (x: number): boolean =>
    share(page, { x, y: top, width: 1, height: bottom - top }) > BLACK;
  let left = Math.max(0, area.x - cell);
  while (left < area.x + area.width && !isBlackColumn(left)) left++;
  let right = Math.min(page.width, area.x + area.width + cell);
  while (right > left && !isBlackColumn(right - 1)) right--;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

const BLACK = 0.85;

function isDarkBar(page: Grey, area: Rectangle, dpi: number): boolean {
  const { x, y, width, height } = area;
  if (width < dpi * 0.25 || height < dpi * 0.09) return false;
  const edge = Math.max(2, Math.round(dpi / 150));
  const edges = [
    { x, y, width, height: edge },
    { x, y: y + height - edge, width, height: edge },
    { x, y, width: edge, height },
    { x: x + width - edge, y, width: edge, height },
  ];
  return edges.every((side) => share(page, side) > 0.55) && share(page, area) > 0.45;
}

/** How much of an area is ink. */
function share({ width: stride, data }: Grey, { x, y, width, height }: Rectangle): number {
  let ink = 0;
  for (let row = y; row < y + height; row++) {
    for (let at = row * stride + x; at < row * stride + x + width; at++)
      if ((data[at] as number) < INK) ink++;
  }
  return ink / (width * height);
}
