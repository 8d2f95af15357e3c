import { expect, test } from 'vitest';
import { npi } from '../../../../test/support/npi.ts';
import type { PatientRecord } from '../../match-patient.ts';
import type { DocumentEvidence, KnownPartner, KnownPractice } from './evidence.ts';
import type { FieldName } from '../fields.ts';
import { evidenceWanted, repairWithEvidence } from './repair.ts';
import type { FieldSignals, RawReading } from '../signals.ts';
import type { RawDocument, Transport } from '../understanding.ts';

const signals: FieldSignals = {
  wordConfidence: 0.8,
  labelMatch: 1,
  repaired: 0,
  mentions: 0,
  rival: 0,
  support: 0,
  confirmedZone: 0,
  dpiY: 98,
  isHandwriting: false,
};
const reading = (field: FieldName, value: string): RawReading => ({
  field,
  value,
  text: value,
  page: 1,
  evidence: [],
  others: [],
  signals,
});
const documentOf = (values: Partial<Record<FieldName, string>>): RawDocument => ({
  kind: 'referral',
  kindConfidence: 1,
  pages: [],
  fields: Object.entries(values).map(([field, value]) => reading(field as FieldName, value)),
});

const north: KnownPractice = {
  id: 'north',
  names: ['ZZTEST Northside Family Medicine'],
  phones: ['2125550130'],
  faxes: ['2125550131'],
  addresses: [{ line1: '12 Oak St', city: 'Yonkers', state: 'NY', zip: '10701' }],
};
const south: KnownPractice = {
  id: 'south',
  names: ['ZZTEST Southside Clinic'],
  phones: ['7185550140'],
  faxes: ['7185550141'],
  addresses: [{ city: 'Brooklyn', state: 'NY', zip: '11201' }],
};
const doctor = (
  id: string,
  family: string,
  given: string,
  number: number,
  practices = [north],
): KnownPartner => ({
  id,
  kind: 'person',
  family,
  given,
  nameKey: `${family} ${given}`.toLowerCase(),
  identifiers: [{ system: 'npi', value: npi(number) }],
  isOwn: false,
  phones: [],
  faxes: [],
  practices,
  offices: practices.map((one) => ({ id: one.id, names: one.names, lines: [...one.phones, ...one.faxes] })),
});
const ortiz = doctor('ortiz', 'ZZTESTORTIZ', 'Maria', 1);
const brother = doctor('brother', 'ZZTESTORTIZ', 'Mario', 2);
const stranger = doctor('stranger', 'ZZTESTPARK', 'Susan', 3, [south]);
const directory = (...partners: KnownPartner[]): DocumentEvidence => ({
  partners,
  senders: [],
  patients: [],
});
const fax: Transport = { kind: 'fax', receivedAt: '2026-11-20T10:00:00.000Z', fromNumber: '2125550131' };
const nobody: Transport = { kind: 'fax', receivedAt: '2026-11-20T10:00:00.000Z' };

/** One figure other, so that the check digit fails. */
const misread = (number: string): string =>
  `${number.slice(0, 8)}${(Number(number.charAt(8)) + 3) % 10}${number.charAt(9)}`;
const valueOf = (document: RawDocument, field: FieldName): string | undefined =>
  document.fields.find((one) => one.field === field)?.value;

test('name and fax number agree: a misread NPI and a misread name are mended, with what was read kept', () => {
  const read = documentOf({
    referrer_name: 'ZZTESTORTLZ, Maria, MD',
    referrer_npi: misread(npi(1)),
    referrer_fax: '2125550131',
  });

  const { document, partner } = repairWithEvidence(read, directory(ortiz, stranger), fax);

  expect(partner).toMatchObject({ outcome: 'certain', chosen: { partnerId: 'ortiz', practiceId: 'north' } });
  expect(valueOf(document, 'referrer_npi')).toBe(npi(1));
  expect(valueOf(document, 'referrer_name')).toBe('ZZTESTORTIZ, Maria, MD');
  const [name] = document.fields;
  expect(name?.others[0]?.value).toBe('ZZTESTORTLZ, Maria, MD');
  expect(name?.evidence).toEqual(['spelt as in the directory']);
  expect(name?.signals.repaired).toBeGreaterThan(0);
});

