import { expect, test } from 'vitest';
import { printPage } from '../../../../test/support/document-pages.ts';
import { composeLabel } from './label-grammar.ts';
import { labelPhraseCount } from './label-match.ts';
import type { Meaning } from './label-entry.ts';
import { labelsOf } from './labels.ts';
import { sheetOf } from '../layout/lines.ts';

function meaningsOf(...rows: readonly string[]): readonly Meaning[] {
  return labelsOf(sheetOf(printPage(rows))).map(({ meaning }) => meaning);
}

test('the dictionary knows many wordings', () => {
  expect(labelPhraseCount).toBeGreaterThan(1000);
});

test.each<[string, Meaning]>([
  ['Patient Name: Ann Zztest', 'patient_name'],
  ['PT. NAME: Ann Zztest', 'patient_name'],
  ["Patient's Full Name: Ann Zztest", 'patient_name'],
  ['Patient Narne: Ann Zztest', 'patient_name'],
  ['Pat1ent Name: Ann Zztest', 'patient_name'],
  ['Patient Name (Last, First): Zztest, Ann', 'patient_name'],
  ['Name (Last / First / MI) Zztest Ann', 'name'],
  ['Name (Last / Frst / Ml) Zztest Ann', 'name'],
  ['D.O.B.: 1/2/1950', 'birth_date'],
  ['Date ofBirth: 1/2/1950', 'birth_date'],
  ['DOB 1/2/1950', 'birth_date'],
  ['Birth Date (mm/dd/yyyy): 1/2/1950', 'birth_date'],
  ['Sex: F', 'sex'],
  ['Home Phone #: 617-555-0100', 'patient_phone'],
  ['MRN: 12345', 'patient_mrn'],
  ['Chart No.: 12345', 'patient_mrn'],
  ['Referring Physician: Lee Zztest MD', 'referrer_name'],
  ['Refering Provlder: Lee Zztest MD', 'referrer_name'],
  ['Ordering Provider Name: Lee Zztest MD', 'referrer_name'],
  ['Referring dentist: Lee Zztest DDS', 'referrer_name'],
  ['Physician making this referral: Lee Zztest MD', 'referrer_name'],
  ['NPI #: 1200000707', 'npi'],
  ['Referring NPI: 1200000707', 'referrer_npi'],
  ['Practice Name: Oak Clinic', 'referrer_practice'],
  ['Office Fax: 617-555-0100', 'referrer_fax'],
  ['Fax results to: 617-555-0100', 'referrer_fax'],
  ['Phone/Fax: 617-555-0100 / 617-555-0101', 'phone_fax'],
  ['PCP: Lee Zztest MD', 'pcp_name'],
  ['Refer to: Lee Zztest MD', 'requested_provider'],
  ['Attn: Lee Zztest MD', 'recipient_name'],
  ['Reason for Consultation: cough', 'reason'],
  ['Reason for Reterral: cough', 'reason'],
  ['Reason / Motivo', 'reason'],
  ['Clinical reason for this request: cough', 'reason'],
  ['ICD-10 Code(s): R05.9', 'diagnosis'],
  ['Diagnosis: cough', 'diagnosis_text'],
  ['Service Requested: echo', 'service'],
  ['Kind of visit wanted: consult', 'service'],
  ['Priority: urgent', 'urgency'],
  ['Date of Referral: 6/1/2026', 'ordered_on'],
  ['Valid until: 6/1/2027', 'expires_on'],
  ['Referral #: 1234567', 'referral_number'],
  ['Insurance Company: Aetna', 'payer'],
  ['Health insurer: Aetna', 'payer'],
  ['Member ID: W123456789', 'member_id'],
  ['Policy No: W123456789', 'member_id'],
  ['Auth #: 1234567', 'authorisation_number'],
  ['City/State/Zip: Boston, MA 02118', 'city_state_zip'],
  ['Frequency of sessions: twice', 'none'],
  // As readers of faxes make them: ID, and a long turn of phrase hardly misread.
  ['Member 10: W123456789', 'member_id'],
  ['1D#: W123456789', 'member_id'],
  ['Comments fo Specialist: Panic attacks', 'comments'],
  ['Employer phone: 617-555-0143', 'none'],
])('%s', (row, meaning) => {
  expect(meaningsOf(row)[0]).toBe(meaning);
});

test('several labels in a row', () => {
  expect(meaningsOf('Name: Ann Zztest DOB: 1/2/1950 Sex: F')).toEqual(['name', 'birth_date', 'sex']);
});

test('words of sentences and titles are no labels', () => {
  expect(
    meaningsOf('The patient was told to bring her insurance card and a list of all her medications'),
  ).toEqual([]);
  expect(meaningsOf('He was seen by his primary care physician for a cough that would not go away')).toEqual(
    [],
  );
  expect(meaningsOf('PATIENT REFERRAL FORM')).toEqual(['none']);
  expect(meaningsOf('Old Mill Primary Care')).toEqual([]);
});

test('labels nobody wrote down, by their words', () => {
  expect(composeLabel(['requesting', 'clinicians', 'npi'])).toMatchObject({
    meaning: 'npi',
    subject: 'referrer',
  });
  expect(composeLabel(['clients', 'telephone'])).toMatchObject({ meaning: 'phone', subject: 'patient' });
  expect(composeLabel(['emergency', 'phone'])).toBeUndefined();
  expect(composeLabel(['hello', 'world'])).toBeUndefined();
});
