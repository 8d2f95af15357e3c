import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isNpi, npiFigures, npisIn, npiTwins } from './npi.ts';

test.each(['1234567893', '1558598797', '1245319599', '2000000002'])('%s is an NPI', (text) => {
  expect(isNpi(text)).toBe(true);
});

test.each([
  '1234567890',
  '2234567892',
  '0000000006',
  '123456789',
  '12345678930',
  '1.23457E+09',
  '',
  ' 1234567893',
])('"%s" is none', (text) => {
  expect(isNpi(text)).toBe(false);
});

test('swapped 0 and 9 pass: the check is no proof of the right person', () => {
  expect([isNpi('1090000005'), isNpi('1900000005')]).toEqual([true, true]);
});

test('one wrong digit never passes', () => {
  const digits = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 }));

  fc.assert(
    fc.property(digits, ([position, step]) => {
      const valid = '1234567893';
      const digit = (Number(valid.charAt(position)) + step) % 10;

      expect(isNpi(valid.slice(0, position) + String(digit) + valid.slice(position + 1))).toBe(false);
    }),
  );
});

test.each([
  ['NPI: 1234567893', ['1234567893']],
  ['Dr. Zztest (NPI 123-456-7893), call 555-0142', ['1234567893']],
  ['card 808401234567893', ['1234567893']],
  ['order 12345678931', []],
  ['1234567890', []],
])('NPIs in "%s"', (text, npis) => {
  expect(npisIn(text)).toEqual(npis);
});

test('letters that scanners put for figures are figures', () => {
  expect(npiFigures('NPI: l2345678g3')).toBeUndefined();
  expect(npiFigures('NPI: I23456789E')).toBeUndefined();
  expect(npiFigures('l23456789S')).toBe('1234567895');
  expect(npiFigures('1Z4531O599')).toBe('1245310599');
});

test('what the check does not see is tried: 0 and 9 swapped', () => {
  expect(npiTwins('1090000005')).toContain('1900000005');
});

test('a valid number has few twins, and a broken one finds what it was', () => {
  expect(npiTwins('1234567893').length).toBeLessThanOrEqual(1);
  expect(npiTwins('1234567898')).toContain('1234567893');
  expect(npiTwins('1234576893')).toContain('1234567893');
  expect(npiTwins('12345678')).toEqual([]);
});
