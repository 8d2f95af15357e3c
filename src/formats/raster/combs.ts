import type { Bits, Grey, Rectangle } from './bits.ts';
import { fill, inkIn } from './bits.ts';
import { halved, inkedColumns, inkedRows, isLevel, uprightStrokes } from './upright-strokes.ts';

/** How high the posts between cells are, and how far apart, in inches: higher than letters, narrower than a word. */
const HIGH = { least: 0.13, most: 0.45 };
const APART = { least: 0.1, most: 0.45 };
/** Rules are no thicker, and breaks in them no longer, in inches. */
const THICK = 0.035;
const BREAK = 0.03;
/** Cells are no wider and no narrower than so many times their height. */
const SHAPE = { least: 0.4, most: 1.8 };
/** Posts of one comb are equally far apart, give or take this share. */
const UNEVEN = 0.15;
/** Fewer cells are no comb. */
const FEWEST = 2;
/** This share of the cells has a rule above and one below, over so much of its width. */
const CLOSED = { cells: 0.7, width: 0.7 };
/**
 * Where a fax has broken the rules: the better one is there over so much of the comb and the other one over so much, cells are this high, in
 * inches, and just within their rules there is next to no ink, which letters side by side would leave.
 */
const WORN = { better: 0.7, other: 0.5, high: 0.2, band: 0.08, ink: 0.06, rule: 0.3, posts: 0.7 };
/** A post at an end that a fax has broken is still there on so much of its height. */
const BROKEN = 0.4;
/** More ink than a letter leaves: the ground of a heading. */
const MOST_INK = 0.4;
/** A row or column with so much ink between two corners is the rule itself. */
const RULE = 0.5;
/** No letter stands where a post is, so that what is left of a broken one is enough. */
const POST = 0.25;
/** So much of a cell's height from its edge there are rules and no letters. */
const NEAR_EDGE = 0.28;
/** How far a rule may lie from where it was found, in inches: its thickness, and what is ragged of it. */
const OFF = 0.02;

/** An upright rule: its first and last column, its first row and the one behind its last. */
type Post = { readonly x: number; readonly to: number; readonly start: number; readonly end: number };

/** The ink of a page at half its size, where a stroke with small gaps is whole again. */
type HalfPage = { readonly half: Bits; readonly dpi: number };

type Row = { readonly posts: readonly Post[]; readonly top: number; readonly bottom: number };

/** Cells side by side, from the left; what is between their rules. */
export type Comb = { readonly box: Rectangle; readonly cells: readonly Rectangle[] };

/**
 * Takes the rules of combs (cells side by side, each for one letter or figure) from an upright, straight page with square pixels and from its
 * ink, so that what is written into them is read as letters: with the rules between them they look like brackets. Gives the combs.
 */
export function clearCombs(sheet: Grey, ink: Bits, dpi: number): readonly Comb[] {
  const combs = combsOn({ half: halved(ink), dpi: dpi / 2 });
  return combs.map((comb) => {
    for (const rule of rulesOf(comb, ink, Math.ceil(OFF * dpi))) {
      fill(sheet, rule, 255);
      fill(ink, rule, 0);
    }
    return { box: boxOf(comb), cells: insidesOf(comb) };
  });
}

/** Strokes side by side are one post. */
function postsOf({ half, dpi }: HalfPage): readonly Post[] {
  const posts: Post[] = [];
  const strokes = uprightStrokes(half, {
    least: HIGH.least * dpi,
    most: HIGH.most * dpi,
    gap: Math.round(BREAK * dpi),
  });
  for (const { x, start, end } of strokes) {
    const before = posts.findLastIndex((post) => x - post.to <= 1 && isLevel(post, { x, start, end }));
    const post = posts[before];
    if (post)
      posts[before] = {
        x: post.x,
        to: x,
        start: Math.min(post.start, start),
        end: Math.max(post.end, end),
      };
    else posts.push({ x, to: x, start, end });
  }
  return posts.filter((post) => post.to + 1 - post.x <= THICK * dpi);
}

