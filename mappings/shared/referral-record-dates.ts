import { isZone, parseTimestamp, toInstant, toLocalDate } from '#hub';
import type { Time } from './times.ts';

/**
 * How a sender writes days beside ISO 8601, which is always read: `us` month first, `european` day first, `excel` the serial
 * numbers of a spreadsheet (days since 1899-12-30, the time of day as a fraction).
 */
export type DateForm = 'us' | 'european' | 'excel';

/** Read, or why not, in words that name no value. */
export type DateReading<T> = { readonly value: T } | { readonly problem: string };

/** A day as `YYYY-MM-DD`. A time of day behind it is ignored, and no zone moves it. */
export function readRecordDay(text: string, forms: readonly DateForm[]): DateReading<string> {
  const read = readWritten(text, forms);
  return 'problem' in read ? read : { value: read.value.day };
}

/** A moment: its own offset, else the zone. What is no more precise than a day has no instant. */
export function readRecordTime(text: string, forms: readonly DateForm[], zone: string): DateReading<Time> {
  const read = readWritten(text, forms);
  if ('problem' in read) return read;
  const { day, clock, offset } = read.value;
  if (clock === undefined) return { value: { localDate: day } };
  const timestamp = parseTimestamp(`${day.replaceAll('-', '')}${clock}${offset}`);
  const zoned = timestamp && toInstant(timestamp, { zone });
  if (zoned === undefined) return { problem: 'There is no such time of day.' };
  return { value: { instant: zoned.instant, localDate: toLocalDate(zoned.instant, zone) } };
}

/** An IANA zone, or the short names used in the United States; `undefined` for what is neither. */
export function readZone(text: string): string | undefined {
  const short = americanZones[text.toUpperCase().replaceAll(/[^A-Z]/g, '')];
  return short ?? (text.includes('/') && isZone(text) ? text : undefined);
}

const americanZones: Readonly<Record<string, string>> = {
  ET: 'America/New_York',
  EST: 'America/New_York',
  EDT: 'America/New_York',
  EASTERN: 'America/New_York',
  CT: 'America/Chicago',
  CST: 'America/Chicago',
  CDT: 'America/Chicago',
  CENTRAL: 'America/Chicago',
  MT: 'America/Denver',
  MST: 'America/Denver',
  MDT: 'America/Denver',
  MOUNTAIN: 'America/Denver',
  PT: 'America/Los_Angeles',
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
  PACIFIC: 'America/Los_Angeles',
  AKST: 'America/Anchorage',
  AKDT: 'America/Anchorage',
  HST: 'Pacific/Honolulu',
  UTC: 'UTC',
  GMT: 'UTC',
  Z: 'UTC',
};

/** Day, `HHMMSS` and `+HHMM` as they were written. */
type Written = { readonly day: string; readonly clock?: string; readonly offset: string };

const isoShape = /^(\d{4})-?(\d\d)-?(\d\d)(?:[T ]?(\d.*))?$/i;
const slashShape = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})(?:[ T,]+(\d.*))?$/;
const clockShape =
  /^(\d{1,2})(?::?(\d\d))?(?::?(\d\d))?(?:[.,]\d+)?\s*(am|pm|a\.m\.|p\.m\.)?\s*(z|utc|[+-]\d\d:?\d\d)?$/i;

function readWritten(text: string, forms: readonly DateForm[]): DateReading<Written> {
  const value = text.trim();
  const iso = isoShape.exec(value);
  if (iso) return withClock(iso[1], iso[2], iso[3], iso[4]);
  const slash = slashShape.exec(value);
  if (slash) return readSlashed(slash, forms);
  if (/^\d{1,6}(?:\.\d+)?$/.test(value)) return readSerial(Number(value), forms);
  return { problem: 'This is no date: write it as 2026-03-05, or 2026-03-05 14:30.' };
}

function readSlashed(parts: RegExpExecArray, forms: readonly DateForm[]): DateReading<Written> {
  const [, one = '', two = '', year = '', clock] = parts;
  if (year.length === 2)
    return { problem: 'The year has two digits, so the century is not known: write four.' };
  if (forms.includes('us')) return withClock(year, one, two, clock);
  if (forms.includes('european')) return withClock(year, two, one, clock);
  if (Number(one) > 12) return withClock(year, two, one, clock);
  if (Number(two) > 12 || one === two) return withClock(year, one, two, clock);
  return {
    problem:
      'Month and day may be either way round: tell the profile which comes first (dates: us or european), or write 2026-03-05.',
  };
}

/** Serial 60 is a day that never was (29 February 1900); before it nobody was born who is referred today. */
function readSerial(serial: number, forms: readonly DateForm[]): DateReading<Written> {
  if (!forms.includes('excel'))
    return {
      problem:
        'A bare number is no date. Where the spreadsheet writes serial numbers, tell the profile (dates: excel).',
    };
  if (serial < 61 || serial > 109_574)
    return { problem: 'The serial number is no day between 1900 and 2199.' };
  const day = new Date(Date.UTC(1899, 11, 30) + Math.floor(serial) * 86_400_000).toISOString().slice(0, 10);
  const seconds = Math.round((serial % 1) * 86_400);
  if (seconds === 0 || seconds === 86_400) return { value: { day, offset: '' } };
  const clock = new Date(seconds * 1000).toISOString().slice(11, 19).replaceAll(':', '');
  return { value: { day, clock, offset: '' } };
}

function withClock(year = '', month = '', date = '', clockText?: string): DateReading<Written> {
  const digits = `${year}${month.padStart(2, '0')}${date.padStart(2, '0')}`;
  if (parseTimestamp(digits) === undefined) return { problem: 'There is no such day in the calendar.' };
  const day = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
  if (clockText === undefined) return { value: { day, offset: '' } };
  const clock = readClock(clockText);
  return clock === undefined ? { problem: 'There is no such time of day.' } : { value: { day, ...clock } };
}

function readClock(text: string): Omit<Written, 'day'> | undefined {
  const parts = clockShape.exec(text.trim());
  if (parts === null) return undefined;
  const [, hourText = '', minute = '00', second = '00', half, zone = ''] = parts;
  const hour = Number(hourText);
  if (half !== undefined && (hour < 1 || hour > 12)) return undefined;
  const isAfternoon = half !== undefined && half.toLowerCase().startsWith('p');
  const of24 = half === undefined ? hour : (hour % 12) + (isAfternoon ? 12 : 0);
  const offset = /^(?:z|utc)$/i.test(zone) ? '+0000' : zone.replace(':', '');
  return { clock: `${String(of24).padStart(2, '0')}${minute}${second}`, offset };
}