test('where no name was read, the doctor whose NPI was is proposed, if a line or the practice says so too', () => {
  const read = documentOf({ referrer_npi: npi(1), referrer_practice: 'ZZTEST Northside Family Medicine' });

  const { document, partner } = repairWithEvidence(read, directory(ortiz, brother, stranger), nobody);

  expect(partner).toMatchObject({ outcome: 'open', candidates: [{ partnerId: 'ortiz' }] });
  expect(document.fields.find(({ field }) => field === 'referrer_name')).toMatchObject({
    value: 'ZZTESTORTIZ, Maria',
    evidence: [expect.stringContaining('same NPI')],
    doubt: expect.any(String),
  });

  const alone = repairWithEvidence(documentOf({ referrer_npi: npi(1) }), directory(ortiz), nobody);
  expect(valueOf(alone.document, 'referrer_name')).toBeUndefined();
});

test('a number alone mends nothing and proves nothing, be it the sender’s', () => {
  const read = documentOf({ referrer_name: 'ZZTESTGRAY, Paul', referrer_fax: '2125550131' });
  const evidence = {
    ...directory(ortiz),
    senders: [{ senderKey: 'fax:2125550131', partnerId: 'ortiz', confirmed: 41 }],
  };

  const { document, partner } = repairWithEvidence(read, evidence, fax);

  expect(partner.outcome).toBe('open');
  expect(document.fields.map(({ value }) => value)).toEqual(read.fields.map(({ value }) => value));
});

test('earlier faxes of the sender are told, and do not outweigh a name', () => {
  const read = documentOf({ referrer_name: 'ZZTESTORTIZ, Maria' });
  const evidence = {
    ...directory(ortiz, stranger),
    senders: [{ senderKey: 'fax:2125550131', partnerId: 'ortiz', confirmed: 41 }],
  };

  const { partner } = repairWithEvidence(read, evidence, fax);

  // Name and sending number are one thing that was read and one that anybody can set.
  expect(partner).toMatchObject({
    outcome: 'open',
    candidates: [
      { partnerId: 'ortiz', evidence: expect.arrayContaining(['same sender, 41 earlier documents']) },
    ],
  });
});

test('two of one family name at one number are a question, with both', () => {
  const read = documentOf({ referrer_name: 'ZZTESTORTIZ, M', referrer_fax: '2125550131' });

  const { partner } = repairWithEvidence(read, directory(ortiz, brother), fax);

  expect(partner).toMatchObject({ outcome: 'open', equals: 2 });
  expect(partner.outcome === 'open' && partner.candidates.map((one) => one.partnerId)).toEqual([
    'brother',
    'ortiz',
  ]);
});

test('an NPI of another doctor is a doubt, not a certainty', () => {
  const read = documentOf({
    referrer_name: 'ZZTESTORTIZ, Maria',
    referrer_npi: npi(3),
    referrer_fax: '2125550131',
  });

  const { partner } = repairWithEvidence(read, directory(ortiz, stranger), fax);

  expect(partner.outcome).toBe('open');
});

test('letterhead of one practice, number of another: a person looks', () => {
  const read = documentOf({ referrer_name: 'ZZTESTORTIZ, Maria', referrer_npi: npi(1) });
  const elsewhere = { ...fax, fromNumber: '7185550141' };

  expect(repairWithEvidence(read, directory(ortiz, stranger), elsewhere).partner).toMatchObject({
    outcome: 'open',
    isContradicted: true,
  });
  expect(repairWithEvidence(read, directory(ortiz, stranger), fax).partner.outcome).toBe('certain');
});

test('a line that many practices use contradicts nobody', () => {
  const shared = Array.from({ length: 3 }, (_, at) =>
    doctor(`far${at}`, `ZZTESTFAR${at}`, 'Ann', 10 + at, [{ ...south, id: `far${at}` }]),
  );
  const read = documentOf({ referrer_name: 'ZZTESTORTIZ, Maria', referrer_npi: npi(1) });

  const { partner } = repairWithEvidence(read, directory(ortiz, ...shared), {
    ...fax,
    fromNumber: '7185550141',
  });

  expect(partner.outcome).toBe('certain');
});

