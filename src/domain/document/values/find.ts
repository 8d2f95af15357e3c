import type { DiagnosisList } from '../knowledge/diagnoses.ts';
import { fieldOf, type FieldName } from '../fields.ts';
import type { OwnPractice } from '../understanding.ts';
import { foldName } from '../../names.ts';
import { slipsBetween } from '../knowledge/ocr-slips.ts';
import { findAddresses } from './address.ts';
import { findDates, type DateUse } from './date.ts';
import { findDiagnoses, type CodePlace } from './diagnosis.ts';
import type { Found } from './found.ts';
import { findNpis } from './npi.ts';
import { findPersons } from './person.ts';
import { findPhones } from './phone.ts';
import { findMemberIds, findNumbers } from './ids.ts';
import { findPayers } from './payer.ts';
import { findSexes } from './sex.ts';
import { findUrgencies } from './urgency.ts';
import { findOrganisations, findTexts } from './words.ts';

/** What values are judged by. */
export type ValueContext = {
  readonly own: OwnPractice;
  readonly diagnoses: DiagnosisList;
  readonly place?: CodePlace;
  readonly order?: 'family_first';
};

/** Values of a field's kind in a text, in order of their place; what is the practice's own is left out. */
export function findValues(field: FieldName, text: string, context: ValueContext): readonly Found[] {
  const found = findKind(field, text, context);
  return field === 'requested_provider'
    ? found
    : found.filter((one) => !isOwn(field, one.value, context.own));
}

function findKind(field: FieldName, text: string, context: ValueContext): readonly Found[] {
  const { kind } = fieldOf(field);
  switch (kind) {
    case 'person':
      return personsIn(field, text, context).filter(
        // Two letters alone are a scrap of something.
        ({ value, from, to }) =>
          value.length > 2 &&
          !isPartOfOwn(text.slice(from, to), context.own) &&
          !(field !== 'patient_name' && (isAssistant(value) || assistantBehind.test(text.slice(to)))),
      );
    case 'date':
      return findDates(text, useOf(field), context.own.today).toSorted(
        (a, b) => Number(a.isValid === false) - Number(b.isValid === false),
      );
    case 'sex':
      return findSexes(text);
    case 'phone':
      return findPhones(text);
    case 'npi':
      return findNpis(text).toSorted((a, b) => Number(b.isValid) - Number(a.isValid));
    case 'address':
      return findAddresses(text);
    case 'organisation':
      return findOrganisations(text);
    case 'payer':
      return findPayers(text);
    case 'member_id':
      return findMemberIds(text);
    case 'number':
      return findNumbers(text);
    case 'diagnosis':
      return findDiagnoses(text, context.diagnoses, context.place ?? 'labelled');
    case 'urgency':
      return findUrgencies(text);
    case 'text':
      return findTexts(text);
  }
}

/** Names in a text: whom it is sent to may stand behind the practice's own name, `Neurology (Larkspur Specialists), Jane Doe`. */
function personsIn(field: FieldName, text: string, { own, order }: ValueContext): readonly Found[] {
  const before = withoutOwn(text, own);
  const found = findPersons(withoutRole(before), order);
  const comma = /\)?\s?,\s+(?=\p{Lu}\p{L}+,? \p{Lu})/u.exec(text.slice(before.length));
  if (found.length > 0 || field !== 'requested_provider' || before === text || !comma) return found;
  const start = before.length + comma.index + comma[0].length;
  return findPersons(' '.repeat(start) + text.slice(start), order);
}

/** Nurses and assistants room, call and fax; nobody is referred by them or to them. `value`: canonical. */
export function isAssistant(value: string): boolean {
  const [, , ...degrees] = value.split(', ');
  return degrees.length > 0 && degrees.every((degree) => /^(?:RN|BSN|LPN|LVN|MA|CMA|RMA|CNA)$/.test(degree));
}

/** `Mary Doe, medical assistant`: the same, written out. */
const assistantBehind =
  /^[\s,(–-]{1,3}(?:(?:certified |registered )?medical assistant|(?:referral|intake|care|clinical|patient|surgery|nurse|clinic)s? (?:coordinator|navigator|secretary|clerk|manager|liaison)|receptionist|secretary|scheduler|office manager|front desk|case manager|social worker|medical records|patient access)\b/i;

export function useOf(field: FieldName): DateUse {
  if (field === 'birth_date') return 'birth';
  return field === 'expires_on' ? 'expiry' : 'order';
}

/** The practice's own name and numbers are the recipient's, never the sender's. */
function isOwn(field: FieldName, value: string, own: OwnPractice): boolean {
  const { kind } = fieldOf(field);
  if (kind === 'phone') return own.ownNumbers.includes(value);
  if (kind === 'npi') return own.ownNpis.includes(value);
  if (kind !== 'organisation') return false;
  const said = foldName(value);
  return own.ownNames.some((name) => {
    const known = foldName(name);
    return said.startsWith(`${known} `) || slipsBetween(said, known) <= known.length / OWN_SLIPS;
  });
}

/** One letter in so many of the practice's own name may be misread. */
const OWN_SLIPS = 7;

/** `Jane Doe, Larkspur Specialists`: whom it is sent to, and where; cut off in front of the practice's own name. */
function withoutOwn(text: string, { ownNames }: OwnPractice): string {
  const start = text.slice(0, LONGEST_NAME);
  for (const { index } of start.matchAll(/(?<=[\s,(])\p{Lu}/gu)) {
    const said = foldName(text.slice(index, index + LONGEST_NAME));
    if (ownNames.some((name) => isOwnBeginning(said, foldName(name)))) return text.slice(0, index);
  }
  return text;
}

/** `Practitioner Jane Doe, NP`, `/es/ DOE, JANE`: what somebody is, or signed by; as long as it was, so that places stay the same. */
function withoutRole(text: string): string {
  return text.replace(
    /^\W*(?:es\/|practitioner|provider|physician|clinician|attending|prescriber)\s+(?=\p{Lu})/iu,
    (role) => ' '.repeat(role.length),
  );
}

/** Further on stands nobody's name. */
const LONGEST_NAME = 100;

function isOwnBeginning(said: string, own: string): boolean {
  return own.length > 8 && slipsBetween(said.slice(0, own.length), own) <= own.length / OWN_SLIPS;
}

/** The beginning of the practice's own name, cut off where the page ends: nobody's name. */
function isPartOfOwn(said: string, own: OwnPractice): boolean {
  const folded = foldName(said);
  return folded.length > 8 && own.ownNames.some((name) => foldName(name).startsWith(folded));
}
