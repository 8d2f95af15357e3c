import type { Box, Word } from './page.ts';

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

function gapBetween(a: Box, b: Box): number {
  const [left, right] = a.x < b.x ? [a, b] : [b, a];
  return right.x - left.x - left.width;
}

/** On a form that is filled in by hand more letters than this share look written by hand. */
const FEWEST_BY_HAND = 0.08;
/** Where little looks written by hand, what was read this clearly is print. */
const CLEAR_PRINT = 0.85;

/** Single words of print that look like script, on a page where hardly anything does. */
export function withoutStrayHands(words: readonly Word[]): readonly Word[] {
  const letters = (some: readonly Word[]): number => some.reduce((sum, { text }) => sum + text.length, 0);
  const byHand = words.filter(({ isHandwriting }) => isHandwriting === true);
  if (byHand.length === 0 || letters(byHand) >= FEWEST_BY_HAND * letters(words)) return words;
  return words.map((word) => {
    const { isHandwriting, ...print } = word;
    return isHandwriting === true && word.confidence >= CLEAR_PRINT ? print : word;
  });
}
