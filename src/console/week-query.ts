import { addDays, addWeeks, lastCompleteWeek, type Week } from '../domain/measures/week.ts';

/** Days that measures cover when nobody says which. */
const USUAL_DAYS = 28;
/** Before this nothing was counted anywhere. */
const FIRST_DAY = '2000-01-03';

/** Where one is in the weeks; `next` only while that one is full too. */
export type WeekPlace = {
  readonly week: Week;
  readonly previous: Week;
  readonly next: Week | undefined;
  readonly isLast: boolean;
};

/** The full week a date of the address falls in; anything that is no day of a full week leads to the last full one. */
export function readWeek(text: string | undefined, zone: string, at: string): WeekPlace {
  const last = lastCompleteWeek(at, zone);
  const asked = text !== undefined && isDay(text) ? mondayOf(text) : last;
  const week = asked > last || asked < FIRST_DAY ? last : asked;
  const isLast = week === last;
  return { week, previous: addWeeks(week, -1), next: isLast ? undefined : addWeeks(week, 1), isLast };
}

/** Local days, both included. */
export type Period = { readonly from: string; readonly to: string };

/** The period of an address: the last four full weeks, or what is given. `problem`: why what was given is not taken. */
export function readPeriod(
  given: { readonly from?: string | undefined; readonly to?: string | undefined },
  zone: string,
  at: string,
): Period & { readonly problem?: string } {
  const sunday = addDays(lastCompleteWeek(at, zone), 6);
  const to = given.to === undefined || given.to === '' ? sunday : given.to;
  const usual = (day: string): Period => ({ from: addDays(day, 1 - USUAL_DAYS), to: day });
  if (!isDay(to)) return { ...usual(sunday), problem: 'The last day is no date.' };
  if (given.from === undefined || given.from === '') return usual(to);
  if (!isDay(given.from)) return { ...usual(to), problem: 'The first day is no date.' };
  if (given.from > to) return { ...usual(to), problem: 'The first day is after the last one.' };
  return { from: given.from, to };
}

/** A day of the calendar, written YYYY-MM-DD; no February 30. */
export function isDay(text: string): boolean {
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) &&
    text >= '1000' &&
    !Number.isNaN(Date.parse(text)) &&
    addDays(text, 0) === text
  );
}

function mondayOf(day: string): Week {
  return addDays(day, -((new Date(Date.parse(day)).getUTCDay() + 6) % 7));
}
