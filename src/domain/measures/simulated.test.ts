import { expect, test } from 'vitest';
import {
  judgePractice,
  SETTLED_WEEK,
  simulatePractice,
  type Outcome,
} from '../../../bench/parts/partner-simulator.ts';

/** The bench (bench/volume-alerts.ts) in small: enough partners to see a rule that went wrong, not enough for the second digit. */
const rates = [0.25, 0.5, 1, 1, 2, 2, 3, 5, 8, 12].flatMap((rate) => Array.from({ length: 20 }, () => rate));
const outcomes: readonly Outcome[] = [51, 52, 53, 54].flatMap((seed) => [
  ...judgePractice(simulatePractice(rates, seed)),
]);

test('alerts are seldom false, and far seldomer than the change of the last week', () => {
  const years = outcomes.reduce((sum, one) => sum + one.steadyYears, 0);
  const falseIn = (kinds: readonly (keyof Outcome['alarms'])[]): number =>
    outcomes.reduce((sum, { alarms, partner }) => {
      const until = partner.fate === 'steady' ? Infinity : partner.changesAt;
      const found = kinds.flatMap((kind) =>
        alarms[kind].filter((week) => week >= SETTLED_WEEK && week < until),
      );
      return sum + found.length;
    }, 0) / years;

  expect(falseIn(['drop', 'spike', 'silent'])).toBeLessThan(0.6);
  expect(falseIn(['raw'])).toBeGreaterThan(10);
});

test('partners that stop are found within eight weeks', () => {
  const stopped = outcomes.filter(({ partner }) => partner.fate === 'stopped' && partner.rate >= 1);
  const found = stopped.filter(({ drops, partner }) =>
    drops.some(([from, until]) => from < partner.changesAt + 8 && until > partner.changesAt + 7),
  );

  expect(stopped.length).toBeGreaterThan(10);
  expect(found.length / stopped.length).toBeGreaterThanOrEqual(0.9);
});
