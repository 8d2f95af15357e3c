import type { Label } from './labels.ts';
import type { Token } from '../layout/lines.ts';

/** Whether a label stands on some tokens, which follow one another. `labels`: those of their row. */
export function isLabelled(labels: readonly Label[] | undefined, tokens: readonly Token[]): boolean {
  const [first, last] = [tokens[0]?.at ?? 0, tokens.at(-1)?.at ?? 0];
  return labels?.some(({ from, to }) => from <= last && to > first) === true;
}