test('of several practices of a doctor the one that the page names is meant', () => {
  const both = doctor('both', 'ZZTESTORTIZ', 'Maria', 1, [north, south]);
  const read = documentOf({
    referrer_name: 'ZZTESTORTIZ, Maria',
    referrer_npi: npi(1),
    referrer_practice: 'ZZTEST Southslde Clinic',
    referrer_phone: '7185550140',
  });

  const { document, partner } = repairWithEvidence(read, directory(both), nobody);

  expect(partner).toMatchObject({ outcome: 'certain', chosen: { practiceId: 'south' } });
  expect(valueOf(document, 'referrer_practice')).toBe('ZZTEST Southside Clinic');
  const unsaid = documentOf({ referrer_name: 'ZZTESTORTIZ, Maria', referrer_npi: npi(1) });
  const { partner: open } = repairWithEvidence(unsaid, directory(both), nobody);
  expect(open.outcome === 'certain' && open.chosen.practiceId).toBeUndefined();
});

test('the receiving practice’s own doctors are never the referrer, and support whom is asked for', () => {
  const own = { ...ortiz, isOwn: true };
  const read = documentOf({
    referrer_name: 'ZZTESTORTIZ, Maria',
    referrer_npi: npi(1),
    requested_provider: 'ZZTESTORTIZ, Maria',
  });

  const { document, partner } = repairWithEvidence(read, directory(own), nobody);

  expect(partner).toMatchObject({ outcome: 'open', candidates: [] });
  expect(document.fields[2]?.signals.support).toBe(1);
});

const anna: PatientRecord = {
  id: 'anna',
  identifiers: [],
  family: 'ZZTESTMILLIGAN',
  given: 'Anna',
  birthDate: '1950-02-03',
  sex: 'F',
  phones: ['+12125550177'],
  address: { line1: '77 Elm St', city: 'Yonkers', state: 'NY', zip: '10701' },
};
const index = (...patients: PatientRecord[]): DocumentEvidence => ({ partners: [], senders: [], patients });
const said = {
  patient_name: 'ZZTESTMILLIGAN, Anna',
  birth_date: '1950-02-03',
  sex: 'F',
  patient_phone: '2125550177',
};

test('name, birth date and telephone are a known patient, and the index supports each', () => {
  const { document, patient } = repairWithEvidence(documentOf(said), index(anna), nobody);

  expect(patient).toMatchObject({ outcome: 'certain', chosen: { patientId: 'anna' } });
  expect(document.fields.map((one) => one.signals.support)).toEqual([1, 1, 1, 1]);
});

test('a misread name is mended where birth date and telephone say who it is', () => {
  const read = documentOf({ ...said, patient_name: 'ZZTESTMI1LlGAN, Anna' });

  const { document, patient } = repairWithEvidence(read, index(anna), nobody);

  expect(patient).toMatchObject({ outcome: 'certain', chosen: { patientId: 'anna' } });
  expect(valueOf(document, 'patient_name')).toBe('ZZTESTMILLIGAN, Anna');
});

test.each([
  ['a birth date one figure off', { ...said, birth_date: '1956-02-03' }],
  [
    'a misread name with the birth date alone',
    { patient_name: 'ZZTESTMI1LIGAN, Anna', birth_date: '1950-02-03' },
  ],
])('%s is never certain, and never new', (_, values) => {
  const { document, patient } = repairWithEvidence(documentOf(values), index(anna), nobody);

  expect(patient).toMatchObject({ outcome: 'open', candidates: [{ patientId: 'anna' }] });
  // Nothing is mended to what is not certain.
  expect(document.fields.map(({ value }) => value)).toEqual(Object.values(values));
});

test('a birth date of the index stands beside what was read, with a doubt', () => {
  const read = documentOf({ ...said, birth_date: '1956-02-03' });

  const { document } = repairWithEvidence(read, index(anna), nobody);

  expect(document.fields[1]).toMatchObject({
    value: '1956-02-03',
    doubt: 'A known patient of this name has nearly the same birth date.',
    others: [{ value: '1950-02-03' }],
  });
});

