import type { Bits } from '../../formats/raster/bits.ts';
import type { ScriptFeatures } from '../../formats/raster/script-features.ts';
import { middle, scriptFeatures } from '../../formats/raster/script-features.ts';
import type { EngineWord } from './engine.ts';

/**
 * Weights of a logistic regression over 6,000 printed and handwriting-like words of generated faxes (bench/documents/generate, seeds
 * 1, 2 and 4). Only the order of the scores matters: where to cut was measured on whole readings.
 */
const WEIGHTS = {
  footJitter: -2.2,
  heightSpread: 8.95,
  strokeToPage: -3,
  strokeSpread: 1.17,
  letterWidth: 3.76,
  heightToPage: 4.42,
  stroke: -0.34,
  constant: -6.06,
};
/** Tesseract is surer of print: so much for each share of confidence that is missing. */
const DOUBT = 4;
const SURE = 0.85;
const LIMIT = 0.6;
/** A word has half a say in what it is, those beside it in its line the other half. */
const OWN_SAY = 0.5;

/** Which words look written by hand, one answer for each. Told by how strokes run, compared with the rest of the page. */
export function handwritten(ink: Bits, words: readonly EngineWord[], dpi: number): readonly boolean[] {
  const room = Math.round(dpi * 0.008);
  const features = words.map(({ box }) =>
    scriptFeatures(ink, {
      x: box.x - room,
      y: box.y - room,
      width: box.width + 2 * room,
      height: box.height + 2 * room,
    }),
  );
  const known = features.filter((one) => one !== undefined);
  const usual = {
    height: middle(known.map((one) => one.letterHeight)),
    stroke: middle(known.map((one) => one.strokeWidth)),
  };
  const scores = features.map((one, index) =>
    one ? scoreOf(one, usual) + DOUBT * (SURE - (words[index]?.confidence ?? SURE)) : undefined,
  );
  return words.map((_, index) => {
    const own = scores[index];
    const beside = [index - 1, index + 1]
      .filter((other) => isBeside(words[index], words[other]))
      .map((other) => scores[other]);
    const others = beside.filter((score) => score !== undefined);
    if (own === undefined) return others.length > 0 && Math.min(...others) > LIMIT;
    if (others.length === 0) return own > LIMIT;
    const around = others.reduce((sum, score) => sum + score, 0) / others.length;
    return own * OWN_SAY + around * (1 - OWN_SAY) > LIMIT;
  });
}

function scoreOf(word: ScriptFeatures, usual: { readonly height: number; readonly stroke: number }): number {
  return (
    WEIGHTS.constant +
    WEIGHTS.footJitter * Math.min(0.3, word.footJitter) +
    WEIGHTS.heightSpread * Math.min(0.8, word.heightSpread) +
    WEIGHTS.strokeToPage * Math.log(Math.max(0.2, word.strokeWidth / usual.stroke)) +
    WEIGHTS.strokeSpread * Math.min(2, word.strokeSpread) +
    WEIGHTS.letterWidth * Math.min(2, word.letterWidth) +
    WEIGHTS.heightToPage * Math.log(word.letterHeight / usual.height) +
    WEIGHTS.stroke * Math.log(word.strokeWidth)
  );
}

function isBeside(one: EngineWord | undefined, other: EngineWord | undefined): boolean {
  if (!one || !other || one.line !== other.line) return false;
  const [left, right] = one.box.x < other.box.x ? [one.box, other.box] : [other.box, one.box];
  return right.x - left.x - left.width < Math.max(left.height, right.height) * 0.8;
}
