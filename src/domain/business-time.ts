import { Temporal } from 'temporal-polyfill';
import { Failure } from '../lib/failure.ts';
import { isUsFederalHoliday } from './us-holidays.ts';

/** Wall clock of one stretch of a working day, `HH:MM`; `24:00` is the end of the day. */
export type OpenSpan = readonly [from: string, until: string];

/** When somebody works: an office, or the practice itself. */
export type WorkingHours = {
  /** IANA zone of the wall clock. */
  readonly zone: string;
  /** Monday first, seven days; a day without spans is closed. Spans rise and do not overlap. */
  readonly week: readonly (readonly OpenSpan[])[];
  readonly holidays: Holidays;
};

export type Holidays = {
  readonly usFederal: boolean;
  /** `YYYY-MM-DD`: closed beside them, and open although they say closed. */
  readonly closed: readonly string[];
  readonly open: readonly string[];
};

/**
 * A limit. `hours` is a number of minutes on the clock, weekends and nights too; `working hours` is minutes while the office is
 * open; `working days` is the same time of day so many days of work later.
 */
export type Limit = { readonly unit: 'hours' | 'working hours' | 'working days'; readonly amount: number };

/** A stretch that does not count. Without an end it still lasts. */
export type Pause = { readonly from: string; readonly until?: string };

/**
 * The instant (ISO 8601, UTC, with milliseconds) a limit that runs from `start` ends at. A function of its arguments alone: no
 * clock and no zone of the machine can move it. Pauses that have ended are not counted; `hours` of zero end at once, also at night.
 * Throws `never-open` for hours that are never open.
 */
export function limitEnd(
  start: string,
  limit: Limit,
  hours: WorkingHours,
  pauses: readonly Pause[] = [],
): string {
  const calendar = calendarOf(hours);
  const from = Date.parse(start);
  let end = plainEnd(from, limit, calendar);
  for (const pause of ended(pauses)) {
    const begin = Math.max(pause.from, from);
    if (pause.until <= begin || begin >= end) continue;
    end =
      limit.unit === 'hours'
        ? pause.until + (end - begin)
        : addWorking(pause.until, workingBetween(begin, end, calendar), calendar);
  }
  return new Date(end).toISOString();
}

/** Milliseconds between two instants while the office is open. */
export function workingTime(from: string, until: string, hours: WorkingHours): number {
  return workingBetween(Date.parse(from), Date.parse(until), calendarOf(hours));
}

/** The first instant at or after this one at which the office is open. Throws `never-open`. */
export function nextOpening(instant: string, hours: WorkingHours): string {
  return new Date(openAt(Date.parse(instant), calendarOf(hours))).toISOString();
}

/** The office's calendar day (`YYYY-MM-DD`) of an instant; each day is worked out once. */
export function officeDay(instant: string, hours: WorkingHours): string {
  const calendar = calendarOf(hours);
  return isoDate(dayOf(Date.parse(instant), calendar).date);
}

/** One local day: its bounds and the stretches of work in it, epoch milliseconds. */
type Day = {
  readonly date: number;
  readonly from: number;
  readonly until: number;
  readonly spans: readonly (readonly [from: number, until: number])[];
};

/** Days are counted from 1970-01-01 by the local calendar. */
type Calendar = { readonly zone: string; readonly day: (date: number) => Day };

const DAY_MS = 86_400_000;
/** Holidays and closed weeks end within this many days, or the hours are wrong. */
const LONGEST_CLOSED_DAYS = 400;
const MOST_KEPT_DAYS = 4_000;

/** Made once for each set of hours: a day's bounds cost a look into the zone's history. */
const calendars = new WeakMap<WorkingHours, Calendar>();

function calendarOf(hours: WorkingHours): Calendar {
  const known = calendars.get(hours);
  if (known) return known;
  const days = new Map<number, Day>();
  const calendar: Calendar = {
    zone: hours.zone,
    day: (date) => {
      const seen = days.get(date);
      if (seen) return seen;
      if (days.size >= MOST_KEPT_DAYS) days.clear();
      const made = makeDay(date, hours);
      days.set(date, made);
      return made;
    },
  };
  calendars.set(hours, calendar);
  return calendar;
}

function makeDay(date: number, { zone, week, holidays }: WorkingHours): Day {
  const local = Temporal.PlainDate.from(isoDate(date));
  const instantOf = (day: Temporal.PlainDate, clock: string): number =>
    day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(clock) }).epochMilliseconds;
  // A day begins with its first instant: where midnight is skipped that is not 00:00.
  const startOf = (day: Temporal.PlainDate): number =>
    day.toZonedDateTime({ timeZone: zone }).epochMilliseconds;
  const until = startOf(local.add({ days: 1 }));
  const spans = isHoliday(isoDate(date), holidays) ? [] : (week[local.dayOfWeek - 1] ?? []);
  return {
    date,
    from: startOf(local),
    until,
    spans: spans
      .map(([from, to]) => [instantOf(local, from), to === '24:00' ? until : instantOf(local, to)] as const)
      .filter(([from, to]) => from < to),
  };
}

