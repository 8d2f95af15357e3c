import { expect, test } from 'vitest';
import { printPage, understood, type PrintedRow } from '../../../../test/support/document-pages.ts';

function urgencyOf(row: PrintedRow) {
  const [document] = understood(printPage(['Patient Name: Ann Zztest', row]));
  return document?.fields.find(({ field }) => field === 'urgency');
}

test.each([
  [
    'the box that was not seen as one has ink across it',
    'Urgency: X Routine   [ ] Urgent   [ ] STAT',
    'routine',
  ],
  ['only one word has something in front of it', 'Urgency: Routine   o/ Urgent   STAT', 'urgent'],
  ['one scrap differs from the others', 'Urgency: QO Routine   0 Urgent   QO STAT', 'urgent'],
  ['a ring made nonsense of its word', 'Urgency: [ ] Routine   IOrgxnd   [ ] STAT', 'urgent'],
])('%s', (_, row, value) => {
  expect(urgencyOf(row)).toMatchObject({
    value,
    doubt: 'which box is ticked could not be seen with certainty',
  });
});

test.each([
  ['nothing stands out', 'Urgency: Routine   Urgent   STAT'],
  ['all boxes are empty', 'Urgency: [ ] Routine   [ ] Urgent   [ ] STAT'],
])('%s: nothing is taken', (_, row) => {
  expect(urgencyOf(row)).toBeUndefined();
});

test('a ticked box needs no guess', () => {
  const reading = urgencyOf('Urgency: [ ] Routine   [x] Urgent   [ ] STAT');

  expect(reading).toMatchObject({ value: 'urgent', evidence: [expect.stringContaining('is ticked')] });
  expect(reading?.doubt).toBeUndefined();
});

test.each([
  'Duration: [ ] 24 hours   [x] 48 hours',
  'Follow up in: [x] 3 months',
  'Symptoms present for: [x] 2 weeks',
  'Weight bearing: [x] normal   [ ] partial',
])('a time or a word of many questions says nothing of urgency: %s', (row) => {
  expect(urgencyOf(row)).toBeUndefined();
});

test('a grade that is denied is in doubt', () => {
  for (const row of ['Priority: Non-routine', 'Priority: Not an emergency', 'Priority: Non-urqent'])
    expect(urgencyOf(row)?.doubt ?? 'not told').toMatch(/denied|not told/);
  expect(urgencyOf('Priority: Not urgent')).toMatchObject({ value: 'routine' });
});
