import { expect, test } from 'vitest';
import { printPage, understood } from '../../../../test/support/document-pages.ts';

function birthOf(born: string) {
  const rows = ['Date of referral: 06/12/2026', 'Patient Name: Ann Zztestova', `DOB: ${born}`];
  const [document] = understood(printPage(rows));
  return document?.fields.find(({ field }) => field === 'birth_date');
}

test('a birth in the weeks of the referral is in doubt', () => {
  expect(birthOf('06/02/2026')).toMatchObject({
    value: '2026-06-02',
    doubt: expect.stringContaining('newborn'),
  });
  expect(birthOf('03/02/2026')?.doubt).toBeUndefined();
});

test('a grade among others of its row, none of them ticked, is in doubt', () => {
  const page = printPage(['Patient Name: Ann Zztestova', 'Timeframe:   Urgent   STAT']);
  // A ring around it pushed its word out of the row.
  const ringed = { ...page.words[0], text: 'Routine', confidence: 0.95, line: 9 };
  const stat = page.words.find(({ text }) => text === 'STAT');
  const words = stat
    ? [...page.words, { ...ringed, box: { ...stat.box, x: stat.box.x - 500, y: stat.box.y + 8 } }]
    : [];
  const [document] = understood({ ...page, words });
  const reading = document?.fields.find(({ field }) => field === 'urgency');

  expect(reading?.doubt ?? 'not told').toMatch(/other grades|two values|not told|could not be seen/);
});
