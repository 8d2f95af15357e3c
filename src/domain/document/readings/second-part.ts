import { foldName } from '../../names.ts';
import { personOf } from '../canonical.ts';
import { slipsBetween } from '../knowledge/ocr-slips.ts';
import type { Box, ReadPage } from '../page.ts';

/** Of a name only one part was read: `DOE`. Its other part stands beside it, in letters that made no word. `value`: canonical. */
export function isOnePart(value: string): boolean {
  return !/[\s,]/.test(value);
}

/** Words that may be the rest of a name. */
const MOST_BESIDE = 3;

/**
 * A box with what stands right behind it on its line and may be of the same name: of one part, the other, up to the next label or column;
 * of a whole name, an initial that was read as a sign.
 */
export function withBeside(box: Box, value: string, { words, marks }: ReadPage): Box {
  const middle = box.y + box.height / 2;
  const [most, pattern] = isOnePart(value) ? [MOST_BESIDE, /^(?!.*(?:[:#]$|\d{2}))/] : [1, /^[^\d:#]{1,2}$/];
  const behind = words
    .filter((word) => word.box.x >= box.x + box.width * 0.9)
    .filter((word) => word.box.y < middle && word.box.y + word.box.height > middle)
    .toSorted((a, b) => a.box.x - b.box.x)
    .slice(0, most);
  let right = box.x + box.width;
  for (const word of behind) {
    if (word.box.x - right > 1.5 * box.height || !pattern.test(word.text)) break;
    right = Math.max(right, word.box.x + word.box.width);
  }
  // An `O` behind a name is soon taken for an empty circle to tick: nothing to tick stands so near.
  const round = marks.find(
    (mark) =>
      mark.box.x >= right &&
      mark.box.x - right < box.height &&
      mark.box.y < middle &&
      mark.box.y + mark.box.height > middle,
  );
  return { ...box, width: (round ? round.box.x + round.box.width : right) - box.x };
}

/** The name of a second reading that has both parts, where the first has a word of them, or both behind a scrap. */
export function withOtherPart(first: string, second: string): string | undefined {
  const { family = '', given = '' } = personOf(second);
  if (given.length < 2 || family.length < 2) return undefined;
  // `I DOE, Jane`: an edge in front of the name.
  if (/^\p{L} /u.test(first) && foldName(first.slice(2)) === foldName(second)) return second;
  const words = [family, given, ...family.split(' ')];
  return isOnePart(first) && words.some((part) => slipsBetween(part, first) <= 1) ? second : undefined;
}
