import { isCommonFamily, isCommonGiven } from '../../name-frequency.ts';
import { foldName } from '../../names.ts';
import { particles } from './name-words.ts';
import { isUsual } from './usual-names.ts';

/** Forms ask for the family name first, and people write as they speak. */
export function isGivenFirst(words: readonly string[]): boolean {
  const [first = '', last = ''] = [words[0], words.at(-1)].map((word) => foldName(word ?? ''));
  return (isCommonGiven(first) && !isCommonGiven(last)) || (isCommonFamily(last) && !isCommonFamily(first));
}

/** `Bouchard Mason`: the comma was lost, and only the second is a given name, and no family name. */
export function isFamilyFirstWithout(words: readonly string[]): boolean {
  const [first = '', last = ''] = words.map((word) => foldName(word));
  return words.length === 2 && isUsual('given', last) && !isUsual('family', last) && !isUsual('given', first);
}

/** Where the family name begins in `Given Middle Family`: at its particle if it has one. */
export function familyStart(words: readonly string[]): number {
  let start = words.length - 1;
  while (
    start > 1 &&
    particles.has((words[start - 1] ?? '').toLowerCase()) &&
    (words[start - 1] ?? '').length > 1
  )
    start -= 1;
  return start;
}
