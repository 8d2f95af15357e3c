import { expect, test } from 'vitest';
import { dueNight } from './drift.ts';

const zone = 'America/New_York';

test.each([
  ['02:30', '2026-11-23T07:30:00.000Z', '2026-11-23'],
  ['02:30', '2026-11-23T11:29:00.000Z', '2026-11-23'],
  ['02:30', '2026-11-23T11:30:00.000Z', undefined],
  ['02:30', '2026-11-23T07:29:00.000Z', undefined],
  ['23:30', '2026-11-23T04:30:00.000Z', '2026-11-22'],
  ['23:30', '2026-11-23T06:00:00.000Z', '2026-11-22'],
  ['23:30', '2026-11-23T20:00:00.000Z', undefined],
  // The night the clocks go forward: 02:30 is none, 03:30 is the same night.
  ['02:30', '2026-03-08T07:30:00.000Z', '2026-03-08'],
])('a check at %s, at %s', (driftAt, at, day) => {
  expect(dueNight(driftAt, at, zone)).toBe(day);
});
