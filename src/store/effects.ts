import type { Effect } from '../domain/consequences.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';
import { dropTellsOf } from './tells.ts';

export type EffectState = 'planned' | 'blocked' | 'released' | 'withdrawn';

export type EffectRow = {
  readonly key: string;
  readonly kind:
    | Effect['kind']
    | 'correct_no_show'
    | 'correct_cancellation'
    | 'tell_escalations'
    | 'tell_alerts'
    | 'send_letter'
    | 'send_status'
    | 'send_bundle';
  readonly referralId: string;
  readonly partnerId: string | null;
  readonly dueAt: string;
  readonly documentKey: string | null;
  readonly contentSha256: string | null;
  readonly appointmentKey: string | null;
};

/** What effects send to an office, in the words of a delivery. All others tell people here: `purposeOf` of the pipeline. */
export const officePurposes = {
  deliver_note: 'note',
  copy_note: 'note',
  offer_note: 'note',
  notify_no_show: 'no_show',
  notify_cancellation: 'cancellation',
  correct_no_show: 'correction',
  correct_cancellation: 'correction',
  send_letter: 'letter',
  send_status: 'status',
  send_bundle: 'bundle',
} as const satisfies Readonly<Partial<Record<EffectRow['kind'], string>>>;

type Planned = Omit<Effect, 'kind'> & {
  readonly kind: EffectRow['kind'];
  readonly referralId: string;
  readonly corrects?: string;
};

const columns = sql`key, kind, referral_id as "referralId", partner_id as "partnerId", due_at as "dueAt", document_key as "documentKey",
  content_sha256 as "contentSha256", appointment_key as "appointmentKey"`;

/**
 * Plans effects. A key that was ever released stays so: once in the world is once. What a person held is still held when it is wanted
 * again, and so are later versions of a note they held for this partner. What is planned as it is wanted is not written again.
 * Indexes: primary key, effect_held_by_person.
 */
export async function planEffects(tx: Tx, effects: readonly Planned[]): Promise<void> {
  if (effects.length === 0) return;
  const text = (pick: (effect: Planned) => string | undefined) =>
    effects.map((effect) => pick(effect) ?? null);
  const planned = await execute(
    tx,
    sql`insert into effect (key, kind, referral_id, partner_id, state, due_at, document_key, content_sha256, appointment_key, corrects,
          hold, hold_detail, held_by, held_at)
        select n.key, n.kind, n.referral_id, n.partner_id, case when h.hold is null then 'planned' else 'blocked' end, n.due_at, n.document_key,
          n.content_sha256, n.appointment_key, n.corrects, h.hold, h.hold_detail, h.held_by, h.held_at
        from unnest(${text((one) => one.key)}::text[], ${text((one) => one.kind)}::text[], ${text((one) => one.referralId)}::uuid[],
          ${text((one) => one.partnerId)}::uuid[], ${text((one) => one.dueAt)}::timestamptz[], ${text((one) => one.documentKey)}::text[],
          ${text((one) => one.contentSha256)}::text[], ${text((one) => one.appointmentKey)}::text[], ${text((one) => one.corrects)}::text[])
          as n (key, kind, referral_id, partner_id, due_at, document_key, content_sha256, appointment_key, corrects)
        left join lateral (select o.hold, o.hold_detail, o.held_by, o.held_at from effect o
          where o.partner_id = n.partner_id and o.document_key = n.document_key and o.hold = 'by_person' and 'by_person' <> all(o.cleared)
          order by o.held_at desc limit 1) h on true
        on conflict (key) do update set state = case when effect.state = 'withdrawn' then excluded.state else effect.state end,
          hold = case when effect.state = 'withdrawn' then excluded.hold else effect.hold end,
          hold_detail = case when effect.state = 'withdrawn' then excluded.hold_detail else effect.hold_detail end,
          held_by = case when effect.state = 'withdrawn' then excluded.held_by else effect.held_by end,
          held_at = case when effect.state = 'withdrawn' then excluded.held_at else effect.held_at end,
          hold_review = case when effect.state = 'withdrawn' and excluded.hold = 'by_person' then null else effect.hold_review end,
          cleared = case when effect.state = 'withdrawn' and excluded.hold = 'by_person' then array_remove(effect.cleared, 'by_person') else effect.cleared end,
          due_at = case when effect.kind = 'thank_partner' and effect.state <> 'withdrawn' then least(effect.due_at, excluded.due_at) else excluded.due_at end,
          referral_id = case when effect.kind = 'thank_partner' and effect.state <> 'withdrawn'
              and (excluded.due_at, excluded.referral_id) >= (effect.due_at, effect.referral_id)
            then effect.referral_id else excluded.referral_id end,
          document_key = excluded.document_key, kind = excluded.kind
          where effect.state <> 'released' and (effect.state = 'withdrawn'
            or (effect.kind, effect.document_key) is distinct from (excluded.kind, excluded.document_key)
            or case effect.kind when 'thank_partner' then (excluded.due_at, excluded.referral_id) < (effect.due_at, effect.referral_id)
              else (excluded.due_at, excluded.referral_id) <> (effect.due_at, effect.referral_id) end)`,
    { name: 'plan-effects' },
  );
  // Who was released is not among those that were written.
  const perhapsReleased =
    planned < effects.length ? effects.filter(({ kind }) => kind !== 'thank_partner') : [];
  await followReferrals(tx, perhapsReleased);
}

