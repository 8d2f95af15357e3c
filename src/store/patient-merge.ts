import type { Identifier, Link } from '../domain/fact.ts';
import {
  otherNumbers,
  recordSystem,
  type IdentityFact,
  type IdentityStatement,
  type NumberOfRecord,
} from '../domain/same-patient.ts';
import { execute, query, sql, type Queryable, type Tx } from './database.ts';

/** A number: the record it came up with, and who holds it now. */
export type NumberRow = NumberOfRecord & { readonly patientId: string };

/** Everything that hangs together by merges, links and moves, and who it is taken for now. */
export type Component = {
  readonly records: readonly string[];
  readonly numbers: readonly NumberRow[];
  readonly statements: readonly IdentityStatement[];
  /** Records that were entered as patients; `aliasOf` when they went into another one. */
  readonly patients: ReadonlyMap<string, { readonly aliasOf: string | null }>;
};

const MOST_ROUNDS = 100;

/** The records that have to be looked at together with these. Indexes: fact_identity_of_record, fact_identity_by_number, see below. */
export async function loadComponent(tx: Tx, seeds: readonly string[]): Promise<Component> {
  let records = [...new Set(seeds)];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const numbers = await loadNumbers(tx, records);
    const statements = await loadStatements(tx, records, numbers);
    const named = statements.flatMap(({ entry }) => otherNumbers(entry.fact));
    const wider = await widen(tx, [
      ...records,
      ...statements.map((one) => one.record),
      ...named.filter((id) => id.system === recordSystem).map((id) => id.value),
      ...(await loadHolders(tx, named)),
    ]);
    if (wider.length === records.length)
      return { records, numbers, statements, patients: await loadStandings(tx, records) };
    records = wider;
  }
  throw new Error('Statements about who is who form a chain that is too long.');
}

/** These records, and those that share a patient with one of them. Indexes: patient_identifier_of, fact_of_patient, patient_alias_of. */
async function widen(tx: Tx, records: readonly string[]): Promise<string[]> {
  const rows = await query<{ readonly id: string }>(
    tx,
    sql`with seed as (select distinct id from unnest(${records}::uuid[]) as s (id)),
          holder as (
            select i.patient_id as id from patient_identifier i join seed on i.origin_patient_id = seed.id
            union select coalesce(p.alias_of, p.id) from patient p join seed on p.id = seed.id)
        select id from seed
        union select i.origin_patient_id from patient_identifier i join holder on i.patient_id = holder.id
        union select f.origin_patient_id from fact f join holder on f.patient_id = holder.id
        union select p.id from patient p join holder on p.id = holder.id
        union select p.id from patient p join holder on p.alias_of = holder.id
        order by id`,
    { name: 'widen-records' },
  );
  return rows.map((row) => row.id);
}

/** Index: patient_identifier_of_record. */
function loadNumbers(db: Queryable, records: readonly string[]): Promise<NumberRow[]> {
  return query<NumberRow>(
    db,
    sql`select system, value, origin_patient_id as record, patient_id as "patientId"
        from patient_identifier where origin_patient_id = any(${records}::uuid[]) order by system, value`,
  );
}

/** Records that numbers came up with. Index: patient_identifier primary key. */
async function loadHolders(db: Queryable, numbers: readonly Identifier[]): Promise<readonly string[]> {
  if (numbers.length === 0) return [];
  const rows = await query<{ readonly record: string }>(
    db,
    sql`select i.origin_patient_id as record from patient_identifier i
        join unnest(${numbers.map((id) => id.system)}::text[], ${numbers.map((id) => id.value)}::text[]) as n (system, value)
          on i.system = n.system and i.value = n.value`,
  );
  return rows.map((row) => row.record);
}

/** What was said about these records and others, by either side. Indexes: fact_identity_of_record, fact_identity_by_number. */
async function loadStatements(
  db: Queryable,
  records: readonly string[],
  numbers: readonly Identifier[],
): Promise<readonly IdentityStatement[]> {
  const named = [...numbers, ...records.map((value) => ({ system: recordSystem, value }))];
  const rows = await query<{
    readonly fingerprint: string;
    readonly record: string;
    readonly channel: string;
    readonly message_id: string | null;
    readonly person: string | null;
    readonly body: IdentityFact;
  }>(
    db,
    sql`with found as (
          select fingerprint from fact where origin_patient_id = any(${records}::uuid[])
            and kind in ('patient_merged', 'patient_unmerged', 'patient_linked', 'identifier_moved', 'visit_moved')
          union
          select f.fingerprint from unnest(${named.map(({ system, value }) => JSON.stringify([{ system, value }]))}::jsonb[]) as n (number)
          join fact f on (coalesce(f.body -> 'prior', f.body -> 'other') -> 'identifiers') @> n.number
            and f.kind in ('patient_merged', 'patient_unmerged', 'patient_linked', 'identifier_moved', 'visit_moved'))
        select f.fingerprint, f.origin_patient_id as record, f.channel, f.message_id, f.person, f.body
        from found join fact f using (fingerprint) where f.retired_at is null`,
  );
  return rows.map((row) => ({
    record: row.record,
    entry: {
      fact: row.body,
      fingerprint: row.fingerprint,
      channel: row.channel,
      isFromPerson: row.person !== null,
      ...(row.message_id === null ? {} : { messageId: row.message_id }),
    },
  }));
}

