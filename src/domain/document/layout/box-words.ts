import type { Box, Mark, Word } from '../page.ts';

/** A reader makes letters of the boxes to be ticked: such words are no words. */
export function withoutMarks(words: readonly Word[], marks: readonly Mark[]): readonly Word[] {
  if (marks.length === 0) return words;
  return words.filter(({ box, text }) => text.length > 4 || !marks.some((mark) => liesIn(box, mark.box)));
}

function liesIn(box: Box, mark: Box): boolean {
  const across = Math.min(box.x + box.width, mark.x + mark.width) - Math.max(box.x, mark.x);
  const down = Math.min(box.y + box.height, mark.y + mark.height) - Math.max(box.y, mark.y);
  return across > 0 && down > 0 && across * down > 0.5 * box.width * box.height;
}

/**
 * A rule between two columns is read as `[` row after row: where the boxes of a page were seen, brackets that stand under one another and
 * beside none of them are such a rule.
 */
export function withRules(words: readonly Word[], marks: readonly Mark[]): readonly Word[] {
  if (marks.length === 0) return words;
  const brackets = words.filter(({ text }) => text.trim() === '[');
  if (brackets.length < LEAST_OF_RULE) return words;
  const isUnder = (a: Word, b: Word): boolean => Math.abs(a.box.x - b.box.x) <= a.box.width / 2;
  const rule = new Set(
    brackets.filter((one) => brackets.filter((other) => isUnder(one, other)).length >= LEAST_OF_RULE),
  );
  return words.map((word) => (rule.has(word) ? { ...word, text: '|' } : word));
}

const LEAST_OF_RULE = 4;

/** `[J`, `[W]`, `XX`: boxes that a reader took for letters; those with ink inside have letters with ink. */
const misreadBox = /^(?:\[[^\]\d]{0,2}\]?|\[[17lI]\]?|[{(|][\]JjX]\]?|LJ|CJ|\[\||XX|MX|XJ)$/;

export function boxRead(word: Word): Mark | undefined {
  const text = word.text.trim();
  if (!misreadBox.test(text)) return undefined;
  const isMarked = /[XxWwBQMKVR@®©&%✓]/.test(text);
  return { box: word.box, isMarked, confidence: 0.3 };
}
