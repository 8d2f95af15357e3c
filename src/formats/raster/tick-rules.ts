import type { Bits, Rectangle } from './bits.ts';
import { inkIn } from './bits.ts';
import type { TickBox } from './marks.ts';

/** Short rules to put a cross on, in inches. */
const LONG = { least: 0.1, most: 0.34 };
/** How far the label is behind its rule, and what must be paper before it, in inches. */
const GAP = { least: 0.015, most: 0.2 };
/** So many times as far from what stands before: `Age __ Sex __` is to be filled in, not to be ticked. */
const NEARER = 1.4;
/** This share of the room over a rule is ink when there is a cross or a tick. */
const MARKED = 0.05;

/** Rules of one row or column are no further off it than so many inches. */
const LEVEL = 0.03;

type Rule = { readonly left: number; readonly right: number; readonly y: number };

/**
 * Places to tick that are no frame but a short rule before each label: at least two of one length in a row or a column. `labels`: the boxes of
 * words that may be labels, on an upright, straight page with square pixels. The place is a square that stands on the rule.
 */
export function tickRules(page: Bits, labels: readonly Rectangle[], dpi: number): readonly TickBox[] {
  const rules = labels.flatMap((label) => ruleBefore(page, label, dpi) ?? []);
  return rules
    .filter((rule) => rules.some((other) => other !== rule && isPair(rule, other, dpi)))
    .map((rule) => placeOn(page, rule));
}

/** Of one length, and side by side or one below the other. */
function isPair(one: Rule, other: Rule, dpi: number): boolean {
  const wide = one.right - one.left;
  const isInLine = [one.y - other.y, one.left - other.left].some((apart) => Math.abs(apart) < LEVEL * dpi);
  return isInLine && Math.abs(wide - other.right + other.left) < 0.15 * wide;
}

function placeOn(page: Bits, { left, right, y }: Rule): TickBox {
  const size = Math.round((right - left) / 1.6);
  const box = { x: left + Math.round((right - left - size) / 2), y: y - size, width: size, height: size };
  const room = { x: left, y: y - size, width: right - left, height: size - Math.ceil(size * 0.15) };
  const ink = inkIn(page, room) / (room.width * room.height);
  return { box, isMarked: ink > MARKED, confidence: Math.min(1, Math.abs(ink - MARKED) / MARKED) };
}

/** The rule on the base line before a label. */
function ruleBefore(page: Bits, label: Rectangle, dpi: number): Rule | undefined {
  const first = Math.round(label.y + label.height * 0.5);
  const last = Math.round(label.y + label.height * 1.3);
  let best: Rule | undefined;
  for (let y = first; y <= last; y++) {
    const rule = ruleAt(page, label.x, y, dpi);
    if (rule && (!best || rule.right - rule.left > best.right - best.left)) best = rule;
  }
  if (!best || !isThin(page, best, dpi)) return undefined;
  const before = paperBefore(page, { ...label, x: best.left }, Math.round(dpi * 0.5));
  return before >= NEARER * (label.x - best.right) ? best : undefined;
}

/** Ink without a break, give or take a row, that ends a little before a place. */
function ruleAt(page: Bits, behind: number, y: number, dpi: number): Rule | undefined {
  const isInk = (x: number): boolean => inkIn(page, { x, y: y - 1, width: 1, height: 3 }) > 0;
  let right = behind - Math.ceil(GAP.least * dpi);
  const nearest = behind - GAP.most * dpi;
  while (right > nearest && !isInk(right - 1)) right--;
  let left = right;
  while (left > right - LONG.most * dpi - 1 && left > 0 && isInk(left - 1)) left--;
  const wide = right - left;
  return wide >= LONG.least * dpi && wide <= LONG.most * dpi ? { left, right, y } : undefined;
}

/** Nothing below a rule, and most of it no thicker than a line. */
function isThin(page: Bits, { left, right, y }: Rule, dpi: number): boolean {
  const far = Math.round(dpi * 0.022);
  const [width, height] = [right - left, 2];
  const below = inkIn(page, { x: left, y: y + far, width, height });
  const above = inkIn(page, { x: left, y: y - far - height, width, height });
  return below < width * 0.2 && above < width * 1.2;
}

/** How far the paper before a place is bare, over the height of a line. */
function paperBefore(page: Bits, { x, y, height }: Rectangle, most: number): number {
  for (let gone = 2; gone < most; gone++)
    if (inkIn(page, { x: x - gone, y, width: 1, height }) > height * 0.12) return gone;
  return most;
}
