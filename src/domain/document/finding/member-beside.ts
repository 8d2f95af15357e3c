import { areaOf, type Layout } from './areas.ts';
import { isOver, type Candidate } from './candidate.ts';
import type { Token } from '../layout/lines.ts';
import { doubtOf, type Found } from '../values/found.ts';
import { findMemberIds } from '../values/ids.ts';

/**
 * A number that no label names right behind the payer's name, in its cell, in the next one, or in the sentence: `Aetna / W123456789`, `Aetna
 * (no. W123456789)`. `segment`: what stands behind; in doubt.
 */
export function memberBehindPayer(
  { sheet }: Layout,
  segment: readonly Token[],
  found: readonly Candidate[],
): Found | undefined {
  const [first] = segment;
  const before = first && sheet.rows[first.row]?.tokens[first.at - 1];
  if (!before || !found.some(({ field, box }) => field === 'payer' && box && isOver(before.box, box)))
    return undefined;
  const { text } = areaOf('right', [segment.slice(0, MOST_WORDS)]);
  const [id] = findMemberIds(text);
  if (!id || !isLikeThose.test(id.value) || !isNext.test(text.slice(0, id.from))) return undefined;
  return { ...id, ...doubtOf(id.doubt, 'nothing says that it is the member number') };
}

/** With the words in front of it: `identification`, `member no.` */
const MOST_WORDS = 4;
const isNext = /^\W*(?:\p{L}{1,14}\W+){0,2}$/u;
/** Ten figures are a telephone's, fewer than eight a group's. */
const isLikeThose = /^(?:[A-Z]{1,3}\d{8,10}(?:-\d\d)?|\d{8,9}|\d{11,12}|\d[A-Z][A-Z\d]\d-.{8})$/;
