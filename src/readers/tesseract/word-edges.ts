import { clip, inkIn, type Bits, type Rectangle } from '../../formats/raster/bits.ts';
import type { TickBox } from '../../formats/raster/marks.ts';
import type { EngineWord } from './engine.ts';

/**
 * Words without what stands beside their letters and was read as nothing: a frame or a short rule to tick. What Tesseract tells as the box of a
 * word may reach to the words beside it.
 */
export function withinEdges(
  ink: Bits,
  words: readonly EngineWord[],
  frames: readonly TickBox[],
): readonly EngineWord[] {
  return words.map((word) => {
    const box = lettersOf(
      ink,
      word,
      frames.filter((frame) => isAt(word.box, frame.box)),
    );
    return box ? { ...word, box } : word;
  });
}

/** The middle of a frame is over a word. */
function isAt({ x, y, width, height }: Rectangle, frame: Rectangle): boolean {
  const right = frame.x + frame.width / 2 - x;
  const down = frame.y + frame.height / 2 - y;
  return right > 0 && right < width && down > 0 && down < height;
}

/**
 * Of the height of a word: a blank that no two letters leave between them, one that is left behind the tip of a tick, the least a
 * letter takes, also where a frame may make the word taller than its letters, and the widest frame or rule.
 */
const PARTS = { blank: 0.3, blankBehind: 0.15, letter: 0.36, letterBeside: 0.25, beside: 2.6 };

/** How far what is drawn into a frame reaches over it, of its width. */
const REACH = { empty: 0.25, tip: 0.1, marked: 0.6 };

/** The widest of the parts that blanks cut a word's box into, where it is as wide as so many letters must be; nothing where it is whole. */
function lettersOf(
  ink: Bits,
  { text, box: word }: EngineWord,
  frames: readonly TickBox[],
): Rectangle | undefined {
  const parts = partsOf(ink, word, frames);
  const isLetters = (part: Rectangle): boolean =>
    !frames.some((frame) => isPartOf(frame, part)) && !isRule(ink, part);
  const others = parts.filter(isLetters);
  const isBeside = others.length < parts.length;
  const signs = text.match(/[\p{L}\d]/gu)?.length ?? 0;
  if (signs < (isBeside ? 1 : 2) || parts.length === 1) return undefined;
  const widest = others.toSorted((one, other) => other.width - one.width)[0];
  const letter = isBeside ? PARTS.letterBeside : PARTS.letter;
  const isEnough = (widest?.width ?? 0) >= signs * letter * word.height;
  const areSmall = parts.every((part) => part === widest || part.width <= PARTS.beside * word.height);
  return isEnough && areSmall ? widest : undefined;
}

/** All of a frame or one of its brackets, with the tick that reaches over it. */
function isPartOf({ box, isMarked }: TickBox, { x, width }: Rectangle): boolean {
  const past = isMarked ? REACH.marked : REACH.empty;
  return x >= box.x - REACH.empty * box.width && x + width <= box.x + box.width * (1 + past);
}

/** Hardly any ink: no letters, but what underlines the place for a tick. */
function isRule(ink: Bits, part: Rectangle): boolean {
  return inkIn(ink, part) < 0.09 * part.width * part.height;
}

/** From left to right. */
function partsOf(ink: Bits, word: Rectangle, frames: readonly TickBox[]): readonly Rectangle[] {
  const blanks = gapsIn(ink, word).filter((gap) => {
    const isBehind = frames.some((frame) => isBehindTip(frame, gap));
    return gap.width >= (isBehind ? PARTS.blankBehind : PARTS.blank) * word.height;
  });
  const starts = [word.x, ...blanks.map((gap) => gap.x + gap.width)];
  const ends = [...blanks.map((gap) => gap.x), word.x + word.width];
  return starts.map((x, at) => ({ ...word, x, width: (ends[at] ?? x) - x }));
}

/** It begins where the tip of a tick ends that reaches over its frame; no letter that looks like a frame has one. */
function isBehindTip({ box, isMarked }: TickBox, gap: Gap): boolean {
  const past = (gap.x - box.x) / box.width - 1;
  return isMarked && past >= REACH.tip && past <= REACH.marked;
}

type Gap = { readonly x: number; readonly width: number };

/** Columns without ink between columns with ink, from left to right. */
function gapsIn(ink: Bits, word: Rectangle): readonly Gap[] {
  const { x, y, width, height } = clip(word, ink);
  const gaps: Gap[] = [];
  let last = -1;
  for (let column = x; column < x + width; column += 1) {
    let row = y;
    while (row < y + height && ink.data[row * ink.width + column] === 0) row += 1;
    if (row === y + height) continue;
    if (last >= 0 && column > last + 1) gaps.push({ x: last + 1, width: column - last - 1 });
    last = column;
  }
  return gaps;
}
