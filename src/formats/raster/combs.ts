import type { Bits, Grey, Rectangle } from './bits.ts';
import { fill, inkIn } from './bits.ts';
import {
  hasOneRule,
  isClosed,
  NEAR_EDGE,
  over,
  RULE,
  stretch,
  wasClosed,
  widthOf,
  type Cell,
  type HalfPage,
  type Rows,
} from './comb-cells.ts';
import { halved, inkedRows, isLevel, uprightStrokes } from './upright-strokes.ts';

/** How high the posts between cells are, and how far apart, in inches: higher than letters, narrower than a word. */
const HIGH = { least: 0.13, most: 0.45 };
const APART = { least: 0.1, most: 0.45 };
/** Rules are no thicker, in inches. */
const THICK = 0.035;
/** Breaks in them are no longer, in inches; where print stands close below, the shorter. */
const BREAKS = [0.03, 0.012];
/** Cells are no wider and no narrower than so many times their height. */
const SHAPE = { least: 0.4, most: 1.8 };
/** Posts of one comb are equally far apart, give or take this share. */
const UNEVEN = 0.15;
/** Fewer cells are no comb. */
const FEWEST = 2;
/** A post at an end that a fax has broken is still there on so much of its height. */
const BROKEN = 0.4;
/** More ink than a letter leaves: the ground of a heading. */
const MOST_INK = 0.4;
/** No letter stands where a post is, so that what is left of a broken one is enough. */
const POST = 0.25;
/** How far a rule may lie from where it was found, in inches: its thickness, and what is ragged of it. */
const OFF = 0.02;

/** An upright rule: its first and last column, its first row and the one behind its last. */
type Post = { readonly x: number; readonly to: number; readonly start: number; readonly end: number };

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
function postsOf({ half, dpi }: HalfPage, most: number): readonly Post[] {
  const posts: Post[] = [];
  const strokes = uprightStrokes(half, {
    least: HIGH.least * dpi,
    most: HIGH.most * dpi,
    gap: Math.round(most * dpi),
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
  const chains = BREAKS.flatMap((most) => chainsOf(postsOf(page, most), page));
  const combs = chains.reduce<readonly Row[]>(
    (found, { posts, comb }) =>
      comb && !found.some((other) => isOver(posts, other)) ? [...found, comb] : found,
    [],
  );
  // `[08][22][1949]`: what is like a comb of its row is one, though its upper or lower rule is gone.
  return chains.reduce((found, { posts }) => {
    const isMate =
      !found.some((other) => isOver(posts, other)) && combs.some((comb) => isLike(posts, comb, page));
    return isMate ? [...found, rowOf(posts)] : found;
  }, combs);
}

/** Posts at equal steps, and the comb they are, if they are one. */
type Chain = { readonly posts: readonly Post[]; readonly comb: Row | undefined };

/** Chains from each post that is none of a comb before. */
function chainsOf(posts: readonly Post[], page: HalfPage): readonly Chain[] {
  const taken = new Set<Post>();
  return posts.flatMap((first, at) => {
    if (taken.has(first)) return [];
    const level = posts.slice(at).filter((post) => isLevel(first, post));
    const chain = chainOf(level, page);
    if (!chain) return [];
    const comb = combOf(chain, page);
    if (comb) for (const post of chain) taken.add(post);
    return [{ posts: chain, comb }];
  });
}

/** They share paper. */
function isOver(chain: readonly Post[], { posts }: Row): boolean {
  const [first, last] = [chain[0] as Post, chain.at(-1) as Post];
  const [from, to] = [posts[0] as Post, posts.at(-1) as Post];
  return first.x < to.to && from.x < last.to && first.start < from.end && from.start < first.end;
}

/** In one row with a comb, of the same step, and with one of its rules. */
function isLike(chain: readonly Post[], { posts }: Row, page: HalfPage): boolean {
  const [first, second] = [chain[0] as Post, chain[1] as Post];
  const [other, next] = [posts[0] as Post, posts[1] as Post];
  const step = next.x - other.x;
  return (
    isLevel(other, first) &&
    Math.abs(second.x - first.x - step) <= UNEVEN * step &&
    hasOneRule(cellsOf(chain), first, page)
  );
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
  const cells = cellsOf(posts);
  const rows = rowsOf(posts);
  const high = rows.end - rows.start;
  const ink = over(cells, ({ left, right }) =>
    inkIn(page.half, { x: left, y: rows.start, width: right - left, height: high }),
  );
  if (ink > MOST_INK * widthOf(cells) * high) return undefined;
  return isClosed(cells, rows, page) || wasClosed(cells, rows, page) ? rowOf(posts) : undefined;
}

function rowOf(posts: readonly Post[]): Row {
  const { start, end } = rowsOf(posts);
  return { posts, top: 2 * start, bottom: 2 * end };
}

function rowsOf(posts: readonly Post[]): Rows {
  return {
    start: Math.min(...posts.map(({ start }) => start)),
    end: Math.max(...posts.map(({ end }) => end)),
  };
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
