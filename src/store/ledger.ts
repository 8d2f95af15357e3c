import type { Fact, Identifier } from '../domain/fact.ts';
import type { LedgerFact } from '../domain/ledger-fact.ts';
import { recordSystem } from '../domain/same-patient.ts';
import type { ReferralState } from '../domain/referral-state.ts';
import type { ReferralView } from '../domain/referral.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';
import { referralColumnNames, referralColumns } from './referral-columns.ts';

/**
 * Takes the ledger's pen until the transaction ends and returns the last event position. One writer at a time: positions follow
 * the order of commits, and no two transactions fold one patient.
 */
export async function takePen(tx: Tx): Promise<number> {
  const row = await queryOne<{ readonly last_position: number }>(
    tx,
    sql`select last_position from ledger_writer for update`,
    { name: 'take-pen' },
  );
  return row?.last_position ?? 0;
}

export type FactRow = { readonly patientId: string; readonly entry: LedgerFact };

/** Every fact in force of these patients. Index: fact_of_patient. */
export async function loadFacts(db: Queryable, patientIds: readonly string[]): Promise<readonly FactRow[]> {
  const rows = await query<{
    readonly fingerprint: string;
    readonly patient_id: string;
    readonly referral_id: string | null;
    readonly channel: string;
    readonly message_id: string | null;
    readonly person: string | null;
    readonly partner_id: string | null;
    readonly body: Fact;
  }>(
    db,
    sql`select fingerprint, patient_id, referral_id, channel, message_id, person, partner_id, body
        from fact where patient_id = any(${patientIds}::uuid[]) and retired_at is null`,
    { name: 'load-facts' },
  );
  return rows.map((row) => ({
    patientId: row.patient_id,
    entry: {
      fact: row.body,
      fingerprint: row.fingerprint,
      channel: row.channel,
      isFromPerson: row.person !== null,
      ...(row.message_id === null ? {} : { messageId: row.message_id }),
      ...(row.partner_id === null ? {} : { partnerId: row.partner_id }),
      ...(row.referral_id === null ? {} : { referralId: row.referral_id }),
    },
  }));
}

export type FactOfMessage = {
  readonly fact: Fact;
  readonly referralId: string | null;
  readonly patientId: string;
  readonly isRetired: boolean;
};

/** What one message was taken to say. Index: fact_of_message. */
export function loadFactsOfMessage(db: Queryable, messageId: string): Promise<FactOfMessage[]> {
  return query<FactOfMessage>(
    db,
    sql`select body as fact, referral_id as "referralId", patient_id as "patientId", retired_at is not null as "isRetired"
        from fact where message_id = ${messageId} order by effective_at, kind limit 500`,
  );
}

export type NewFact = FactRow & {
  readonly person?: string;
  readonly mapping?: string;
  /** The first number it was said under. */
  readonly saidUnder?: Identifier;
};

/** Separates JSON texts, in which it is always escaped: an array of them would be escaped once more. */
const BETWEEN = '\u001E';

/**
 * Appends facts. The same statement again adds nothing; one that was retired by a replay and is said again is in force again. Each
 * remembers the record its number came up with, whoever that is now. Index: patient_identifier primary key.
 */
export async function insertFacts(tx: Tx, facts: readonly NewFact[]): Promise<void> {
  if (facts.length === 0) return;
  await execute(
    tx,
    sql`insert into fact (fingerprint, patient_id, referral_id, kind, effective_at, channel, message_id, person, partner_id, mapping, body,
          said_system, said_value, origin_patient_id)
        select n.*, case when n.said_system = ${recordSystem} then n.said_value::uuid else coalesce(i.origin_patient_id, n.patient_id) end
        from unnest(${facts.map((one) => one.entry.fingerprint)}::text[], ${facts.map((one) => one.patientId)}::uuid[],
          ${facts.map((one) => one.entry.referralId ?? null)}::uuid[], ${facts.map((one) => one.entry.fact.kind)}::text[],
          ${facts.map((one) => one.entry.fact.effectiveAt)}::timestamptz[], ${facts.map((one) => one.entry.channel)}::text[],
          ${facts.map((one) => one.entry.messageId ?? null)}::uuid[], ${facts.map((one) => one.person ?? null)}::text[],
          ${facts.map((one) => one.entry.partnerId ?? null)}::uuid[], ${facts.map((one) => one.mapping ?? null)}::text[],
          string_to_array(${facts.map((one) => JSON.stringify(one.entry.fact)).join(BETWEEN)}, ${BETWEEN})::jsonb[], ${facts.map((one) => one.saidUnder?.system ?? null)}::text[],
          ${facts.map((one) => one.saidUnder?.value ?? null)}::text[])
          as n (fingerprint, patient_id, referral_id, kind, effective_at, channel, message_id, person, partner_id, mapping, body, said_system,
            said_value)
        left join patient_identifier i on i.system = n.said_system and i.value = n.said_value and i.patient_id = n.patient_id
        on conflict (fingerprint) do update set retired_at = null, patient_id = excluded.patient_id, referral_id = excluded.referral_id,
          channel = excluded.channel, message_id = excluded.message_id, partner_id = excluded.partner_id, mapping = excluded.mapping,
          body = excluded.body, said_system = excluded.said_system, said_value = excluded.said_value,
          origin_patient_id = excluded.origin_patient_id
          where fact.retired_at is not null`,
    { name: 'insert-facts' },
  );
}

