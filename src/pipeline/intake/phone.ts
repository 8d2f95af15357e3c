import type { FormKind } from '../../domain/form-kind.ts';
import { isNpi } from '../../domain/npi.ts';
import { parsePatientSearch } from '../../domain/patient-search.ts';
import { listOpenReferrals, type OpenReferral } from '../../store/forms-same.ts';
import { findReferral } from '../../store/ledger.ts';
import { findStandingPartner, type Partner } from '../../store/partners.ts';
import { searchPartnersAsTyped, type PartnerChoice } from '../../store/partner-search.ts';
import {
  loadPatientLines,
  searchPatients,
  type PatientHit,
  type PatientLine,
} from '../../store/patient-search.ts';
import { linksForForm } from './form-links.ts';
import type { Hub } from '../hub.ts';
import { partnerColumns, personColumns, writtenPartner, type WrittenKind } from './form-columns.ts';
import type { FormRecord, Submission } from './submit-form.ts';

/** What somebody at the phone or the desk typed and picked; empty texts where nothing. */
export type PhoneForm = {
  readonly kind: Extract<FormKind, 'phone' | 'check-in'>;
  readonly number: string;
  readonly caller: 'office' | 'patient' | 'other';
  /** Who sent the patient: as typed, and the partner that was picked. */
  readonly sentBy: string;
  readonly sentById?: string;
  /** Whoever was typed is nobody of the directory, and what they are. */
  readonly sentByNew?: WrittenKind;
  readonly newNpi: string;
  readonly newPhone: string;
  readonly newFax: string;
  /** Who calls, and a number to call back. */
  readonly callBack: string;
  readonly patient: string;
  readonly patientId?: string;
  readonly isPatientNew: boolean;
  readonly birthDate: string;
  readonly phone: string;
  readonly reason: string;
  readonly urgency: 'routine' | 'urgent' | 'stat';
  readonly wished: string;
  readonly authorisation: string;
  readonly pcp: string;
  readonly pcpId?: string;
  readonly notes: string;
  /** The open referral it belongs to, or `other`. */
  readonly same?: string;
  readonly callId?: string;
};

/** What is wrong with a field, in words. */
export type FormProblem = { readonly field: keyof PhoneForm; readonly problem: string };

/** What has to be chosen before it can be saved: whoever was typed may be known. */
export type PhoneChoices = {
  readonly partners: readonly PartnerChoice[];
  readonly patients: readonly PatientHit[];
  readonly same: readonly OpenReferral[];
};

export type CheckedPhone =
  | { readonly ready: Omit<Submission, 'peer' | 'person'> }
  | { readonly problems: readonly FormProblem[]; readonly choices: PhoneChoices };

const OFFERED = 6;

/** Looks at a form: what is wrong, what has to be chosen, or what is handed in. */
export async function checkPhone(
  hub: Pick<Hub, 'db'>,
  form: PhoneForm,
  today: string,
): Promise<CheckedPhone> {
  const { db } = hub;
  const [partner, patient, pcp] = await Promise.all([
    form.sentById === undefined ? undefined : findStandingPartner(db, form.sentById),
    form.patientId === undefined
      ? undefined
      : loadPatientLines(db, [form.patientId]).then(([first]) => first),
    form.pcpId === undefined ? undefined : findStandingPartner(db, form.pcpId),
  ]);
  const birthDate = readBirthDate(form.birthDate, today);
  const problems = problemsOf(form, partner, patient, birthDate);
  if (problems.length > 0) return { problems, choices: nothingToChoose };
  const name = nameOf(form.patient);
  const choices: PhoneChoices = {
    partners:
      partner || isSettled(form) ? [] : await searchPartnersAsTyped(db, form.sentBy, { limit: OFFERED }),
    patients:
      patient || form.isPatientNew || !name || birthDate === undefined
        ? []
        : await searchPatients(db, `${name.family} ${name.given} ${birthDate}`, OFFERED),
    same:
      patient && partner && form.same === undefined
        ? await listOpenReferrals(db, patient.id, partner.id)
        : [],
  };
  if (choices.partners.length + choices.patients.length + choices.same.length > 0)
    return { problems: [], choices };
  const { sameAs, apartFrom } = await tiesOf(hub, form, patient, partner);
  return {
    ready: {
      kind: form.kind,
      number: form.number,
      record: { ...recordOf(form, { partner, patient, pcp, birthDate }), ...sameAs, ...apartFrom },
      ...(patient ? { patientId: patient.id } : form.isPatientNew ? { patientId: 'new' } : {}),
      ...(form.callId === undefined ? {} : { callId: form.callId }),
    },
  };
}

const nothingToChoose: PhoneChoices = { partners: [], patients: [], same: [] };

function isSettled({ sentBy, sentByNew }: PhoneForm): boolean {
  return sentBy.trim().length < 2 || sentByNew !== undefined || isNobody(sentBy);
}

