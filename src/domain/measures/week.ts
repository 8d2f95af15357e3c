import { Temporal } from 'temporal-polyfill';

/** Monday (`YYYY-MM-DD`) of an ISO 8601 week in the practice's zone. */
export type Week = string;

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** The week an instant falls in for the practice. */
export function weekOf(instant: string, zone: string): Week {
  const day = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate();
  return day.subtract({ days: day.dayOfWeek - 1 }).toString();
}

export function addWeeks(week: Week, weeks: number): Week {
  return dayText(Date.parse(week) + weeks * WEEK_MS);
}

export function addDays(day: string, days: number): string {
  return dayText(Date.parse(day) + days * DAY_MS);
}

/** How many weeks `to` is after `from`; negative when before. */
export function weeksBetween(from: Week, to: Week): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / WEEK_MS);
}

/** The last week that is over for the practice: a running week is never judged. */
export function lastCompleteWeek(instant: string, zone: string): Week {
  return addWeeks(weekOf(instant, zone), -1);
}

/** `count` weeks that end with `last`, oldest first. */
export function weeksUntil(last: Week, count: number): readonly Week[] {
  return Array.from({ length: count }, (_, index) => addWeeks(last, index - count + 1));
}

/** ISO 8601 name of a week: `2026-W47`. */
export function weekName(week: Week): string {
  const day = Temporal.PlainDate.from(week);
  return `${day.yearOfWeek ?? day.year}-W${String(day.weekOfYear ?? 0).padStart(2, '0')}`;
}

/** A date that is the Monday of a week; anything else is the caller's mistake. */
export function isWeek(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && new Date(Date.parse(text)).getUTCDay() === 1;
}

function dayText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
