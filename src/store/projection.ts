import type { Address } from '../domain/fact.ts';
import type { FormerDetails } from '../domain/patient.ts';
import type { EffectState } from './effects.ts';
import { query, sql, type Queryable } from './database.ts';
import { referralColumnNames } from './referral-columns.ts';

/** What was written of facts that were folded: read to be compared with a fold of today, or mended. */

/** Patients after one by their ids, and of those a part: which one (from 1) of how many of much the same size. */
export type PatientRange = {
  readonly after?: string;
  readonly part?: { readonly number: number; readonly count: number };
};

/**
 * Patients in the order of their ids, those that became another's too: nothing may be left with them. A patient is of the same part
 * whenever that is asked. Index: primary key.
 */
export async function listPatientIds(
  db: Queryable,
  { after, part = { number: 1, count: 1 } }: PatientRange,
  limit: number,
): Promise<readonly string[]> {
  const rows = await query<{ readonly id: string }>(
    db,
    sql`select id from patient where id > ${after ?? '00000000-0000-0000-0000-000000000000'}
          and (uuid_hash(id) & ${0x7fffffff}::int) % ${part.count}::int = ${part.number - 1}::int order by id limit ${limit}`,
    { name: 'list-patient-ids' },
  );
  return rows.map((row) => row.id);
}

/** A referral's columns by their names (`referralColumns`). */
export type ReferralColumns = { readonly id: string } & Readonly<
  Record<string, string | number | boolean | null>
>;

/** The columns beside the views of these patients' referrals. Index: referral_of_patient. */
export function loadReferralColumns(
  db: Queryable,
  patientIds: readonly string[],
): Promise<ReferralColumns[]> {
  return query<ReferralColumns>(
    db,
    sql`select id, ${referralColumnNames} from referral where patient_id = any(${patientIds}::uuid[]) and merged_into is null`,
    { name: 'load-referral-columns' },
  );
}

/** Which of these ids any referral has, merged ones too. Index: primary key. */
export async function findReferralIds(db: Queryable, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await query<{ readonly id: string }>(
    db,
    sql`select id from referral where id = any(${ids}::uuid[])`,
  );
  return new Set(rows.map((row) => row.id));
}

export type HeldDemographics = {
  readonly id: string;
  readonly isAlias: boolean;
  readonly family: string | null;
  readonly given: string | null;
  readonly middle: string | null;
  readonly suffix: string | null;
  readonly birth_date: string | null;
  readonly sex: string | null;
  readonly phones: readonly string[];
  readonly email: string | null;
  readonly address: Address | null;
  readonly is_protected: boolean;
  readonly name_key: string | null;
  readonly former: FormerDetails | null;
};

/** Demographics as they were folded last. Index: primary key. */
export function loadDemographics(db: Queryable, patientIds: readonly string[]): Promise<HeldDemographics[]> {
  return query<HeldDemographics>(
    db,
    sql`select id, alias_of is not null as "isAlias", family, given, middle, suffix, birth_date, sex, phones, email, address, is_protected, name_key,
          former
        from patient where id = any(${patientIds}::uuid[])`,
    { name: 'load-demographics' },
  );
}

export type HeldEffect = {
  readonly key: string;
  readonly kind: string;
  readonly state: EffectState;
  readonly referralId: string;
  readonly partnerId: string | null;
  readonly dueAt: string;
};

const effectColumns = sql`key, kind, state, referral_id as "referralId", partner_id as "partnerId", due_at as "dueAt"`;

/** Everything that was ever planned of these patients' referrals. Indexes: referral_of_patient, effect_of_referral. */
export function loadEffectsOf(db: Queryable, patientIds: readonly string[]): Promise<HeldEffect[]> {
  return query<HeldEffect>(
    db,
    sql`select ${effectColumns} from effect where referral_id = any(array(
          select id from referral where patient_id = any(${patientIds}::uuid[]) and merged_into is null))`,
    { name: 'load-effects-of' },
  );
}

