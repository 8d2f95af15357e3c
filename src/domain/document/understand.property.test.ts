import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printPage, understood } from '../../../test/support/document-pages.ts';
import type { Box, ReadPage, Word } from './page.ts';
import type { RawDocument } from './understanding.ts';

const page = printPage([
  'Oak Street Clinic',
  'Patient Name: Zztestova, Marta J   DOB: 03/14/1962',
  'Phone: (617) 555-0143   Sex: [ ] Male [x] Female',
  'Insurance: Aetna   Member ID: W123456789',
  'Referring Provider: Paul Zztestberg, MD   NPI: 1200000707',
  'Urgency: [ ] Routine [x] Urgent [ ] STAT',
  'ICD-10: R07.9, I10',
  'Reason for referral: Chest pain on exertion for three weeks',
]);

function understand(some: ReadPage): readonly RawDocument[] {
  return understood(some);
}

/** What was read, without where. */
function said(documents: readonly RawDocument[]): unknown {
  return documents.map(({ kind, pages, fields }) => ({
    kind,
    pages: pages.map((one) => one.class),
    fields: fields.map(({ field, value, text, doubt, others }) => ({ field, value, text, doubt, others })),
  }));
}

const expected = said(understand(page));

function withBoxes(change: (box: Box) => Box): ReadPage {
  return {
    ...page,
    words: page.words.map((word) => ({ ...word, box: change(word.box) })),
    marks: page.marks.map((mark) => ({ ...mark, box: change(mark.box) })),
  };
}

test('there is something to compare', () => {
  expect(understand(page)[0]?.fields.length).toBeGreaterThan(10);
});

test('the order of words and marks does not matter', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...page.words], { minLength: page.words.length }),
      fc.shuffledSubarray([...page.marks], { minLength: page.marks.length }),
      (words, marks) => {
        expect(said(understand({ ...page, words, marks }))).toEqual(expected);
      },
    ),
    { numRuns: 40 },
  );
});

test('where on the paper the print lies does not matter', () => {
  fc.assert(
    fc.property(fc.integer({ min: -90, max: 400 }), fc.integer({ min: -140, max: 900 }), (x, y) => {
      expect(said(understand(withBoxes((box) => ({ ...box, x: box.x + x, y: box.y + y }))))).toEqual(
        expected,
      );
    }),
    { numRuns: 40 },
  );
});

test('how many pixels there are to an inch does not matter', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 9 }), (times) => {
      const scaled = withBoxes(({ x, y, width, height }) => ({
        x: x * times,
        y: y * times,
        width: width * times,
        height: height * times,
      }));
      const result = understand({
        ...scaled,
        width: page.width * times,
        height: page.height * times,
        dpi: page.dpi * times,
      });
      expect(said(result)).toEqual(expected);
    }),
    { numRuns: 8 },
  );
});

const box = fc.record({
  x: fc.integer({ min: -50, max: 3000 }),
  y: fc.integer({ min: -50, max: 3000 }),
  width: fc.integer({ min: 0, max: 900 }),
  height: fc.integer({ min: 0, max: 200 }),
});
const pieces = [
  'Name:',
  'DOB',
  'NPI',
  'Fax',
  '(212)',
  '555-0143',
  '[x]',
  'Urgent',
  'Dr.',
  'Zztest,',
  '1/2/1950',
  'M54.5O',
  '☐',
  '||',
  ':',
  'Reason',
  'for',
  'a.b*c(',
  '$&',
  '\\',
  '<b>',
  '𝕏',
];
const word: fc.Arbitrary<Word> = fc.record({
  text: fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 30, unit: 'binary' })),
  box,
  confidence: fc.double({ min: 0, max: 1, noNaN: true }),
  line: fc.integer({ min: 0, max: 40 }),
});

test('whatever stands on a page, a document comes of it', () => {
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 120 }),
      fc.array(
        fc.record({ box, isMarked: fc.boolean(), confidence: fc.double({ min: 0, max: 1, noNaN: true }) }),
        { maxLength: 12 },
      ),
      (words, marks) => {
        const documents = understand({ ...page, words, marks });
        expect(documents.length).toBeGreaterThan(0);
        for (const { fields } of documents)
          for (const { value, signals } of fields) {
            expect(value).not.toBe('');
            expect(
              Object.values(signals).every(
                (one) => typeof one !== 'number' || (one >= 0 && Number.isFinite(one)),
              ),
            ).toBe(true);
          }
      },
    ),
    { numRuns: 150 },
  );
});
