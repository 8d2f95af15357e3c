import type { ReferralState } from '../domain/referral-state.ts';
import { query, queryOne, sql, type Queryable } from './database.ts';

/** A referral without its patient: what readers without the right to see patients get. */
export type ReferralSummary = {
  readonly id: string;
  readonly state: ReferralState;
  readonly kind: 'explicit' | 'possible';
  readonly isCounted: boolean;
  readonly priority: string;
  readonly receivedAt: string;
  readonly appointmentAt: string | null;
  readonly updatedAt: string;
  readonly version: number;
  readonly partnerId: string | null;
  readonly partnerNpi: string | null;
  /** It turned out to be the same as this one. */
  readonly mergedInto: string | null;
};

/** Of `referral r`. */
export const summaryColumns = sql`r.id, r.state, r.kind, r.is_counted as "isCounted", r.priority, r.received_at as "receivedAt",
  r.appointment_at as "appointmentAt", r.updated_at as "updatedAt", r.version, r.referrer_partner_id as "partnerId",
  (select min(i.value) from partner_identifier i where i.partner_id = r.referrer_partner_id and i.system = 'npi') as "partnerNpi",
  r.merged_into as "mergedInto"`;

/** A page of referrals, newest first. Indexes: referral_newest, referral_by_state, referral_of_partner. */
export function listReferralSummaries(
  db: Queryable,
  filter: {
    readonly state?: ReferralState;
    readonly partnerId?: string;
    readonly after?: { readonly receivedAt: string; readonly id: string };
  },
  limit: number,
): Promise<ReferralSummary[]> {
  const { state, partnerId, after } = filter;
  const conditions = [
    sql`r.kind <> 'none'`,
    sql`r.merged_into is null`,
    ...(state === undefined ? [] : [sql`r.state = ${state}`]),
    ...(partnerId === undefined ? [] : [sql`r.referrer_partner_id = ${partnerId}`]),
    ...(after === undefined
      ? []
      : [sql`(r.received_at, r.id) < (${after.receivedAt}::timestamptz, ${after.id}::uuid)`]),
  ];
  return query<ReferralSummary>(
    db,
    sql`select ${summaryColumns} from referral r where ${sql.join(conditions, sql` and `)} order by r.received_at desc, r.id desc limit ${limit}`,
  );
}

/** One referral, also when it was merged into another. Index: primary key. */
export function findReferralSummary(db: Queryable, id: string): Promise<ReferralSummary | undefined> {
  return queryOne<ReferralSummary>(
    db,
    sql`select ${summaryColumns} from referral r where r.id = ${id} and r.kind <> 'none'`,
  );
}