/** What was released already belongs to the referral that wants it now: its proof has to reach that one. */
async function followReferrals(tx: Tx, effects: readonly Planned[]): Promise<void> {
  if (effects.length === 0) return;
  const keys = effects.map((effect) => effect.key);
  const ids = effects.map((effect) => effect.referralId);
  const kinds = effects.map((effect) => effect.kind);
  await execute(
    tx,
    sql`with moved as (
          update effect e set referral_id = n.referral_id, kind = n.kind
          from unnest(${keys}::text[], ${ids}::uuid[], ${kinds}::text[]) as n (key, referral_id, kind)
          where e.key = n.key and e.state = 'released' and e.kind <> 'thank_partner' and (e.referral_id, e.kind) <> (n.referral_id, n.kind)
          returning e.key, e.referral_id)
        update delivery d set referral_id = m.referral_id from moved m where d.effect_key = m.key`,
    { name: 'follow-referrals' },
  );
}

/**
 * One thank-you serves all referrals of a partner's week. Those that another counted referral still calls for stay, as of the
 * earliest; returns their keys. Index: referral_of_partner.
 */
export async function keepSharedThanks(
  tx: Tx,
  thanks: readonly { readonly key: string; readonly partnerId: string }[],
  zone: string,
): Promise<ReadonlySet<string>> {
  if (thanks.length === 0) return new Set();
  const rows = await query<{ readonly key: string }>(
    tx,
    sql`update effect e set referral_id = o.id, due_at = case e.state when 'released' then e.due_at else o.received_at end
        from unnest(${thanks.map((one) => one.key)}::text[], ${thanks.map((one) => one.partnerId)}::uuid[]) as t (key, partner_id)
        cross join lateral (
          select r.id, r.received_at from referral r
          where r.referrer_partner_id = t.partner_id and r.is_counted and r.merged_into is null
            and t.key = 'thank_partner|' || r.referrer_partner_id || '|' || to_char(r.received_at at time zone ${zone}, 'IYYY-"W"IW')
          order by r.received_at, r.id limit 1) o
        where e.key = t.key returning e.key`,
  );
  return new Set(rows.map((row) => row.key));
}

/** Drops effects nobody has been told of; returns the keys that were released already. */
export async function withdrawEffects(tx: Tx, keys: readonly string[]): Promise<readonly string[]> {
  if (keys.length === 0) return [];
  await execute(
    tx,
    sql`update effect set state = 'withdrawn' where key = any(${keys}::text[]) and state in ('planned', 'blocked')`,
  );
  const rows = await query<{ readonly key: string }>(
    tx,
    sql`select key from effect where key = any(${keys}::text[]) and state = 'released'`,
  );
  return rows.map((row) => row.key);
}

/** Released effects whose deliveries have all been stopped in time; an alert nobody has seen goes with them. */
export async function withdrawReleased(tx: Tx, keys: readonly string[]): Promise<readonly string[]> {
  if (keys.length === 0) return [];
  await execute(
    tx,
    sql`update delivery set status = 'cancelled', updated_at = now() where effect_key = any(${keys}::text[]) and status in ('queued', 'failed_transient', 'dead')`,
  );
  const rows = await query<{ readonly key: string }>(
    tx,
    sql`update effect e set state = 'withdrawn' where key = any(${keys}::text[]) and state = 'released'
          and not exists (select from delivery d where d.effect_key = e.key and d.status <> 'cancelled') returning key`,
  );
  const stopped = rows.map((row) => row.key);
  await execute(tx, sql`delete from alert where effect_key = any(${stopped}::text[]) and seen_at is null`);
  await dropTellsOf(tx, stopped);
  return stopped;
}

