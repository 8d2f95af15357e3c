import { describe, expect, test } from 'vitest';
import { readPeriod, readWeek } from './week-query.ts';

const zone = 'America/New_York';
/** A Wednesday. */
const at = '2026-11-18T15:00:00.000Z';

describe('the week of an address', () => {
  test('is the last full one when nothing is asked', () => {
    expect(readWeek(undefined, zone, at)).toEqual({
      week: '2026-11-09',
      previous: '2026-11-02',
      next: undefined,
      isLast: true,
    });
  });

  test.each([
    ['2026-10-19', '2026-10-19'],
    ['2026-10-25', '2026-10-19'],
    ['2026-11-16', '2026-11-09'],
    ['2030-01-01', '2026-11-09'],
    ['2026-02-31', '2026-11-09'],
    ['0001-01-01', '2026-11-09'],
    ['<script>', '2026-11-09'],
  ])('asked for %s is %s', (text, week) => {
    expect(readWeek(text, zone, at).week).toBe(week);
  });

  test('on Sunday evening in the practice is not yet over, whatever UTC says', () => {
    expect(readWeek(undefined, zone, '2026-11-16T03:00:00.000Z').week).toBe('2026-11-02');
  });

  test('has a next one while that is full', () => {
    expect(readWeek('2026-11-02', zone, at)).toMatchObject({ next: '2026-11-09', isLast: false });
  });
});

describe('the period of an address', () => {
  test('is the last four full weeks when nothing is given', () => {
    expect(readPeriod({}, zone, at)).toEqual({ from: '2026-10-19', to: '2026-11-15' });
  });

  test('is what is given', () => {
    expect(readPeriod({ from: '2026-01-01', to: '2026-03-31' }, zone, at)).toEqual({
      from: '2026-01-01',
      to: '2026-03-31',
    });
  });

  test.each([
    [{ from: '2026-03-02', to: '2026-03-01' }, 'The first day is after the last one.'],
    [{ from: '2026-02-30', to: '2026-03-01' }, 'The first day is no date.'],
    [{ to: 'tomorrow' }, 'The last day is no date.'],
  ])('%o is not taken, and it says why', (given, problem) => {
    expect(readPeriod(given, zone, at)).toMatchObject({ problem });
  });
});
