import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { limitEnd, nextOpening, workingTime, type Limit, type WorkingHours } from './business-time.ts';
import { usFederalHolidays } from './us-holidays.ts';

const zones = [
  'America/New_York',
  'America/Chicago',
  'America/Phoenix',
  'America/Los_Angeles',
  'Europe/London',
  'Asia/Kolkata',
];

const weekdays = (from: string, until: string): WorkingHours['week'] => [
  ...Array.from({ length: 5 }, () => [[from, until] as const]),
  [],
  [],
];

const none = { usFederal: false, closed: [], open: [] };

function office(zone = 'America/New_York', change: Partial<WorkingHours> = {}): WorkingHours {
  return {
    zone,
    week: weekdays('08:00', '17:00'),
    holidays: { usFederal: true, closed: [], open: [] },
    ...change,
  };
}

const workingHours = (hours: number): Limit => ({ unit: 'working hours', amount: hours * 60 });
const workingDays = (amount: number): Limit => ({ unit: 'working days', amount });
const clockHours = (hours: number): Limit => ({ unit: 'hours', amount: hours * 60 });

/** What a clock on the wall of the office shows. */
function wall(instant: string, zone = 'America/New_York'): string {
  return Temporal.Instant.from(instant)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });
}

/** An instant by a clock on the wall. */
function at(local: string, zone = 'America/New_York'): string {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toInstant().toString();
}

describe('working hours', () => {
  test.each([
    ['inside a day', '2026-11-16T09:00', 2, '2026-11-16T11:00'],
    ['over a night', '2026-11-16T16:00', 2, '2026-11-17T09:00'],
    ['over a weekend', '2026-11-20T16:30', 2, '2026-11-23T09:30'],
    ['from before opening', '2026-11-17T05:00', 2, '2026-11-17T10:00'],
    ['from a Sunday', '2026-11-22T12:00', 2, '2026-11-23T10:00'],
    ['up to closing time, which is still that day', '2026-11-16T15:00', 2, '2026-11-16T17:00'],
    ['over Thanksgiving', '2026-11-25T16:00', 2, '2026-11-27T09:00'],
  ])('%s', (_, start, hours, end) => {
    expect(wall(limitEnd(at(start), workingHours(hours), office()))).toBe(end);
  });

  test('a lunch break does not count, and a shorter day is shorter', () => {
    const week = [...weekdays('08:00', '17:00')];
    week[1] = [
      ['08:00', '12:00'],
      ['13:00', '17:00'],
    ];
    week[4] = [['08:00', '12:00']];

    expect(wall(limitEnd(at('2026-11-17T11:00'), workingHours(2), office(undefined, { week })))).toBe(
      '2026-11-17T14:00',
    );
    expect(wall(limitEnd(at('2026-11-20T11:00'), workingHours(2), office(undefined, { week })))).toBe(
      '2026-11-23T09:00',
    );
  });

  test('an office that never closes loses an hour in spring and gains one in autumn', () => {
    const always = office(undefined, {
      week: Array.from({ length: 7 }, () => [['00:00', '24:00']]),
      holidays: none,
    });

    expect(wall(limitEnd(at('2026-03-07T12:00'), workingHours(24), always))).toBe('2026-03-08T13:00');
    expect(wall(limitEnd(at('2026-10-31T12:00'), workingHours(24), always))).toBe('2026-11-01T11:00');
  });

  test('an opening in the hour that is skipped is the end of that hour', () => {
    const nights = office(undefined, {
      week: Array.from({ length: 7 }, () => [['02:30', '06:00']]),
      holidays: none,
    });

    expect(wall(nextOpening(at('2026-03-08T00:00'), nights))).toBe('2026-03-08T03:30');
  });

  test('hours that never open are refused', () => {
    const never = office(undefined, { week: weekdays('08:00', '08:00') });

    expect(() => limitEnd(at('2026-11-16T09:00'), workingHours(1), never)).toThrow(/not open on any day/);
  });
});