/** Index: primary key. */
export function loadEffects(db: Queryable, keys: readonly string[]): Promise<HeldEffect[]> {
  if (keys.length === 0) return Promise.resolve([]);
  return query<HeldEffect>(db, sql`select ${effectColumns} from effect where key = any(${keys}::text[])`, {
    name: 'load-effects',
  });
}

export type HeldQuestion = {
  readonly key: string;
  readonly kind: string;
  readonly state: 'open' | 'answered' | 'withdrawn';
  readonly referralId: string | null;
  readonly patientId: string | null;
};

const questionColumns = sql`key, kind, state, referral_id as "referralId", patient_id as "patientId"`;

/** What was ever asked about these patients. Index: review_of_patient. */
export function loadQuestionsOf(db: Queryable, patientIds: readonly string[]): Promise<HeldQuestion[]> {
  return query<HeldQuestion>(
    db,
    sql`select ${questionColumns} from review where patient_id = any(${patientIds}::uuid[])`,
    { name: 'load-questions-of' },
  );
}

/** Questions of other patients that are open under these keys: one about an office is asked once. Index: review_open. */
export function loadOpenQuestions(db: Queryable, keys: readonly string[]): Promise<HeldQuestion[]> {
  if (keys.length === 0) return Promise.resolve([]);
  return query<HeldQuestion>(
    db,
    sql`select ${questionColumns} from review where key = any(${keys}::text[]) and state = 'open'`,
    { name: 'load-open-questions' },
  );
}

export type LastEvent = {
  readonly referralId: string;
  readonly version: number;
  readonly data: Readonly<Record<string, unknown>>;
};

/** What others were last told of these referrals. Index: event_of_subject. */
export function loadLastEvents(db: Queryable, referralIds: readonly string[]): Promise<LastEvent[]> {
  if (referralIds.length === 0) return Promise.resolve([]);
  return query<LastEvent>(
    db,
    sql`select r.id as "referralId", e.subject_version as version, e.data
        from unnest(${referralIds}::uuid[]) as r (id)
        cross join lateral (select subject_version, data from event where subject_id = r.id order by position desc limit 1) e`,
    { name: 'load-last-events' },
  );
}

/**
 * Questions of other patients that were answered under these keys. Rare: keys that neither these patients' history nor an open
 * question has. No index: one look at the table for all of a page.
 */
export function loadAnsweredQuestions(db: Queryable, keys: readonly string[]): Promise<HeldQuestion[]> {
  if (keys.length === 0) return Promise.resolve([]);
  return query<HeldQuestion>(
    db,
    sql`select ${questionColumns} from review where key = any(${keys}::text[]) and state = 'answered'`,
  );
}

/** Whether there is such a patient. Index: primary key. */
export async function findPatientId(db: Queryable, id: string): Promise<string | undefined> {
  const rows = await query<{ readonly id: string }>(db, sql`select id from patient where id = ${id}`);
  return rows[0]?.id;
}

/**
 * A text that is another one after anything changed that a fold of these patients goes by: their facts, rows and questions, and what
 * the fold knows of the partners they name. Every change of a row gives it a newer transaction number. Indexes: fact_of_patient,
 * referral_of_patient, review_of_patient, primary keys.
 */
export async function sealOf(
  db: Queryable,
  patientIds: readonly string[],
  partnerIds: readonly string[],
): Promise<string> {
  const stamp = sql`concat(count(*), '.', sum(xmin::text::bigint))`;
  const [row] = await query<{ readonly seal: string }>(
    db,
    sql`select concat_ws('|',
          (select ${stamp} from fact where patient_id = any(${patientIds}::uuid[])),
          (select ${stamp} from referral where patient_id = any(${patientIds}::uuid[])),
          (select ${stamp} from patient where id = any(${patientIds}::uuid[])),
          (select ${stamp} from review where patient_id = any(${patientIds}::uuid[])),
          (select ${stamp} from practice_role where person_id = any(${partnerIds}::uuid[])),
          (select sum(hashtextextended(concat_ws('|', id, stage, is_own), 0)) from partner where id = any(${partnerIds}::uuid[]))) as seal`,
    { name: 'seal-of' },
  );
  return row?.seal ?? '';
}