function combsOn(page: HalfPage): readonly Row[] {
  const posts = postsOf(page);
  const taken = new Set<Post>();
  const combs: Row[] = [];
  for (const [at, first] of posts.entries()) {
    if (taken.has(first)) continue;
    const level = posts.slice(at).filter((post) => isLevel(first, post));
    const chain = chainOf(level, page);
    const comb = chain && combOf(chain, page);
    if (!comb) continue;
    for (const post of chain) taken.add(post);
    combs.push(comb);
  }
  return combs;
}

/** The first and those behind it at equal steps; one that is broken may be missing. */
function chainOf(level: readonly Post[], page: HalfPage): readonly Post[] | undefined {
  const { dpi } = page;
  const [first, second] = level;
  if (!first || !second) return undefined;
  const step = second.x - first.x;
  const high = first.end - first.start;
  const isCell =
    step >= APART.least * dpi &&
    step <= APART.most * dpi &&
    step >= SHAPE.least * high &&
    step <= SHAPE.most * high;
  if (!isCell) return undefined;
  const chain = [first, second];
  for (const post of level.slice(2)) {
    const last = chain.at(-1) as Post;
    const steps = Math.round((post.x - last.x) / step);
    // A letter has strokes at other places between.
    if (steps < 1 || steps > 2 || Math.abs(post.x - last.x - steps * step) > UNEVEN * step) break;
    if (steps === 2) chain.push({ ...last, x: last.x + step, to: last.to + step });
    chain.push(post);
  }
  const whole = [
    ...brokenPost(first, -step, page),
    ...chain,
    ...brokenPost(chain.at(-1) as Post, step, page),
  ];
  return whole.length > FEWEST ? whole : undefined;
}

/** What is left of a post one step behind the last one, or before the first, of a cell with rules above and below. */
function brokenPost(end: Post, step: number, page: HalfPage): readonly Post[] {
  const post = { ...end, x: end.x + step, to: end.to + step };
  const high = post.end - post.start;
  const area = { x: post.x - 1, y: post.start, width: post.to - post.x + 3, height: high };
  const cells = cellsOf(step > 0 ? [end, post] : [post, end]);
  const isThere = inkedRows(page.half, area) >= BROKEN * high && wasClosed(cells, post, page);
  return isThere ? [post] : [];
}

function combOf(posts: readonly Post[], page: HalfPage): Row | undefined {
  const top = Math.min(...posts.map(({ start }) => start));
  const bottom = Math.max(...posts.map(({ end }) => end));
  const cells = cellsOf(posts);
  const ink = over(cells, ({ left, right }) =>
    inkIn(page.half, { x: left, y: top, width: right - left, height: bottom - top }),
  );
  if (ink > MOST_INK * widthOf(cells) * (bottom - top)) return undefined;
  const rows = { start: top, end: bottom };
  return isClosed(cells, rows, page) || wasClosed(cells, rows, page)
    ? { posts, top: 2 * top, bottom: 2 * bottom }
    : undefined;
}

type Cell = { readonly left: number; readonly right: number };

type Rows = { readonly start: number; readonly end: number };

/** There are rules above and below most cells. */
function isClosed(cells: readonly Cell[], rows: Rows, { half }: HalfPage): boolean {
  const closed = cells.filter((cell) =>
    ruledShares([cell], rows, half).every((share) => share >= CLOSED.width),
  );
  return closed.length >= CLOSED.cells * cells.length;
}

/** Or there were, before a fax broke them. */
function wasClosed(cells: readonly Cell[], rows: Rows, { half, dpi }: HalfPage): boolean {
  const high = rows.end - rows.start;
  if (high < WORN.high * dpi) return false;
  const shares = ruledShares(cells, rows, half);
  if (Math.max(...shares) < WORN.better || Math.min(...shares) < WORN.other) return false;
  return isEmptyAtEdges(cells, rows, half);
}

/**
 * Just within the rules there is next to no ink but that of posts; one of the form close to the comb may have been taken for its edge. Words of a
 * heading between two rules have none of their strokes there.
 */