/** "Nobody sent me" as people write it. */
function isNobody(text: string): boolean {
  return /^(self|nobody|myself|none)$/i.test(text.trim());
}

function problemsOf(
  form: PhoneForm,
  partner: Partner | undefined,
  patient: PatientLine | undefined,
  birthDate: string | undefined,
): readonly FormProblem[] {
  const problems: FormProblem[] = [];
  const add = (field: keyof PhoneForm, problem: string): void => void problems.push({ field, problem });
  if (form.sentById !== undefined && !partner)
    add('sentBy', 'This partner is not there any more: search again.');
  else if (form.caller === 'office' && form.sentBy.trim().length < 2)
    add('sentBy', 'Which office is calling? Name, phone or NPI.');
  if (form.patientId !== undefined && !patient) add('patient', 'This patient is not there any more.');
  else if (!patient && nameOf(form.patient) === undefined)
    add('patient', 'Write family name and given name: Doe, Alma.');
  if (!patient && form.birthDate.trim() === '') add('birthDate', 'A new patient needs a birth date.');
  else if (form.birthDate.trim() !== '' && birthDate === undefined)
    add('birthDate', 'This is no day of birth: write it as 3/12/1952.');
  if (form.newNpi !== '' && !isNpi(form.newNpi))
    add('newNpi', 'This NPI has a wrong check digit. Leave it empty if it is not at hand.');
  return problems;
}

/** `3/12/1952` or `1952-03-12` as a day; undefined where it is none, or nobody alive was born then. */
export function readBirthDate(text: string, today: string): string | undefined {
  const [day] = parsePatientSearch(text).birthDates;
  return day !== undefined && day >= '1880-01-01' && day <= today ? day : undefined;
}

/** `Family, Given` or `Given Family`. */
export function nameOf(text: string): { readonly family: string; readonly given: string } | undefined {
  const [first = '', second] = text.split(',').map((part) => part.trim().replaceAll(/\s+/g, ' '));
  const words = first.split(' ');
  const family = second === undefined ? (words.at(-1) ?? '') : first;
  const given = second === undefined ? words.slice(0, -1).join(' ') : second;
  return family === '' || given === '' ? undefined : { family, given };
}

type Known = {
  readonly partner: Partner | undefined;
  readonly patient: PatientLine | undefined;
  readonly pcp: Partner | undefined;
  readonly birthDate: string | undefined;
};

/** The canonical columns; empty ones are left out. */
function recordOf(form: PhoneForm, { partner, patient, pcp, birthDate }: Known): FormRecord {
  const name = nameOf(form.patient);
  const columns = {
    caller: form.caller,
    callBack: form.callBack,
    ...(patient
      ? personColumns(patient, birthDate)
      : { patientLast: name?.family, patientFirst: name?.given, patientDob: birthDate }),
    patientPhone: form.phone,
    ...(partner
      ? partnerColumns(partner)
      : isNobody(form.sentBy)
        ? { referringName: 'SELF' }
        : writtenPartner(form.sentBy, form.sentByNew, {
            npi: form.newNpi,
            phone: form.newPhone,
            fax: form.newFax,
          })),
    reasonText: form.reason,
    priority: form.urgency,
    wishedTime: form.wished,
    authNumber: form.authorisation,
    pcpName: pcp?.kind === 'person' ? pcp.name : pcp === undefined ? form.pcp : undefined,
    pcpOrgName: pcp?.kind === 'organisation' ? pcp.name : undefined,
    pcpPartnerId: pcp?.id,
    notes: form.notes,
    callId: form.callId,
  };
  return Object.fromEntries(
    Object.entries(columns).flatMap(([column, value]) =>
      typeof value === 'string' && value.trim() !== '' ? [[column, value.trim()]] : [],
    ),
  );
}

/** What a person said about an open referral of the same office: it is the same, or it is not. */
async function tiesOf(
  hub: Pick<Hub, 'db'>,
  form: PhoneForm,
  patient: PatientLine | undefined,
  partner: Partner | undefined,
): Promise<{ readonly sameAs?: FormRecord; readonly apartFrom?: FormRecord }> {
  if (!patient || !partner || form.same === undefined) return {};
  if (form.same === 'other') {
    const open = await listOpenReferrals(hub.db, patient.id, partner.id);
    const links = await linksForForm(
      hub.db,
      open.map(({ id }) => id),
      'every',
    );
    return links.length === 0 ? {} : { apartFrom: { apartFrom: links } };
  }
  const referral = await findReferral(hub.db, form.same);
  if (referral?.patientId !== patient.id) return {};
  const links = await linksForForm(hub.db, [referral.id], 'one');
  return links.length === 0 ? {} : { sameAs: { sameAs: links } };
}
