import type { WantedEscalation } from '../domain/escalation.ts';
import type { EscalationKind, OwnerRole, PursuitPoint } from '../domain/escalation-kinds.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

/** What was due longer ago when it was planned is history: recorded, and nobody is told. */
const staleAfter = sql`interval '30 days'`;

/** When the next level is told; the columns are those of the row as it will stand. */
const nextDue = sql`case when not w.is_on_hold and w.dues[e.level + 1] is not null then greatest(w.dues[e.level + 1], e.snoozed_until) end`;

export type OwnedEscalation = WantedEscalation & { readonly referralId: string };

/**
 * Makes the clocks of these referrals what the facts call for: new ones are planned, those that are settled close by themselves,
 * others move. What was told stays told; what a person closed stays closed. A settled clock nobody was told of leaves no trace.
 * Locked as it is read: one that is being raised is not forgotten. Indexes: escalation_of_referral, escalation_key_key.
 */
export async function reconcileEscalations(
  tx: Tx,
  referralIds: readonly string[],
  wanted: readonly OwnedEscalation[],
): Promise<void> {
  if (referralIds.length === 0) return;
  const keys = wanted.map((one) => one.key);
  await execute(
    tx,
    sql`with gone as (select id, level from escalation where referral_id = any(${referralIds}::uuid[]) and state <> 'closed'
          and kind <> 'delivery_failed' and key <> all(${keys}::text[]) for update),
        forgotten as (delete from escalation e using gone where e.id = gone.id and gone.level = 0)
        update escalation e set state = 'closed', closed_at = now(), closed_because = 'settled', next_due_at = null,
          version = version + 1, updated_at = now() from gone where e.id = gone.id and gone.level > 0`,
    { name: 'settle-escalations' },
  );
  await planEscalations(tx, wanted);
}

