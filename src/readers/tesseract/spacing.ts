import type { Bits, Rectangle } from '../../formats/raster/bits.ts';
import { clip, inkIn } from '../../formats/raster/bits.ts';
import type { EngineWord } from './engine.ts';

/** Words put together and taken apart by the paper between their letters: what Tesseract's language model decides against the picture. */
export function asSpaced(ink: Bits, words: readonly EngineWord[]): readonly EngineWord[] {
  return rejoined(words).flatMap((word) => setApart(ink, word) ?? parted(ink, word));
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
  if (hasOnePitch(word, gaps)) return [word];
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

/** `M / F` and `98 - 110` are read as one word; without blanks between them, `M/F` and `98-110` are one. */
const IN_BETWEEN =
  /^(?:(\p{Lu})(\/)(\p{Lu}[:.]?)|(\d{1,3}(?:\.\d{1,2})?)([-\u2013])(\d{1,3}(?:\.\d{1,2})?))$/u;

/** Blanks on both sides of the sign are so wide, in heights, and so many times as wide as what is between the letters. */
const BESIDE_SIGN = { heights: 0.3, times: 1.5 };

function setApart(ink: Bits, word: EngineWord): readonly EngineWord[] | undefined {
  const parts = IN_BETWEEN.exec(word.text)
    ?.slice(1)
    .filter((part) => part !== undefined);
  if (!parts) return undefined;
  const [one, other, next] = gapsIn(ink, word.box).toSorted((a, b) => b.wide - a.wide);
  if (!one || !other || other.wide < BESIDE_SIGN.heights * word.box.height) return undefined;
  if (next && other.wide < BESIDE_SIGN.times * next.wide) return undefined;
  const [left, right] = one.x < other.x ? [one, other] : [other, one];
  const edges = [word.box.x, left.x, left.x + left.wide, right.x, right.x + right.wide];
  const end = word.box.x + word.box.width;
  return parts.map((text, at) => {
    const x = edges[at * 2] ?? end;
    const width = Math.max(1, (edges[at * 2 + 1] ?? end) - x);
    return { ...word, text, box: { ...word.box, x, width } };
  });
}

/** How far the steps from letter to letter may differ from the usual one where all letters are equally wide. */
const PITCH = 0.2;

/** `Riley,Margaret` on a typewriter: wide as the paper behind the comma is, the next letter stands one step on. */
function hasOnePitch({ box, text }: EngineWord, gaps: readonly Gap[]): boolean {
  if (gaps.length + 1 !== text.length || gaps.length < 5) return false;
  const middles = [...gaps, undefined].map((gap, at) => {
    const before = gaps[at - 1];
    return ((before ? before.x + before.wide : box.x) + (gap?.x ?? box.x + box.width)) / 2;
  });
  const steps = middles.slice(1).map((x, at) => x - (middles[at] as number));
  const usual = steps.toSorted((a, b) => a - b)[steps.length >> 1] ?? 0;
  return steps.every((step) => Math.abs(step - usual) <= PITCH * usual);
}

type Gap = { readonly x: number; readonly wide: number };

/** The columns of paper between the letters of a word, from the left. */
export function gapsIn(ink: Bits, box: Rectangle): readonly Gap[] {
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