test.each([
  [
    'a look-alike is the index’s, in doubt',
    'ZZTESTMILLIGAN, Anna O',
    'ZZTESTMILLIGAN, Anna D',
    'ZZTESTMILLIGAN, Anna O',
  ],
  [
    'another stays as it was read, in doubt',
    'ZZTESTMILLIGAN, Anna R',
    'ZZTESTMILLIGAN, Anna R',
    'ZZTESTMILLIGAN, Anna D',
  ],
])('of two middle names %s', (_, read, value, other) => {
  const record = { ...anna, middle: 'D' };
  const { document } = repairWithEvidence(documentOf({ ...said, patient_name: read }), index(record), nobody);

  expect(document.fields[0]).toMatchObject({
    value,
    doubt: 'The index has another middle name.',
    others: [{ value: other }],
  });
});

test('twins: one known, the other on the page, is a question', () => {
  const jayden = { ...anna, id: 'jayden', given: 'Jayden', birthDate: '2015-04-05', sex: 'M' as const };
  const read = documentOf({
    ...said,
    patient_name: 'ZZTESTMILLIGAN, Jaden',
    birth_date: '2015-04-05',
    sex: 'M',
  });

  expect(repairWithEvidence(read, index(jayden), nobody).patient.outcome).toBe('open');
});

test('brothers at one telephone are two people: neither is the other, misread', () => {
  const joan = { ...anna, given: 'Joan', id: 'joan', birthDate: '1952-06-09' };

  const { patient } = repairWithEvidence(documentOf(said), index(joan), nobody);

  expect(patient.outcome).not.toBe('certain');
});

test('where the family name begins is a doubt, which the index settles for a patient who is certain', () => {
  const read = documentOf({ ...said, patient_name: 'ZZTESTMILLIGAN, Anna Zztestcastro' });
  const both = { ...anna, family: 'Zztestcastro Zztestmilligan' };

  const unknown = repairWithEvidence(read, index(), nobody).document.fields[0];
  const known = repairWithEvidence(read, index(both), nobody);

  expect(unknown).toMatchObject({
    value: 'ZZTESTMILLIGAN, Anna Zztestcastro',
    doubt: 'The last of the given names may belong to the family name.',
    others: [{ value: 'ZZTESTCASTRO ZZTESTMILLIGAN, Anna' }],
  });
  expect(known.patient.outcome).toBe('certain');
  expect(known.document.fields[0]?.value).toBe('ZZTESTCASTRO ZZTESTMILLIGAN, Anna');
  expect(known.document.fields[0]?.doubt).toBeUndefined();
  const usual = documentOf({ ...said, patient_name: 'ZZTESTMILLIGAN, Anna Marie' });
  expect(repairWithEvidence(usual, index(), nobody).document.fields[0]?.doubt).toBeUndefined();
});

test('a doctor nobody knows, a patient with a degree: a person looks', () => {
  const read = documentOf({
    ...said,
    patient_name: 'ZZTESTPARK, Susan, MD',
    referrer_name: 'ZZTESTMILLIGAN, Anna',
    requested_provider: 'ZZTESTGRAY, Paul',
  });
  const own = { ...stranger, isOwn: true };

  const { document } = repairWithEvidence(read, directory(ortiz, own), nobody);

  const doubtOf = (field: FieldName) => document.fields.find((one) => one.field === field)?.doubt;
  expect(doubtOf('patient_name')).toBe('A medical degree stands behind the patient’s name.');
  expect(doubtOf('referrer_name')).toBe('Nobody like this is in the directory.');
  expect(doubtOf('requested_provider')).toBe('No doctor of this practice has this name.');
});

test('nobody like that is new, and no name is no patient', () => {
  expect(repairWithEvidence(documentOf(said), index(), nobody).patient).toEqual({ outcome: 'new' });
  expect(repairWithEvidence(documentOf({ birth_date: '1950-02-03' }), index(anna), nobody).patient).toEqual({
    outcome: 'none',
  });
});

test('what is wanted: the numbers as read and one slip off, the sender, the names', () => {
  const read = documentOf({
    ...said,
    referrer_name: 'ZZTESTORTIZ, Maria',
    referrer_npi: misread(npi(1)),
    referrer_fax: '2125550138',
  });

  const wanted = evidenceWanted([read], fax);

  expect(wanted.senderKeys).toEqual(['fax:2125550131']);
  expect(wanted.patients).toHaveLength(1);
  expect(wanted.parties.map((one) => one.fax)).toEqual(expect.arrayContaining(['2125550138', '2125550131']));
  expect(wanted.parties[0]?.identifiers).toEqual([{ system: 'document:not-npi', value: misread(npi(1)) }]);
});
