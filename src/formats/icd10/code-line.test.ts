import { expect, test } from 'vitest';
import { readCodeLine } from './code-line.ts';

const short = 'Low back pain, unspecified'.padEnd(60);

test('a line of the order file is a code with its point, its long title, and whether it may be billed', () => {
  expect(readCodeLine(`58421 M5450   1 ${short} Low back pain, unspecified`)).toEqual({
    code: 'M54.50',
    title: 'Low back pain, unspecified',
    isBillable: true,
  });
  expect(readCodeLine(`58400 M54     0 ${'Dorsalgia'.padEnd(60)} Dorsalgia`)).toEqual({
    code: 'M54',
    title: 'Dorsalgia',
    isBillable: false,
  });
});

test('a line of the code file is a code and its title', () => {
  expect(readCodeLine('E1165   Type 2 diabetes mellitus with hyperglycemia')).toEqual({
    code: 'E11.65',
    title: 'Type 2 diabetes mellitus with hyperglycemia',
    isBillable: true,
  });
});

test('an empty line is nothing, and another file is refused', () => {
  expect(readCodeLine('  ')).toBeUndefined();
  expect(() => readCodeLine('npi,name,city')).toThrow(RangeError);
});
