import type { ReferralState } from '../domain/referral-state.ts';
import { query, sql, type Queryable, type Statement } from './database.ts';

/** A referral of a patient that is not over. */
export type OpenReferral = {
  readonly id: string;
  readonly state: ReferralState;
  readonly receivedAt: string;
  readonly appointmentAt: string | null;
  readonly reason: string | null;
  readonly service: string | null;
};

/**
 * Open referrals of a patient from an office, newest first: of the partner itself, or of anybody of the same account. Index:
 * referral_of_patient; primary keys.
 */
export function listOpenReferrals(
  db: Queryable,
  patientId: string,
  partnerId: string,
): Promise<OpenReferral[]> {
  return query<OpenReferral>(db, openReferralsStatement(patientId, partnerId));
}

/** The statement of `listOpenReferrals`: its query plan is tested. */
export function openReferralsStatement(patientId: string, partnerId: string): Statement {
  return sql`select r.id, r.state, r.received_at as "receivedAt", r.appointment_at as "appointmentAt", r.view #>> '{request,reason}' as reason, r.service
    from referral r join partner o on o.id = r.referrer_partner_id
      join partner w on w.id = ${partnerId}
    where r.patient_id = ${patientId} and r.merged_into is null and r.kind = 'explicit'
      and r.state in ('needs_review', 'received', 'accepted', 'scheduled', 'no_show', 'appt_cancelled')
      and (o.id = w.id or coalesce(o.root_id, o.id) = coalesce(w.root_id, w.id) or exists (
        select from practice_role p where p.person_id = any(array[o.id, w.id]) and p.organisation_id = any(array[o.id, w.id])
          and (p.ends_on is null or p.ends_on >= current_date)))
    order by r.received_at desc, r.id limit 5`;
}
