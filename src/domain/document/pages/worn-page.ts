import type { ReadPage } from '../page.ts';

/**
 * Whether so much of a page could not be read that what is not found there may still stand on it: a third of its letters, or whatever a
 * file that is broken left out. Streaks, lost lines and dirt alone are no reason: what they spoilt is in doubt by itself.
 */
export function isMostlyUnread({
  words,
  problems,
  origin,
}: Pick<ReadPage, 'words' | 'problems' | 'origin'>): boolean {
  if (problems.some((problem) => !borne.has(problem))) return true;
  if (origin !== 'ocr') return false;
  const lettersOf = (some: ReadPage['words']): number => some.reduce((sum, { text }) => sum + text.length, 0);
  const all = lettersOf(words);
  return (
    all >= FEW_LETTERS && lettersOf(words.filter(({ confidence }) => confidence < UNREAD)) >= all * A_THIRD
  );
}

/** What the reader says of a picture that it read all the same (readers/tesseract/problems.ts). */
const borne: ReadonlySet<string> = new Set([
  'The page is blank.',
  'The page has streaks.',
  'Lines of the page were lost on the way.',
  'The page is hard to read: faint, coarse or written by hand.',
]);

/** Words below it are mostly none. */
const UNREAD = 0.4;
const A_THIRD = 1 / 3;
/** Of fewer nothing can be told: a picture, or an empty page. */
const FEW_LETTERS = 10;
