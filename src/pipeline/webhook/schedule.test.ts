import { describe, expect, test } from 'vitest';
import { pauseAfterFailureMs, wishedPauseMs } from './schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('pauses follow the schedule of the standard and then stay at a day', () => {
  const pauses = Array.from({ length: 12 }, (_, nr) => pauseAfterFailureMs(nr + 1, 0.5));

  expect(pauses).toEqual([
    5_000,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
    24 * HOUR,
    24 * HOUR,
    24 * HOUR,
  ]);
});

test('jitter is a fifth either way', () => {
  expect(pauseAfterFailureMs(1, 0)).toBe(4_000);
  expect(pauseAfterFailureMs(1, 0.999_999_9)).toBe(6_000);
});

describe('Retry-After', () => {
  const now = Date.parse('2026-03-02T10:00:00Z');

  test.each([
    [429, '120', 120_000],
    [502, ' 7 ', 7_000],
    [503, 'Mon, 02 Mar 2026 10:05:00 GMT', 5 * MINUTE],
    [504, 'Mon, 02 Mar 2026 09:00:00 GMT', 0],
    [503, '99999999', 24 * HOUR],
    [503, 'soon', undefined],
    [503, '', undefined],
    [503, undefined, undefined],
    [500, '120', undefined],
    [404, '120', undefined],
  ])('%i with "%s" asks for %s ms', (status, header, expected) => {
    expect(wishedPauseMs(status, header, now)).toBe(expected);
  });
});
