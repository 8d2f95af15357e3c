import { addWeeks, type Week } from '../../domain/measures/week.ts';
import { query, sql, type Queryable } from '../database.ts';

/** One line of the weekly call sheet: each account is called once. Holds patients: for people who may see them. */
export type SheetLine = {
  /** The account: an organisation with its members, or a person; null: the referrer is not known. */
  readonly partnerId: string | null;
  readonly partnerName: string | null;
  readonly phone: string | null;
  readonly liaisonEmail: string | null;
  readonly count: number;
  readonly before: number;
  readonly change: number;
  readonly isFirst: boolean;
  readonly referrals: readonly SheetReferral[];
};

export type SheetReferral = {
  readonly referralId: string;
  readonly referrer: string | null;
  readonly family: string | null;
  readonly given: string | null;
  readonly birthDate: string | null;
  readonly state: string;
  readonly receivedAt: string;
  readonly appointmentAt: string | null;
};

const MOST_LINES = 2_000;

/**
 * Counted referrals of one week by account, most first, beside the week before; an account that sent some only the week before has a
 * line too. One query. Index: referral_by_week; patient and partner by primary key.
 */
export function loadWeekSheet(db: Queryable, week: Week): Promise<SheetLine[]> {
  return query<SheetLine>(
    db,
    sql`with of_weeks as materialized (
          select r.id, r.week, r.patient_id, r.state, r.received_at, r.appointment_at, p.name as referrer, coalesce(p.root_id, p.id) as account_id
          from referral r left join partner p on p.id = r.referrer_partner_id
          where r.week between ${addWeeks(week, -1)}::date and ${week}::date and r.is_counted and r.merged_into is null),
        patients as materialized (
          select id, family, given, birth_date from patient
          where id = any(array(select patient_id from of_weeks where week = ${week}::date)))
        select w.account_id as "partnerId", a.name as "partnerName", a.phone, a.liaison_email as "liaisonEmail",
          count(*) filter (where w.week = ${week}::date)::int as count, count(*) filter (where w.week < ${week}::date)::int as before,
          (count(*) filter (where w.week = ${week}::date) - count(*) filter (where w.week < ${week}::date))::int as change,
          w.account_id is not null
            and not exists (select from referral e where e.referrer_partner_id = w.account_id and e.is_counted and e.merged_into is null
              and e.week < ${week}::date)
            and not exists (select from partner m cross join lateral (select from referral e where e.referrer_partner_id = m.id
              and e.is_counted and e.merged_into is null and e.week < ${week}::date limit 1) earlier
              where m.root_id = w.account_id) as "isFirst",
          coalesce(jsonb_agg(jsonb_build_object('referralId', w.id, 'referrer', w.referrer, 'family', t.family, 'given', t.given,
            'birthDate', t.birth_date, 'state', w.state, 'receivedAt', to_char(w.received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'appointmentAt', to_char(w.appointment_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
            order by w.received_at, w.id) filter (where w.week = ${week}::date), '[]') as referrals
        from of_weeks w left join partner a on a.id = w.account_id left join patients t on t.id = w.patient_id
        group by w.account_id, a.name, a.phone, a.liaison_email
        order by count desc, before desc, a.name limit ${MOST_LINES}`,
  );
}
