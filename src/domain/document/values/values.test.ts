import { expect, test } from 'vitest';
import { npi } from '../../../../test/support/npi.ts';
import { builtInDiagnoses, diagnosisList } from '../knowledge/diagnoses.ts';
import { findAddresses } from './address.ts';
import { findDates, type DateUse } from './date.ts';
import { findDiagnoses } from './diagnosis.ts';
import { findMemberIds, findNumbers } from './ids.ts';
import { mendWords } from './mend-words.ts';
import { findNpis } from './npi.ts';
import { findPersons } from './person.ts';
import { findPhones, isNanp } from './phone.ts';
import { findPayers } from './payer.ts';
import { findTexts } from './words.ts';
import { findSexes } from './sex.ts';
import { findUrgencies } from './urgency.ts';
import { findOrganisations } from './words.ts';

const today = '2026-06-15';

test.each([
  ['Jane Q. Doe', 'DOE, Jane Q'],
  ['DOE, JANE Q', 'DOE, Jane Q'],
  ['Doe,Jane', 'DOE, Jane'],
  ['Dr. Jane Doe, MD, FACC', 'DOE, Jane, MD, FACC'],
  ['Jane Doe M.D.', 'DOE, Jane, MD'],
  ['John Doe Jr.', 'DOE JR, John'],
  ['Doe Jr, John A, DO', 'DOE JR, John A, DO'],
  ['Doe, John III', 'DOE III, John'],
  ['Mary van der Berg', 'VAN DER BERG, Mary'],
  ["Sean O'Neil, FNP-C", "O'NEIL, Sean, FNP-C"],
  ['Ann-Marie Smith-Jones', 'SMITH-JONES, Ann-Marie'],
  ['Mrs. Rosa Quiñones', 'QUIÑONES, Rosa'],
  ['J0hn Doe', 'DOE, John'],
  ['Do, Minh, MD', 'DO, Minh, MD'],
  ['Jane Doe 555-0100', 'DOE, Jane'],
  ['Jane Doe, born 1/2/1950', 'DOE, Jane'],
])('a name: %s', (text, value) => {
  expect(findPersons(text)[0]?.value).toBe(value);
});

test.each(['', '555-0100', 'the patient', 'Phone number', 'N/A', 'see attached', '12 Main Street'])(
  'no name: %s',
  (text) => {
    expect(findPersons(text)).toEqual([]);
  },
);

test('a practice is nobody’s name', () => {
  expect(findPersons('Cedar Hill Family Health')[0]?.fit ?? 0).toBeLessThan(0.3);
});

test('family names first where the form asks for it, unless the given name says otherwise', () => {
  expect(findPersons('Zztest Ann', 'family_first')[0]?.value).toBe('ZZTEST, Ann');
  expect(findPersons('Mary Zztest', 'family_first')[0]?.value).toBe('ZZTEST, Mary');
});

test.each<[string, DateUse, string]>([
  ['03/14/1962', 'birth', '1962-03-14'],
  ['3/4/62', 'birth', '1962-03-04'],
  ['1/2/26', 'birth', '2026-01-02'],
  ['3-14-1962', 'birth', '1962-03-14'],
  ['1962-03-14', 'birth', '1962-03-14'],
  ['March 14, 1962', 'birth', '1962-03-14'],
  ['14-Mar-1962', 'birth', '1962-03-14'],
  ['14 Sept 1962', 'birth', '1962-09-14'],
  ['10-Feb-1992', 'birth', '1992-02-10'],
  ['O3/14/1962', 'birth', '1962-03-14'],
  ['03/1411962', 'birth', '1962-03-14'],
  ['0311411962', 'birth', '1962-03-14'],
  ['03l14/1962', 'birth', '1962-03-14'],
  ['14/03/1962', 'birth', '1962-03-14'],
  ['6/1/26', 'order', '2026-06-01'],
  ['12/31/27', 'expiry', '2027-12-31'],
])('a date: %s', (text, use, value) => {
  expect(findDates(text, use, today)[0]).toMatchObject({ value, isValid: true });
});

