import { comparable } from '../../comparable-patient.ts';
import { comparePatients, reasonsOf, type PatientComparison } from '../../compare-patients.ts';
import type { PatientClaim, PersonName } from '../../fact.ts';
import { matchPatient, verdictOf, type PatientRecord } from '../../match-patient.ts';
import { displayName, foldName, nameKey } from '../../names.ts';
import { addressOf, personOf } from '../canonical.ts';
import type { PatientDecision, PatientProposal } from './evidence.ts';
import type { FieldName } from '../fields.ts';
import { isMisread, slipsBetween } from '../knowledge/ocr-slips.ts';
import type { RawReading } from '../signals.ts';

/** Whose document it is, and who of the index may mend or support its readings. */
export type WeighedPatient = {
  readonly decision: PatientDecision;
  /** Nobody else of the index is meant, if anybody is. */
  readonly leading?: { readonly record: PatientRecord; readonly compared: PatientComparison };
};

/** What a document says of the patient, as the index is asked. Their record number is the sender's own and proves nothing. */
export function patientClaim(
  fields: readonly Pick<RawReading, 'field' | 'value'>[],
): PatientClaim | undefined {
  const read = (field: FieldName): string | undefined =>
    fields.find((one) => one.field === field && one.value !== '')?.value;
  const [name, birthDate, sex] = [read('patient_name'), read('birth_date'), read('sex')];
  const [phone, address] = [read('patient_phone'), addressOf(read('patient_address') ?? '')];
  if (name === undefined) return undefined;
  return {
    identifiers: [],
    name: personOf(name),
    ...(birthDate !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(birthDate) ? { birthDate } : {}),
    ...(sex === 'F' || sex === 'M' ? { sex } : {}),
    ...(phone === undefined ? {} : { phones: [phone] }),
    ...(address === undefined ? {} : { address }),
  };
}

/**
 * The patient matching of every message (docs/patient-matching.md), over what a reader may have confused: a name that was misread finds
 * whom it means, and nobody is new who may be known. Certain needs what matching needs and two strong identifiers as they were read: the
 * birth date, with the name, a telephone or an address; never a mended one alone.
 */
export function decidePatient(
  claim: PatientClaim | undefined,
  patients: readonly PatientRecord[],
): WeighedPatient {
  if (claim === undefined || nameKey(claim.name) === '') return { decision: { outcome: 'none' } };
  const asRead = matchPatient(claim, patients);
  const best = bestOf(claim, patients);
  if (!best)
    return { decision: asRead.outcome === 'new' ? { outcome: 'new' } : asked(patients, claim, asRead) };
  const { record, compared, isMended } = best;
  const match = isMended ? matchPatient(best.claim, patients) : asRead;
  const isMeant = match.outcome === 'certain' && match.patientId === record.id;
  if (isMeant && strongOf(comparePatients(claim, record)).length >= 2 && compared.birthDate.level === 'same')
    return {
      leading: { record, compared },
      decision: {
        outcome: 'certain',
        chosen: proposalOf(record, [...reasonsOf(compared), ...(isMended ? ['the name was misread'] : [])]),
      },
    };
  const lead = isMeant || isOnlyOne(claim, patients, record) ? { leading: { record, compared } } : {};
  return { ...lead, decision: asked(patients, claim, match, record) };
}

/** What says who it is, as it was read. A name and a birth date are two; a household's line and address are one each. */
function strongOf({ names, birthDate, contacts }: PatientComparison): readonly string[] {
  const isName = names.family === 'same' && (names.given === 'same' || names.given === 'nickname');
  return [
    isName ? 'name' : '',
    birthDate.level === 'same' ? 'birth date' : '',
    contacts.phone === 'same' ? 'telephone' : '',
    contacts.address === 'same' ? 'address' : '',
  ].filter((one) => one !== '');
}

type Likely = {
  readonly record: PatientRecord;
  readonly compared: PatientComparison;
  readonly claim: PatientClaim;
  readonly isMended: boolean;
};

