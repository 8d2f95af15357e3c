import { describe, expect, test } from 'vitest';
import {
  formatTimestamp,
  localDateOf,
  parseTimestamp,
  timestampProblem,
  toDate,
  toInstant,
  toLocalDate,
} from './time.ts';

const zone = 'America/New_York';

describe('a timestamp', () => {
  test.each([
    ['2026', 'year'],
    ['202601', 'month'],
    ['20260115', 'day'],
    ['2026011509', 'hour'],
    ['202601150930', 'minute'],
    ['20260115093059', 'second'],
    ['20260115093059.5', 'fraction'],
    ['20260115093059.123456-0500', 'fraction'],
    ['202601150930^M', 'minute'],
    [' 20260115 ', 'day'],
  ])('%s is as precise as a %s', (text, precision) => {
    expect(parseTimestamp(text)?.precision).toBe(precision);
    expect(parseTimestamp(text)?.text).toBe(text);
  });

  test.each([
    ['20260115093059.5', 500],
    ['20260115093059.05', 50],
    ['20260115093059.123456', 123],
    ['20260115093059', 0],
  ])('%s has %d ms', (text, milliseconds) => {
    expect(parseTimestamp(text)?.millisecond).toBe(milliseconds);
  });

  test.each([
    ['202601150930-0500', -300],
    ['202601150930+0530', 330],
    ['202602031415-06', -360],
    ['202601150930+00:00', 0],
    ['202601150930Z', 0],
    ['202601150930', undefined],
  ])('%s is %s minutes from UTC', (text, minutes) => {
    expect(parseTimestamp(text)?.offsetMinutes).toBe(minutes);
  });

  test.each([
    ['20240230', 'There is no such day.'],
    ['20250229', 'There is no such day.'],
    ['19000229', 'There is no such day.'],
    ['20260431', 'There is no such day.'],
    ['20260100', 'There is no such day.'],
    ['20261301', 'There is no such month.'],
    ['20260015', 'There is no such month.'],
    ['2026011524', 'There is no such time of day.'],
    ['202601150960', 'There is no such time of day.'],
    ['20260115093060', 'There is no such time of day.'],
    ['00010101', 'There is no such year.'],
    ['202601150930+9900', 'There is no such offset.'],
    ['2026-01-15', 'It does not have the form YYYYMMDDHHMMSS.'],
    ['20260115093', 'It does not have the form YYYYMMDDHHMMSS.'],
    ['01/15/2026', 'It does not have the form YYYYMMDDHHMMSS.'],
    ['BADDATE', 'It does not have the form YYYYMMDDHHMMSS.'],
    ['', 'It does not have the form YYYYMMDDHHMMSS.'],
    ['""', 'It does not have the form YYYYMMDDHHMMSS.'],
  ])('%s is none: %s', (text, reason) => {
    expect(parseTimestamp(text)).toBeUndefined();
    expect(timestampProblem(text)).toBe(reason);
    expect(toDate(text)).toBeUndefined();
  });

  test.each(['20240229', '20000229', '20261231235959.999'])('%s has no problem', (text) => {
    expect(timestampProblem(text)).toBeUndefined();
  });
});

