import type { Rectangle } from '../../formats/raster/bits.ts';
import type { TickBox } from '../../formats/raster/marks.ts';
import type { EngineWord } from './engine.ts';

/** Letters that a frame may have been taken for; with a bracket or a bar they may be any two: `[J`, `|7]`. */
const FRAME_LIKE =
  /^[^\p{L}\d]*[O0oQCUXx]{0,2}[^\p{L}\d]*$|^(?=.*[[\]{}|])[^\p{L}\d]*[\p{L}\d]{1,2}[^\p{L}\d]*$/u;

/** Frames that are not letters of a word that was well read. */
export function marksAmong(frames: readonly TickBox[], words: readonly EngineWord[]): readonly TickBox[] {
  return frames.filter(
    ({ box }) =>
      !words.some((word) => covers(word.box, box) && word.confidence > 0.5 && !FRAME_LIKE.test(word.text)),
  );
}

/** What a tick or a cross on a short rule may have been taken for. */
const TICK_LIKE = /^[^\p{L}\d]*[\p{L}\d]{0,2}[^\p{L}\d]*$/u;

/** The short rules before words that stand alone, without those that underline a word. */
export function rulesAmong(
  rulesBefore: (labels: readonly Rectangle[]) => readonly TickBox[],
  words: readonly EngineWord[],
): readonly TickBox[] {
  const labels = words.filter((word) => word.confidence > 0.5 && /^\p{L}{2}/u.test(word.text));
  return rulesBefore(labels.map(({ box }) => box)).filter(
    ({ box }) => !words.some((word) => touches(word.box, box) && !TICK_LIKE.test(word.text)),
  );
}

function touches(one: Rectangle, other: Rectangle): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

/** What Tesseract made of the frames, and of lines and dirt, is no word. */
export function wordsOutside(marks: readonly TickBox[], words: readonly EngineWord[]): readonly EngineWord[] {
  return words
    .map((word) => (isInitial(word, words) ? { ...word, text: 'I' } : word))
    .filter(
      (word) =>
        !isDrawing(word) &&
        !marks.some(
          ({ box }) => covers(box, word.box) || (covers(word.box, box) && FRAME_LIKE.test(word.text)),
        ),
    );
}

/** `Mary | Doe`: a bar as high as the letters, a blank from a name on either side, is an initial. */
function isInitial({ text, box, line }: EngineWord, words: readonly EngineWord[]): boolean {
  if (!/^\|[.,]?$/.test(text)) return false;
  const beside = words.filter(
    (other) =>
      other.line === line &&
      /^\p{Lu}\p{L}+[,.]?$/u.test(other.text) &&
      other.box.height < box.height * 1.6 &&
      box.height < other.box.height * 1.6 &&
      gapBetween(box, other.box) < box.height * 0.8,
  );
  return beside.some((other) => other.box.x < box.x) && beside.some((other) => other.box.x > box.x);
}

function gapBetween(a: Rectangle, b: Rectangle): number {
  const [left, right] = a.x < b.x ? [a, b] : [b, a];
  return right.x - left.x - left.width;
}

/** `NAME.....ooon`: what is left of a row of dots that touches a word. */
export function withoutLeader(word: EngineWord): EngineWord {
  const text = /^(?<word>.*[^.])\.{3,}[.,:;a-z]*$/u.exec(word.text)?.groups?.['word'];
  if (text === undefined) return word;
  const width = Math.max(1, Math.round((word.box.width * text.length) / word.text.length));
  return { ...word, text, box: { ...word.box, width } };
}

/** Lone signs that were read from a rule or from dirt. */
function isDrawing({ text, confidence }: EngineWord): boolean {
  if (/[\p{L}\d:#&]/u.test(text)) return false;
  return confidence < 0.6 || /^[|~_=«»©®°'"‘’“”`.,]+$/u.test(text) || text.length > 3;
}

/** Whether the first holds most of the second. */
function covers(one: Rectangle, other: Rectangle): boolean {
  const wide = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const tall = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return wide > 0 && tall > 0 && wide * tall > 0.6 * other.width * other.height;
}
