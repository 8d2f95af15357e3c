import { expect, test } from 'vitest';
import { createPatternTest } from './patterns.ts';

test.each([
  ['*', 'export.csv', true],
  ['*.csv', 'export.csv', true],
  ['*.csv', 'export.CSV', false],
  ['*.csv', 'export.csv.gz', false],
  ['referrals-????-??-??.csv', 'referrals-2026-01-05.csv', true],
  ['referrals-????-??-??.csv', 'referrals-2026-1-5.csv', false],
  ['*a*b*', 'xxaxxbxx', true],
  ['*a*b', 'xxaxxbxbb', true],
  ['*a*b', 'xxbxxa', false],
  ['export', 'export', true],
  ['export', 'exports', false],
  ['[e]*.csv', 'e.csv', false],
  ['*', '.hidden', false],
  ['*', 'export.csv.part', false],
  ['*', 'export.csv~', false],
  ['*', 'export.csv.filepart', false],
])('%s and %s: %s', (pattern, name, is) => {
  expect(createPatternTest([pattern])(name)).toBe(is);
});

test('a pattern full of stars costs no more than its length', () => {
  expect(createPatternTest(['*a'.repeat(90)])('b'.repeat(5_000))).toBe(false);
});
