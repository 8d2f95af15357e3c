import type { TellBecause, TellKind } from '../domain/tell.ts';
import type { ReferralView } from '../domain/referral.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

export type TellState = 'waiting' | 'told' | 'muted' | 'dropped';

export type NewTell = {
  readonly id: string;
  readonly effectKey: string;
  readonly destination: string;
  readonly address: string;
  readonly kind: TellKind;
  readonly listenerId?: string;
  readonly because: TellBecause;
  readonly state: TellState;
  readonly dueAt: string;
  /** Inserted in the same transaction. */
  readonly deliveryId?: string;
};

/**
 * Enters tells; of those that are there already only what nobody was told begins anew. Returns the ids that count: who is not among
 * them was told before. Index: tell_effect_key_destination_address_key.
 */
export async function insertTells(tx: Tx, tells: readonly NewTell[]): Promise<ReadonlySet<string>> {
  if (tells.length === 0) return new Set();
  const text = (pick: (one: NewTell) => string | undefined) => tells.map((one) => pick(one) ?? null);
  const rows = await query<{ readonly id: string }>(
    tx,
    sql`insert into tell as t (id, effect_key, destination, address, kind, listener_id, because, state, due_at, delivery_id)
        select * from unnest(${text((one) => one.id)}::uuid[], ${text((one) => one.effectKey)}::text[], ${text((one) => one.destination)}::text[],
          ${text((one) => one.address)}::text[], ${text((one) => one.kind)}::text[], ${text((one) => one.listenerId)}::uuid[],
          ${text((one) => one.because)}::text[], ${text((one) => one.state)}::text[], ${text((one) => one.dueAt)}::timestamptz[],
          ${text((one) => one.deliveryId)}::uuid[])
        on conflict (effect_key, destination, address) do update set id = excluded.id, kind = excluded.kind, listener_id = excluded.listener_id,
          because = excluded.because, state = excluded.state, due_at = excluded.due_at, delivery_id = excluded.delivery_id
          where t.state <> 'told' or exists (select from delivery d where d.id = t.delivery_id and d.status = 'cancelled')
        returning t.id`,
    { name: 'insert-tells' },
  );
  return new Set(rows.map((row) => row.id));
}

/** Partner → itself and all it is part of today. Indexes: primary keys, practice_role_once. */
export async function loadOffices(
  db: Queryable,
  partnerIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await query<{ readonly of: string; readonly ids: readonly string[] }>(
    db,
    sql`with recursive office as (
          select id as of, id from unnest(${partnerIds}::uuid[]) as n (id)
          union select o.of, up.id from office o cross join lateral (
            select r.organisation_id as id from practice_role r where r.person_id = o.id and (r.ends_on is null or r.ends_on > current_date)
            union all select p.parent_id from partner p where p.id = o.id and p.parent_id is not null) up)
        select of, array_agg(id) as ids from office group by of`,
    { name: 'tell-offices' },
  );
  return new Map(rows.map((row) => [row.of, row.ids]));
}

/** Referrals that are urgent. Index: primary key. */
export async function listUrgent(
  db: Queryable,
  referralIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await query<{ readonly id: string }>(
    db,
    sql`select id from referral where id = any(${referralIds}::uuid[]) and priority <> 'routine'`,
  );
  return new Set(rows.map((row) => row.id));
}

export type DueTell = {
  readonly id: string;
  readonly effectKey: string;
  readonly destination: string;
  readonly address: string;
  readonly kind: TellKind;
  readonly listenerId: string | null;
  readonly referralId: string;
  readonly partnerId: string | null;
};

/** Whether anything waits to be told, without waiting for anybody. Indexes: tell_waiting, primary keys. */
export async function hasDueTells(db: Queryable): Promise<boolean> {
  const row = await queryOne<{ readonly is_due: boolean }>(
    db,
    sql`select exists (select from tell where state = 'waiting' and due_at <= now())
          or exists (select from tell_referral w join referral r on r.id = w.referral_id
            where r.state <> w.told_state or r.merged_into is not null) as is_due`,
    { name: 'has-due-tells' },
  );
  return row?.is_due ?? false;
}

/** One hub at a time collects: two would make two digests of one. */
export async function lockTells(tx: Tx): Promise<boolean> {
  const row = await queryOne<{ readonly taken: boolean }>(
    tx,
    sql`select pg_try_advisory_xact_lock(hashtextextended('tell', 0)) as taken`,
  );
  return row?.taken ?? false;
}

/** Those that cannot be told any more: nobody wants what they say. Index: tell_waiting. */
export async function dropWithdrawn(tx: Tx): Promise<void> {
  await execute(
    tx,
    sql`update tell t set state = 'dropped' from effect e
        where t.state = 'waiting' and t.due_at <= now() and e.key = t.effect_key and e.state = 'withdrawn'`,
    { name: 'drop-withdrawn-tells' },
  );
}

/** Tells whose time has come, oldest first; locked, so that two hubs tell each once. Index: tell_waiting. */
export function takeDueTells(tx: Tx, limit: number): Promise<DueTell[]> {
  return query<DueTell>(
    tx,
    sql`select t.id, t.effect_key as "effectKey", t.destination, t.address, t.kind, t.listener_id as "listenerId",
          e.referral_id as "referralId", e.partner_id as "partnerId"
        from tell t join effect e on e.key = t.effect_key
        where t.state = 'waiting' and t.due_at <= now() order by t.due_at, t.id limit ${limit} for update of t skip locked`,
    { name: 'take-due-tells' },
  );
}

