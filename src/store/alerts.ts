import { execute, query, sql, type Queryable, type Statement } from './database.ts';
import type { EffectState } from './effects.ts';

/** What the liaison sees of one new referral. */
export type Alert = {
  readonly id: string;
  readonly kind: string;
  readonly referralId: string;
  readonly createdAt: string;
  readonly seenAt: string | null;
  readonly seenBy: string | null;
  readonly receivedAt: string;
  readonly family: string | null;
  readonly given: string | null;
  readonly partnerId: string | null;
  readonly partnerName: string | null;
  readonly partnerOrganisation: string | null;
  readonly partnerPhone: string | null;
};

const columns = sql`a.id, a.kind, a.referral_id as "referralId", a.created_at as "createdAt", a.seen_at as "seenAt", a.seen_by as "seenBy",
  r.received_at as "receivedAt", p.family, p.given, a.partner_id as "partnerId", o.name as "partnerName",
  o.organisation as "partnerOrganisation", o.phone as "partnerPhone"`;

const joined = sql`alert a join referral r on r.id = a.referral_id join patient p on p.id = r.patient_id left join partner o on o.id = a.partner_id`;

/** Alerts nobody has seen, newest first. Index: alert_unseen. */
export function listUnseenAlerts(db: Queryable, limit: number): Promise<Alert[]> {
  return query<Alert>(
    db,
    sql`select ${columns} from ${joined} where a.seen_at is null order by a.created_at desc limit ${limit}`,
  );
}

/** Alerts somebody took care of, newest first. Index: alert_seen. */
export function listSeenAlerts(db: Queryable, limit: number): Promise<Alert[]> {
  return query<Alert>(
    db,
    sql`select ${columns} from ${joined} where a.seen_at is not null order by a.seen_at desc limit ${limit}`,
  );
}

/** Index: alert_of_referral. */
export function listAlertsOf(db: Queryable, referralId: string): Promise<Alert[]> {
  return query<Alert>(
    db,
    sql`select ${columns} from ${joined} where a.referral_id = ${referralId} order by a.id limit 50`,
  );
}

/** Alerts nobody has seen, up to a limit. Index: alert_unseen. */
export function unseenAlerts(limit: number): Statement {
  return sql`(select from alert where seen_at is null limit ${limit})`;
}

/** `false`: somebody saw it before, or there is none. */
export async function markAlertSeen(db: Queryable, id: string, person: string): Promise<boolean> {
  const count = await execute(
    db,
    sql`update alert set seen_at = now(), seen_by = ${person} where id = ${id} and seen_at is null`,
  );
  return count > 0;
}

/** How the thank-yous stand, by the effect's key: planned or released, and who marked them done. Index: effect primary key. */
export function listThanks(
  db: Queryable,
  keys: readonly string[],
): Promise<
  {
    readonly key: string;
    readonly state: EffectState;
    /** It stands in the console as an alert. */
    readonly isShown: boolean;
    readonly seenAt: string | null;
    readonly seenBy: string | null;
  }[]
> {
  return query(
    db,
    sql`select e.key, e.state, a.id is not null as "isShown", a.seen_at as "seenAt", a.seen_by as "seenBy"
        from effect e left join alert a on a.effect_key = e.key where e.key = any(${keys}::text[]) limit 500`,
  );
}