describe('an instant', () => {
  test.each([
    ['its own offset first', '20260115093000-0800', -300, '2026-01-15T17:30:00.000Z', 'field'],
    ['then the message’s', '20260115093000', -360, '2026-01-15T15:30:00.000Z', 'message'],
    ['then the channel’s zone', '20260115093000', undefined, '2026-01-15T14:30:00.000Z', 'channel'],
    ['in summer too', '20260715093000', undefined, '2026-07-15T13:30:00.000Z', 'channel'],
    ['with its fraction', '20260115093000.5', undefined, '2026-01-15T14:30:00.500Z', 'channel'],
    ['at the hour', '2026011509', undefined, '2026-01-15T14:00:00.000Z', 'channel'],
  ])('is read by %s', (_, text, messageOffsetMinutes, instant, zoneSource) => {
    expect(instantOf(text, messageOffsetMinutes)).toEqual({ instant, zoneSource });
  });

  test('a time skipped in spring moves forward, flagged', () => {
    expect(instantOf('20260308023000')).toEqual({
      instant: '2026-03-08T07:30:00.000Z',
      zoneSource: 'channel',
      flag: 'gap',
    });
  });

  test('of a time that comes twice in autumn the first is taken, flagged', () => {
    expect(instantOf('20261101013000')).toEqual({
      instant: '2026-11-01T05:30:00.000Z',
      zoneSource: 'channel',
      flag: 'repeat',
    });
  });

  test.each([
    ['20260308015959', '2026-03-08T06:59:59.000Z'],
    ['20260308030000', '2026-03-08T07:00:00.000Z'],
    ['20261101005959', '2026-11-01T04:59:59.000Z'],
    ['20261101020000', '2026-11-01T07:00:00.000Z'],
    ['20261102013000', '2026-11-02T06:30:00.000Z'],
  ])('%s on a day of change is certain', (text, instant) => {
    expect(instantOf(text)).toEqual({ instant, zoneSource: 'channel' });
  });

  test('an offset settles what the zone leaves open', () => {
    expect(instantOf('20261101013000-0500')).toEqual({
      instant: '2026-11-01T06:30:00.000Z',
      zoneSource: 'field',
    });
  });

  test.each(['2026', '202601', '20260115', '20260115-0500'])('%s is none: a day is not midnight', (text) => {
    expect(instantOf(text)).toBeUndefined();
  });

  test('goes to the zone and back on every hour of a year, except the one that is skipped', () => {
    for (let hour = 0; hour < 24 * 366; hour += 1) {
      const instant = new Date(Date.UTC(2026, 0, 1, hour)).toISOString();

      expect(instantOf(formatTimestamp(instant, zone))?.instant).toBe(instant);
    }
  });
});

describe('a day', () => {
  test.each([
    ['1980', '1980'],
    ['198002', '1980-02'],
    ['19800229', '1980-02-29'],
    ['19800229000000', '1980-02-29'],
    ['19800229233000-0800', '1980-02-29'],
  ])('%s is %s, never shifted', (text, date) => {
    expect(toDate(text)).toBe(date);
  });

  test('of a timestamp is the one that was written', () => {
    const days = ['20260115', '20260115233000+0900', '202601'].map((text) => {
      const timestamp = parseTimestamp(text);
      return timestamp && localDateOf(timestamp);
    });

    expect(days).toEqual(['2026-01-15', '2026-01-15', undefined]);
  });

  test.each([
    ['2026-01-16T03:30:00.000Z', 'America/New_York', '2026-01-15'],
    ['2026-01-16T03:30:00.000Z', 'Asia/Tokyo', '2026-01-16'],
    ['2026-07-16T03:59:00.000Z', 'America/New_York', '2026-07-15'],
    ['2026-07-16T04:00:00.000Z', 'America/New_York', '2026-07-16'],
    ['2026-03-08T05:00:00.000Z', 'America/New_York', '2026-03-08'],
  ])('%s in %s is %s', (instant, inZone, day) => {
    expect(toLocalDate(instant, inZone)).toBe(day);
  });
});

test.each([
  ['2026-07-01T00:30:00.000Z', undefined, '20260701003000+0000'],
  ['2026-07-01T00:30:00.000Z', 'America/New_York', '20260630203000-0400'],
  ['2026-01-01T00:30:59.900Z', 'Asia/Kolkata', '20260101060059+0530'],
])('%s in %s is written %s', (instant, inZone, text) => {
  expect(formatTimestamp(instant, inZone)).toBe(text);
});

function instantOf(text: string, messageOffsetMinutes?: number) {
  const timestamp = parseTimestamp(text);
  if (timestamp === undefined) return undefined;
  return toInstant(timestamp, {
    zone,
    ...(messageOffsetMinutes === undefined ? {} : { messageOffsetMinutes }),
  });
}
