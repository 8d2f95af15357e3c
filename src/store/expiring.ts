import type { ReferralState } from '../domain/referral-state.ts';
import { query, sql, type Queryable } from './database.ts';

export type ExpiringReferral = {
  readonly id: string;
  readonly reason: 'past_expiry' | 'no_response';
  /** When its time ran out. */
  readonly at: string;
};

/** After how many calls without reaching anybody, and how many days of silence, a referral is given up. */
export type ExpiryLimits = { readonly attempts: number; readonly days: number };

/** Where nothing stands that time could not run out on. */
const waiting: readonly ReferralState[] = [
  'needs_review',
  'received',
  'accepted',
  'no_show',
  'appt_cancelled',
];

/** The last attempt, or the end of the last hold. */
const silentSince = sql`greatest(last_attempt_at, (view #>> '{holds,-1,until}')::timestamptz)`;

/**
 * Referrals whose time has run out: their last day in the practice's zone is over, or nobody answered. On hold, no clock runs, and
 * the silence begins anew after it. What was stated already is not stated again, whatever a person or a booking made of it since.
 * `only`: of this one. Indexes: referral_expiring, referral_unreached, fact_of_referral.
 */
export function listExpiring(
  db: Queryable,
  zone: string,
  limits: ExpiryLimits,
  limit: number,
  only?: string,
): Promise<ExpiringReferral[]> {
  const open = sql`kind = 'explicit' and merged_into is null and not is_on_hold and state = any(${waiting}::text[])
    ${only === undefined ? sql.empty : sql`and id = ${only}`}`;
  const today = sql`(now() at time zone ${zone})::date`;
  return query<ExpiringReferral>(
    db,
    sql`select * from (
          select id, 'past_expiry' as reason, (expires_on + 1)::timestamp at time zone ${zone} as at
          from referral where expires_on < ${today} and ${open}
          union all
          select id, 'no_response', ${silentSince} + make_interval(days => ${limits.days}::int)
          from referral where contact_attempts >= ${limits.attempts} and last_attempt_at < now() - make_interval(days => ${limits.days}::int)
            and ${silentSince} < now() - make_interval(days => ${limits.days}::int)
            and (expires_on is null or expires_on >= ${today}) and view -> 'contacts' ->> 'lastOutcome' <> 'reached' and ${open}) due
        where not exists (select from fact f where f.referral_id = due.id and f.kind = 'referral_expired' and f.effective_at >= due.at
          and f.retired_at is null)
        limit ${limit}`,
  );
}