function isHoliday(date: string, holidays: Holidays): boolean {
  if (holidays.open.includes(date)) return false;
  return holidays.closed.includes(date) || (holidays.usFederal && isUsFederalHoliday(date));
}

function isoDate(date: number): string {
  return new Date(date * DAY_MS).toISOString().slice(0, 10);
}

/** The local day an instant is in: its day in UTC or a neighbour. */
function dayOf(instant: number, calendar: Calendar): Day {
  const guess = Math.floor(instant / DAY_MS);
  const day = calendar.day(guess);
  if (instant < day.from) return calendar.day(guess - 1);
  return instant >= day.until ? calendar.day(guess + 1) : day;
}

function plainEnd(from: number, { unit, amount }: Limit, calendar: Calendar): number {
  if (unit === 'hours' || amount === 0) return from + amount * 60_000;
  return unit === 'working hours'
    ? addWorking(from, amount * 60_000, calendar)
    : addWorkingDays(from, amount, calendar);
}

/** The days from this one on, as far as anybody may have to look for an open one. */
function* daysFrom(first: Day, calendar: Calendar): Generator<Day> {
  let closed = 0;
  for (let day = first; closed <= LONGEST_CLOSED_DAYS; day = calendar.day(day.date + 1)) {
    closed = day.spans.length > 0 ? 0 : closed + 1;
    yield day;
  }
  throw new Failure('permanent', 'never-open', 'These hours are not open on any day of a year.');
}

function openAt(instant: number, calendar: Calendar): number {
  for (const day of daysFrom(dayOf(instant, calendar), calendar)) {
    const span = day.spans.find(([, until]) => until > instant);
    if (span) return Math.max(span[0], instant);
  }
  return instant;
}

function addWorking(from: number, amount: number, calendar: Calendar): number {
  if (amount <= 0) return from;
  let left = amount;
  for (const day of daysFrom(dayOf(from, calendar), calendar)) {
    for (const [open, close] of day.spans) {
      const begin = Math.max(open, from);
      if (close <= begin) continue;
      if (left <= close - begin) return begin + left;
      left -= close - begin;
    }
  }
  return from;
}

function workingBetween(from: number, until: number, calendar: Calendar): number {
  let sum = 0;
  for (let day = dayOf(from, calendar); day.from < until; day = calendar.day(day.date + 1)) {
    for (const [open, close] of day.spans) sum += Math.max(0, Math.min(close, until) - Math.max(open, from));
  }
  return sum;
}

/** What begins while nobody works begins with the next opening. A day of shorter hours ends with its closing. */
function addWorkingDays(from: number, amount: number, calendar: Calendar): number {
  const begin = openAt(from, calendar);
  const first = dayOf(begin, calendar);
  const clock = wallClock(begin, first, calendar);
  let left = amount;
  for (const day of daysFrom(calendar.day(first.date + 1), calendar)) {
    if (day.spans.length === 0) continue;
    left -= 1;
    if (left === 0) return withinHours(atClock(day, clock, calendar), day);
  }
  return begin;
}

function withinHours(instant: number, { spans }: Day): number {
  const span = spans.find(([, until]) => until >= instant);
  return span ? Math.max(span[0], instant) : (spans.at(-1)?.[1] ?? instant);
}

/** Milliseconds since midnight as a clock on the wall shows them. */
function wallClock(instant: number, day: Day, { zone }: Calendar): number {
  if (day.until - day.from === DAY_MS) return instant - day.from;
  const time = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainTime();
  return Temporal.PlainTime.from('00:00').until(time).total('milliseconds');
}

function atClock(day: Day, clock: number, { zone }: Calendar): number {
  if (day.until - day.from === DAY_MS) return day.from + clock;
  const plainTime = Temporal.PlainTime.from('00:00').add({ milliseconds: clock });
  return Temporal.PlainDate.from(isoDate(day.date)).toZonedDateTime({ timeZone: zone, plainTime })
    .epochMilliseconds;
}

/** Ended pauses in order, those that touch made one. */
function ended(pauses: readonly Pause[]): readonly { readonly from: number; readonly until: number }[] {
  const sorted = pauses
    .flatMap(({ from, until }) =>
      until === undefined ? [] : [{ from: Date.parse(from), until: Date.parse(until) }],
    )
    .toSorted((a, b) => a.from - b.from);
  const merged: { from: number; until: number }[] = [];
  for (const pause of sorted) {
    const last = merged.at(-1);
    if (last && pause.from <= last.until) last.until = Math.max(last.until, pause.until);
    else merged.push({ ...pause });
  }
  return merged;
}