/** Plans clocks, or moves them. Index: escalation_key_key. */
export async function planEscalations(tx: Tx, wanted: readonly OwnedEscalation[]): Promise<void> {
  if (wanted.length === 0) return;
  const of = <T>(pick: (one: OwnedEscalation) => T) => wanted.map((one) => pick(one) ?? null);
  const list = (pick: (level: WantedEscalation['levels'][number]) => string) =>
    wanted.map((one) => one.levels.map(pick).join(','));
  const planned = await execute(
    tx,
    sql`insert into escalation as e (id, key, kind, referral_id, delivery_id, point, state, is_urgent, is_quiet, started_at, late_at, about_at,
          owners, dues, owner, next_due_at, is_on_hold)
        select gen_random_uuid(), w.key, w.kind, w.referral_id, w.delivery_id, w.point, w.state, w.is_urgent, w.is_quiet, w.started_at, w.late_at,
          w.about_at, w.owners, w.dues, w.owners[1], case when w.state = 'planned' and not w.is_on_hold then w.dues[1] end, w.is_on_hold
        from (select n.key, n.kind, n.referral_id, n.delivery_id, n.point, n.is_urgent, n.is_quiet, n.started_at, n.late_at, n.about_at,
            string_to_array(n.owners, ',') as owners, string_to_array(n.dues, ',')::timestamptz[] as dues, n.is_on_hold,
            case when (string_to_array(n.dues, ',')::timestamptz[])[1] < now() - ${staleAfter} then 'stale' else 'planned' end as state
          from unnest(${of((one) => one.key)}::text[], ${of((one) => one.kind)}::text[], ${of((one) => one.referralId)}::uuid[],
            ${of((one) => one.deliveryId)}::uuid[], ${of((one) => one.point)}::text[], ${of((one) => one.isUrgent)}::boolean[],
            ${of((one) => one.isQuiet)}::boolean[], ${of((one) => one.startedAt)}::timestamptz[], ${of((one) => one.lateAt)}::timestamptz[],
            ${of((one) => one.aboutAt)}::timestamptz[], ${list((one) => one.owner)}::text[], ${list((one) => one.dueAt)}::text[],
            ${of((one) => one.isOnHold)}::boolean[])
            as n (key, kind, referral_id, delivery_id, point, is_urgent, is_quiet, started_at, late_at, about_at, owners, dues, is_on_hold)) w
        where not (w.is_quiet and w.state = 'stale')
        on conflict (key) do nothing`,
    { name: 'plan-escalations' },
  );
  // All are new: there is none to move.
  if (planned === wanted.length) return;
  await execute(
    tx,
    sql`update escalation e set referral_id = w.referral_id, is_urgent = w.is_urgent, started_at = w.started_at, late_at = w.late_at,
          about_at = w.about_at, owners = w.owners, dues = w.dues, owner = w.owners[least(greatest(e.level, 1), cardinality(w.owners))], is_on_hold = w.is_on_hold,
          state = w.state, next_due_at = case when w.state <> 'stale' then ${nextDue} end,
          closed_at = null, closed_because = null, version = e.version + 1, updated_at = now()
        from (select o.id, n.referral_id, n.is_urgent, n.started_at, n.late_at, n.about_at, n.is_on_hold, l.owners, l.dues,
            case when o.level > 0 then 'raised' when o.state = 'planned' and o.dues = l.dues then 'planned'
              when l.dues[1] < now() - ${staleAfter} then 'stale' else 'planned' end as state
          from unnest(${of((one) => one.key)}::text[], ${of((one) => one.referralId)}::uuid[], ${of((one) => one.isUrgent)}::boolean[],
            ${of((one) => one.startedAt)}::timestamptz[], ${of((one) => one.lateAt)}::timestamptz[], ${of((one) => one.aboutAt)}::timestamptz[],
            ${list((one) => one.owner)}::text[], ${list((one) => one.dueAt)}::text[], ${of((one) => one.isOnHold)}::boolean[])
            as n (key, referral_id, is_urgent, started_at, late_at, about_at, owners, dues, is_on_hold)
          cross join lateral (select string_to_array(n.owners, ',') as owners, string_to_array(n.dues, ',')::timestamptz[] as dues) l
          join escalation o on o.key = n.key
          where o.closed_by is null and (o.state = 'closed'
            or (o.referral_id, o.is_urgent, o.late_at, o.about_at, o.is_on_hold, o.owners, o.dues)
              is distinct from (n.referral_id, n.is_urgent, n.late_at, n.about_at, n.is_on_hold, l.owners, l.dues))) w
        where e.id = w.id`,
    { name: 'move-escalations' },
  );
}

/** Two referrals turned out to be one: what was told of either was told. Index: escalation_of_referral, escalation_key_key. */
export async function mergeEscalations(
  tx: Tx,
  merged: readonly { readonly id: string; readonly into: string }[],
): Promise<void> {
  if (merged.length === 0) return;
  const pairs = sql`unnest(${merged.map((one) => one.id)}::uuid[], ${merged.map((one) => one.into)}::uuid[]) as m (id, into_id)`;
  await execute(
    tx,
    sql`update escalation b set level = greatest(b.level, a.level), raised_at = coalesce(b.raised_at, a.raised_at),
          state = case when b.state in ('planned', 'stale') and a.level > 0 then 'raised' else b.state end, updated_at = now()
        from escalation a join ${pairs} on a.referral_id = m.id
        where b.key = replace(a.key, m.id::text, m.into_id::text) and b.id <> a.id and a.level > b.level`,
  );
  await execute(
    tx,
    sql`update escalation e set referral_id = f.into_id, key = f.key, updated_at = now()
        from (select distinct on (k.key) a.id, m.into_id, k.key
          from escalation a join ${pairs} on a.referral_id = m.id
          cross join lateral (select replace(a.key, m.id::text, m.into_id::text) as key) k
          where not exists (select from escalation o where o.key = k.key and o.id <> a.id)
          order by k.key, a.level desc, a.id) f
        where e.id = f.id`,
  );
}

