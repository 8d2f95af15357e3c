import type { Rectangle } from '../../formats/raster/bits.ts';
import type { TickBox } from '../../formats/raster/marks.ts';
import type { EngineWord } from './engine.ts';

/** Letters that a frame may have been taken for; with a bracket or a bar they may be any two: `[J`, `|7]`. */
const FRAME_LIKE =
  /^[^\p{L}\d]*[O0oQCUXx]{0,2}[^\p{L}\d]*$|^(?=.*[[\]{}|])[^\p{L}\d]*[\p{L}\d]{1,2}[^\p{L}\d]*$/u;

/** Frames that are not letters of a word that was well read, nor in the midst of one that was read badly. */
export function marksAmong(frames: readonly TickBox[], words: readonly EngineWord[]): readonly TickBox[] {
  return frames.filter(
    ({ box }) =>
      words.some((word) => isFrameItself(word, box)) ||
      !words.some(
        (word) =>
          covers(word.box, box) &&
          !isReadFrom(word, box) &&
          (isAmidst(word, box) || (word.confidence > 0.5 && !FRAME_LIKE.test(word.text))),
      ),
  );
}

/**
 * `[]` in the very place, though the box of the label reaches over it; or what has no such shape, as wide as it is tall: the first letters of
 * the label behind it, told to be here.
 */
function isFrameItself(word: EngineWord, frame: Rectangle): boolean {
  if (!covers(frame, word.box)) return false;
  const isWide = word.box.width > 0.7 * word.box.height;
  return (
    /^[[|{(]?[\]|})]$/.test(word.text) ||
    (isWide && /^[1Il|]$/.test(word.text)) ||
    (Math.min(frame.width, frame.height) >= LARGE &&
      /^(?:[^ABDOPQRabdegopq0689]|\p{Lu}{2})$/u.test(word.text))
  );
}

/** What a frame at the beginning of its label is read as: `[]STAT`, `[JRoutine`. */
const FRAME_BEFORE = /^[[|{(](?:C?J|[\]|})])?(?=\p{L}{3})/u;

/** Pixels; letters of usual print are smaller than frames can be. */
const LARGE = 38;

/** The beginning of a word that begins with a bracket, and one or two letters that were read with little certainty. */
function isReadFrom(word: EngineWord, frame: Rectangle): boolean {
  if (word.text.length <= 2 && word.confidence < 0.7 && frame.width >= LARGE) return true;
  return FRAME_BEFORE.test(word.text) && frame.x - word.box.x < frame.width * 0.5;
}

/** Letters stand before it: a frame that was taken for the beginning of its label is at the beginning. */
function isAmidst({ text, box }: EngineWord, frame: Rectangle): boolean {
  return /[\p{L}\d]{3}/u.test(text) && frame.x - box.x > Math.max(frame.width, box.width * 0.2);
}

/** What a tick or a cross on a short rule may have been taken for. */
const TICK_LIKE = /^[^\p{L}\d]*[\p{L}\d]{0,2}[^\p{L}\d]*$/u;

/** The short rules before words that stand alone, without those that underline a word and the lower edges of frames. */
export function rulesAmong(
  rulesBefore: (labels: readonly Rectangle[]) => readonly TickBox[],
  words: readonly EngineWord[],
  frames: readonly TickBox[],
): readonly TickBox[] {
  const labels = words.filter((word) => word.confidence > 0.5 && /^\p{L}{2}/u.test(word.text));
  return rulesBefore(labels.map(({ box }) => box)).filter(
    ({ box }) =>
      !words.some((word) => touches(word.box, box) && !TICK_LIKE.test(word.text)) &&
      !frames.some((frame) => touches(frame.box, box)),
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

/** Words whose boxes reach over a mark that their letters do not touch end where the letters do. */
export function besideMarks(
  marks: readonly TickBox[],
  words: readonly EngineWord[],
  letters: readonly EngineWord[],
): readonly EngineWord[] {
  return words.map((word, at) => {
    const narrow = letters[at] ?? word;
    const isBeside = marks.some(({ box }) => touches(word.box, box) && !touches(narrow.box, box));
    return isBeside ? narrow : word;
  });
}

/** What Tesseract made of the frames, and of lines and dirt, is no word. */
export function wordsOutside(marks: readonly TickBox[], words: readonly EngineWord[]): readonly EngineWord[] {
  return words
    .map((word) => (isInitial(word, words) ? { ...word, text: 'I' } : behindFrame(marks, word)))
    .filter(
      (word) =>
        !isDrawing(word) &&
        !marks.some(
          ({ box }) => covers(box, word.box) || (covers(word.box, box) && FRAME_LIKE.test(word.text)),
        ),
    );
}

/** `[]STAT` behind a frame is STAT. */
function behindFrame(marks: readonly TickBox[], word: EngineWord): EngineWord {
  if (!FRAME_BEFORE.test(word.text)) return word;
  const mark = marks.find(({ box }) => covers(word.box, box) && isReadFrom(word, box));
  if (!mark) return word;
  const x = mark.box.x + mark.box.width;
  const width = Math.max(1, word.box.x + word.box.width - x);
  return { ...word, text: word.text.replace(FRAME_BEFORE, ''), box: { ...word.box, x, width } };
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
  if (beside.some((other) => other.box.x < box.x) && beside.some((other) => other.box.x > box.x)) return true;
  return isSpeaker({ text, box, line }, words);
}

/** `this case. | look forward`: before a verb, behind the end of a sentence or amid one, it is who writes. */
function isSpeaker({ box, line }: Omit<EngineWord, 'confidence'>, words: readonly EngineWord[]): boolean {
  const beside = words.filter(
    (other) => other.line === line && gapBetween(box, other.box) < box.height * 0.9,
  );
  return (
    beside.some((other) => other.box.x > box.x && SAYS.test(other.text)) &&
    beside.every((other) => other.box.height < box.height * 1.8 && box.height < other.box.height * 1.8)
  );
}

const SAYS =
  /^(?:am|appreciate|ask|attach|believe|can|certify|did|do|had|have|hope|look|may|refer|recommend|referred|request|saw|see|suspect|think|want|was|will|wish|would)\b/;

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