describe('working days', () => {
  test.each([
    ['the same time of the next day', '2026-11-16T09:40', 1, '2026-11-17T09:40'],
    ['over a weekend', '2026-11-20T09:40', 1, '2026-11-23T09:40'],
    ['three of them', '2026-11-19T14:00', 3, '2026-11-24T14:00'],
    ['what comes at night comes with the opening', '2026-11-16T22:00', 1, '2026-11-18T08:00'],
    ['over the change of the clock', '2026-10-30T10:00', 1, '2026-11-02T10:00'],
    ['over a holiday that is observed on a Friday', '2026-07-02T10:00', 1, '2026-07-06T10:00'],
  ])('%s', (_, start, days, end) => {
    expect(wall(limitEnd(at(start), workingDays(days), office()))).toBe(end);
  });

  test('a day of shorter hours ends with its closing', () => {
    const week = [...weekdays('08:00', '17:00')];
    week[4] = [['09:00', '12:00']];
    const short = office(undefined, { week });

    expect(wall(limitEnd(at('2026-11-19T15:00'), workingDays(1), short))).toBe('2026-11-20T12:00');
    expect(wall(limitEnd(at('2026-11-19T08:10'), workingDays(1), short))).toBe('2026-11-20T09:00');
  });

  test('days the practice closes and opens by its own decision', () => {
    const own = office(undefined, {
      holidays: { usFederal: true, closed: ['2026-11-17'], open: ['2026-11-26'] },
    });

    expect(wall(limitEnd(at('2026-11-16T10:00'), workingDays(1), own))).toBe('2026-11-18T10:00');
    expect(wall(limitEnd(at('2026-11-25T10:00'), workingDays(1), own))).toBe('2026-11-26T10:00');
  });
});

describe('pauses', () => {
  test('do not count, whatever the unit', () => {
    const pauses = [{ from: at('2026-11-16T10:00'), until: at('2026-11-18T10:00') }];
    const from = at('2026-11-16T09:00');

    expect(wall(limitEnd(from, workingHours(2), office(), pauses))).toBe('2026-11-18T11:00');
    expect(wall(limitEnd(from, clockHours(24), office(), pauses))).toBe('2026-11-19T09:00');
    expect(wall(limitEnd(from, workingDays(1), office(), pauses))).toBe('2026-11-19T09:00');
  });

  test('before the start, after the end, without an end, and one in another', () => {
    const from = at('2026-11-16T09:00');
    const end = limitEnd(from, workingHours(2), office());

    expect(
      limitEnd(from, workingHours(2), office(), [
        { from: at('2026-11-10T10:00'), until: at('2026-11-12T10:00') },
        { from: at('2026-11-18T10:00'), until: at('2026-11-19T10:00') },
        { from: at('2026-11-16T10:00') },
      ]),
    ).toBe(end);
    expect(
      wall(
        limitEnd(from, workingHours(2), office(), [
          { from: at('2026-11-16T10:00'), until: at('2026-11-16T12:00') },
          { from: at('2026-11-16T10:30'), until: at('2026-11-16T11:00') },
        ]),
      ),
    ).toBe('2026-11-16T13:00');
  });
});

test('federal holidays of a year with the days they are observed on', () => {
  expect(usFederalHolidays(2026)).toEqual([
    '2026-01-01',
    '2026-01-19',
    '2026-02-16',
    '2026-05-25',
    '2026-06-19',
    '2026-07-03',
    '2026-07-04',
    '2026-09-07',
    '2026-10-12',
    '2026-11-11',
    '2026-11-26',
    '2026-12-25',
  ]);
  // A New Year on a Saturday is observed in the year before.
  expect(usFederalHolidays(2022)[0]).toBe('2021-12-31');
  expect(wall(limitEnd(at('2021-12-30T10:00'), workingDays(1), office()))).toBe('2022-01-03T10:00');
});

