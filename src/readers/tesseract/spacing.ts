import type { Bits, Rectangle } from '../../formats/raster/bits.ts';
import { clip, inkIn } from '../../formats/raster/bits.ts';
import type { EngineWord } from './engine.ts';

/**
 * Words put together and taken apart by the paper between their letters, and first letters made capitals that are as tall as one:
 * what Tesseract's language model decides against the picture.
 */
export function asSpaced(ink: Bits, words: readonly EngineWord[]): readonly EngineWord[] {
  return rejoined(words)
    .flatMap((word) => parted(ink, word))
    .map((word) => capitalised(ink, word));
}

/** Letters of one width, give or take. */
const EVEN = 0.04;
/** No blank is wider in a word, in heights. */
const WIDEST = 0.5;

/** `Doe,Jane`: behind a comma Tesseract makes a blank; where all letters are equally wide, there is room for one or there is not. */
function rejoined(words: readonly EngineWord[]): readonly EngineWord[] {
  const result: EngineWord[] = [];
  for (const word of words) {
    const before = result.at(-1);
    const isOne =
      before?.line === word.line &&
      /\p{L}{2,},$/u.test(before.text) &&
      /^\p{Lu}\p{L}/u.test(word.text) &&
      isEven(before, word);
    if (isOne && before) result[result.length - 1] = joined(before, word);
    else result.push(word);
  }
  return result;
}

function isEven(one: EngineWord, other: EngineWord): boolean {
  const step = (other.box.x - one.box.x) / one.text.length;
  // A letter does not fill its width: the last one ends before it.
  const wide = other.box.width / (other.text.length - 0.15);
  const gap = other.box.x - one.box.x - one.box.width;
  return Math.abs(step / wide - 1) < EVEN && gap < WIDEST * Math.max(one.box.height, other.box.height);
}

function joined(one: EngineWord, other: EngineWord): EngineWord {
  const top = Math.min(one.box.y, other.box.y);
  const bottom = Math.max(one.box.y + one.box.height, other.box.y + other.box.height);
  const width = other.box.x + other.box.width - one.box.x;
  return {
    ...one,
    text: one.text + other.text,
    confidence: Math.min(one.confidence, other.confidence),
    box: { x: one.box.x, y: top, width, height: bottom - top },
  };
}

/** Where two words may have been run together: between letters and figures, and behind a sign that ends something. */
const SEAM =
  /(?<=\p{Ll})(?=\d)|(?<=^\p{Lu}{2})(?=\d{5})|(?<=\d)(?=\p{L})|(?<=[\p{L}\d)][,;:])(?=[\p{L}\d(])/gu;
/** A blank inside a word is so many times as wide as what else is between its letters, and so much of its height. */
const WIDE = { times: 2, behindSigns: 1.4, heights: 0.22 };

/** `Page1of1`, `IA50613`: with a blank in the picture there is one in the text. */
function parted(ink: Bits, word: EngineWord): readonly EngineWord[] {
  const seams = [...word.text.matchAll(SEAM)].map(({ index }) => index);
  if (seams.length === 0) return [word];
  const gaps = gapsIn(ink, word.box);
  const middling = gaps.map(({ wide }) => wide).toSorted((a, b) => a - b)[gaps.length >> 1] ?? 0;
  const step = word.box.width / word.text.length;
  const cuts = new Map<number, Gap>();
  for (const gap of gaps) {
    if (gap.wide < WIDE.heights * word.box.height) continue;
    const place = (gap.x + gap.wide / 2 - word.box.x) / step;
    const seam = seams.toSorted((a, b) => Math.abs(a - place) - Math.abs(b - place))[0];
    if (seam === undefined || Math.abs(seam - place) > 1.4) continue;
    const isBehindSign = /[,;:)]/.test(word.text.charAt(seam - 1));
    if (gap.wide < (isBehindSign ? WIDE.behindSigns : WIDE.times) * middling) continue;
    if ((cuts.get(seam)?.wide ?? 0) < gap.wide) cuts.set(seam, gap);
  }
  const found = [...cuts].toSorted(([a], [b]) => a - b);
  return [...found, undefined].map((cut, at) => {
    const [from, gap] = found[at - 1] ?? [0, undefined];
    const x = gap ? gap.x + gap.wide : word.box.x;
    const end = cut ? cut[1].x : word.box.x + word.box.width;
    return {
      ...word,
      text: word.text.slice(from, cut?.[0]),
      box: { ...word.box, x, width: Math.max(1, end - x) },
    };
  });
}

type Gap = { readonly x: number; readonly wide: number };

/** The columns of paper between the letters of a word, from the left. */
function gapsIn(ink: Bits, box: Rectangle): readonly Gap[] {
  const { x, y, width, height } = clip(box, ink);
  const gaps: Gap[] = [];
  let from = x;
  for (let column = x; column < x + width; column++) {
    if (inkIn(ink, { x: column, y, width: 1, height }) === 0) continue;
    if (column > from && from > x) gaps.push({ x: from, wide: column - from });
    from = column + 1;
  }
  return gaps;
}

/** Letters whose capital differs in size alone, before one that rises above them. */
const ALIKE = /^[cosuvwxz]\p{Ll}*[bdfhklt]/u;
/** A capital is so tall beside the tallest letter of the word; a small one is two thirds. */
const TALL = 0.88;

/** `urgent` with a first letter as tall as the `t` is `Urgent`. */
function capitalised(ink: Bits, word: EngineWord): EngineWord {
  if (!ALIKE.test(word.text)) return word;
  const [first] = gapsIn(ink, word.box);
  const width = first ? first.x - word.box.x : 0;
  if (width < 2 || width > (1.8 * word.box.width) / word.text.length) return word;
  const letter = heightOf(ink, { ...word.box, width });
  if (!letter) return word;
  const whole = heightOf(ink, word.box);
  if (!whole || letter.bottom - letter.top < TALL * (letter.bottom - whole.top)) return word;
  return { ...word, text: word.text.slice(0, 1).toUpperCase() + word.text.slice(1) };
}

function heightOf(ink: Bits, box: Rectangle): { readonly top: number; readonly bottom: number } | undefined {
  const { x, y, width, height } = clip(box, ink);
  const rows = [...Array(height).keys()].filter((row) => inkIn(ink, { x, y: y + row, width, height: 1 }) > 0);
  const [top, bottom] = [rows[0], rows.at(-1)];
  return top === undefined || bottom === undefined ? undefined : { top, bottom: bottom + 1 };
}