/** The likeliest of the index, with the name as it may have been before it was misread. */
function bestOf(claim: PatientClaim, patients: readonly PatientRecord[]): Likely | undefined {
  const rated = patients.map((record): Likely => {
    const name = misreadName(claim, record);
    const meant = name ? { ...claim, name } : claim;
    return { record, claim: meant, compared: comparePatients(meant, record), isMended: name !== undefined };
  });
  return rated
    .filter(({ compared }) => verdictOf(compared) !== 'no')
    .toSorted((a, b) => b.compared.score - a.compared.score || (a.record.id < b.record.id ? -1 : 1))[0];
}

/** How far a given name may be misread: like shapes only. Jaden and Jayden are twins. */
const SHAPES_ONLY = 0.9;

/** The name of a record when the claim's may be that, misread; undefined: the same already, or another name. */
function misreadName(claim: PatientClaim, record: PatientRecord): PersonName | undefined {
  const { name } = claim;
  const { family, given } = record;
  if (!name?.family || !name.given || family === undefined || given === undefined) return undefined;
  const isFamily = foldName(name.family) === foldName(family);
  const isGiven = foldName(name.given) === foldName(given);
  if (isFamily && isGiven) return undefined;
  if (areSameWords(name, record)) {
    const { middle: _, ...rest } = name;
    return { ...rest, family, given, ...(record.middle === undefined ? {} : { middle: record.middle }) };
  }
  const isGivenSlip = isMisread(name.given, given) && slipsBetween(name.given, given) < SHAPES_ONLY;
  const isMeant = (isFamily || isMisread(name.family, family)) && (isGiven || isGivenSlip);
  return isMeant ? { ...name, family, given } : undefined;
}

/** All words of both names are the same: where the family name begins, a page does not always say. */
export function areSameWords(a: PersonName, b: Pick<PatientRecord, 'family' | 'given' | 'middle'>): boolean {
  const wordsOf = ({ family = '', given = '', middle = '' }: typeof b): string =>
    foldName(`${given} ${middle} ${family}`).split(' ').toSorted().join(' ');
  return wordsOf(a) === wordsOf(b);
}

/** Whether one record alone has the birth date or the telephone of the claim with a name like it. */
function isOnlyOne(claim: PatientClaim, patients: readonly PatientRecord[], record: PatientRecord): boolean {
  const likely = patients.filter((one) => verdictOf(comparePatients(claim, one)) !== 'no' || one === record);
  return likely.length === 1;
}

/** Candidates a person is shown. */
const MOST_SHOWN = 5;

function asked(
  patients: readonly PatientRecord[],
  claim: PatientClaim,
  match: ReturnType<typeof matchPatient>,
  best?: PatientRecord,
): PatientDecision {
  const listed = match.outcome === 'ask' ? match.candidates.map(({ patientId }) => patientId) : [];
  const ids = new Set([...(best ? [best.id] : []), ...listed]);
  const candidates = [...ids].flatMap((id) => {
    const record = patients.find((one) => one.id === id);
    return record ? [proposalOf(record, reasonsOf(comparePatients(claim, record)))] : [];
  });
  return {
    outcome: 'open',
    candidates: candidates.slice(0, MOST_SHOWN),
    doubt: candidates.length === 1 ? 'a known patient is like this one' : 'the patient is not certain',
  };
}

function proposalOf(record: PatientRecord, evidence: readonly string[]): PatientProposal {
  const [shown] = comparable(record).names;
  return {
    patientId: record.id,
    title: displayName(shown?.shown),
    detail: bornText(record.birthDate),
    evidence,
  };
}

/** `born MM/DD/YYYY`; as it is when less is known. */
export function bornText(date: string | undefined): string {
  if (date === undefined) return '';
  const [year = '', month, day] = date.split('-');
  return `born ${month === undefined || day === undefined ? date : `${month}/${day}/${year}`}`;
}
