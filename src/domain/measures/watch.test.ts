import { describe, expect, test } from 'vitest';
import { groupPrior, posteriorRate, VAGUE_PRIOR } from './baseline.ts';
import { openShare, usualHours } from './calendar.ts';
import { cusumConstants, nextSum } from './cusum.ts';
import { gapOf, gapWords, isAlarmingGap } from './gap.ts';
import { bandOf, chanceOfAtMost, chanceOfSplit } from './poisson.ts';
import { watchSeries } from './watch.ts';
import { weekChange } from './week-rule.ts';
import { addWeeks, isWeek, lastCompleteWeek, weekName, weekOf, weeksBetween } from './week.ts';

describe('weeks', () => {
  test('begin on Monday in the zone of the practice, over a change of clocks too', () => {
    // Sunday 23:59 and Monday 00:00 in Chicago, before and after the clocks went forward.
    expect(weekOf('2026-03-09T04:59:59.999Z', 'America/Chicago')).toBe('2026-03-02');
    expect(weekOf('2026-03-09T05:00:00.000Z', 'America/Chicago')).toBe('2026-03-09');
    expect(weekOf('2026-03-02T05:59:59.999Z', 'America/Chicago')).toBe('2026-02-23');
    expect(weekOf('2026-03-02T05:00:00.000Z', 'America/New_York')).toBe('2026-03-02');
  });

  test('are complete when the last minute of Sunday is over', () => {
    expect(lastCompleteWeek('2026-03-09T04:59:00.000Z', 'America/Chicago')).toBe('2026-02-23');
    expect(lastCompleteWeek('2026-03-09T05:00:00.000Z', 'America/Chicago')).toBe('2026-03-02');
  });

  test('have ISO names around New Year', () => {
    expect(['2025-12-29', '2026-12-28', '2027-01-04'].map(weekName)).toEqual([
      '2026-W01',
      '2026-W53',
      '2027-W01',
    ]);
    expect(weeksBetween('2026-12-28', addWeeks('2026-12-28', 7))).toBe(7);
    expect([isWeek('2026-12-28'), isWeek('2026-12-29'), isWeek('soon')]).toEqual([true, false, false]);
  });

  test('count by the days that are open', () => {
    const hours = usualHours('America/Chicago');
    expect(openShare('2026-11-16', hours)).toBe(1);
    // Thanksgiving; Christmas and New Year are in different weeks.
    expect(openShare('2026-11-23', hours)).toBe(0.8);
    const { holidays } = hours;
    const closed = { ...holidays, closed: ['2026-11-27', '2026-11-28'], open: ['2026-11-26'] };
    expect(openShare('2026-11-23', { ...hours, holidays: closed })).toBe(0.8);
    expect(openShare('2026-11-23', { ...hours, week: [[], [], [], [], [], [], []] })).toBe(1);
  });
});

describe('chance', () => {
  test('of Poisson counts agrees with the tables', () => {
    expect(chanceOfAtMost(0, 3)).toBeCloseTo(0.0498, 4);
    expect(chanceOfAtMost(2, 5)).toBeCloseTo(0.1247, 4);
    expect(chanceOfAtMost(-1, 5)).toBe(0);
    expect([bandOf(0), bandOf(1), bandOf(6)]).toEqual([
      { low: 0, high: 0 },
      { low: 0, high: 3 },
      { low: 2, high: 10 },
    ]);
  });

  test('of large counts ends', () => {
    const { low, high } = bandOf(2_000);
    expect([low, high].map((one) => Math.round(one / 10) * 10)).toEqual([1_930, 2_070]);
  });

  test('of two stretches of one source is binomial', () => {
    expect(chanceOfSplit(1, 13, 1 / 3, 'low')).toBeCloseTo(0.0385, 4);
    expect(chanceOfSplit(7, 11, 1 / 3, 'high')).toBeCloseTo(0.0386, 3);
  });
});

describe('the baseline', () => {
  test('is the own weeks and the group by what each weighs', () => {
    expect(posteriorRate(0, 0, { rate: 2, weight: 1 })).toBe(2);
    expect(posteriorRate(26, 26, { rate: 2, weight: 1 })).toBeCloseTo(1.037, 3);
  });

  test('of a group that is spread wide hardly counts, of one without partners is vague', () => {
    const wide = [0.25, 0.5, 1, 2, 5, 12].map((rate) => ({ count: rate * 26, exposure: 26 }));
    expect(groupPrior(wide).weight).toBeLessThan(0.3);
    const alike = Array.from({ length: 8 }, () => ({ count: 52, exposure: 26 }));
    expect(groupPrior(alike)).toEqual({ rate: 2, weight: 2 });
    expect(groupPrior([])).toEqual(VAGUE_PRIOR);
  });
});

