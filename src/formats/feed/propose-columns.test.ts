import { expect, test } from 'vitest';
import { isNpi } from '../../domain/npi.ts';
import { npi } from '../../../test/support/npi.ts';
import { columnsByHeader, proposeReferralColumns } from './propose-columns.ts';

const header = [
  'Ref #',
  'Referral No',
  'Surname',
  'FIRST_NAME',
  'Wann',
  'Doctor no',
  'Phone',
  'Dx code',
  'Free',
];
const samples = [
  ['1', 'R-1', 'Zztest', 'Ann', '2/3/1951', npi(1), '312-555-0101', 'H53.8', 'x'],
  ['3', 'R-3', 'Zztest', 'Cy', '3/4/1972', npi(3), '', 'U09.9', ''],
  ['2', 'R-2', 'Zztest', 'Bo', '7/9/1998', npi(2), 'call first', 'E11.9; I10', ''],
];

test('columns are proposed by header, else by what stands in them, and doubts are told', () => {
  const proposals = proposeReferralColumns(header, samples, isNpi);

  expect(columnsByHeader(proposals)).toEqual({
    'Ref #': '',
    'Referral No': 'platformReferralId',
    Surname: 'patientLast',
    FIRST_NAME: 'patientFirst',
    Wann: 'patientDob',
    'Doctor no': 'referringNpi',
    Phone: 'patientPhone',
    'Dx code': 'icd10',
    Free: '',
  });
  expect(proposals.lacking).toEqual([]);
  expect(proposals.columns.filter(({ by }) => by === 'values').map(({ header: name }) => name)).toEqual([
    'Wann',
    'Doctor no',
  ]);
  expect(proposals.columns[6]?.doubt).toBe('holds text, not phone numbers');
  expect(proposals.columns[7]?.doubt).toBeUndefined();
});

test('what is missing is named, and members of nested JSON are known by their last name', () => {
  const proposals = proposeReferralColumns(
    ['patient.lastName', 'patient.dob'],
    [['Zztest', '1980-02-03']],
    isNpi,
  );

  expect(columnsByHeader(proposals)).toEqual({
    'patient.lastName': 'patientLast',
    'patient.dob': 'patientDob',
  });
  expect(proposals.lacking).toEqual(['platformReferralId', 'patientFirst']);
});
