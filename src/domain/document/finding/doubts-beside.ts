/** What makes a value doubtful that looks right by itself: what stands beside it, and when it came. */
import { daysBetween } from '../../same-referral.ts';
import { isOver, type Candidate } from './candidate.ts';
import { gapBetween } from '../layout/usual-words.ts';
import type { FieldName } from '../fields.ts';
import type { Box, ReadPage } from '../page.ts';
import type { RawReading } from '../signals.ts';
import { findUrgencies, namesUrgency } from '../values/urgency.ts';

/** A birth of the weeks before a page came is that of a newborn, or another date of the page taken for one. */
export function withBirthDoubt(one: RawReading, receivedAt: string): RawReading {
  if (one.field !== 'birth_date' || one.doubt !== undefined) return one;
  return daysBetween(one.value, receivedAt) < NEWBORN_DAYS
    ? { ...one, doubt: 'a day of the last weeks: of a newborn, or of the visit or the letter' }
    : one;
}

const NEWBORN_DAYS = 45;

/** Words of other grades in the same row: a question with its answers, of which a ring or a stroke may say which is meant. */
export function choiceDoubt(
  field: FieldName,
  { box, page, value, origin }: Candidate,
  pages: readonly ReadPage[],
): string | undefined {
  if (field !== 'urgency' || origin === 'mark' || !box) return undefined;
  const words = pages.find(({ number }) => number === page)?.words ?? [];
  const isBeside = (other: Box): boolean =>
    !isOver(box, other) && Math.abs(other.y + other.height / 2 - box.y - box.height / 2) < box.height * ROW;
  const row = words.filter((word) => isBeside(word.box));
  // `Priority (routine / urgent / STAT): urgent` says what may stand there, and then what does.
  const isHint = row.some(({ text }) => /[/()|]/.test(text));
  // An answer stands apart from others; `For STAT requests call us` is a sentence.
  const standsApart = (one: Box): boolean =>
    row.every(({ box: other }) => other === one || gapBetween(one, other) > one.height * BLANK);
  const isChoice =
    !isHint &&
    row.some(
      (word) =>
        namesUrgency(word.text) &&
        standsApart(word.box) &&
        findUrgencies(word.text).some((one) => one.value !== value),
    );
  return isChoice ? 'other grades stand beside it, and which is meant could not be seen' : undefined;
}

/** Rings and skew move the words of one row so far apart, in heights of a letter. */
const ROW = 1.3;

/** A blank between words of one sentence is narrower than this share of their height. */
const BLANK = 0.9;
