import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isNpi } from './npi.ts';

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
