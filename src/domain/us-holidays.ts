/**
 * Federal holidays of the United States (5 U.S.C. 6103): the day itself, and the Friday before or Monday after one that falls on a
 * weekend. Pure; the calendar is all it needs. `date` is `YYYY-MM-DD`.
 */
export function isUsFederalHoliday(date: string): boolean {
  const year = Number(date.slice(0, 4));
  // New Year of the next year may be observed on the last day of this one.
  return usFederalHolidays(year).includes(date) || usFederalHolidays(year + 1).includes(date);
}

/** The holidays of a year with the days they are observed on, in order. */
export function usFederalHolidays(year: number): readonly string[] {
  const known = byYear.get(year);
  if (known) return known;
  const made = [
    ...fixed.filter(([since]) => year >= since).flatMap(([, month, day]) => observed(year, month, day)),
    nthWeekday(year, 1, MONDAY, 3),
    nthWeekday(year, 2, MONDAY, 3),
    lastMonday(year, 5),
    nthWeekday(year, 9, MONDAY, 1),
    nthWeekday(year, 10, MONDAY, 2),
    nthWeekday(year, 11, THURSDAY, 4),
  ].toSorted();
  byYear.set(year, made);
  return made;
}

const MONDAY = 1;
const THURSDAY = 4;
const SATURDAY = 6;
const SUNDAY = 0;

/** First year, month, day: New Year, Juneteenth, Independence Day, Veterans Day, Christmas. */
const fixed: readonly (readonly [since: number, month: number, day: number])[] = [
  [0, 1, 1],
  [2021, 6, 19],
  [0, 7, 4],
  [0, 11, 11],
  [0, 12, 25],
];

const byYear = new Map<number, readonly string[]>();

function observed(year: number, month: number, day: number): readonly string[] {
  const weekday = weekdayOf(year, month, day);
  if (weekday === SATURDAY) return [iso(year, month, day), iso(year, month, day - 1)];
  if (weekday === SUNDAY) return [iso(year, month, day), iso(year, month, day + 1)];
  return [iso(year, month, day)];
}

function nthWeekday(year: number, month: number, weekday: number, nth: number): string {
  const first = weekdayOf(year, month, 1);
  return iso(year, month, 1 + ((weekday - first + 7) % 7) + (nth - 1) * 7);
}

function lastMonday(year: number, month: number): string {
  // Day 0 of the next month is the last of this one.
  const last = new Date(Date.UTC(year, month, 0));
  return iso(year, month, last.getUTCDate() - ((last.getUTCDay() - MONDAY + 7) % 7));
}

function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

function iso(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}
