import { expect, test } from 'vitest';
import {
  appointmentWords,
  dayWords,
  filedName,
  fullName,
  pageWords,
  phoneWords,
  timeWords,
} from './wording.ts';

test('times stand in the zone of the practice, with its abbreviation', () => {
  expect(timeWords('2026-03-06T22:12:00Z', 'America/Chicago')).toBe('03/06/2026 at 4:12 PM CST');
  expect(timeWords('2026-07-01T04:30:00Z', 'America/New_York')).toBe('07/01/2026 at 12:30 AM EDT');
  expect(appointmentWords('2026-03-10T14:30:00Z', 'America/Chicago')).toBe(
    'Tuesday, 03/10/2026 at 9:30 AM CDT',
  );
});

test('days are never shifted', () => {
  expect(dayWords('1961-03-05')).toBe('03/05/1961');
  expect(dayWords(undefined)).toBe('');
});

test('names are written as in a letter and as in a chart', () => {
  const name = { given: 'Anna', middle: 'M.', family: 'Zztest', suffix: 'Jr.', credential: 'MD' };

  expect(fullName(name)).toBe('Anna M. Zztest Jr., MD');
  expect(filedName(name)).toBe('Zztest, Anna M. Jr.');
  expect(fullName({ family: 'Zz\u202Etest\u0000' })).toBe('Zztest');
});

test('US telephone numbers are grouped, all others are left alone', () => {
  expect(phoneWords('+15555550100')).toBe('(555) 555-0100');
  expect(phoneWords('555.555.0100')).toBe('(555) 555-0100');
  expect(phoneWords('+44 20 5555 0100')).toBe('+44 20 5555 0100');
});

test('pages are counted in words an office uses', () => {
  expect(pageWords(1)).toBe('1 page');
  expect(pageWords(4)).toBe('4 pages including this one');
});
