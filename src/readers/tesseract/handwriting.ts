import type { Bits } from '../../formats/raster/bits.ts';
import type { ScriptFeatures } from '../../formats/raster/script-features.ts';
import { middle, scriptFeatures } from '../../formats/raster/script-features.ts';
import type { EngineWord } from './engine.ts';

/**
 * Weights of a logistic regression over 8,900 printed and handwriting-like words of generated faxes (bench/documents/generate: the sets
 * `seen`, `varied` and `later`, fine and standard, usual and worn). With each set told by a fit on the others it found as much.
 */
const WEIGHTS = {
  doubt: 2.38,
  heightSpread: 7.68,
  stems: -8.47,
  levelEdges: -6.74,
  uprightEdges: -2,
  strokeToPage: 1.62,
  constant: -0.37,
};

/** Where a hand is at work on a page, it fills in more than one place: this many runs of words, and letters in them, look written. */
const HAND_AT_WORK = { score: 0, runs: 3, letters: 20, fewestLetters: 4 };
/** Scores above which a run is written: on such a page, and on one that is printed but for it. */
const LIMIT = { amongOthers: -1.5, alone: 1 };

/** Words with no wider gap than this, in heights, are one run. */
const GAP = 0.9;

/**
 * Which words look written by hand, one answer for each. Told by how straight strokes are, for words in a run together: a form is
 * printed up to its colon and written behind it, and who fills in one place fills in others.
 */
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
  const stroke = middle(features.flatMap((one) => one?.strokeWidth ?? []));
  const scored = words.map((word, index): Scored | undefined => {
    const one = features[index];
    return one && { letters: one.letters, score: scoreOf(one, word.confidence, stroke) };
  });
  const runOfWord = runsOf(words, scored);
  const runs = new Map<number, Run>();
  for (const [index, one] of scored.entries()) {
    if (!one) continue;
    const weight = Math.sqrt(one.letters);
    const { sum, weights, letters } = runs.get(runOfWord[index] as number) ?? NO_RUN;
    runs.set(runOfWord[index] as number, {
      sum: sum + weight * one.score,
      weights: weights + weight,
      letters: letters + one.letters,
    });
  }
  const limit = isHandAtWork([...runs.values()]) ? LIMIT.amongOthers : LIMIT.alone;
  return runOfWord.map((run) => {
    const known = runs.get(run);
    return known !== undefined && meanScore(known) > limit;
  });
}

type Scored = { readonly letters: number; readonly score: number };
type Run = { readonly sum: number; readonly weights: number; readonly letters: number };
const NO_RUN: Run = { sum: 0, weights: 0, letters: 0 };

function meanScore({ sum, weights }: Run): number {
  return sum / weights;
}

function isHandAtWork(runs: readonly Run[]): boolean {
  const written = runs.filter(
    (run) => run.letters >= HAND_AT_WORK.fewestLetters && meanScore(run) > HAND_AT_WORK.score,
  );
  const letters = written.reduce((sum, run) => sum + run.letters, 0);
  return written.length >= HAND_AT_WORK.runs && letters >= HAND_AT_WORK.letters;
}

/** Between a printed label and what is written behind it scores leap so far, up, colon or none. */
const LEAP = 4;

/** The number of the run each word is in. */
function runsOf(words: readonly EngineWord[], scored: readonly (Scored | undefined)[]): readonly number[] {
  let run = 0;
  return words.map((word, index) => {
    const [before, here] = [scored[index - 1], scored[index]];
    if (!goesOn(words[index - 1], word) || (before && here && here.score - before.score > LEAP)) run++;
    return run;
  });
}

function goesOn(before: EngineWord | undefined, word: EngineWord): boolean {
  if (before?.line !== word.line || before.text.endsWith(':')) return false;
  const gap = word.box.x - before.box.x - before.box.width;
  return gap <= GAP * Math.max(before.box.height, word.box.height);
}

function scoreOf(word: ScriptFeatures, confidence: number, stroke: number): number {
  return (
    WEIGHTS.constant +
    WEIGHTS.doubt * (1 - confidence) +
    WEIGHTS.heightSpread * word.heightSpread +
    WEIGHTS.stems * word.stems +
    WEIGHTS.levelEdges * word.levelEdges +
    WEIGHTS.uprightEdges * word.uprightEdges +
    WEIGHTS.strokeToPage * Math.log(Math.max(0.3, word.strokeWidth / stroke))
  );
}
