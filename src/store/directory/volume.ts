import type { ReferralState } from '../../domain/referral-state.ts';
import { query, queryOne, sql, type Queryable, type Statement } from '../database.ts';

/** Referrals of a partner: its own, and with everything below it. */
export type ReferralCounts = {
  /** Counted referrals (DOMAIN 7.4.6) this partner sent itself. */
  readonly own: number;
  /** Counted referrals of this partner, its parts, and the people whose primary practice is one of them. */
  readonly subtree: number;
  /** The same in the last 90 days. */
  readonly subtreeLately: number;
  readonly lastAt: string | null;
};

/**
 * `member (id)`: the partner, its parts, and the people whose primary practice is one of them: a person counts once.
 * Indexes: partner_children, practice_role_of_organisation.
 */
function membersOf(partnerId: string): Statement {
  return sql`office as (
      select id from partner where id = ${partnerId}
      union all select p.id from office o join partner p on p.parent_id = o.id where p.alias_of is null)
    cycle id set is_cycle using path,
    member as (
      select id from office where not is_cycle
      union select r.person_id from office o join practice_role r on r.organisation_id = o.id
        where r.is_primary and (r.ends_on is null or r.ends_on > current_date))`;
}

/** Index: referral_of_partner. */
export async function countReferrals(db: Queryable, partnerId: string): Promise<ReferralCounts> {
  const row = await queryOne<ReferralCounts>(
    db,
    sql`with recursive ${membersOf(partnerId)}
        select count(*) filter (where r.referrer_partner_id = ${partnerId}) as own, count(*) as subtree,
          count(*) filter (where r.received_at > now() - interval '90 days') as "subtreeLately", max(r.received_at) as "lastAt"
        from referral r where r.referrer_partner_id = any(array(select id from member)) and r.merged_into is null and r.is_counted`,
  );
  return row ?? { own: 0, subtree: 0, subtreeLately: 0, lastAt: null };
}

/** Counted referrals of one part of a partner, with everything below it. */
export type PartCount = { readonly id: string; readonly all: number; readonly lately: number };

/**
 * The parts directly below a partner with what they and everything below them sent, and sent in the last 90 days; parts that sent
 * nobody are none. Indexes: partner_children, practice_role_of_organisation, referral_of_partner.
 */
export function countByPart(db: Queryable, partnerId: string): Promise<PartCount[]> {
  return query<PartCount>(
    db,
    sql`with recursive office as (
          select id as part, id from partner where parent_id = ${partnerId} and alias_of is null
          union all select o.part, p.id from office o join partner p on p.parent_id = o.id where p.alias_of is null)
        cycle id set is_cycle using path,
        member as (
          select part, id from office where not is_cycle
          union select o.part, r.person_id from office o join practice_role r on r.organisation_id = o.id
            where r.is_primary and (r.ends_on is null or r.ends_on > current_date))
        select m.part as id, sum(c.all)::int as all, sum(c.lately)::int as lately
        from member m cross join lateral (
          select count(*) as all, count(*) filter (where r.received_at > now() - interval '90 days') as lately
          from referral r where r.referrer_partner_id = m.id and r.merged_into is null and r.is_counted) c
        group by m.part having sum(c.all) > 0`,
  );
}

/** A referral that is not ended. `family` and `given` are the patient's: for pages of people who may see patients, never for the API. */
export type OpenLoop = {
  readonly referralId: string;
  readonly patientId: string;
  readonly family: string | null;
  readonly given: string | null;
  readonly state: ReferralState;
  readonly kind: string;
  readonly partnerId: string;
  readonly receivedAt: string;
  readonly ageDays: number;
  readonly appointmentAt: string | null;
};

const endedStates: readonly string[] = ['closed', 'declined', 'cancelled', 'expired', 'voided'];

/** Open referrals of a partner and everything below it, oldest first. Indexes: referral_of_partner, patient primary key. */
export function listOpenLoops(db: Queryable, partnerId: string, limit: number): Promise<OpenLoop[]> {
  return query<OpenLoop>(
    db,
    sql`with recursive ${membersOf(partnerId)}
        select r.id as "referralId", r.patient_id as "patientId", t.family, t.given, r.state, r.kind,
          r.referrer_partner_id as "partnerId", r.received_at as "receivedAt",
          floor(extract(epoch from now() - r.received_at) / 86400)::int as "ageDays", r.appointment_at as "appointmentAt"
        from referral r join patient t on t.id = r.patient_id
        where r.referrer_partner_id = any(array(select id from member)) and r.merged_into is null and r.kind <> 'none' and r.state <> all(${endedStates}::text[])
        order by r.received_at, r.id limit ${limit}`,
  );
}
