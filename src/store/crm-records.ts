import { execute, query, sql, type Queryable, type Statement, type Tx } from './database.ts';

/** A kind of record, as `sdk/crm-fields.ts` names them; the rank is its place there. */
export type RecordKind = 'account' | 'contact' | 'referral' | 'case' | 'task';

export type DueRecord = {
  readonly kind: RecordKind;
  readonly subjectId: string;
  readonly marks: number;
  readonly attempts: number;
  readonly writtenSha256: string | null;
  readonly parkedSha256: string | null;
  /** It was in the CRM once. */
  readonly wasWritten: boolean;
  /** It may stand in the CRM: somebody was about to make it. */
  readonly mayStand: boolean;
};

/** What became of a record that was due. `hash`: of what was, or would have been, written. */
export type RecordOutcome = Pick<DueRecord, 'kind' | 'subjectId' | 'marks'> &
  (
    | { readonly is: 'written'; readonly hash: string; readonly remoteId?: string | undefined }
    | { readonly is: 'unchanged' }
    /** It is what was refused for good: it stays parked, with its reason. */
    | { readonly is: 'still_parked' }
    /** Nothing of it belongs into the CRM; what stands there stays as it was written last. */
    | { readonly is: 'unwanted' }
    | (Refused & { readonly is: 'retried'; readonly pauseMs: number })
    | (Refused & { readonly is: 'parked'; readonly hash: string })
  );

type Refused = { readonly code: string; readonly field?: string | undefined; readonly detail: string };

const rankOf = sql`case k.kind when 'account' then 0 when 'contact' then 1 when 'referral' then 2 when 'case' then 3 else 4 end`;

/** A change of a record under way is seen when its answer is written; one that is being tried again keeps its pause. */
const marked = sql`on conflict (connector, kind, subject_id) do update set marks = crm_record.marks + 1,
  state = case when crm_record.state = 'loading' then 'loading' else 'due' end,
  due_at = case when crm_record.state = 'due' and crm_record.attempts > 0 then crm_record.due_at else now() end`;

/**
 * Marks partners, the organisations they work at or are part of, and the tasks of their accounts: figures of all of them change
 * together. Indexes: primary key, practice_role_once.
 */
export async function markPartners(tx: Tx, connector: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await mark(
    tx,
    connector,
    sql`with recursive up (id) as (
          select unnest(${ids}::uuid[])
          union
          select x.id from up u cross join lateral (
            select w.organisation_id as id from practice_role w where w.person_id = u.id
            union all select p.parent_id from partner p where p.id = u.id and p.parent_id is not null
            union all select p.alias_of from partner p where p.id = u.id and p.alias_of is not null) x),
        met as (select p.id, p.kind, p.root_id from up cross join lateral (
          select id, kind, root_id from partner where id = up.id and not is_own offset 0) p),
        top as (select coalesce(root_id, id) as id from met union select id from met)
        select case kind when 'organisation' then 'account' else 'contact' end as kind, id, '{}'::uuid[] as partner_ids from met
        union select 'task', p.id, '{}'::uuid[] from top t cross join lateral (
          select id from partner where id = t.id and first_referral_at is not null and root_id is null offset 0) p
        union select 'task', r.subject_id, '{}'::uuid[] from top t cross join lateral (
          select subject_id from crm_record where connector = ${connector} and kind = 'task' and subject_id = t.id offset 0) r`,
  );
}

/**
 * Marks referrals, what is late about them, and everybody whose figures they are or were in. Indexes: primary keys,
 * escalation_of_referral.
 */
export async function markReferrals(tx: Tx, connector: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const partners = await query<{ readonly id: string }>(
    tx,
    sql`select distinct x.id from (
          select unnest(array[referrer_partner_id, pcp_partner_id]) as id from referral where id = any(${ids}::uuid[])
          union all select unnest(partner_ids) from crm_record
            where connector = ${connector} and kind = 'referral' and subject_id = any(${ids}::uuid[])) x
        where x.id is not null`,
  );
  await mark(
    tx,
    connector,
    sql`select 'referral' as kind, id, array_remove(array[referrer_partner_id, pcp_partner_id], null) as partner_ids
        from referral where id = any(${ids}::uuid[])
        union all select 'case', id, '{}'::uuid[] from escalation where referral_id = any(${ids}::uuid[]) and level > 0 and not is_quiet`,
    sql`, partner_ids = excluded.partner_ids`,
  );
  await markPartners(
    tx,
    connector,
    partners.map((one) => one.id),
  );
}

