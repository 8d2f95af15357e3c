import type { Address, PatientClaim, PersonName } from '../domain/fact.ts';
import { compareText } from '../domain/ledger-fact.ts';
import { displayName } from '../domain/names.ts';
import type { Queryable } from '../store/database.ts';
import { listPatientChanges, type PatientChange } from '../store/patient-changes.ts';
import { loadPatientLines, type PatientLine } from '../store/patient-search.ts';
import {
  findPatientHead,
  listDescriptions,
  listIdentityLines,
  listNumbers,
  listOpenQuestions,
  listReferralsOf,
  listSources,
  listStandings,
  type IdentityLine,
  type NumberOfPatient,
  type OpenQuestion,
  type ReferralOfPatient,
  type SaidOfPatient,
  type SourceOfPatient,
} from '../store/patient-story.ts';

/** One value somebody was ever described with: who said it, from when to when. */
export type SaidValue = {
  readonly value: string;
  readonly channels: readonly string[];
  /** Instants of the senders. */
  readonly firstAt: string;
  readonly lastAt: string;
  /** The last thing said of this field. */
  readonly isCurrent: boolean;
};

export type SaidField = 'name' | 'birthDate' | 'sex' | 'phone' | 'email' | 'address';

/** Everything that is known of one patient, as people compare two. */
export type PatientStory = {
  readonly line: PatientLine;
  /** Per field all that was ever said, the present values first. */
  readonly said: Readonly<Record<SaidField, readonly SaidValue[]>>;
  readonly numbers: readonly NumberOfPatient[];
  readonly referrals: readonly ReferralOfPatient[];
  readonly sources: readonly SourceOfPatient[];
  /** `YYYY-MM-DD`. */
  readonly lastVisit?: string;
};

/** A record that is part of a patient: what one number brought, before any merge. */
export type RecordOfPatient = {
  readonly record: string;
  /** The one whose id the patient has. */
  readonly isMain: boolean;
  readonly numbers: readonly NumberOfPatient[];
  /** The name it was last described with. */
  readonly name?: string;
};

export type PatientPage = PatientStory & {
  readonly id: string;
  /** The patient asked for was merged into this one. */
  readonly isAlias: boolean;
  readonly messages: number;
  readonly records: readonly RecordOfPatient[];
  /** What was said about who is who, oldest first: how the records came together. */
  readonly statements: readonly IdentityLine[];
  /** Patients somebody said belong with this one, without being it. */
  readonly linked: readonly PatientLine[];
  readonly questions: readonly OpenQuestion[];
  /** What people and messages did to it, newest first. */
  readonly changes: readonly PatientChange[];
};

/** One patient with all there is; undefined when there is none. The caller records who looked: this is patient data. */
export async function loadPatientPage(db: Queryable, id: string): Promise<PatientPage | undefined> {
  const head = await findPatientHead(db, id);
  const [story] = head ? await loadPatientStories(db, [head.id]) : [];
  if (!head || !story) return undefined;
  const [statements, questions, changes, descriptions] = [
    await listIdentityLines(db, head.id),
    await listOpenQuestions(db, head.id),
    await listPatientChanges(db, head.id),
    await listDescriptions(db, [head.id]),
  ];
  return {
    ...story,
    id: head.id,
    isAlias: head.id !== id,
    messages: head.messages,
    records: recordsOf(head.id, story.numbers, descriptions, statements),
    statements,
    linked: await linkedWith(db, head.id, statements),
    questions,
    changes,
  };
}

/** All that is known of these patients, in the order asked for. */
export async function loadPatientStories(
  db: Queryable,
  ids: readonly string[],
): Promise<readonly PatientStory[]> {
  const [lines, descriptions, numbers, referrals, sources] = [
    await loadPatientLines(db, ids),
    await listDescriptions(db, ids),
    await listNumbers(db, ids),
    await listReferralsOf(db, ids),
    await listSources(db, ids),
  ];
  return ids.flatMap((id) => {
    const line = lines.find((one) => one.id === id);
    if (!line) return [];
    const own = <T extends { readonly patientId: string }>(all: readonly T[]) =>
      all.filter((one) => one.patientId === id);
    const lastVisit = own(sources)
      .flatMap((source) => source.lastVisit ?? [])
      .toSorted()
      .at(-1);
    return {
      line,
      said: saidIn(own(descriptions)),
      numbers: own(numbers),
      referrals: own(referrals),
      sources: own(sources),
      ...(lastVisit === undefined ? {} : { lastVisit }),
    };
  });
}

