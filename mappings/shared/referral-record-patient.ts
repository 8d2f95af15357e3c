import type { Identifier, JsonObject, PatientClaim, PersonName, ReferralColumn } from '#hub';
import { memberIdentifier } from './canonical.ts';
import { present } from './present.ts';
import { listOf, textOf } from './referral-record-columns.ts';
import { readRecordDay, type DateForm } from './referral-record-dates.ts';
import type { RecordReading } from './referral-record-reading.ts';
import { sexes } from './referral-record-words.ts';
import { lookUp } from './status-words.ts';
import { phoneNumber } from './telecom.ts';

/** Where a patient is described: for lineage. */
export const patientColumns = [
  'patientMrn',
  'patientLast',
  'patientFirst',
  'patientMiddle',
  'patientDob',
  'patientSex',
  'patientPhone',
  'patientEmail',
  'patientAddress1',
  'patientCity',
  'memberId',
] as const satisfies readonly ReferralColumn[];

/** @param mrnSystem whose number `patientMrn` is. */
export function readRecordPatient(
  reading: RecordReading,
  dates: readonly DateForm[],
  mrnSystem = `${reading.scope}:mrn`,
): PatientClaim {
  const { record } = reading;
  const said = (column: ReferralColumn) => textOf(record, column);
  const phones = listOf(record, 'patientPhone').flatMap((phone) => phoneNumber(phone) ?? []);
  const name: PersonName = present({
    family: said('patientLast'),
    given: said('patientFirst'),
    middle: said('patientMiddle'),
  });
  const address = present({
    line1: said('patientAddress1'),
    line2: said('patientAddress2'),
    city: said('patientCity'),
    state: said('patientState'),
    zip: said('patientZip'),
  });
  return {
    identifiers: identifiersOf(record, reading.scope, mrnSystem),
    ...present({
      name: Object.keys(name).length === 0 ? undefined : name,
      birthDate: readBirthDate(reading, dates),
      sex: lookUp(sexes, said('patientSex')),
      phones: phones.length === 0 ? undefined : phones,
      email: said('patientEmail'),
      address: Object.keys(address).length === 0 ? undefined : address,
    }),
  };
}

function identifiersOf(record: JsonObject, scope: string, mrnSystem: string): readonly Identifier[] {
  const mrn = textOf(record, 'patientMrn');
  const referral = textOf(record, 'platformReferralId');
  return [
    ...(mrn === undefined ? [] : [{ system: mrnSystem, value: mrn, type: 'MR' }]),
    // A platform that numbers no patients still speaks of one patient under one referral. Each number is a system of its own: a
    // patient may have several referrals, and two numbers of one system would speak for two people.
    ...(referral === undefined
      ? []
      : [{ system: `${scope}:patient-of-referral/${referral}`, value: referral }]),
    ...memberIdentifier(textOf(record, 'payerName'), textOf(record, 'memberId')),
  ];
}

function readBirthDate(reading: RecordReading, dates: readonly DateForm[]): string | undefined {
  const text = textOf(reading.record, 'patientDob');
  if (text === undefined) return undefined;
  const read = readRecordDay(text, dates);
  if ('problem' in read) return reading.fail('patientDob', read.problem);
  const isPossible = read.value >= '1880-01-01' && read.value <= reading.context.receivedAt.slice(0, 10);
  return isPossible
    ? read.value
    : reading.fail('patientDob', 'Nobody who is referred today was born then: check the year.');
}
