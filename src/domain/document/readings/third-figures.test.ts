import { expect, test } from 'vitest';
import { hasLettersForFigures, withFigures } from './third-figures.ts';

test.each([
  ['WY75158064', true],
  ['MRY32221', true],
  ['KHG64328B369', true],
  ['W975158064', false],
  ['KHG643281369', false],
  ['AUTH08574411', false],
  ['1EG4-TE5-MK73', false],
  ['T64477690-04', false],
])('%s may hold letters for figures: %s', (value, is) => {
  expect(hasLettersForFigures(value)).toBe(is);
});

test.each([
  ['the figures behind what it begins with', 'WY75158064', '975158064', 'W975158064'],
  ['what is more in front of them left out', 'WY75158064', '1 975158064', 'W975158064'],
  ['not where they are others', 'WY75158064', '975158063', undefined],
  ['not where some are missing', 'WY75158064', '75158064', undefined],
])('figures read alone: %s', (_, value, said, put) => {
  expect(withFigures(value, said)).toBe(put);
});