const shown: Readonly<Record<SaidField, (patient: PatientClaim) => readonly string[]>> = {
  name: (patient) => nonEmpty(nameText(patient.name)),
  birthDate: (patient) => nonEmpty(patient.birthDate),
  sex: (patient) => nonEmpty(patient.sex),
  phone: (patient) => patient.phones ?? [],
  email: (patient) => nonEmpty(patient.email),
  address: (patient) => nonEmpty(addressText(patient.address)),
};

function saidIn(descriptions: readonly SaidOfPatient[]): PatientStory['said'] {
  const of = (field: SaidField): readonly SaidValue[] => valuesOf(descriptions, shown[field]);
  return {
    name: of('name'),
    birthDate: of('birthDate'),
    sex: of('sex'),
    phone: of('phone'),
    email: of('email'),
    address: of('address'),
  };
}

/** `descriptions` oldest first. */
function valuesOf(
  descriptions: readonly SaidOfPatient[],
  read: (patient: PatientClaim) => readonly string[],
): readonly SaidValue[] {
  const values = new Map<string, SaidValue>();
  let current: readonly string[] = [];
  for (const { patient, at, channel } of descriptions) {
    const texts = read(patient);
    if (texts.length > 0) current = texts;
    for (const value of texts) {
      const known = values.get(value);
      values.set(value, {
        value,
        channels: [...new Set([...(known?.channels ?? []), channel])],
        firstAt: known?.firstAt ?? at,
        lastAt: at,
        isCurrent: false,
      });
    }
  }
  return [...values.values()]
    .map((one) => ({ ...one, isCurrent: current.includes(one.value) }))
    .toSorted((a, b) => Number(b.isCurrent) - Number(a.isCurrent) || compareText(b.lastAt, a.lastAt));
}

function recordsOf(
  patientId: string,
  numbers: readonly NumberOfPatient[],
  descriptions: readonly SaidOfPatient[],
  statements: readonly IdentityLine[],
): readonly RecordOfPatient[] {
  const merged = statements
    .filter((one) => one.fact.kind === 'patient_merged' && one.record === patientId)
    .flatMap((one) => one.others.filter((other) => descriptions.some((said) => said.record === other)));
  const records = new Set([
    patientId,
    ...numbers.map((one) => one.record),
    ...descriptions.map((one) => one.record),
    ...merged,
  ]);
  return [...records].map((record) => {
    const name = nameText(
      descriptions.findLast((one) => one.record === record && one.patient.name)?.patient.name,
    );
    return {
      record,
      isMain: record === patientId,
      numbers: numbers.filter((one) => one.record === record),
      ...(name === undefined ? {} : { name }),
    };
  });
}

async function linkedWith(
  db: Queryable,
  patientId: string,
  statements: readonly IdentityLine[],
): Promise<readonly PatientLine[]> {
  const pairs = new Map<string, boolean>();
  // Oldest first: taking two apart ends their link.
  for (const { fact, record, others } of statements)
    for (const other of others) {
      const pair = [record, other].toSorted(compareText).join('|');
      if (fact.kind === 'patient_linked') pairs.set(pair, true);
      if (fact.kind === 'patient_unmerged') pairs.set(pair, false);
    }
  const records = [...pairs].filter(([, isLinked]) => isLinked).flatMap(([pair]) => pair.split('|'));
  const standings = await listStandings(db, [...new Set(records)]);
  const others = new Set(standings.map((one) => one.patientId).filter((id) => id !== patientId));
  return others.size === 0 ? [] : loadPatientLines(db, [...others]);
}

function nameText(name: PersonName | undefined): string | undefined {
  return displayName(name) || undefined;
}

function addressText(address: Address | undefined): string | undefined {
  const place = [address?.city, address?.state, address?.zip].filter(Boolean).join(' ');
  return [address?.line1, address?.line2, place].filter(Boolean).join(', ') || undefined;
}

function nonEmpty(text: string | undefined): readonly string[] {
  return text === undefined || text === '' ? [] : [text];
}
