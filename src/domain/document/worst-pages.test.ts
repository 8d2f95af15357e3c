import { expect, test } from 'vitest';
import { understood } from '../../../test/support/document-pages.ts';
import type { Box, ReadPage, Word } from './page.ts';

/** More words than any page holds: what is done with them must be bounded, or these tests run out of time. */
const MANY = 10_000;
const texts = [
  'Name:',
  'DOB',
  'Phone',
  'Zztest',
  'Referring',
  'Provider',
  '1/2/1950',
  'for',
  'the',
  '(617)',
  '555-0143',
  'R07.9',
];

function pageOf(boxOf: (at: number) => Box, textOf: (at: number) => string): ReadPage {
  const words = Array.from({ length: MANY }, (_, at): Word => ({
    text: textOf(at),
    box: boxOf(at),
    confidence: 0.9,
    line: 0,
  }));
  return {
    number: 1,
    width: 2550,
    height: 3300,
    dpi: 300,
    words,
    marks: [],
    sourceDpiY: 196,
    origin: 'ocr',
    problems: [],
  };
}

const mixed = (at: number): string => texts[at % texts.length] ?? '';

test.each<[string, (at: number) => Box, (at: number) => string]>([
  ['on one line', (at) => ({ x: at * 60, y: 100, width: 50, height: 20 }), mixed],
  ['one under the other', (at) => ({ x: 100, y: at * 30, width: 50, height: 20 }), mixed],
  ['on one spot', () => ({ x: 100, y: 100, width: 50, height: 20 }), mixed],
  [
    'all labels',
    (at) => ({ x: (at % 20) * 120, y: Math.floor(at / 20) * 30, width: 50, height: 20 }),
    () => 'Phone:',
  ],
  [
    'all figures',
    (at) => ({ x: (at % 20) * 120, y: Math.floor(at / 20) * 30, width: 90, height: 20 }),
    () => '1111111111',
  ],
  [
    'very long',
    (at) => ({ x: (at % 20) * 120, y: Math.floor(at / 20) * 30, width: 90, height: 20 }),
    () => '1-'.repeat(2000),
  ],
])(
  'ten thousand words %s',
  (_, boxOf, textOf) => {
    const documents = understood(pageOf(boxOf, textOf));

    expect(documents.length).toBeGreaterThan(0);
  },
  60_000,
);
