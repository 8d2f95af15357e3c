import type { Bits, Grey, Rectangle } from './bits.ts';
import { fill, inkIn } from './bits.ts';
import { halved, inkedColumns, isLevel, uprightStrokes } from './upright-strokes.ts';

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

type Row = { readonly posts: readonly Post[]; readonly top: number; readonly bottom: number };

/** Cells side by side, from the left; what is between their rules. */
export type Comb = { readonly box: Rectangle; readonly cells: readonly Rectangle[] };

/**
 * Takes the rules of combs (cells side by side, each for one letter or figure) from an upright, straight page with square pixels and from its
 * ink, so that what is written into them is read as letters: with the rules between them they look like brackets. Gives the combs.
 */
export function clearCombs(sheet: Grey, ink: Bits, dpi: number): readonly Comb[] {
  const half = halved(ink);
  const combs = combsAmong(postsOf(half, dpi / 2), half, dpi / 2);
  return combs.map((comb) => {
    for (const rule of rulesOf(comb, ink, Math.ceil(OFF * dpi))) {
      fill(sheet, rule, 255);
      fill(ink, rule, 0);
    }
    return { box: boxOf(comb), cells: insidesOf(comb) };
  });
}

/** Strokes side by side are one post. */
function postsOf(half: Bits, dpi: number): readonly Post[] {
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

function combsAmong(posts: readonly Post[], half: Bits, dpi: number): readonly Row[] {
  const taken = new Set<Post>();
  const combs: Row[] = [];
  for (const [at, first] of posts.entries()) {
    if (taken.has(first)) continue;
    const level = posts.slice(at).filter((post) => isLevel(first, post));
    const chain = chainOf(level, dpi);
    const comb = chain && combOf(chain, half);
    if (!comb) continue;
    for (const post of chain) taken.add(post);
    combs.push(comb);
  }
  return combs;
}

/** The first and those behind it at equal steps; one that is broken may be missing. */
function chainOf(level: readonly Post[], dpi: number): readonly Post[] | undefined {
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
  return chain.length > FEWEST ? chain : undefined;
}

function combOf(posts: readonly Post[], half: Bits): Row | undefined {
  const top = Math.min(...posts.map(({ start }) => start));
  const bottom = Math.max(...posts.map(({ end }) => end));
  const slack = Math.max(1, Math.round((bottom - top) * 0.14));
  const cells = cellsOf(posts);
  const inside = cells.reduce((sum, { left, right }) => sum + (right - left) * (bottom - top), 0);
  const ink = cells.reduce(
    (sum, { left, right }) =>
      sum + inkIn(half, { x: left, y: top, width: right - left, height: bottom - top }),
    0,
  );
  if (ink > MOST_INK * inside) return undefined;
  const isClosed = cells.map(({ left, right }) =>
    [top - 1, bottom - slack].every(
      (y) =>
        inkedColumns(half, { x: left, y, width: right - left, height: slack + 1 }) >=
        CLOSED.width * (right - left),
    ),
  );
  return isClosed.filter(Boolean).length >= CLOSED.cells * isClosed.length
    ? { posts, top: 2 * top, bottom: 2 * bottom }
    : undefined;
}

function cellsOf(posts: readonly Post[]): readonly { readonly left: number; readonly right: number }[] {
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