/** Marks the referrals of partners whose own place or standing has changed: they point at it. Index: referral_of_partner. */
export async function markReferralsOf(
  tx: Tx,
  connector: string,
  partnerIds: readonly string[],
): Promise<void> {
  if (partnerIds.length === 0) return;
  await mark(
    tx,
    connector,
    sql`select 'referral' as kind, id, array_remove(array[referrer_partner_id, pcp_partner_id], null) as partner_ids
        from referral where referrer_partner_id = any(${partnerIds}::uuid[]) and merged_into is null`,
    sql`, partner_ids = excluded.partner_ids`,
  );
}

export async function markCases(tx: Tx, connector: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await mark(
    tx,
    connector,
    sql`select 'case' as kind, n.id, '{}'::uuid[] as partner_ids from unnest(${ids}::uuid[]) as n (id)`,
  );
}

/**
 * The referrals of patients of whom more or less may be told now are compared anew with what every CRM holds of them; nothing is written that
 * was not there. Indexes: patient_by_alias, referral_of_patient, primary key.
 */
export async function markPatients(tx: Tx, patientIds: readonly string[]): Promise<void> {
  if (patientIds.length === 0) return;
  await execute(
    tx,
    sql`update crm_record c set state = case when c.state = 'loading' then c.state else 'due' end, due_at = now(), marks = c.marks + 1, attempts = 0
        from crm_connector n, referral r
        where r.patient_id in (select id from patient where id = any(${patientIds}::uuid[]) or alias_of = any(${patientIds}::uuid[])
          union select alias_of from patient where id = any(${patientIds}::uuid[]) and alias_of is not null)
          and c.connector = n.name and c.kind = 'referral' and c.subject_id = r.id`,
  );
}

async function mark(
  tx: Tx,
  connector: string,
  subjects: Statement,
  also: Statement = sql.empty,
): Promise<void> {
  await execute(
    tx,
    sql`insert into crm_record (connector, kind, subject_id, rank, state, partner_ids)
        select ${connector}, k.kind, k.id, ${rankOf}, 'due', k.partner_ids from (${subjects}) k ${marked}${also}`,
  );
}

/** Records are looked at again as if they had never been written: the CRM was found to hold something else. */
export async function forgetWritten(
  tx: Tx,
  connector: string,
  kind: RecordKind,
  ids: readonly string[],
): Promise<void> {
  await execute(
    tx,
    sql`update crm_record set state = case when state = 'loading' then state else 'due' end, due_at = now(), marks = marks + 1, written_sha256 = null
        where connector = ${connector} and kind = ${kind} and subject_id = any(${ids}::uuid[])`,
  );
}

/**
 * What a person wants tried again at once: one record, or all that were refused. What was deleted in the CRM is new to it again. Returns how
 * many. Index: crm_record_refused.
 */
export function retryRefused(
  db: Queryable,
  connector: string,
  only?: { readonly kind: RecordKind; readonly subjectId: string },
): Promise<number> {
  const one =
    only === undefined ? sql.empty : sql`and kind = ${only.kind} and subject_id = ${only.subjectId}`;
  return execute(
    db,
    sql`update crm_record set state = 'due', due_at = now(), marks = marks + 1, attempts = 0, parked_sha256 = null,
          written_at = case when code = 'deleted-in-crm' then null else written_at end,
          sent_at = case when code = 'deleted-in-crm' then null else sent_at end
        where connector = ${connector} and code is not null and state in ('due', 'parked') ${one}`,
  );
}

/** The next records of one kind: the first that has any. Index: crm_record_due. */
export async function takeDue(
  db: Queryable,
  connector: string,
  limit: number,
): Promise<readonly DueRecord[]> {
  return query<DueRecord>(
    db,
    sql`select kind, subject_id as "subjectId", marks, attempts, written_sha256 as "writtenSha256", parked_sha256 as "parkedSha256",
          written_at is not null as "wasWritten", coalesce(sent_at, written_at) is not null as "mayStand"
        from crm_record where connector = ${connector} and state = 'due' and due_at <= now()
          and rank = (select rank from crm_record where connector = ${connector} and state = 'due' and due_at <= now() order by rank limit 1)
        order by due_at limit ${limit}`,
  );
}

/**
 * Before records are written: whoever goes on after this hub ended knows that they may be there, and that nobody knows what they hold.
 * Index: primary key.
 */
export async function markSent(
  tx: Tx,
  connector: string,
  kind: RecordKind,
  ids: readonly string[],
): Promise<void> {
  await execute(
    tx,
    sql`update crm_record set sent_at = coalesce(sent_at, now()), written_sha256 = null
        where connector = ${connector} and kind = ${kind} and subject_id = any(${ids}::uuid[])`,
  );
}

