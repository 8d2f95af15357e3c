import type { AlertDirection, AlertEvidence, StandingAlert } from '../../domain/measures/reconcile.ts';
import type { Week } from '../../domain/measures/week.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from '../database.ts';

export type AlertState = 'open' | 'acknowledged' | 'closed' | 'withdrawn';

/** One alert as people see it. */
export type VolumeAlert = {
  readonly id: string;
  readonly partnerId: string;
  readonly partnerName: string;
  readonly partnerKind: 'person' | 'organisation';
  readonly partnerStage: string;
  readonly liaisonEmail: string | null;
  /** The organisation it rolls up to, when that is another one; `isToldByRoot`: that one has an alert of this direction too. */
  readonly rootId: string | null;
  readonly isToldByRoot: boolean;
  readonly direction: AlertDirection;
  readonly grade: 'alert' | 'notice';
  readonly state: AlertState;
  readonly since: Week;
  readonly opened: Week;
  readonly closed: Week | null;
  readonly evidence: AlertEvidence;
  readonly trace: readonly TraceLine[];
  readonly acknowledgedAt: string | null;
  readonly acknowledgedBy: string | null;
  readonly lastReferralAt: string | null;
};

export type TraceLine = {
  readonly at: string;
  readonly what: 'opened' | 'raised' | 'acknowledged' | 'closed' | 'withdrawn';
  readonly because: string;
};

export type AlertFilter = {
  /** Absent: open and acknowledged. */
  readonly states?: readonly AlertState[];
  readonly grade?: 'alert' | 'notice';
  readonly partnerId?: string;
  readonly id?: string;
  readonly limit: number;
};

/**
 * Alerts, those that cost most first, notices last. Indexes: volume_alert_standing or volume_alert_of_partner; referral_of_partner
 * for the last referral of each.
 */
export function listAlerts(db: Queryable, filter: AlertFilter): Promise<VolumeAlert[]> {
  const grade = filter.grade === undefined ? sql.empty : sql`and a.grade = ${filter.grade}`;
  const partner = filter.partnerId === undefined ? sql.empty : sql`and a.partner_id = ${filter.partnerId}`;
  const one = filter.id === undefined ? sql.empty : sql`and a.id = ${filter.id}`;
  const states =
    filter.states === undefined
      ? sql`a.state in ('open', 'acknowledged')`
      : sql`a.state = any(${filter.states}::text[])`;
  return query<VolumeAlert>(
    db,
    sql`select a.id, a.partner_id as "partnerId", p.name as "partnerName", p.kind as "partnerKind", p.stage as "partnerStage",
          p.liaison_email as "liaisonEmail", nullif(p.root_id, p.id) as "rootId",
          exists (select from volume_alert o where o.partner_id = p.root_id and p.root_id <> p.id and o.direction = a.direction
            and o.grade = a.grade and o.state = 'open') as "isToldByRoot",
          a.direction, a.grade, a.state, a.since_week as since, a.opened_week as opened, a.closed_week as closed, a.evidence, a.trace,
          a.acknowledged_at as "acknowledgedAt", a.acknowledged_by as "acknowledgedBy",
          (select max(r.received_at) from referral r where r.referrer_partner_id = a.partner_id and r.merged_into is null and r.is_counted)
            as "lastReferralAt"
        from volume_alert a join partner p on p.id = a.partner_id
        where ${states} ${grade} ${partner} ${one}
        order by a.grade, a.state <> 'open', abs((a.evidence ->> 'lost')::float8) desc, a.opened_week desc, a.id limit ${filter.limit}`,
  );
}

/** Every alert that stands. Index: volume_alert_standing. */
export function loadStanding(db: Queryable): Promise<StandingAlert[]> {
  return query<StandingAlert>(
    db,
    sql`select id, partner_id as "partnerId", direction, grade, state, since_week as since, opened_week as opened, evidence
        from volume_alert where state in ('open', 'acknowledged')`,
    { name: 'load-standing-alerts' },
  );
}

export type ToldUntil = {
  readonly partnerId: string;
  readonly direction: AlertDirection;
  readonly until: Week;
};

/** When each partner's earlier alerts of each direction were over. */
export function loadTold(db: Queryable, from: Week): Promise<ToldUntil[]> {
  return query<ToldUntil>(
    db,
    sql`select partner_id as "partnerId", direction, max(closed_week) as until from volume_alert
        where state = 'closed' and opened_week >= ${from}::date group by 1, 2`,
    { name: 'load-told-alerts' },
  );
}

export type NewAlert = {
  readonly id: string;
  readonly partnerId: string;
  readonly direction: AlertDirection;
  readonly grade: 'alert' | 'notice';
  readonly since: Week;
  readonly opened: Week;
  readonly evidence: AlertEvidence;
  readonly trace: TraceLine;
};