/** Index: patient primary key. */
async function loadStandings(db: Queryable, records: readonly string[]) {
  const rows = await query<{ readonly id: string; readonly aliasOf: string | null }>(
    db,
    sql`select id, alias_of as "aliasOf" from patient where id = any(${records}::uuid[])`,
  );
  return new Map(rows.map((row) => [row.id, { aliasOf: row.aliasOf }]));
}

/** A fact as far as it matters to whom it belongs. */
export type FactPlace = {
  readonly fingerprint: string;
  readonly patientId: string;
  readonly record: string;
  readonly saidUnder: Identifier | null;
  readonly messageId: string | null;
  readonly kind: string;
  readonly effectiveAt: string;
  readonly isRetired: boolean;
  readonly links: readonly Link[];
  /** `system|value` of the document it speaks of. */
  readonly document: string | null;
  readonly referralId: string | null;
  readonly ownReferralId: string | null;
};

/** All facts of these patients, retired ones too. Index: fact_of_patient. */
export function loadPlaces(db: Queryable, patientIds: readonly string[]): Promise<FactPlace[]> {
  return query<FactPlace>(
    db,
    sql`select fingerprint, patient_id as "patientId", origin_patient_id as record,
          case when said_system is not null then jsonb_build_object('system', said_system, 'value', said_value) end as "saidUnder",
          message_id as "messageId", kind, effective_at as "effectiveAt", retired_at is not null as "isRetired", body -> 'links' as links,
          (body -> 'documentId' ->> 'system') || '|' || (body -> 'documentId' ->> 'value') as document,
          referral_id as "referralId", own_referral_id as "ownReferralId"
        from fact where patient_id = any(${patientIds}::uuid[])`,
  );
}

/** Records of which statements about identity were made or taken back by these messages. Index: fact_of_message. */
export async function listIdentityRecords(
  db: Queryable,
  messageIds: readonly string[],
): Promise<readonly string[]> {
  const rows = await query<{ readonly record: string }>(
    db,
    sql`select distinct origin_patient_id as record from fact where message_id = any(${messageIds}::uuid[])
          and kind in ('patient_merged', 'patient_unmerged', 'patient_linked', 'identifier_moved', 'visit_moved')`,
  );
  return rows.map((row) => row.record);
}

/** Records that got one of these visits from another patient. Index: fact_visit_moved. */
export async function listMovers(db: Queryable, visits: readonly Link[]): Promise<readonly string[]> {
  if (visits.length === 0) return [];
  const rows = await query<{ readonly record: string }>(
    db,
    sql`select distinct f.origin_patient_id as record
        from unnest(${visits.map(({ kind, system, value }) => JSON.stringify([{ kind, system, value }]))}::jsonb[]) as n (visit)
        join fact f on f.kind = 'visit_moved' and (f.body -> 'visits') @> n.visit
        where f.retired_at is null`,
  );
  return rows.map((row) => row.record);
}

/** What becomes of a component: only what changes. */
export type Regrouping = {
  readonly entered: readonly string[];
  readonly aliases: readonly { readonly id: string; readonly aliasOf: string | null }[];
  readonly numbers: readonly (Identifier & { readonly patientId: string })[];
  readonly facts: readonly {
    readonly fingerprint: string;
    readonly patientId: string;
    readonly referralId: string | null;
    readonly ownReferralId: string | null;
  }[];
  /** Referrals that have facts, with whose they are. One that was part of another is by itself again. */
  readonly referrals: readonly { readonly id: string; readonly patientId: string }[];
  /** Who each record is taken for, before and now. */
  readonly records: readonly {
    readonly record: string;
    readonly before: readonly string[];
    readonly patientId: string;
  }[];
};