/** Writes down what became of them. Whatever was marked again meanwhile stays due. Index: primary key. */
export async function saveOutcomes(
  tx: Tx,
  connector: string,
  outcomes: readonly RecordOutcome[],
): Promise<void> {
  if (outcomes.length === 0) return;
  const pick = <T>(value: (one: RecordOutcome) => T): T[] => outcomes.map(value);
  const rows = sql`unnest(${pick((one) => one.kind)}::text[], ${pick((one) => one.subjectId)}::uuid[], ${pick((one) => one.marks)}::int[],
    ${pick((one) => one.is)}::text[], ${pick((one) => ('hash' in one ? one.hash : null))}::text[],
    ${pick((one) => (one.is === 'written' ? (one.remoteId ?? null) : null))}::text[], ${pick((one) => ('code' in one ? one.code : null))}::text[],
    ${pick((one) => ('code' in one ? (one.field ?? null) : null))}::text[], ${pick((one) => ('code' in one ? one.detail : null))}::text[],
    ${pick((one) => (one.is === 'retried' ? one.pauseMs : 0))}::float8[])
    as n (kind, subject_id, marks, outcome, hash, remote_id, code, field, detail, pause)`;
  await execute(
    tx,
    sql`update crm_record r set
          state = case when r.marks <> n.marks or n.outcome = 'retried' then 'due' when n.outcome in ('parked', 'still_parked') then 'parked' else 'written' end,
          due_at = case when n.outcome = 'retried' then now() + n.pause * interval '1 millisecond' else now() end,
          attempts = case when n.outcome = 'retried' then r.attempts + 1 else 0 end,
          written_sha256 = case when n.outcome = 'written' then n.hash else r.written_sha256 end,
          written_at = case when n.outcome = 'written' then now() else r.written_at end,
          remote_id = coalesce(n.remote_id, r.remote_id),
          parked_sha256 = case n.outcome when 'parked' then n.hash when 'still_parked' then r.parked_sha256 end,
          failed_at = case when n.outcome = 'still_parked' then r.failed_at when n.code is not null then now() end,
          code = case n.outcome when 'still_parked' then r.code else n.code end,
          field = case n.outcome when 'still_parked' then r.field else n.field end,
          detail = case n.outcome when 'still_parked' then r.detail else n.detail end
        from ${rows} where r.connector = ${connector} and r.kind = n.kind and r.subject_id = n.subject_id`,
  );
  const unwanted = outcomes.filter((one) => one.is === 'unwanted');
  if (unwanted.length === 0) return;
  await execute(
    tx,
    sql`delete from crm_record r using unnest(${unwanted.map((one) => one.kind)}::text[], ${unwanted.map((one) => one.subjectId)}::uuid[],
          ${unwanted.map((one) => one.marks)}::int[]) as n (kind, subject_id, marks)
        where r.connector = ${connector} and r.kind = n.kind and r.subject_id = n.subject_id and r.marks = n.marks and r.written_at is null and r.sent_at is null`,
  );
}

export type RefusedRecord = {
  readonly kind: RecordKind;
  readonly subjectId: string;
  readonly state: 'due' | 'parked' | 'loading' | 'written';
  readonly code: string;
  readonly field: string | null;
  readonly detail: string | null;
  readonly attempts: number;
  readonly dueAt: string;
  readonly failedAt: string;
  /** Of an account, contact or task: the partner. */
  readonly name: string | null;
};

/** What a CRM did not take: what is parked first, then newest first. Indexes: crm_record_refused, primary key. */
export function listRefused(db: Queryable, connector: string, limit: number): Promise<RefusedRecord[]> {
  return query<RefusedRecord>(
    db,
    sql`select r.kind, r.subject_id as "subjectId", r.state, r.code, r.field, r.detail, r.attempts, r.due_at as "dueAt", r.failed_at as "failedAt", p.name
        from crm_record r left join partner p on p.id = r.subject_id
        where r.connector = ${connector} and r.code is not null order by r.state <> 'parked', r.failed_at desc limit ${limit}`,
  );
}

export type WrittenRecord = Pick<DueRecord, 'kind' | 'subjectId'> & { readonly writtenSha256: string };

/** A page of what was written, in the order of the key. Index: primary key. */
export function listWritten(
  db: Queryable,
  connector: string,
  kind: RecordKind,
  after: string | null,
  limit: number,
): Promise<WrittenRecord[]> {
  return query<WrittenRecord>(
    db,
    sql`select kind, subject_id as "subjectId", written_sha256 as "writtenSha256" from crm_record
        where connector = ${connector} and kind = ${kind} and subject_id > ${after ?? '00000000-0000-0000-0000-000000000000'}
          and state = 'written' and written_sha256 is not null
        order by subject_id limit ${limit}`,
  );
}
