import { exactly } from './label-match.ts';
import type { Label } from './labels.ts';
import { boxAround, textOf, type Row } from '../layout/lines.ts';

/** Two heads of a table that nearly touch: behind a label without a colon one that goes to the end of the segment, as it is in the dictionary. */
export function besideHead(
  row: Row,
  index: number,
  at: number,
  keys: readonly string[],
  before: Label | undefined,
): Label | undefined {
  const isBorder = before?.to === at - 1 && /^[Il|1]$/.test(row.tokens[at - 1]?.text ?? '');
  if (
    !before ||
    (before.to !== at && !isBorder) ||
    before.hasColon ||
    !row.tokens[before.from]?.startsSegment
  )
    return undefined;
  let end = at + 1;
  while (end < row.tokens.length && !row.tokens[end]?.startsSegment) end += 1;
  const match = exactly(keys.slice(at, end).join(''));
  const last = row.tokens[end - 1];
  // `Sex` and `F` in the next cell: no fax.
  if (match?.phrase.key.length === 1) return undefined;
  if (!match || match.phrase.entry.strength === 'weak' || last?.hasColon === true) return undefined;
  const tokens = row.tokens.slice(at, end);
  const { entry } = match.phrase;
  return {
    meaning: entry.meaning,
    ...(entry.subject === undefined ? {} : { subject: entry.subject }),
    isHeading: entry.isHeading === true,
    row: index,
    from: at,
    to: end,
    box: boxAround(tokens),
    match: 0.9,
    hasColon: false,
    isAlone: true,
    hint: '',
    text: textOf(tokens),
  };
}