test.each(['13/45/1962', '2/30/1962', '555-12-3456', 'May', '12'])('no date: %s', (text) => {
  expect(findDates(text, 'birth', today)).toEqual([]);
});

test('a birth in the future or long ago is read, and objected to', () => {
  expect(findDates('1/2/2050', 'birth', today)[0]).toMatchObject({ value: '2050-01-02', isValid: false });
  expect(findDates('1/2/1850', 'birth', today)[0]).toMatchObject({
    isValid: false,
    doubt: 'nobody is that old',
  });
});

test.each([
  ['(212) 555-0143', '2125550143'],
  ['212-555-0143', '2125550143'],
  ['212.555.0143 ext 12', '2125550143'],
  ['+1 212 555 0143', '2125550143'],
  ['12125550143', '2125550143'],
  ['2125550143', '2125550143'],
  ['(2l2) 555-O143', '2125550143'],
  ['212) 555-0143', '2125550143'],
])('a phone: %s', (text, value) => {
  expect(findPhones(text)[0]).toMatchObject({ value, isValid: true });
});

test('numbers no American line has are not valid; seven figures are none', () => {
  expect(findPhones('112-555-0143')[0]?.isValid).toBe(false);
  expect(isNanp('9115550143')).toBe(false);
  expect(findPhones('555-0143')).toEqual([]);
});

test('an NPI by its check digit, with the letters scans make of figures', () => {
  const good = npi(41);
  expect(findNpis(`NPI ${good}`)[0]).toMatchObject({ value: good, isValid: true, repaired: 0 });
  expect(findNpis(good.replace('0', 'O'))[0]).toMatchObject({ value: good, isValid: true });
  const wrong = good.slice(0, 9) + ((Number(good.slice(9)) + 5) % 10);
  expect(findNpis(wrong)[0]).toMatchObject({
    isValid: false,
    doubt: 'the check digit of the NPI does not fit',
  });
});

test.each([
  ['M54.50', 'M54.50'],
  ['m54.50', 'M54.50'],
  ['M54.5O', 'M54.50'],
  ['K21,9', 'K21.9'],
  ['Ell.9', 'E11.9'],
  ['I1O', 'I10'],
  ['110', 'I10'],
  ['HO4.123', 'H04.123'],
  ['HO04.123', 'H04.123'],
  ['R079', 'R07.9'],
])('a code: %s', (text, value) => {
  const list = diagnosisList(
    ['M54.50', 'K21.9', 'E11.9', 'I10', 'H04.123', 'R07.9'].map((code) => [code, ''] as const),
    true,
  );
  expect(findDiagnoses(text, list, 'labelled').map((one) => one.value)).toEqual([value]);
});

test('of the codes with U only those of COVID-19 and vaping are codes', () => {
  const found = findDiagnoses('U09.9, U071, UO7.0, U54.5, U17.1', builtInDiagnoses, 'labelled');

  expect(found.map(({ value }) => value)).toEqual(['U09.9', 'U07.1', 'U07.0']);
});

test('several codes in a row, and none where a number stands', () => {
  expect(findDiagnoses('R00.2, I10, R55', builtInDiagnoses, 'labelled').map(({ value }) => value)).toEqual([
    'R00.2',
    'I10',
    'R55',
  ]);
  expect(findDiagnoses('Room 110, W123456789, 12/03/2026', builtInDiagnoses, 'free')).toEqual([]);
});

test('a code that is in no list is not valid only when the list is whole', () => {
  expect(findDiagnoses('Q99.8', builtInDiagnoses, 'labelled')[0]?.isValid).toBeUndefined();
  expect(findDiagnoses('Q99.8', diagnosisList([['I10', '']], true), 'labelled')[0]?.isValid).toBe(false);
});

