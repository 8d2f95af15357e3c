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

/** `[J`, `[W]`, `XX`: boxes that a reader took for letters; those with ink inside have letters with ink. */
const misreadBox = /^(?:\[[^\]\d]{0,2}\]?|\[[17lI]\]?|[{(|][\]JjX]\]?|LJ|CJ|\[\||XX|MX|XJ)$/;

export function boxRead(word: Word): Mark | undefined {
  const text = word.text.trim();
  if (!misreadBox.test(text)) return undefined;
  const isMarked = /[XxWwBQMKVR@®©&%✓]/.test(text);
  return { box: word.box, isMarked, confidence: 0.3 };
}
