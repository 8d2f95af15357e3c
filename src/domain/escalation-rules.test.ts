import { describe, expect, test } from 'vitest';
import {
  defaultRules,
  parseHolidays,
  parseLimits,
  parseRoleAddresses,
  parseWeek,
} from './escalation-rules.ts';
import { limitNames } from './escalation-kinds.ts';

describe('limits', () => {
  test('one for each level, in words', () => {
    expect(parseLimits('2 working hours, 1 working day, 24 hours', 3)).toEqual([
      { unit: 'working hours', amount: 120 },
      { unit: 'working days', amount: 1 },
      { unit: 'hours', amount: 1_440 },
    ]);
    expect(parseLimits(' 90 Minutes ,2 days', 3)).toEqual([
      { unit: 'hours', amount: 90 },
      { unit: 'hours', amount: 2_880 },
    ]);
    expect(parseLimits('off', 3)).toEqual([]);
  });

  test.each([
    '',
    '2',
    'hours',
    '2 fortnights',
    '2 hours,',
    '-1 hours',
    '1 hour, 2 hours, 3 hours, 4 hours',
    '1.5 hours',
  ])('"%s" is refused', (text) => {
    expect(parseLimits(text, 3)).toBeUndefined();
  });

  test('a practice that decided nothing has one for everything', () => {
    const { limits } = defaultRules('America/Chicago');

    expect(limitNames.filter((name) => limits[name].length === 0)).toEqual([]);
    expect(defaultRules('America/Chicago')).toBe(defaultRules('America/Chicago'));
  });
});

describe('hours', () => {
  test('days and their stretches; the others are closed', () => {
    expect(parseWeek('mon-thu 08:00-12:00 13:00-17:00; FRI 08:00-13:00; sun 00:00-24:00')).toEqual([
      ...Array.from({ length: 4 }, () => [
        ['08:00', '12:00'],
        ['13:00', '17:00'],
      ]),
      [['08:00', '13:00']],
      [],
      [['00:00', '24:00']],
    ]);
  });

  test.each([
    '',
    'mon',
    'mon 8-17',
    'monday 08:00-17:00',
    'fri-mon 08:00-17:00',
    'mon 17:00-08:00',
    'mon 08:00-12:00 11:00-17:00',
    'mon 08:00-25:00',
    'mon 08:00-17:00;',
  ])('"%s" is refused', (text) => {
    expect(parseWeek(text)).toBeUndefined();
  });
});

describe('holidays', () => {
  test('those of the country, days of one’s own, and exceptions', () => {
    expect(parseHolidays('us-federal, 2026-12-24, open 2026-10-12')).toEqual({
      usFederal: true,
      closed: ['2026-12-24'],
      open: ['2026-10-12'],
    });
    expect(parseHolidays('none')).toEqual({ usFederal: false, closed: [], open: [] });
  });

  test.each(['', 'christmas', '2026-02-30', '24.12.2026', 'us-federal, none', 'open'])(
    '"%s" is refused',
    (text) => {
      expect(parseHolidays(text)).toBeUndefined();
    },
  );
});

describe('addresses of roles', () => {
  test('one for each role', () => {
    expect(parseRoleAddresses('lead=lead@practice.example, Front_Desk = desk@practice.example')).toEqual({
      lead: 'lead@practice.example',
      front_desk: 'desk@practice.example',
    });
  });

  test.each([
    '',
    'lead',
    'boss=boss@practice.example',
    'lead=a@practice.example,lead=b@practice.example',
    'lead=a=b',
  ])('"%s" is refused', (text) => {
    expect(parseRoleAddresses(text)).toBeUndefined();
  });
});