export async function setTells(
  tx: Tx,
  ids: readonly string[],
  state: TellState,
  deliveryId?: string,
): Promise<void> {
  if (ids.length === 0) return;
  await execute(
    tx,
    sql`update tell set state = ${state}, delivery_id = coalesce(${deliveryId ?? null}::uuid, delivery_id) where id = any(${ids}::uuid[])`,
  );
}

/** The effects that carry what is told together. */
export async function insertTellEffects(
  tx: Tx,
  effects: readonly { readonly key: string; readonly kind: string; readonly referralId: string }[],
): Promise<void> {
  if (effects.length === 0) return;
  await execute(
    tx,
    sql`insert into effect (key, kind, referral_id, state, due_at, released_at)
        select n.key, n.kind, n.referral_id, 'released', now(), now()
        from unnest(${effects.map((one) => one.key)}::text[], ${effects.map((one) => one.kind)}::text[],
          ${effects.map((one) => one.referralId)}::uuid[]) as n (key, kind, referral_id)
        on conflict (key) do nothing`,
  );
}

export type TellItem = {
  readonly effectKey: string;
  readonly kind: TellKind;
  readonly referralId: string;
  readonly view: ReferralView;
  readonly partnerId: string | null;
  /** The office, or the doctor where there is none. */
  readonly office: string | null;
};

/** What a delivery tells, oldest first, as the referrals stand now. Index: tell_of_delivery. */
export function listTellsIn(db: Queryable, deliveryId: string): Promise<TellItem[]> {
  return query<TellItem>(
    db,
    sql`select t.effect_key as "effectKey", t.kind, r.id as "referralId", r.view, e.partner_id as "partnerId", coalesce(p.organisation, p.name) as office
        from tell t join effect e on e.key = t.effect_key join referral o on o.id = e.referral_id
        join referral r on r.id = coalesce(o.merged_into, o.id) left join partner p on p.id = e.partner_id
        where t.delivery_id = ${deliveryId} and t.state = 'told' order by t.created_at, t.id limit 1000`,
  );
}

/** Alerts that are withdrawn: of what is not on its way yet nothing is said. Indexes: tell_effect_key_destination_address_key, delivery primary key. */
export async function dropTellsOf(tx: Tx, effectKeys: readonly string[]): Promise<void> {
  if (effectKeys.length === 0) return;
  await execute(
    tx,
    sql`update tell t set state = 'dropped' where t.effect_key = any(${effectKeys}::text[])
          and (t.state = 'waiting' or (t.state = 'told' and exists (select from delivery d
            where d.id = t.delivery_id and d.status in ('queued', 'failed_transient', 'dead', 'cancelled'))))`,
    { name: 'drop-tells-of' },
  );
}

export type ChangedWatch = {
  readonly listenerId: string;
  readonly referralId: string;
  readonly state: string;
  readonly isUrgent: boolean;
};

/** Watched referrals that stand otherwise than their watchers know; locked. Few rows: what people watch. Index: primary keys. */
export function takeChangedWatches(tx: Tx, limit: number): Promise<ChangedWatch[]> {
  return query<ChangedWatch>(
    tx,
    sql`select w.listener_id as "listenerId", r.id as "referralId", r.state, r.priority <> 'routine' as "isUrgent"
        from tell_referral w join referral r on r.id = w.referral_id
        where r.state <> w.told_state and r.merged_into is null order by r.id limit ${limit} for update of w skip locked`,
    { name: 'take-changed-watches' },
  );
}

/** Two referrals turned out to be one: who watched either watches that one, and hears of it only what changes. */
export async function followMergedWatches(tx: Tx): Promise<void> {
  await execute(
    tx,
    sql`with gone as (delete from tell_referral w using referral r where r.id = w.referral_id and r.merged_into is not null
          returning w.listener_id, r.merged_into, w.told_state)
        insert into tell_referral (listener_id, referral_id, told_state) select distinct on (listener_id, merged_into) * from gone on conflict do nothing`,
    { name: 'follow-merged-watches' },
  );
}

export async function markWatchTold(tx: Tx, changed: readonly ChangedWatch[]): Promise<void> {
  if (changed.length === 0) return;
  await execute(
    tx,
    sql`update tell_referral w set told_state = n.state
        from unnest(${changed.map((one) => one.listenerId)}::uuid[], ${changed.map((one) => one.referralId)}::uuid[],
          ${changed.map((one) => one.state)}::text[]) as n (listener_id, referral_id, state)
        where w.listener_id = n.listener_id and w.referral_id = n.referral_id`,
  );
}

export type ToldRow = {
  readonly id: string;
  readonly kind: TellKind;
  readonly destination: string;
  readonly address: string;
  readonly because: TellBecause;
  readonly state: TellState;
  readonly dueAt: string;
  readonly createdAt: string;
  readonly referralId: string;
  readonly partnerName: string | null;
  /** Of its delivery, and why it is not further. */
  readonly status: string | null;
  readonly detail: string | null;
  readonly sentAt: string | null;
};

/** What somebody was told of late, newest first. Index: tell_of_listener. */
export function listTold(db: Queryable, listenerId: string, limit: number): Promise<ToldRow[]> {
  return query<ToldRow>(
    db,
    sql`select t.id, t.kind, t.destination, t.address, t.because, t.state, t.due_at as "dueAt", t.created_at as "createdAt",
          e.referral_id as "referralId", coalesce(p.organisation, p.name) as "partnerName", d.status, d.detail, d.sent_at as "sentAt"
        from (select * from tell where listener_id = ${listenerId} order by created_at desc limit ${limit}) t
        join effect e on e.key = t.effect_key left join partner p on p.id = e.partner_id left join delivery d on d.id = t.delivery_id
        order by t.created_at desc, t.id desc`,
  );
}
