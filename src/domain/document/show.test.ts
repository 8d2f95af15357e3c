import { expect, test } from 'vitest';
import { npi } from '../../../test/support/npi.ts';
import { fieldNames, type FieldName } from './fields.ts';
import { parseValue, showValue } from './show.ts';

test.each<[FieldName, string, string]>([
  ['patient_name', 'jane doe', 'DOE, Jane'],
  ['patient_name', 'Doe, Jane Q', 'DOE, Jane Q'],
  ['referrer_name', 'jane doe md', 'DOE, Jane, MD'],
  ['referrer_name', 'Dr. Jane Doe', 'DOE, Jane'],
  ['patient_name', 'Will Page', 'PAGE, Will'],
  ['birth_date', '1/2/50', '1950-01-02'],
  ['birth_date', '01021950', '1950-01-02'],
  ['birth_date', '1.2.1950', '1950-01-02'],
  ['birth_date', 'Jan 2, 1950', '1950-01-02'],
  ['ordered_on', '6/1/26', '2026-06-01'],
  ['sex', 'female', 'F'],
  ['patient_phone', '212 555 0143', '2125550143'],
  ['patient_phone', '+1 (212) 555-0143', '2125550143'],
  ['referrer_npi', `NPI ${npi(7)}`, npi(7)],
  ['patient_address', '12 Main St, Apt 4, Boston, MA 02118', '12 Main St; Apt 4; Boston; MA; 02118'],
  ['diagnosis', 'm5450', 'M54.50'],
  ['diagnosis', 'u09.9', 'U09.9'],
  ['diagnosis', 'R07.9 Chest pain', 'R07.9'],
  ['urgency', 'Urgent', 'urgent'],
  ['member_id', 'w123456789', 'W123456789'],
  ['reason', '  cough  for a week ', 'cough for a week'],
])('%s: %s', (field, typed, value) => {
  expect(parseValue(field, typed)).toEqual({ value });
});

test.each<[FieldName, string, RegExp]>([
  ['patient_name', '123', /name/],
  ['birth_date', '13/45/1950', /month\/day\/year/],
  ['birth_date', '', /Nothing/],
  ['patient_phone', '555 0100', /area code/],
  ['patient_phone', '12', /ten figures/],
  ['referrer_npi', '1234567890', /check digit/],
  ['referrer_npi', '12', /ten figures/],
  ['diagnosis', 'cough', /ICD-10-CM/],
  ['sex', '?', /F, M or X/],
  ['urgency', 'maybe', /routine, urgent/],
])('%s: %s is refused with what to do', (field, typed, problem) => {
  expect(parseValue(field, typed)).toEqual({ problem: expect.stringMatching(problem) });
});

test('with a day of today, a birth in the future is refused', () => {
  expect(parseValue('birth_date', '1/2/2031', { today: '2026-06-15' })).toEqual({
    problem: expect.stringContaining('future'),
  });
  expect(parseValue('birth_date', '1/2/27', { today: '2026-06-15' })).toEqual({ value: '1927-01-02' });
});

const canonical: Readonly<Partial<Record<FieldName, string>>> = {
  patient_name: 'ZZTESTOVA JR, Marta J',
  referrer_name: "O'NEIL, Sean, FNP-C",
  requested_provider: 'VAN DER BERG, Mary, MD, FACC',
  birth_date: '1950-01-02',
  expires_on: '2027-01-02',
  sex: 'X',
  patient_phone: '2125550143',
  referrer_npi: npi(7),
  patient_address: '12 Main St; ; Boston; MA; 02118',
  referrer_address: '12 Main St; ; ; ; ',
  diagnosis: 'M54.50',
  urgency: 'stat',
  member_id: '7AU3-CN3-MR23',
  reason: 'Chest pain; worse on exertion',
};

test.each(Object.entries(canonical))('a canonical %s stays as it is, typed or shown', (field, value) => {
  const name = field as FieldName;

  expect(parseValue(name, value)).toEqual({ value });
  const shown = showValue(name, value);
  const again = parseValue(name, shown);
  expect('value' in again ? again.value.replaceAll(/[\s;]+$/g, '') : again).toEqual(
    value.replaceAll(/[\s;]+$/g, ''),
  );
});

test('as people read them', () => {
  expect(showValue('patient_name', 'MCDONALD JR, Jane Q, MD')).toBe('Jane Q McDonald Jr., MD');
  expect(showValue('patient_name', 'ZZTESTOVA')).toBe('Zztestova');
  expect(showValue('birth_date', '1950-01-02')).toBe('01/02/1950');
  expect(showValue('patient_phone', '2125550143')).toBe('(212) 555-0143');
  expect(showValue('patient_address', '12 Main St; Apt 4; Boston; MA; 02118')).toBe(
    '12 Main St, Apt 4, Boston, MA 02118',
  );
  expect(showValue('sex', 'F')).toBe('Female');
  expect(showValue('urgency', 'stat')).toBe('STAT');
});

test('what is not canonical is shown as it stands', () => {
  for (const field of fieldNames) expect(showValue(field, '?')).not.toBe('');
});