/** Enters alerts. The unique index volume_alert_standing refuses a second one of a partner and direction. */
export async function insertAlerts(tx: Tx, alerts: readonly NewAlert[]): Promise<void> {
  if (alerts.length === 0) return;
  await execute(
    tx,
    sql`insert into volume_alert (id, partner_id, direction, grade, state, since_week, opened_week, evidence, trace)
        select id, partner_id, direction, grade, 'open', since_week, opened_week, evidence, jsonb_build_array(trace)
        from unnest(${alerts.map((one) => one.id)}::uuid[], ${alerts.map((one) => one.partnerId)}::uuid[],
          ${alerts.map((one) => one.direction)}::text[], ${alerts.map((one) => one.grade)}::text[],
          ${alerts.map((one) => one.since)}::date[], ${alerts.map((one) => one.opened)}::date[],
          ${alerts.map((one) => JSON.stringify(one.evidence))}::jsonb[], ${alerts.map((one) => JSON.stringify(one.trace))}::jsonb[])
          as n (id, partner_id, direction, grade, since_week, opened_week, evidence, trace)`,
  );
}

/** What becomes of an alert; what is absent stays. */
export type AlertUpdate = {
  readonly id: string;
  readonly state?: AlertState;
  readonly grade?: 'alert';
  readonly since?: Week;
  readonly opened?: Week;
  readonly closed?: Week;
  readonly evidence?: AlertEvidence;
  readonly trace?: TraceLine;
};

/** Changes alerts. Index: primary key. */
export async function updateAlerts(tx: Tx, updates: readonly AlertUpdate[]): Promise<void> {
  if (updates.length === 0) return;
  const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
  await execute(
    tx,
    sql`update volume_alert a set state = coalesce(n.state, a.state), grade = coalesce(n.grade, a.grade),
          since_week = coalesce(n.since_week, a.since_week), opened_week = coalesce(n.opened_week, a.opened_week),
          closed_week = coalesce(n.closed_week, a.closed_week), evidence = coalesce(n.evidence, a.evidence),
          trace = case when n.trace is null then a.trace else a.trace || n.trace end, version = a.version + 1, updated_at = now()
        from unnest(${updates.map((one) => one.id)}::uuid[], ${updates.map((one) => one.state ?? null)}::text[],
          ${updates.map((one) => one.grade ?? null)}::text[], ${updates.map((one) => one.since ?? null)}::date[],
          ${updates.map((one) => one.opened ?? null)}::date[], ${updates.map((one) => one.closed ?? null)}::date[],
          ${updates.map((one) => json(one.evidence))}::jsonb[], ${updates.map((one) => json(one.trace))}::jsonb[])
          as n (id, state, grade, since_week, opened_week, closed_week, evidence, trace)
        where a.id = n.id`,
  );
}

/** A person has seen it and takes the new level for granted. Undefined: there is no such alert; false: it was not open. */
export async function acknowledgeAlert(
  db: Queryable,
  id: string,
  person: string,
  trace: TraceLine,
): Promise<boolean | undefined> {
  const row = await queryOne<{ readonly done: boolean }>(
    db,
    sql`with done as (
          update volume_alert set state = 'acknowledged', acknowledged_at = ${trace.at}, acknowledged_by = ${person},
            trace = trace || ${JSON.stringify(trace)}::jsonb, version = version + 1, updated_at = now()
          where id = ${id} and state = 'open' returning id)
        select exists (select from done) as done from volume_alert where id = ${id}`,
  );
  return row?.done;
}

export type WatchState = {
  readonly lastWeek: Week | null;
  readonly lastPosition: number;
  readonly judgedAt: string | null;
};

const watchColumns = sql`last_week as "lastWeek", last_position as "lastPosition", judged_at as "judgedAt"`;

/** How far the weeks were judged. */
export async function loadWatchState(db: Queryable): Promise<WatchState> {
  const row = await queryOne<WatchState>(db, sql`select ${watchColumns} from volume_watch`);
  return row ?? { lastWeek: null, lastPosition: -1, judgedAt: null };
}

/** The same, and nobody else judges until the transaction ends. */
export async function takeWatch(tx: Tx): Promise<WatchState> {
  const row = await queryOne<WatchState>(tx, sql`select ${watchColumns} from volume_watch for update`);
  return row ?? { lastWeek: null, lastPosition: -1, judgedAt: null };
}

export async function saveWatch(
  tx: Tx,
  state: { readonly lastWeek: Week; readonly lastPosition: number; readonly judgedAt: string },
): Promise<void> {
  await execute(
    tx,
    sql`update volume_watch set last_week = ${state.lastWeek}, last_position = ${state.lastPosition}, judged_at = ${state.judgedAt}`,
  );
}
