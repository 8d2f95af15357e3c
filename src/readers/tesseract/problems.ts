import type { Bits } from '../../formats/raster/bits.ts';
import { inkOf } from '../../formats/raster/bits.ts';
import type { Mended } from '../../formats/raster/upright.ts';
import type { EngineWord } from './engine.ts';

/** Less ink than this share of a page is a blank page, more than the other a black one. */
const BLANK = 0.0008;
const BLACK = 0.45;

/** What was wrong with the picture, in words for a person. */
export function problemsOf({
  whole,
  words,
  ink,
}: {
  readonly whole: Mended;
  readonly words: readonly EngineWord[];
  readonly ink: Bits;
}): readonly string[] {
  const share = inkOf(ink) / ink.data.length;
  const letters = words.reduce((sum, { text }) => sum + text.length, 0);
  const sure = words.reduce((sum, { text, confidence }) => sum + text.length * confidence, 0);
  const all: readonly (readonly [string, boolean])[] = [
    ['The page is blank.', share < BLANK && letters < 10],
    ['The page is almost black.', share > BLACK],
    ['The page has streaks.', whole.streaks > 0],
    ['Lines of the page were lost on the way.', whole.lostRows > MANY_LOST],
    ['The page is hard to read: faint, coarse or written by hand.', letters >= 10 && sure < letters * 0.7],
  ];
  return all.filter(([, is]) => is).map(([words_]) => words_);
}

/** Between lines of print a few empty rows look like lost ones. */
const MANY_LOST = 24;
