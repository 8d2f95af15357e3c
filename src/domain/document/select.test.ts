import { expect, test } from 'vitest';
import { ownPractice, printPage, someFax } from '../../../test/support/document-pages.ts';
import { builtInDiagnoses } from './diagnoses.ts';
import { understandPages } from './understand.ts';

function birthOf(born: string) {
  const rows = ['Date of referral: 06/12/2026', 'Patient Name: Ann Zztestova', `DOB: ${born}`];
  const [document] = understandPages([printPage(rows)], {
    own: ownPractice,
    transport: someFax,
    diagnoses: builtInDiagnoses,
  });
  return document?.fields.find(({ field }) => field === 'birth_date');
}

test('a birth in the weeks of the referral is in doubt', () => {
  expect(birthOf('06/02/2026')).toMatchObject({
    value: '2026-06-02',
    doubt: expect.stringContaining('newborn'),
  });
  expect(birthOf('03/02/2026')?.doubt).toBeUndefined();
});