export type FailedDelivery = {
  readonly id: string;
  readonly referralId: string;
  readonly failedAt: string;
  /** Of the partner's main location, as far as it is known. */
  readonly zone: string | null;
  readonly hours: unknown;
};

/** Deliveries that gave up, newest of their effect, with no clock yet. Indexes: delivery_dead, delivery_of_effect, escalation_key_key. */
export function listFailedDeliveries(tx: Tx, limit: number): Promise<FailedDelivery[]> {
  return query<FailedDelivery>(
    tx,
    sql`select d.id, d.referral_id as "referralId", d.updated_at as "failedAt", l.zone, l.hours
        from delivery d left join lateral (select zone, hours from partner_location p
          where p.partner_id = d.partner_id and p.retired_at is null order by p.is_primary desc, p.id limit 1) l on true
        where d.status in ('dead', 'ambiguous') and d.purpose <> 'liaison_alert' and d.updated_at > now() - ${staleAfter}
          and not exists (select from delivery o where o.effect_key = d.effect_key and o.id > d.id)
          and not exists (select from escalation e where e.key = 'delivery_failed|' || d.id)
        order by d.updated_at desc limit ${limit}`,
    { name: 'list-failed-deliveries' },
  );
}

/** Somebody sent it another way, or confirmed it: its clock ends. Index: escalation_failed, delivery_of_effect. */
export async function settleDeliveries(tx: Tx): Promise<number> {
  return execute(
    tx,
    sql`update escalation e set state = 'closed', closed_at = now(), closed_because = 'settled', next_due_at = null,
          version = e.version + 1, updated_at = now()
        from delivery d where d.id = e.delivery_id and e.delivery_id is not null and e.state in ('planned', 'raised')
          and (d.status not in ('dead', 'ambiguous') or exists (select from delivery o where o.effect_key = d.effect_key and o.id > d.id))`,
    { name: 'settle-deliveries' },
  );
}

export type DueEscalation = {
  readonly id: string;
  readonly referralId: string;
  readonly version: number;
  readonly kind: EscalationKind;
  readonly point: PursuitPoint | null;
  readonly isQuiet: boolean;
  readonly level: number;
  readonly owners: readonly OwnerRole[];
  /** How many levels are due now, by the clock of the database. */
  readonly reached: number;
};

/** Whether any has run out, without waiting for anybody. Index: escalation_due. */
export async function hasDueEscalations(db: Queryable): Promise<boolean> {
  const row = await queryOne<{ readonly is_due: boolean }>(
    db,
    sql`select exists (select from escalation where state in ('planned', 'raised') and next_due_at <= now()) as is_due`,
    { name: 'has-due-escalations' },
  );
  return row?.is_due ?? false;
}

/** Clocks that have run out; locked, so that two hubs raise each once. Index: escalation_due. */
export function takeDueEscalations(tx: Tx, limit: number): Promise<DueEscalation[]> {
  return query<DueEscalation>(
    tx,
    sql`select id, referral_id as "referralId", version, kind, point, is_quiet as "isQuiet", level, owners,
          (select count(*)::int from unnest(dues) d where d <= now()) as reached
        from escalation where state in ('planned', 'raised') and next_due_at <= now()
        order by next_due_at limit ${limit} for update skip locked`,
    { name: 'take-due-escalations' },
  );
}

/** Those levels are told now; the next one is due when its own time comes. */
export async function markRaised(tx: Tx, raised: readonly DueEscalation[]): Promise<void> {
  if (raised.length === 0) return;
  await execute(
    tx,
    sql`update escalation e set state = 'raised', level = n.reached, owner = e.owners[n.reached], raised_at = coalesce(e.raised_at, now()),
          next_due_at = e.dues[n.reached + 1], version = e.version + 1, updated_at = now()
        from unnest(${raised.map((one) => one.id)}::uuid[], ${raised.map((one) => one.reached)}::int[]) as n (id, reached)
        where e.id = n.id`,
    { name: 'mark-raised' },
  );
}

