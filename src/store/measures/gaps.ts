import { addDays } from '../../domain/measures/week.ts';
import { dayBounds } from '../../domain/practice-time.ts';
import { query, sql, type Queryable } from '../database.ts';

export type ReferralDays = {
  readonly partnerId: string;
  /** Days since 1970-01-01 in the practice's zone, rising. */
  readonly days: readonly number[];
};

/** A habit is what the last year was. */
const HABIT_DAYS = 365;

/**
 * The days on which these partners (of an organisation: it and its members) sent counted referrals, in the year up to and with `day`.
 * Indexes: referral_of_partner, partner_of_root.
 */
export function loadReferralDays(
  db: Queryable,
  partnerIds: readonly string[],
  day: string,
  zone: string,
): Promise<ReferralDays[]> {
  const from = dayBounds(addDays(day, -HABIT_DAYS), zone).from;
  const until = dayBounds(day, zone).until;
  return query<ReferralDays>(
    db,
    sql`with asked as (
          select id as partner_id, id as member_id from unnest(${partnerIds}::uuid[]) as a (id)
          union
          select p.root_id, p.id from partner p where p.root_id = any(${partnerIds}::uuid[]))
        select partner_id as "partnerId", array_agg(day order by day) as days
        from (
          select distinct a.partner_id, (r.received_at at time zone ${zone}::text)::date - date '1970-01-01' as day
          from asked a join referral r on r.referrer_partner_id = a.member_id and r.is_counted and r.merged_into is null
            and r.received_at >= ${from}::timestamptz and r.received_at < ${until}::timestamptz) each_day
        group by partner_id`,
    { name: 'referral-days' },
  );
}
