import type { Box, Word } from '../page.ts';

/** `Mary | Doe`: between two names of one line, with no more than a blank to either side, a bar is an initial. */
export function withInitials(words: readonly Word[]): readonly Word[] {
  const bars = words.filter(({ text }) => text === '|' || text === '|.');
  if (bars.length === 0 || bars.length > MOST_BARS) return words;
  const isName = ({ text }: Word): boolean => /^\p{Lu}\p{L}+[,.]?$/u.test(text);
  const initials = new Set(
    bars.filter((bar) => {
      const beside = words.filter(
        (other) =>
          other !== bar &&
          other.line === bar.line &&
          isName(other) &&
          gapBetween(bar.box, other.box) < bar.box.height * 0.7,
      );
      const isBehind = beside.some(({ box }) => box.x < bar.box.x);
      return isBehind && beside.some(({ box, text }) => box.x > bar.box.x || text.endsWith(','));
    }),
  );
  return words.map((word) => (initials.has(word) ? { ...word, text: 'I' } : word));
}

/** More bars are the borders of a table. */
const MOST_BARS = 12;

/** How wide the paper is between two boxes of one row; below zero where they overlap. */
export function gapBetween(a: Box, b: Box): number {
  const [left, right] = a.x < b.x ? [a, b] : [b, a];
  return right.x - left.x - left.width;
}

/**
 * On a form that is filled in by hand more letters than these shares look written by hand; below each, what was read this clearly is
 * print: noise on a standard page makes a tenth of it look like script.
 */
const byHandShares = [
  { share: 0.08, clear: 0.75 },
  { share: 0.16, clear: 0.88 },
] as const;

/** Single words of print that look like script, on a page where hardly anything does. */
export function withoutStrayHands(words: readonly Word[]): readonly Word[] {
  const letters = (some: readonly Word[]): number => some.reduce((sum, { text }) => sum + text.length, 0);
  const byHand = words.filter(({ isHandwriting }) => isHandwriting === true);
  const share = letters(byHand) / Math.max(1, letters(words));
  const limit = byHandShares.find((one) => share < one.share);
  if (byHand.length === 0 || !limit) return words;
  return words.map((word) => {
    const { isHandwriting, ...print } = word;
    return isHandwriting === true && word.confidence >= limit.clear ? print : word;
  });
}