/**
 * A released effect that nobody has and nobody is getting, by itself or in a parcel of several: all of its deliveries are stopped, and it is
 * withdrawn. False: somebody has it, or may have it, and nothing is stopped. Indexes: delivery_of_effect, bundle_note_of_note.
 */
export async function withdrawUnsent(tx: Tx, key: string): Promise<boolean> {
  // Locked first: what a hub claims meanwhile is either seen here as sent, or finds itself stopped.
  const parcels = await query<{ readonly isOut: boolean }>(
    tx,
    sql`select status in ('sending', 'sent', 'delivered', 'ambiguous') as "isOut" from delivery
        where effect_key = any(array(select ${key} union select bundle_key from bundle_note where note_key = ${key})) order by id for update`,
  );
  if (parcels.some((one) => one.isOut)) return false;
  await withdrawReleased(tx, [key]);
  return true;
}

/** Whether any is due, without waiting for anybody. Index: effect_due. */
export async function hasDueEffects(db: Queryable): Promise<boolean> {
  const row = await queryOne<{ readonly is_due: boolean }>(
    db,
    sql`select exists (select from effect where state = 'planned' and due_at <= now()) as is_due`,
    { name: 'has-due-effects' },
  );
  return row?.is_due ?? false;
}

/** Effects whose time has come; locked, so that two hubs release each once. Index: effect_due. */
export function takeDueEffects(tx: Tx, limit: number): Promise<EffectRow[]> {
  return query<EffectRow>(
    tx,
    sql`select ${columns} from effect where state = 'planned' and due_at <= now() order by due_at limit ${limit} for update skip locked`,
    { name: 'take-due-effects' },
  );
}

export async function setEffectState(tx: Tx, keys: readonly string[], state: EffectState): Promise<void> {
  if (keys.length === 0) return;
  await execute(
    tx,
    sql`update effect set state = ${state}, released_at = case when ${state} = 'released' then now() else released_at end,
          hold = case when ${state} = 'blocked' then hold end, hold_detail = case when ${state} = 'blocked' then hold_detail end,
          held_at = case when ${state} = 'blocked' then held_at end, held_by = case when ${state} = 'blocked' then held_by end,
          hold_review = case when ${state} = 'blocked' then hold_review end where key = any(${keys}::text[])`,
  );
}

/**
 * A partner can be reached now: what waited for that is due again, for those too who get things by it: its parts, and the people
 * who work there. Returns whom. Indexes: effect_blocked, partner_children, practice_role_of_organisation.
 */
export async function unblockEffects(tx: Tx, partnerId: string): Promise<readonly string[]> {
  const rows = await query<{ readonly id: string }>(
    tx,
    sql`with recursive office as (
          select ${partnerId}::uuid as id
          union select p.id from office o join partner p on p.parent_id = o.id),
        member as (select id from office union select r.person_id from office o join practice_role r on r.organisation_id = o.id)
        update effect set state = 'planned' where state = 'blocked' and partner_id in (select id from member)
          and coalesce(hold in ('no_endpoint', 'unverified_number', 'changed_number'), true) returning partner_id as id`,
  );
  return [...new Set(rows.map((row) => row.id))];
}

/** What a person decided not to send. */
export async function withdrawBlocked(tx: Tx, documentKey: string): Promise<void> {
  await execute(
    tx,
    sql`update effect set state = 'withdrawn' where document_key = ${documentKey} and state = 'blocked'`,
  );
}

export function findEffect(db: Queryable, key: string): Promise<EffectRow | undefined> {
  return queryOne<EffectRow>(db, sql`select ${columns} from effect where key = ${key}`);
}

/** Index: effect_of_referral. */
export function listEffectsOf(
  db: Queryable,
  referralId: string,
): Promise<(EffectRow & { readonly state: EffectState })[]> {
  return query(
    db,
    sql`select ${columns}, state from effect where referral_id = ${referralId} order by created_at limit 200`,
  );
}
