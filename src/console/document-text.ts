import type { Word } from '../domain/document/page.ts';

/** The words of a page line by line, as they were read. */
export function pageText(words: readonly Word[]): string {
  const lines = new Map<number, string[]>();
  for (const { line, text } of words) lines.set(line, [...(lines.get(line) ?? []), text]);
  return [...lines]
    .toSorted(([a], [b]) => a - b)
    .map(([, texts]) => texts.join(' '))
    .join('\n');
}
