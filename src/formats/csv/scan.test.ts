import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createScanner, decodeField, type CsvRecord } from './scan.ts';
import { writeCsv } from './write.ts';

/** Bytes as characters, as a file is read. */
const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

function scan(text: string, delimiter = ',', pick?: readonly number[]): readonly CsvRecord[] {
  const scanner = createScanner({ delimiter, ...(pick ? { pick } : {}) });
  return [...scanner.push(text), ...scanner.end()];
}

const fields = (text: string, delimiter = ',') => scan(text, delimiter).map((record) => record.fields);

test('quotes, delimiters and line breaks in quotes, doubled quotes', () => {
  expect(fields('a,"b,""c""",d\r\n"1\n2",,3\n')).toEqual([
    ['a', 'b,"c"', 'd'],
    ['1\n2', '', '3'],
  ]);
  expect(fields('a;b\tc\nd', ';')).toEqual([['a', 'b\tc'], ['d']]);
});

test('blank lines are passed over and counted, and each record knows where it ends', () => {
  const text = 'a,b\r\n\r\nc,d\n';
  expect(scan(text).map(({ row, end }) => [row, end])).toEqual([
    [1, 5],
    [3, text.length],
  ]);
});

test('picked columns come in the order they were picked', () => {
  expect(scan('a,b,c\n', ',', [2, 0])).toMatchObject([{ fields: ['c', 'a'], count: 3 }]);
});

test('a broken quote costs its line only', () => {
  expect(scan('a,"b"x\nc,d\n')).toMatchObject([
    { row: 1, problem: 'stray-quote' },
    { row: 2, fields: ['c', 'd'] },
  ]);
  expect(scan('a,"b\nc,d\n')).toMatchObject([
    { row: 1, problem: 'unclosed-quote' },
    { row: 2, fields: ['c', 'd'] },
  ]);
});

test('a row without end is given up, and what follows its line break is read', () => {
  const scanner = createScanner({ delimiter: ',' });
  const chunk = 'a,'.repeat(128 * 1024);

  const records = Array.from({ length: 6 }, () => scanner.push(chunk)).flat();
  expect(records).toMatchObject([{ row: 1, problem: 'too-long', end: 5 * chunk.length }]);
  expect([...scanner.push('b\nc,d\n'), ...scanner.end()].at(-1)).toMatchObject({ fields: ['c', 'd'] });
});

test('UTF-8 where it is that, else Windows-1252', () => {
  expect(decodeField(latin1('Muñoz'))).toBe('Muñoz');
  expect(decodeField('Mu\u00f1oz \u0096')).toBe('Muñoz –');
});

test('what was written is read again, wherever the text is cut', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'ñ', '€', ' ') });
  const table = fc.array(
    fc.array(cell, { minLength: 2, maxLength: 4 }).map((row) => ['x', ...row]),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(table, fc.nat(), (rows, seed) => {
      const text = latin1(writeCsv(rows));
      const cut = seed % (text.length + 1);
      const scanner = createScanner({ delimiter: ',' });
      const records = [
        ...scanner.push(text.slice(0, cut)),
        ...scanner.push(text.slice(cut)),
        ...scanner.end(),
      ];

      expect(records.map((record) => record.fields)).toEqual(rows);
      expect(records.at(-1)?.end).toBe(text.length);
    }),
  );
});
