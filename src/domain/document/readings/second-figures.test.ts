import { expect, test } from 'vitest';
import { betterFigures } from './second-figures.ts';

test('a figure that was read goes before one that was put in for a letter', () => {
  expect(betterFigures('PA5033024', 'PASO33024', 'PA8033624')).toBe('PA8033024');
});

test('where the first has figures it stays, and so where the lengths differ', () => {
  expect(betterFigures('MR139408', 'MR139408', 'MR139409')).toBe('MR139408');
  expect(betterFigures('PA5033024', 'PASO33024', 'PA80336245')).toBe('PA5033024');
  expect(betterFigures('2TE8-DQ0-VU03', '2TE8-DQO-VUO3', '2TE8-DQ8-VU03')).toBe('2TE8-DQ0-VU03');
});
