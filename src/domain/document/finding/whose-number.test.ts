import { expect, test } from 'vitest';
import { printPage, understood } from '../../../../test/support/document-pages.ts';
import type { RawReading } from '../signals.ts';

/** What is told of each field on a form with these lines. */
function told(...lines: readonly string[]): ReadonlyMap<string, RawReading> {
  const page = printPage([
    'PATIENT REFERRAL FORM',
    'Patient Name: Ann Zztestova',
    'DOB: 01/02/1960',
    ...lines,
  ]);
  const documents = understood(page);
  return new Map(documents.flatMap(({ fields }) => fields).map((one) => [one.field, one]));
}

test('a number under the label of the referring doctor is not the patient’s', () => {
  const fields = told(
    'Referring Provider: Jane Zztest, MD',
    'Phone: (555) 555-0142',
    'Fax: (555) 555-0143',
    'Reason for referral: Low back pain',
  );

  expect(fields.get('referrer_phone')).toMatchObject({ value: '5555550142' });
  expect(fields.has('patient_phone')).toBe(false);
});

test('a number that two sentences give to two people is in doubt', () => {
  const fields = told('Please contact the patient to schedule or reach us at (555) 555-0142');

  for (const field of ['patient_phone', 'referrer_phone'])
    expect(fields.get(field)?.doubt ?? 'not told').toMatch(/^the same number|^not told/);
  expect(fields.get('referrer_phone')?.value).toBe('5555550142');
});
