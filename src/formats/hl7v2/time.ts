import { zonedOffset, zonedInstant } from './zone.ts';

export type Precision = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction';

/** An HL7 time (TS or DTM, v2.5.1 section 2.A.22) as precise as its sender was. Fields beyond the precision are the lowest. */
export type Timestamp = {
  /** As it was sent. */
  readonly text: string;
  readonly precision: Precision;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** Minutes east of UTC, where the sender gave them. */
  readonly offsetMinutes?: number;
};

export type ZonedInstant = {
  /** ISO 8601 in UTC with milliseconds. */
  readonly instant: string;
  /** What said which zone it is: the field's own offset, the offset of MSH-7, or the channel's zone. */
  readonly zoneSource: 'field' | 'message' | 'channel';
  /** The local time was skipped in spring (it was moved forward) or comes twice in autumn (the first was taken). */
  readonly flag?: 'gap' | 'repeat';
};

/** Reads `YYYY[MM[DD[HH[MM[SS[.S…]]]]]][+/-ZZ[ZZ]]`; `undefined` for anything else and for days and hours that do not exist. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const read = readTimestamp(text);
  return typeof read === 'string' ? undefined : read;
}

/** Why `parseTimestamp` read nothing, in words without the value; `undefined` when it did. */
export function timestampProblem(text: string): string | undefined {
  const read = readTimestamp(text);
  return typeof read === 'string' ? read : undefined;
}

/**
 * The instant a timestamp means: by its own offset, else the message's (MSH-7), else the channel's IANA zone. `undefined` when
 * it is no more precise than a day: a day is not midnight.
 */
export function toInstant(
  timestamp: Timestamp,
  context: { readonly messageOffsetMinutes?: number; readonly zone: string },
): ZonedInstant | undefined {
  const { precision, offsetMinutes } = timestamp;
  if (precision === 'year' || precision === 'month' || precision === 'day') return undefined;
  const local = localMilliseconds(timestamp);
  if (offsetMinutes !== undefined)
    return { instant: iso(local - offsetMinutes * minuteMs), zoneSource: 'field' };
  const { messageOffsetMinutes, zone } = context;
  if (messageOffsetMinutes !== undefined) {
    return { instant: iso(local - messageOffsetMinutes * minuteMs), zoneSource: 'message' };
  }
  const { epochMs, flag } = zonedInstant(local, zone);
  return { instant: iso(epochMs), zoneSource: 'channel', ...(flag === undefined ? {} : { flag }) };
}

/** The calendar day as it was written, `YYYY-MM-DD`; `undefined` when the sender was less precise. Never shifted. */
export function localDateOf(timestamp: Timestamp): string | undefined {
  if (timestamp.precision === 'year' || timestamp.precision === 'month') return undefined;
  return `${digits(timestamp.year, 4)}-${digits(timestamp.month, 2)}-${digits(timestamp.day, 2)}`;
}

/** The day an instant falls on in a zone, `YYYY-MM-DD`. */
export function toLocalDate(instant: string, zone: string): string {
  const epochMs = Date.parse(instant);
  return iso(epochMs + zonedOffset(epochMs, zone)).slice(0, 10);
}

/** A date such as a birthday: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, as precise as it was sent. Time and offset are ignored. */
export function toDate(text: string): string | undefined {
  const timestamp = parseTimestamp(text);
  if (timestamp === undefined) return undefined;
  const { year, month, precision } = timestamp;
  if (precision === 'year') return digits(year, 4);
  if (precision === 'month') return `${digits(year, 4)}-${digits(month, 2)}`;
  return localDateOf(timestamp);
}

/** `YYYYMMDDHHMMSS+ZZZZ` of an ISO instant, in a zone or in UTC. Milliseconds are left out: many receivers refuse them. */
export function formatTimestamp(instant: string, zone?: string): string {
  const epochMs = Date.parse(instant);
  const offsetMinutes = zone === undefined ? 0 : Math.round(zonedOffset(epochMs, zone) / minuteMs);
  const local = iso(epochMs + offsetMinutes * minuteMs)
    .slice(0, 19)
    .replace(/[-:T]/g, '');
  const absolute = Math.abs(offsetMinutes);
  const sign = offsetMinutes < 0 ? '-' : '+';
  return `${local}${sign}${digits(Math.floor(absolute / 60), 2)}${digits(absolute % 60, 2)}`;
}

const minuteMs = 60_000;

const shape =
  /^(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:\.(\d{1,9}))?)?)?)?)?)?(Z|[+-]\d\d(?::?\d\d)?)?$/;

function readTimestamp(text: string): Timestamp | string {
  const parts = shape.exec(withoutPrecision(text));
  if (parts === null) return 'It does not have the form YYYYMMDDHHMMSS.';
  const fraction = parts[7];
  const timestamp = {
    text,
    precision: precisionOf(parts),
    year: Number(parts[1]),
    month: Number(parts[2] ?? 1),
    day: Number(parts[3] ?? 1),
    hour: Number(parts[4] ?? 0),
    minute: Number(parts[5] ?? 0),
    second: Number(parts[6] ?? 0),
    // `.5` is half a second, whatever the number of digits.
    millisecond: fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0')),
  };
  const offsetMinutes = offsetOf(parts[8]);
  return (
    impossible(timestamp, offsetMinutes) ??
    (offsetMinutes === undefined ? timestamp : { ...timestamp, offsetMinutes })
  );
}

/** Before v2.5 a second component named the precision; it says no more than the digits do. */
function withoutPrecision(text: string): string {
  const end = text.indexOf('^');
  return (end < 0 ? text : text.slice(0, end)).trim();
}

function precisionOf(parts: RegExpExecArray): Precision {
  const precisions = ['year', 'month', 'day', 'hour', 'minute', 'second', 'fraction'] as const;
  return precisions[parts.slice(2, 8).filter((part) => part !== undefined).length] ?? 'year';
}

function offsetOf(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  if (written === 'Z') return 0;
  const minutes = Number(written.slice(1, 3)) * 60 + Number(written.slice(3).replace(':', '') || 0);
  return written.startsWith('-') ? -minutes : minutes;
}

function impossible(
  timestamp: Omit<Timestamp, 'offsetMinutes'>,
  offsetMinutes: number | undefined,
): string | undefined {
  const { year, month, day, hour, minute, second } = timestamp;
  // 0000 and 0001 stand for "not known" in some systems.
  if (year < 1000) return 'There is no such year.';
  if (month < 1 || month > 12) return 'There is no such month.';
  if (day < 1 || day > daysIn(year, month)) return 'There is no such day.';
  if (hour > 23 || minute > 59 || second > 59) return 'There is no such time of day.';
  return offsetMinutes !== undefined && Math.abs(offsetMinutes) > 14 * 60
    ? 'There is no such offset.'
    : undefined;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The local time counted as if it were UTC. */
function localMilliseconds(timestamp: Timestamp): number {
  const { year, month, day, hour, minute, second, millisecond } = timestamp;
  return Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