export type NewNotice = {
  readonly escalationId: string;
  readonly level: number;
  readonly owner: OwnerRole;
  /** Absent: it stands on the screen only. */
  readonly address?: string;
};

/** One row for each level of each clock: the promise that it is told once. */
export async function insertNotices(tx: Tx, notices: readonly NewNotice[]): Promise<void> {
  if (notices.length === 0) return;
  await execute(
    tx,
    sql`insert into escalation_notice (id, escalation_id, level, owner, address)
        select gen_random_uuid(), n.escalation_id, n.level, n.owner, n.address
        from unnest(${notices.map((one) => one.escalationId)}::uuid[], ${notices.map((one) => one.level)}::int[],
          ${notices.map((one) => one.owner)}::text[], ${notices.map((one) => one.address ?? null)}::text[]) as n (escalation_id, level, owner, address)
        on conflict (escalation_id, level) do nothing`,
    { name: 'insert-notices' },
  );
}

export type DueMail = {
  readonly address: string;
  /** The referral of the one that is late longest. */
  readonly referralId: string;
  readonly noticeIds: readonly string[];
  readonly isUrgent: boolean;
};

/**
 * What is to be told by mail now, one entry for each address: at once where something is urgent, else not sooner than
 * `digestMinutes` after the last mail. One hub at a time; the others get nothing. Indexes: escalation_notice_to_mail,
 * escalation_mail_newest.
 */
export async function takeDueMails(tx: Tx, digestMinutes: number, limit: number): Promise<DueMail[]> {
  const lock = await queryOne<{ readonly taken: boolean }>(
    tx,
    sql`select pg_try_advisory_xact_lock(hashtextextended('escalation_mail', 0)) as taken`,
  );
  if (!lock?.taken) return [];
  // Settled before anybody was told: there is nothing to say.
  await execute(
    tx,
    sql`update escalation_notice n set address = null from escalation e
        where n.mail_key is null and n.address is not null and e.id = n.escalation_id and e.state = 'closed'`,
  );
  return query<DueMail>(
    tx,
    sql`select n.address, (array_agg(e.referral_id order by e.late_at, e.id))[1] as "referralId", array_agg(n.id order by e.late_at, e.id) as "noticeIds",
          bool_or(e.is_urgent) as "isUrgent"
        from escalation_notice n join escalation e on e.id = n.escalation_id
        where n.mail_key is null and n.address is not null
        group by n.address
        having bool_or(e.is_urgent) or not exists (select from escalation_mail m
          where m.address = n.address and m.created_at > now() - make_interval(mins => ${digestMinutes}))
        limit ${limit}`,
    { name: 'take-due-mails' },
  );
}

export type NewEscalationMail = DueMail & { readonly effectKey: string };

/** Writes down that these notices go with these mails, together with the effects that carry them. */
export async function insertEscalationMails(tx: Tx, mails: readonly NewEscalationMail[]): Promise<void> {
  if (mails.length === 0) return;
  const keys = mails.map((mail) => mail.effectKey);
  await execute(
    tx,
    sql`insert into effect (key, kind, referral_id, state, due_at, released_at)
        select n.key, 'tell_escalations', n.referral_id, 'released', now(), now()
        from unnest(${keys}::text[], ${mails.map((mail) => mail.referralId)}::uuid[]) as n (key, referral_id)`,
  );
  await execute(
    tx,
    sql`insert into escalation_mail (effect_key, address) select * from unnest(${keys}::text[], ${mails.map((mail) => mail.address)}::text[])`,
  );
  const told = mails.flatMap((mail) => mail.noticeIds.map((id) => ({ id, key: mail.effectKey })));
  await execute(
    tx,
    sql`update escalation_notice n set mail_key = t.key
        from unnest(${told.map((one) => one.id)}::uuid[], ${told.map((one) => one.key)}::text[]) as t (id, key) where n.id = t.id`,
  );
}
