import { expect, test } from 'vitest';
import { nppesDate } from './rows.ts';

test.each([
  ['02/28/2026', '2026-02-28'],
  ['02/29/2024', '2024-02-29'],
  ['12/31/2025', '2025-12-31'],
  ['02/30/2026', undefined],
  ['13/01/2026', undefined],
  ['00/00/0000', undefined],
  ['2026-02-03', undefined],
  ['', undefined],
  [undefined, undefined],
])('%s is the day %s', (text, day) => {
  expect(nppesDate(text)).toBe(day);
});
