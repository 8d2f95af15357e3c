import { expect, test } from 'vitest';
import type { EngineWord } from './engine.ts';
import { withFigures } from './figures.ts';

/** Words a blank apart, ten pixels to a letter. */
function read(text: string, confidence = 0.9): string {
  let x = 0;
  const words = text.split(' ').map((one): EngineWord => {
    const word = { text: one, confidence, line: 0, box: { x, y: 0, width: one.length * 10, height: 20 } };
    x += one.length * 10 + 8;
    return word;
  });
  return withFigures(words)
    .map((word) => word.text)
    .join(' ');
}

test.each([
  ['signed at 9: 16 AM', 'signed at 9:16 AM'],
  ['printed 3.41 PM', 'printed 3:41 PM'],
  ['744.398 8088', '744.398.8088'],
  ['T: 744 398.2265', 'T: 744.398.2265'],
  ['477.39Q.4935', '477.390.4935'],
  ['0€/12/2026', '06/12/2026'],
  ['RO1.1', 'R01.1'],
  ['G20.Al', 'G20.A1'],
  ['W425273p10', 'W425273010'],
])('%s is %s', (text, printed) => {
  expect(read(text)).toBe(printed);
});

test('a figure read twice is one where the engine was not sure', () => {
  expect(read('N0O4009200-02', 0.45)).toBe('N04009200-02');
  expect(read('PA98B02657', 0.4)).toBe('PA9802657');
  expect(read('AUTHO0436031', 0.9)).toBe('AUTHO0436031');
});

test.each(['Section 3.41 applies', 'Diagnosis: 16 codes', 'total 744 3982265', 'SO-10-2026'])(
  '%s stays',
  (text) => {
    expect(read(text)).toBe(text);
  },
);