/** Writes who everything belongs to. Indexes: primary keys, fact_of_message, message_by_patient, review_of_referral, review_of_patient. */
export async function writeRegrouping(tx: Tx, change: Regrouping): Promise<void> {
  await execute(tx, sql`insert into patient (id) select unnest(${change.entered}::uuid[])`);
  await execute(
    tx,
    sql`update patient p set alias_of = a.alias_of, updated_at = now()
        from unnest(${change.aliases.map((one) => one.id)}::uuid[], ${change.aliases.map((one) => one.aliasOf)}::uuid[]) as a (id, alias_of)
        where p.id = a.id`,
  );
  await execute(
    tx,
    sql`update patient_identifier i set patient_id = n.patient_id
        from unnest(${change.numbers.map((one) => one.system)}::text[], ${change.numbers.map((one) => one.value)}::text[],
          ${change.numbers.map((one) => one.patientId)}::uuid[]) as n (system, value, patient_id)
        where i.system = n.system and i.value = n.value`,
  );
  const { facts, referrals } = change;
  await execute(
    tx,
    sql`update fact f set patient_id = n.patient_id, referral_id = n.referral_id, own_referral_id = n.own_referral_id
        from unnest(${facts.map((one) => one.fingerprint)}::text[], ${facts.map((one) => one.patientId)}::uuid[],
          ${facts.map((one) => one.referralId)}::uuid[], ${facts.map((one) => one.ownReferralId)}::uuid[])
          as n (fingerprint, patient_id, referral_id, own_referral_id)
        where f.fingerprint = n.fingerprint`,
  );
  // One that comes back counts as not there before: what it calls for is planned anew, under the keys it had.
  await execute(
    tx,
    sql`update referral r set patient_id = n.patient_id, updated_at = now(), merged_into = null,
          kind = case when r.merged_into is null then r.kind else 'none' end,
          view = case when r.merged_into is null then r.view else jsonb_set(r.view, '{kind}', '"none"') end
        from unnest(${referrals.map((one) => one.id)}::uuid[], ${referrals.map((one) => one.patientId)}::uuid[]) as n (id, patient_id)
        where r.id = n.id and (r.patient_id <> n.patient_id or r.merged_into is not null)`,
  );
  await followMessages(tx, change);
  await execute(
    tx,
    sql`update review v set patient_id = p.alias_of from patient p
        where v.patient_id = p.id and p.id = any(${change.aliases.map((one) => one.id)}::uuid[]) and p.alias_of is not null
          and v.referral_id is null`,
  );
  await execute(
    tx,
    sql`update review v set patient_id = r.patient_id from referral r
        where v.referral_id = r.id and r.id = any(${referrals.map((one) => one.id)}::uuid[]) and v.patient_id <> r.patient_id`,
  );
}

/** Messages go with what they said; one that said nothing new, with the record it speaks of. */
async function followMessages(tx: Tx, { facts, records }: Regrouping): Promise<void> {
  const moved = records.flatMap(({ record, before, patientId }) =>
    before.filter((id) => id !== patientId).map((from) => ({ record, from, patientId })),
  );
  await execute(
    tx,
    sql`update message m set patient_id = n.patient_id, origin_patient_id = n.record
        from unnest(${moved.map((one) => one.record)}::uuid[], ${moved.map((one) => one.from)}::uuid[],
          ${moved.map((one) => one.patientId)}::uuid[]) as n (record, was, patient_id)
        where m.patient_id = n.was and coalesce(m.origin_patient_id, m.patient_id) = n.record`,
  );
  await execute(
    tx,
    sql`update message m set patient_id = f.patient_id, origin_patient_id = coalesce(m.origin_patient_id, m.patient_id)
        from (select distinct on (message_id) message_id, patient_id from fact
              where message_id in (select message_id from fact where fingerprint = any(${facts.map((one) => one.fingerprint)}::text[]))
                and retired_at is null
              order by message_id, kind = 'patient_described', effective_at, fingerprint) f
        where m.id = f.message_id and not exists (select from fact o where o.message_id = m.id and o.retired_at is null
          and o.patient_id = m.patient_id)`,
  );
}

/** Questions about who is who that were ever asked of these records. Index: review_of_patient. */
export function listIdentityQuestions(
  db: Queryable,
  patientIds: readonly string[],
): Promise<{ readonly key: string; readonly state: 'open' | 'answered' | 'withdrawn' }[]> {
  return query(
    db,
    sql`select key, state from review where patient_id = any(${patientIds}::uuid[])
          and kind in ('identity_conflict', 'same_patient', 'account_moved')`,
  );
}
