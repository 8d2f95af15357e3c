import { isNpi } from '../../domain/npi.ts';
import { phoneKey } from '../../domain/names.ts';
import { now } from '../../lib/clock.ts';
import { findPartnerCandidates } from '../../store/partner-candidates.ts';
import { countSent, insertPaper, type FormKey } from '../../store/forms.ts';
import { addMinutes } from '../../domain/practice-time.ts';
import { takeDocument, UPLOADS } from '../document/upload.ts';
import type { Hub } from '../hub.ts';
import { writtenKind } from './form-columns.ts';
import { changedFormNumber } from './form-number.ts';
import { nameOf, readBirthDate } from './phone.ts';
import { submitForm } from './submit-form.ts';

/** What a stranger filled in; empty texts where nothing. */
export type PublicForm = {
  readonly number: string;
  /** An office sends a patient, or a patient asks for a visit. */
  readonly who: 'office' | 'patient';
  /** Doctor or office, as typed. */
  readonly sentBy: string;
  /** NPI, phone or fax of theirs. */
  readonly sentByNumber: string;
  readonly family: string;
  readonly given: string;
  readonly birthDate: string;
  readonly phone: string;
  readonly email: string;
  readonly reason: string;
};

export type PublicProblem = { readonly field: keyof PublicForm | 'file'; readonly problem: string };

/** What is wrong with it, in words for whoever filled it in. Nothing is looked up: nobody learns whom we know. */
export function problemsOfPublic(form: PublicForm, today: string): readonly PublicProblem[] {
  const problems: PublicProblem[] = [];
  const add = (field: keyof PublicForm, problem: string): void => void problems.push({ field, problem });
  if (form.who === 'office' && form.sentBy === '') add('sentBy', 'Which doctor or office is sending?');
  const digits = form.sentByNumber.replaceAll(/\D/g, '');
  if (form.sentByNumber !== '' && digits.length < 7)
    add('sentByNumber', 'Give an NPI or a whole telephone or fax number, or leave it empty.');
  if (form.family === '') add('family', 'The patient’s family name is missing.');
  if (form.given === '') add('given', 'The patient’s first name is missing.');
  if (form.birthDate === '') add('birthDate', 'The birth date is missing.');
  else if (readBirthDate(form.birthDate, today) === undefined)
    add('birthDate', 'Write the birth date as month/day/year: 3/12/1952.');
  if ((phoneKey(form.phone) ?? '').length < 10) add('phone', 'Give a telephone number with its area code.');
  if (form.email !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(form.email))
    add('email', 'This is no e-mail address.');
  return problems;
}

/** Forms of one public form in an hour: more is no waiting room. */
const MOST_AN_HOUR = 200;

/**
 * Takes a public form, and the picture that came with it, which goes down the road of documents. Returns its number: another than that
 * it was given out with, when somebody went back, changed it and sent it once more. `too_many`: nothing was stored, this form was
 * handed in too often within the hour.
 */
export async function takePublicForm(
  hub: Hub,
  key: FormKey,
  form: PublicForm,
  options: { readonly peer: string; readonly today: string; readonly picture?: Uint8Array },
): Promise<{ readonly number: string } | 'too_many'> {
  if ((await countSent(hub.db, key.key, addMinutes(now(), -60))) >= MOST_AN_HOUR) return 'too_many';
  const paper =
    options.picture === undefined
      ? undefined
      : await takeDocument(hub, UPLOADS, {
          body: options.picture,
          peer: options.peer,
          contentType: 'application/octet-stream',
          transport: { kind: 'upload', subject: `${key.label} ${form.number}` },
        });
  const record = recordOf(form, options.today);
  const submission = { kind: key.kind, record, peer: options.peer, formKey: key.key };
  let { number } = form;
  let sent = await submitForm(hub, { ...submission, number });
  if (sent.isOther) {
    number = changedFormNumber(number, JSON.stringify(record));
    sent = await submitForm(hub, { ...submission, number });
  }
  if (paper) await insertPaper(hub.db, { messageId: paper.messageId, formMessageId: sent.messageId });
  return { number };
}

function recordOf(form: PublicForm, today: string) {
  const digits = form.sentByNumber.replaceAll(/\D/g, '');
  const npi = isNpi(digits) ? digits : undefined;
  const isDoctor = writtenKind(form.sentBy) === 'doctor' || nameOf(form.sentBy)?.family === undefined;
  const columns = {
    caller: form.who,
    patientLast: form.family,
    patientFirst: form.given,
    patientDob: readBirthDate(form.birthDate, today),
    patientPhone: form.phone,
    patientEmail: form.email,
    ...(isDoctor
      ? { referringName: form.sentBy, referringNpi: npi }
      : { referringOrgName: form.sentBy, referringOrgNpi: npi }),
    referringPhone: npi === undefined ? form.sentByNumber : undefined,
    reasonText: form.reason,
  };
  return Object.fromEntries(
    Object.entries(columns).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, value]],
    ),
  );
}

/** An office of the public registry, as everybody can look it up there. */
export type PublicOffice = { readonly npi: string; readonly name: string; readonly place: string };

/**
 * Who has exactly this NPI, phone or fax, of those that stand in the public registry (they have an NPI). Part of a number, or a name, finds
 * nobody: the directory cannot be read from outside. Indexes: those of findPartnerCandidates.
 */
export async function findPublicOffice(
  { db }: Pick<Hub, 'db'>,
  text: string,
): Promise<readonly PublicOffice[]> {
  const digits = text.replaceAll(/[\s().+-]/g, '');
  if (!/^1?\d{10}$/.test(digits)) return [];
  const npi = isNpi(digits) ? [{ system: 'npi', value: digits }] : [];
  const found = await findPartnerCandidates(db, [{ kind: 'organisation', identifiers: npi, phone: digits }]);
  return found.slice(0, 3).flatMap(({ identifiers, name, city, state }) => {
    const own = identifiers?.find(({ system }) => system === 'npi')?.value;
    return own === undefined ? [] : [{ npi: own, name, place: [city, state].filter(Boolean).join(', ') }];
  });
}
