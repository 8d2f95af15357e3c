import { expect, test } from 'vitest';
import { printPage, understood, type PrintedRow } from '../../../../test/support/document-pages.ts';
import type { FieldName } from '../fields.ts';
import type { Mark, ReadPage } from '../page.ts';

/** A page with rings around some of its words; `(?)` is a word that a ring destroyed. */
function ringedPage(rows: readonly PrintedRow[], ringed: readonly string[]): ReadPage {
  const page = printPage(['Patient Name: Ann Zztest', ...rows]);
  const marks = page.words
    .filter(({ text }) => ringed.includes(text))
    .map(({ box }): Mark => ({
      box: { x: box.x - 10, y: box.y - 12, width: box.width + 20, height: box.height + 24 },
      isMarked: true,
      confidence: 0.95,
      isRing: true,
    }));
  return {
    ...page,
    words: page.words.filter(({ text }) => text !== '(?)'),
    marks: [...page.marks, ...marks],
  };
}

function read(field: FieldName, row: PrintedRow, ...ringed: readonly string[]) {
  const [document] = understood(ringedPage([row], ringed));
  return document?.fields.find((one) => one.field === field);
}

test.each<readonly [FieldName, PrintedRow, string, string]>([
  ['urgency', 'Urgency: Routine   Urgent   STAT', 'Urgent', 'urgent'],
  ['urgency', 'Urgency: [ ] Routine   [ ] Urgent   [ ] STAT', 'STAT', 'stat'],
  ['sex', 'Sex:  M   F', 'F', 'F'],
  ['sex', 'Sex: Male   Female', 'Male', 'M'],
])('%s: of %s the one that is ringed (%s)', (field, row, ringed, value) => {
  const reading = read(field, row, ringed);

  expect(reading).toMatchObject({ value, evidence: [expect.stringContaining('is ringed')] });
  expect(reading?.doubt).toBeUndefined();
});

test('two rings in one question are doubtful', () => {
  expect(read('urgency', 'Urgency: Routine   Urgent   STAT', 'Urgent', 'STAT')?.doubt).toMatch(
    /of one question/,
  );
});

test.each<readonly [FieldName, PrintedRow]>([
  ['sex', 'Sex:  M   (?)'],
  ['urgency', 'Urgency: Routine   (?)'],
])('%s: what stands beside a ring nobody can read is not taken: %s', (field, row) => {
  const reading = read(field, row, '(?)');

  expect(reading === undefined || reading.doubt !== undefined).toBe(true);
});

test.each<readonly [FieldName, PrintedRow, readonly string[]]>([
  ['sex', 'Sex:  M   F', []],
  ['sex', 'Sex: M      F', []],
  ['service', 'Imaging done?  X-ray   MRI   CT', ['MRI']],
  ['sex', 'Days:  M   T   W   Th   F', ['F']],
])('%s: nothing is said by %s', (field, row, ringed) => {
  const reading = read(field, row, ...ringed);

  expect(reading === undefined || reading.doubt !== undefined).toBe(true);
  expect(reading?.evidence ?? []).not.toContainEqual(expect.stringContaining('is ringed'));
});