function isEmptyAtEdges(cells: readonly Cell[], rows: Rows, half: Bits): boolean {
  const high = rows.end - rows.start;
  const [slack, far, band] = [slackOf(rows), Math.round(NEAR_EDGE * high), Math.round(WORN.band * high)];
  const inkOf = (y: number, height: number): number =>
    over(cells, ({ left, right }) => inkIn(half, { x: left, y, width: right - left, height }));
  const isRule = (y: number): boolean => inkOf(y, 1) >= WORN.rule * widthOf(cells);
  const above = stretch(rows.start, rows.start + far).findLast(isRule) ?? rows.start + slack;
  const below = stretch(rows.end - far, rows.end).find(isRule) ?? rows.end - slack;
  // Letters that hang through the line they are written on look like posts, with a rule in their midst.
  const isCrossed = stretch(rows.start + far, rows.end - far).some(
    (y) => inkOf(y, 1) >= RULE * widthOf(cells),
  );
  const isEdge = (y: number): boolean => {
    const posts = over(cells, ({ right }) =>
      inkIn(half, { x: right, y, width: 2, height: band }) > 0 ? 1 : 0,
    );
    return posts >= WORN.posts * cells.length && inkOf(y, band) <= WORN.ink * band * widthOf(cells);
  };
  return !isCrossed && isEdge(above + 2) && isEdge(below - 1 - band);
}

/** How much of the width of cells has ink at their upper and at their lower edge. */
function ruledShares(cells: readonly Cell[], rows: Rows, half: Bits): readonly number[] {
  const slack = slackOf(rows);
  return [rows.start - 1, rows.end - slack].map((y) => {
    const inked = ({ left, right }: Cell): number =>
      inkedColumns(half, { x: left, y, width: right - left, height: slack + 1 });
    return over(cells, inked) / widthOf(cells);
  });
}

function slackOf({ start, end }: Rows): number {
  return Math.max(1, Math.round((end - start) * 0.14));
}

function widthOf(cells: readonly Cell[]): number {
  return over(cells, ({ left, right }) => right - left);
}

function over(cells: readonly Cell[], measure: (cell: Cell) => number): number {
  return cells.reduce((sum, cell) => sum + measure(cell), 0);
}

function cellsOf(posts: readonly Post[]): readonly Cell[] {
  return posts.slice(1).map((post, at) => ({ left: (posts[at] as Post).to + 1, right: post.x }));
}

function boxOf({ posts, top, bottom }: Row): Rectangle {
  const [first, last] = [posts[0] as Post, posts.at(-1) as Post];
  return { x: 2 * first.x, y: top, width: 2 * (last.to - first.x) + 2, height: bottom - top };
}

function insidesOf({ posts, top, bottom }: Row): readonly Rectangle[] {
  return cellsOf(posts).map(({ left, right }) => ({
    x: 2 * left,
    y: top,
    width: 2 * (right - left),
    height: bottom - top,
  }));
}

/** The columns of posts and the rows above and below cells that are ink, of the page in its whole size. */
function rulesOf({ posts, top, bottom }: Row, ink: Bits, off: number): readonly Rectangle[] {
  const high = bottom - top;
  // A rule of the form close below may have been taken for the end of the posts.
  const far = Math.round(NEAR_EDGE * high);
  const upright = posts.flatMap(({ x, to }) =>
    stretch(2 * x - off, 2 * to + 2 + off)
      .map((column) => ({ x: column, y: top, width: 1, height: high }))
      .filter((column) => inkIn(ink, column) >= POST * high)
      .map((column) => ({ x: column.x - 2, y: top - off, width: 5, height: high + 2 * off })),
  );
  const level = cellsOf(posts).flatMap(({ left, right }) => {
    const row = { x: 2 * left - off, width: 2 * (right - left) + 2 * off, height: 1 };
    return [...stretch(top - off, top + far), ...stretch(bottom - far, bottom + off)]
      .map((y) => ({ ...row, y }))
      .filter((one) => inkIn(ink, one) >= RULE * row.width)
      .map((one) => ({ ...one, y: one.y - 1, height: 3 }));
  });
  return [...upright, ...level];
}

function stretch(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
}