function clockTime(from: string, until: string): number {
  return Date.parse(until) - Date.parse(from);
}

/** Hours around the changes of the clock in spring and autumn, and ordinary ones. */
const aroundChanges = fc
  .tuple(
    fc.constantFrom('2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01', '2026-06-10', '2025-12-31'),
    fc.integer({ min: -4 * 24 * 60, max: 4 * 24 * 60 }),
  )
  .map(([day, minutes]) => new Date(Date.parse(`${day}T12:00:00Z`) + minutes * 60_000).toISOString());

const limits = fc.oneof(
  fc.integer({ min: 0, max: 72 }).map(clockHours),
  fc.integer({ min: 0, max: 40 }).map(workingHours),
  fc.integer({ min: 0, max: 6 }).map(workingDays),
);

test('limits rise with their start and their amount, end while the office is open, and count what they say', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      aroundChanges,
      fc.nat(3_000),
      limits,
      (zone, start, later, limit) => {
        const hours = office(zone);
        const end = limitEnd(start, limit, hours);
        const next = new Date(Date.parse(start) + later * 60_000).toISOString();

        expect(end >= start).toBe(true);
        expect(limitEnd(next, limit, hours) >= end).toBe(true);
        expect(limitEnd(start, { ...limit, amount: limit.amount + 1 }, hours) >= end).toBe(true);
        const counted = { hours: clockTime, 'working hours': workingTime, 'working days': () => undefined };
        const expected = limit.unit === 'working days' ? undefined : limit.amount * 60_000;
        expect(counted[limit.unit](start, end, hours)).toBe(expected);
        const [clock, isDay] = [wall(end, zone).slice(11), limit.unit === 'working days' && limit.amount > 0];
        expect(!isDay || (clock >= '08:00' && clock <= '17:00')).toBe(true);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('a pause moves the end by the time of work in it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      aroundChanges,
      fc.nat(2_000),
      fc.nat(6_000),
      fc.integer({ min: 1, max: 40 }),
      (zone, start, wait, length, amount) => {
        const hours = office(zone);
        const from = new Date(Date.parse(start) + wait * 60_000).toISOString();
        const until = new Date(Date.parse(from) + length * 60_000).toISOString();
        const plain = limitEnd(start, workingHours(amount), hours);
        const end = limitEnd(start, workingHours(amount), hours, [{ from, until }]);
        const paused = from < plain ? workingTime(from, until, hours) : 0;

        expect(workingTime(start, end, hours) - paused).toBe(amount * 3_600_000);
      },
    ),
    { numRuns: 1_000 },
  );
});

test('the zone of the machine changes nothing', () => {
  const script = `
    import { limitEnd } from ${JSON.stringify(new URL('business-time.ts', import.meta.url).href)};
    const week = [...Array.from({ length: 5 }, () => [['08:00', '17:00']]), [], []];
    const ends = [];
    for (const zone of ${JSON.stringify(zones)}) {
      const hours = { zone, week, holidays: { usFederal: true, closed: [], open: [] } };
      for (const day of ['2026-03-06', '2026-03-27', '2026-10-23', '2026-10-30', '2026-12-31'])
        for (let hour = 0; hour < 96; hour += 5)
          for (const limit of [{ unit: 'hours', amount: 2880 }, { unit: 'working hours', amount: 240 }, { unit: 'working days', amount: 1 }])
            ends.push(limitEnd(new Date(Date.parse(day) + hour * 3600000).toISOString(), limit, hours));
    }
    process.stdout.write(JSON.stringify(ends));
  `;
  const results = ['UTC', 'America/Los_Angeles', 'Asia/Kolkata'].map((TZ) => {
    const child = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      env: { ...process.env, TZ },
      encoding: 'utf8',
    });
    expect(child.stderr).toBe('');
    return child.stdout;
  });

  expect(JSON.parse(results[0] ?? '[]')).toHaveLength(6 * 5 * 20 * 3);
  expect(new Set(results).size).toBe(1);
});