test.each([
  ['12 Main St, Apt 4, Springfield, IL 62701', '12 Main St; Apt 4; Springfield; IL; 62701'],
  ['12 Main St\nSpringfield, IL 62701-1234', '12 Main St; ; Springfield; IL; 62701'],
  ['2143 Union Ct, Ste 194, St. Albans, VT 05478', '2143 Union Ct; Ste 194; St. Albans; VT; 05478'],
  ['12 Main Street Springfield Illinois 62701', '12 Main Street; ; Springfield; IL; 62701'],
  ['PO Box 12, Quincy, MA 02169', 'PO Box 12; ; Quincy; MA; 02169'],
  ['12 Main St, Glen Ashby, YA 22311', '12 Main St; ; Glen Ashby; VA; 22311'],
])('an address: %s', (text, value) => {
  expect(findAddresses(text)[0]?.value).toBe(value);
});

test('a ZIP code of another state is objected to', () => {
  expect(findAddresses('12 Main St, Boston, MA 90210')[0]).toMatchObject({
    isValid: false,
    doubt: 'the ZIP code is not in that state',
  });
});

test('member and other numbers', () => {
  expect(findMemberIds('W1234 56789')[0]?.value).toBe('W123456789');
  expect(findMemberIds('XYZ 123 456 789')[0]?.value).toBe('XYZ123456789');
  expect(findMemberIds('7AU3-CN3-MR23')[0]?.value).toBe('7AU3-CN3-MR23');
  expect(findMemberIds('Aetna PPO')).toEqual([]);
  expect(findNumbers('REF-879043')[0]?.value).toBe('REF-879043');
});

test('words of short lists', () => {
  expect(findUrgencies('Urgent')[0]).toMatchObject({ value: 'urgent', fit: 1 });
  expect(findUrgencies('non-urgent')[0]?.value).toBe('routine');
  expect(findUrgencies('within 24 hours')[0]?.value).toBe('stat');
  expect(findUrgencies('Routine Urgent STAT').every(({ fit }) => fit < 0.5)).toBe(true);
  expect(findUrgencies('Rout1ne')[0]?.value).toBe('routine');
  expect(findSexes('Female')[0]?.value).toBe('F');
  expect(findSexes('M F').every(({ fit }) => fit < 0.5)).toBe(true);
  expect(findPayers('Humaan')[0]).toMatchObject({ value: 'Humana', isValid: true });
  expect(findPayers('Aetna # W123')[0]?.value).toBe('Aetna');
  expect(findPayers('Zztest Mutual Plan')[0]?.value).toBe('Zztest Mutual Plan');
  expect(findOrganisations('Oak Street Clinic')[0]).toMatchObject({ value: 'Oak Street Clinic', fit: 1 });
});

test('misread words of a reason are put right, names and numbers are not', () => {
  expect(mendWords('Shoulder stiffuess, limited abduction').text).toBe(
    'Shoulder stiffness, limited abduction',
  );
  expect(mendWords('Tingling 1n both feet').text).toBe('Tingling in both feet');
  expect(mendWords('Alc 9.8 on two agents').text).toBe('A1c 9.8 on two agents');
  expect(mendWords('Seen by Zzwapela, TSH 11.2')).toEqual({
    text: 'Seen by Zzwapela, TSH 11.2',
    changes: [],
  });
});

test('kinds of coverage and words behind a payer that no plan has are not known payers', () => {
  const isKnown = (text: string): boolean => findPayers(text)[0]?.isValid === true;

  expect(['Self Pay', 'No Insurance', 'L&I', 'Medi-Cal', 'MediCal', 'Aetna PPO'].map(isKnown)).not.toContain(
    false,
  );
  expect(['Medical', 'Commercial', 'UnitedHealthcare Xqz Foo', 'Self', 'None'].map(isKnown)).not.toContain(
    true,
  );
});

test('letters that belong to what they stand beside are no dirt', () => {
  const said = ['Chronic hepatitis b', 'low vitamin d', 'positive hcv ab', 'Stage 3 b', 'h Pylori positive'];

  expect(said.map((text) => findTexts(text)[0]?.value)).toEqual(said);
  expect(findTexts('Chest pain on exertion a')[0]?.value).toBe('Chest pain on exertion');
  expect(findTexts('I Orthopedic eval')[0]?.value).toBe('Orthopedic eval');
});
