import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createJsonScanner, type JsonLayout } from './json-scan.ts';

const start = { offset: 0, row: 0 };
const scan = (text: string, layout: JsonLayout, size = text.length) => {
  const scanner = createJsonScanner({ layout, start });
  const latin = Buffer.from(text).toString('latin1');
  const records = [];
  for (let at = 0; at < latin.length; at += size) records.push(...scanner.push(latin.slice(at, at + size)));
  return [...records, ...scanner.end()];
};
const shown = (text: string, layout: JsonLayout) =>
  scan(text, layout).map(({ fields, problem }) => problem ?? fields[0]);

test('records come out as they went in, wherever the text is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 }),
      fc.nat(40),
      (values, cut) => {
        const whole = JSON.stringify(values, null, 1);
        const lines = values.map((value) => `${JSON.stringify(value)}\n`).join('');
        const parsed = (text: string, layout: JsonLayout) =>
          scan(text, layout, cut + 1).map(({ fields }) => JSON.parse(fields[0] ?? '') as unknown);

        expect(parsed(whole.slice(1), 'array')).toEqual(JSON.parse(whole));
        expect(parsed(lines, 'lines')).toEqual(JSON.parse(whole));
      },
    ),
  );
});

describe('what is wrong is told of one record', () => {
  test.each([
    ['lines', '{"a":1}\n42\n{"b":\n{"c":1}\n', ['{"a":1}', 'not-a-record', 'truncated', '{"c":1}']],
    ['array', '{"a":1}, 42, {"c":"}]"}]', ['{"a":1}', 'not-a-record', '{"c":"}]"}']],
    ['array', '{"a":1}, {"b":', ['{"a":1}', 'truncated']],
    ['array', `{"a":${'['.repeat(70)}${']'.repeat(70)}}, {"b":1}]`, ['too-deep', '{"b":1}']],
    ['lines', `{"a":"${'x'.repeat(1_100_000)}"}\n{"b":1}\n`, ['too-long', '{"b":1}']],
  ] as const)('%s', (layout, text, expected) => {
    expect(shown(text, layout)).toEqual(expected);
  });
});

test('places are those of the file: a run goes on behind the last record', () => {
  const text = '{"a":1},\n{"b":2},\n{"c":3}]';
  const [, second] = scan(text, 'array');
  const rest = createJsonScanner({
    layout: 'array',
    start: { offset: second?.end ?? 0, row: second?.row ?? 0 },
  }).push(text.slice(second?.end));

  expect(rest).toMatchObject([{ row: 3, fields: ['{"c":3}'], end: 25 }]);
});
