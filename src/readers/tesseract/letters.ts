import type { Bits, Rectangle } from '../../formats/raster/bits.ts';
import { clip, crop, inkIn } from '../../formats/raster/bits.ts';
import { componentsOf } from '../../formats/raster/components.ts';
import { icd10cmCategory } from '../../lib/icd-10-cm.ts';
import type { EngineWord } from './engine.ts';
import { gapsIn } from './spacing.ts';

/** Single letters by their picture: capitals by how tall they are, and the point of a code that is there and was not read. */
export function asDrawn(ink: Bits, words: readonly EngineWord[]): readonly EngineWord[] {
  return words.map((word, index) => {
    const before = words[index - 1];
    const capital = isFirst(word, before) ? withoutDot(ink, word) : word;
    const mayBegin = isFirst(word, before) || !GOES_ON.test(before?.text ?? '');
    return pointed(ink, mayBegin ? capitalised(ink, capital) : capital);
  });
}

/** A word behind which a sentence goes on; what a frame to tick was read as (`[J`, `QO`) is none. */
const GOES_ON = /\p{Ll}[,;:"']*$|^\p{L}{3,}[,;:"']*$/u;

/** Nothing of its line stands right before it, so that it may begin with a capital. */
function isFirst({ line, box }: EngineWord, before: EngineWord | undefined): boolean {
  return before?.line !== line || box.x - before.box.x - before.box.width > box.height * 0.9;
}

/** `insurer` at the beginning of a label, its i without a dot and taller than the small letters, is Insurer. */
function withoutDot(ink: Bits, word: EngineWord): EngineWord {
  if (!/^i[acemnorsuvwxz]\p{Ll}{2}/u.test(word.text)) return word;
  const [first, second] = lettersIn(ink, word.box);
  if (!first || !second || first.width > (0.9 * word.box.width) / word.text.length) return word;
  const [tall, low] = [heightOf(ink, first), heightOf(ink, second)];
  if (!tall || !isTaller(tall, low)) return word;
  const rows = Array.from({ length: tall.bottom - tall.top }, (_, row) => first.y + tall.top + row);
  const isWhole = rows.every((y) => inkIn(ink, { ...first, y, height: 1 }) > 0);
  return isWhole ? { ...word, text: `I${word.text.slice(1)}` } : word;
}

/** Letters whose capital differs in size alone, or is taken for the small one all the same. */
const ALIKE = /^[cmosuvwxz]\p{Ll}/u;
const RISING = /[bdfhklt]/;
const LOW = /^[acemnorsuvwxz]\p{Ll}{2}/u;
/** A capital is so tall beside the tallest letter of the word (a small one is two thirds), and beside a small one. */
const TALL = { besideRising: 0.88, besideLow: 1.27 };

/** `urgent` with a first letter as tall as the `t` is `Urgent`, and `STAT` where all letters are as tall. */
function capitalised(ink: Bits, word: EngineWord): EngineWord {
  if (!ALIKE.test(word.text)) return word;
  const letters = lettersIn(ink, word.box);
  const [first, second] = letters;
  const step = word.box.width / word.text.length;
  if (!first || first.width < 2) return word;
  if (isAllCapitals(ink, word, letters)) return { ...word, text: word.text.toUpperCase() };
  // Letters may touch: what is over the first part of the word is the first letter.
  const letter = heightOf(ink, { ...first, width: Math.min(first.width, Math.ceil(step * 0.9)) });
  if (!letter) return word;
  const isCapital = RISING.test(word.text.slice(1))
    ? isAsTall(letter, heightOf(ink, word.box))
    : second !== undefined &&
      first.width < step * 1.8 &&
      LOW.test(word.text.slice(1)) &&
      isTaller(letter, heightOf(ink, second));
  return isCapital ? { ...word, text: word.text.slice(0, 1).toUpperCase() + word.text.slice(1) } : word;
}

/** Rows from the top of the box. */
type Height = { readonly top: number; readonly bottom: number };

function isAsTall(letter: Height, whole: Height | undefined): boolean {
  return whole !== undefined && letter.bottom - letter.top >= TALL.besideRising * (letter.bottom - whole.top);
}

function isTaller(letter: Height, low: Height | undefined): boolean {
  return low !== undefined && letter.bottom - letter.top >= TALL.besideLow * (low.bottom - low.top);
}

/** Every letter stands for itself, and the small ones are as tall as those that rise. */
function isAllCapitals(ink: Bits, { text }: EngineWord, letters: readonly Rectangle[]): boolean {
  if (!/^\p{Ll}{3,}$/u.test(text) || letters.length !== text.length) return false;
  // The t of some faces hardly rises.
  if (!/[bdfhkl]/.test(text) && text !== 'stat') return false;
  const heights = letters
    .map((letter) => heightOf(ink, letter))
    .map((one) => (one ? one.bottom - one.top : 0));
  return Math.min(...heights) >= 0.9 * Math.max(...heights);
}

/** The letters of a word that stand for themselves, from the left. */
function lettersIn(ink: Bits, box: Rectangle): readonly Rectangle[] {
  const gaps = gapsIn(ink, box);
  const starts = [box.x, ...gaps.map(({ x, wide }) => x + wide)];
  const ends = [...gaps.map(({ x }) => x), box.x + box.width];
  return starts.map((x, at) => ({ ...box, x, width: (ends[at] as number) - x }));
}

function heightOf(ink: Bits, box: Rectangle): Height | undefined {
  const { x, y, width, height } = clip(box, ink);
  const rows = [...Array(height).keys()].filter((row) => inkIn(ink, { x, y: y + row, width, height: 1 }) > 0);
  const [top, bottom] = [rows[0], rows.at(-1)];
  return top === undefined || bottom === undefined ? undefined : { top, bottom: bottom + 1 };
}

/** A code of ICD-10-CM without its point. */
const POINTLESS = new RegExp(String.raw`^(?<category>\(?${icd10cmCategory})(?<rest>[\dA-Z]{1,4}\)?[,;:]?)$`);
/** A point is so large at most and lies so near the line, in heights of the figures. */
const POINT = { size: 0.27, offLine: 0.15, least: 2 };

/** `R569` with a point in the picture behind the third letter is R56.9. */
function pointed(ink: Bits, word: EngineWord): EngineWord {
  const found = POINTLESS.exec(word.text)?.groups;
  const [category, rest] = [found?.['category'], found?.['rest']];
  if (category === undefined || rest === undefined) return word;
  const { count, left, top, right, bottom } = componentsOf(crop(ink, word.box));
  const tallOf = (piece: number): number => (bottom[piece] as number) - (top[piece] as number);
  const pieces = [...Array(count).keys()];
  const height = Math.max(...pieces.map(tallOf));
  const figures = pieces.filter((piece) => tallOf(piece) >= 0.6 * height);
  const foot = Math.max(...figures.map((piece) => bottom[piece] as number));
  const points = pieces.filter((piece) => {
    const sizes = [tallOf(piece), (right[piece] as number) - (left[piece] as number)];
    return (
      Math.max(...sizes) <= POINT.size * height &&
      Math.min(...sizes) >= POINT.least &&
      foot - (bottom[piece] as number) <= POINT.offLine * height
    );
  });
  const isThere = points.some((point) => {
    const before = figures.filter((piece) => (right[piece] as number) <= (left[point] as number) + 1).length;
    const behind = figures.filter((piece) => (left[piece] as number) >= (right[point] as number) - 1).length;
    return before === category.length && behind === rest.replace(/[,;:]$/, '').length;
  });
  return isThere ? { ...word, text: `${category}.${rest}` } : word;
}