describe('the sum', () => {
  test('has its constants at, between and beyond the rates of the table', () => {
    expect(cusumConstants(2, 'lower')).toEqual({ reference: 1.44, limit: 5.65 });
    expect(cusumConstants(2.5, 'lower').reference).toBeCloseTo(1.8, 5);
    expect(cusumConstants(0.125, 'upper').reference).toBeCloseTo(0.18, 5);
    expect(cusumConstants(24, 'upper').reference).toBeCloseTo(34.6, 5);
  });

  test('never falls below nothing, and a closed week adds nothing', () => {
    const constants = { reference: 2, limit: 5 };
    expect(nextSum(1, 9, 1, constants, 'lower')).toBe(0);
    expect(nextSum(1, 0, 0, constants, 'lower')).toBe(1);
    expect(nextSum(1, 0, 0.5, constants, 'lower')).toBe(2);
  });

  const weeks = (counts: readonly number[]) =>
    counts.map((count, index) => ({ week: addWeeks('2026-01-05', index), count, exposure: 1 }));
  const steady = Array.from({ length: 30 }, () => 3);

  test('raises a drop and ends it, says when it began, and nothing of a steady partner', () => {
    const { episodes } = watchSeries(weeks([...steady, 0, 0, 0, 3, 3, 3, 3]), { prior: VAGUE_PRIOR });

    expect(episodes).toMatchObject([
      { direction: 'drop', since: addWeeks('2026-01-05', 30), opened: addWeeks('2026-01-05', 31) },
    ]);
    expect(episodes[0]?.closed).toBe(addWeeks('2026-01-05', 35));
    expect(watchSeries(weeks(steady), { prior: VAGUE_PRIOR }).episodes).toEqual([]);
  });

  test('is the same for a part of the weeks: nothing looks ahead', () => {
    const all = weeks([...steady, 0, 0, 0, 1, 9, 9, 9, 9]);
    const whole = watchSeries(all, { prior: VAGUE_PRIOR }).episodes;
    for (let length = 1; length <= all.length; length += 1) {
      const until = all[length - 1]?.week ?? '';
      const part = watchSeries(all.slice(0, length), { prior: VAGUE_PRIOR }).episodes;
      expect(part.map((one) => one.opened)).toEqual(
        whole.filter((one) => one.opened <= until).map((one) => one.opened),
      );
    }
  });

  test('says nothing in the first four weeks', () => {
    expect(watchSeries(weeks([9, 0, 0, 0]), { prior: { rate: 9, weight: 2 } }).episodes).toEqual([]);
  });
});

describe('the plain rule', () => {
  const rule = (...counts: readonly number[]) =>
    weekChange(counts.map((count) => ({ count, openShare: 1 })))?.rule;

  test('is the one of the book', () => {
    expect(rule(6, 6, 1)).toBe('drop');
    expect(rule(2, 2, 7)).toBe('spike');
    expect(rule(4, 4, 4, 4, 2)).toBe('drop');
    expect(rule(4, 4, 4, 4, 3)).toBeUndefined();
    expect(rule(3, 3, 3, 3, 6)).toBe('spike');
    expect(rule(2, 2, 2, 2, 4)).toBeUndefined();
    expect(rule(1, 1, 2, 1, 0, 0)).toBe('silent');
    expect(rule(3)).toBe('spike');
    expect(rule(2)).toBeUndefined();
    expect(rule(5, 5, 5, 5)).toBeUndefined();
  });

  test('compares a short week with a short week', () => {
    const full = Array.from({ length: 8 }, () => ({ count: 5, openShare: 1 }));
    expect(weekChange([...full, { count: 2, openShare: 0.4 }])).toMatchObject({ mean: 2, change: -0.6 });
    expect(weekChange([...full, { count: 2, openShare: 0.4 }])?.rule).toBeUndefined();
    expect(weekChange([...full, { count: 0, openShare: 0 }])?.rule).toBeUndefined();
  });
});

describe('a gap', () => {
  const days = Array.from({ length: 12 }, (_, index) => 20_000 + 12 * index);
  const last = days.at(-1) ?? 0;

  test('is silent beyond three weeks and three times the usual', () => {
    expect(gapOf(days, last + 36)?.isSilent).toBe(false);
    expect(gapOf(days, last + 37)?.isSilent).toBe(true);
    const often = days.map((day) => 20_000 + (day - 20_000) / 6);
    expect(gapOf(often, (often.at(-1) ?? 0) + 21)?.isSilent).toBe(false);
    expect(gapOf(often, (often.at(-1) ?? 0) + 22)?.isSilent).toBe(true);
    expect(gapOf([1, 2], 99)).toBeUndefined();
    expect(gapOf([5, 5, 5, 9], 99)).toBeUndefined();
  });

  test('is told in words, and alarms only when it is hardly chance', () => {
    const gap = gapOf(days, last + 53);
    expect(gap && gapWords(gap)).toBe('usually every 12 days, none for 53; 1 in 83 by chance');
    expect(gap && isAlarmingGap(gap)).toBe(false);
    const longer = gapOf(days, last + 64);
    expect(longer && isAlarmingGap(longer)).toBe(true);
  });
});