/** Facts that were assembled into another referral than before. */
export async function moveFacts(
  tx: Tx,
  moves: readonly { readonly fingerprint: string; readonly referralId: string | undefined }[],
): Promise<void> {
  if (moves.length === 0) return;
  await execute(
    tx,
    sql`update fact f set referral_id = m.referral_id
        from unnest(${moves.map((move) => move.fingerprint)}::text[], ${moves.map((move) => move.referralId ?? null)}::uuid[])
          as m (fingerprint, referral_id)
        where f.fingerprint = m.fingerprint`,
    { name: 'move-facts' },
  );
}

/** A statement that was in force until now: whose it was, and what it had become part of. */
export type RetiredFact = {
  readonly fingerprint: string;
  readonly messageId: string;
  readonly patientId: string;
  readonly referralId: string | null;
  /** The numbers it gave to its patient. */
  readonly identifiers: readonly Identifier[] | null;
};

/** Takes what messages said out of force before they are said again. Index: fact_of_message. */
export function retireFacts(tx: Tx, messageIds: readonly string[]): Promise<RetiredFact[]> {
  if (messageIds.length === 0) return Promise.resolve([]);
  return query<RetiredFact>(
    tx,
    sql`update fact set retired_at = now() where message_id = any(${messageIds}::uuid[]) and retired_at is null
        returning fingerprint, message_id as "messageId", patient_id as "patientId", referral_id as "referralId",
          case when kind in ('patient_described', 'patient_merged', 'identifier_moved')
            then coalesce(body -> 'patient', body -> 'prior') -> 'identifiers' end as identifiers`,
  );
}

export type ReferralRow = {
  readonly id: string;
  readonly patientId: string;
  readonly version: number;
  readonly view: ReferralView;
};

/** The referrals of these patients as last projected. Index: referral_of_patient. */
export async function loadReferrals(
  db: Queryable,
  patientIds: readonly string[],
): Promise<readonly ReferralRow[]> {
  return query<ReferralRow>(
    db,
    sql`select id, patient_id as "patientId", version, view from referral where patient_id = any(${patientIds}::uuid[]) and merged_into is null`,
    { name: 'load-referrals' },
  );
}

/** One referral; a merged one gives the one it went into. Index: primary key. */
export async function findReferral(db: Queryable, id: string): Promise<ReferralRow | undefined> {
  const row = await queryOne<ReferralRow & { readonly merged_into: string | null }>(
    db,
    sql`select id, patient_id as "patientId", version, view, merged_into from referral where id = ${id}`,
  );
  return row?.merged_into ? findReferral(db, row.merged_into) : row;
}

/** A change of a partner reaches what is still open or was touched lately; older stories are told. */
const TOUCHED_DAYS = 90;
const ended: readonly ReferralState[] = ['closed', 'declined', 'cancelled', 'expired', 'voided'];

/**
 * Whose referrals a change of this partner may touch, as the one who sent them or as the patient's own doctor, in pages by id.
 * Indexes: referral_of_partner, referral_of_pcp.
 */
export async function listPatientsOfPartner(
  db: Queryable,
  partnerId: string,
  after: string | undefined,
  limit: number,
): Promise<readonly string[]> {
  const rows = await query<{ readonly patient_id: string }>(
    db,
    sql`select distinct patient_id from referral
        where (referrer_partner_id = ${partnerId} or pcp_partner_id = ${partnerId}) and merged_into is null
          and (greatest(updated_at, appointment_at) > now() - make_interval(days => ${TOUCHED_DAYS})
            or (kind <> 'none' and state <> all(${ended}::text[])))
          and patient_id > ${after ?? '00000000-0000-0000-0000-000000000000'}
        order by patient_id limit ${limit}`,
  );
  return rows.map((row) => row.patient_id);
}

/** Writes projections: the view and the columns beside it. One JSON text of all: views in an array would be escaped once more. */
export async function upsertReferrals(tx: Tx, referrals: readonly ReferralRow[]): Promise<void> {
  if (referrals.length === 0) return;
  const rows = referrals.map((one) => {
    const row: Record<string, unknown> = {
      id: one.id,
      patient_id: one.patientId,
      version: one.version,
      view: one.view,
    };
    for (const { name, pick } of referralColumns) row[name] = pick(one.view);
    return row;
  });
  const sets = referralColumns.map(({ column }) => sql`${column} = excluded.${column}`);
  const types = referralColumns.map(({ column, type }) => sql`${column} ${type}`);
  await execute(
    tx,
    sql`insert into referral (id, patient_id, version, ${referralColumnNames}, view)
        select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          as n (id uuid, patient_id uuid, version int, ${sql.join(types)}, view jsonb)
        on conflict (id) do update set patient_id = excluded.patient_id, version = excluded.version, ${sql.join(sets)}, view = excluded.view,
          updated_at = now()`,
    { name: 'upsert-referrals' },
  );
}

export async function markMerged(
  tx: Tx,
  merged: readonly { readonly id: string; readonly into: string }[],
): Promise<void> {
  if (merged.length === 0) return;
  await execute(
    tx,
    sql`update referral r set merged_into = m.into_id, updated_at = now()
        from unnest(${merged.map((one) => one.id)}::uuid[], ${merged.map((one) => one.into)}::uuid[]) as m (id, into_id) where r.id = m.id`,
  );
}
