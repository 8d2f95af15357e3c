import type { AppointmentStatus } from '../domain/fact.ts';
import type { ReferralView } from '../domain/referral.ts';
import { sql, type Statement } from './database.ts';

/** What the projection keeps of a view beside the view, for SQL to look at. */
export type ReferralColumn = {
  readonly name: string;
  readonly column: Statement;
  readonly type: Statement;
  readonly pick: (view: ReferralView) => string | number | boolean | undefined;
};

/** One list for who writes the projection and for who compares it with the facts. */
export const referralColumns: readonly ReferralColumn[] = [
  { name: 'kind', column: sql`kind`, type: sql`text`, pick: (view) => view.kind },
  { name: 'state', column: sql`state`, type: sql`text`, pick: (view) => view.state },
  { name: 'is_counted', column: sql`is_counted`, type: sql`boolean`, pick: (view) => view.isCounted },
  {
    name: 'received_at',
    column: sql`received_at`,
    type: sql`timestamptz`,
    pick: (view) => view.receivedAt,
  },
  {
    name: 'referrer_partner_id',
    column: sql`referrer_partner_id`,
    type: sql`uuid`,
    pick: (view) => view.referrer?.partnerId,
  },
  {
    name: 'pcp_partner_id',
    column: sql`pcp_partner_id`,
    type: sql`uuid`,
    pick: (view) => view.pcp?.partnerId,
  },
  { name: 'priority', column: sql`priority`, type: sql`text`, pick: (view) => view.priority },
  {
    name: 'appointment_at',
    column: sql`appointment_at`,
    type: sql`timestamptz`,
    pick: (view) => view.appointment?.start,
  },
  column('week', sql`week`, sql`date`, (view) => view.week),
  column('channel', sql`channel`, sql`text`, (view) => view.evidence[0]?.channel),
  column('service', sql`service`, sql`text`, (view) => view.service),
  column('desk', sql`desk`, sql`text`, (view) => view.appointments[0]?.enteredBy),
  column('location', sql`location`, sql`text`, (view) => view.appointment?.location),
  column('is_first_of_patient', sql`is_first_of_patient`, sql`boolean`, (view) => view.isFirstOfPatient),
  column('attribution', sql`attribution`, sql`text`, (view) => view.attribution.outcome),
  instant('attributed_at', sql`attributed_at`, (view) => view.attribution.at),
  column('attributed_by', sql`attributed_by`, sql`text`, (view) => view.attribution.by),
  instant('ordered_at', sql`ordered_at`, (view) => view.milestones.orderedAt),
  instant('responded_at', sql`responded_at`, (view) => view.milestones.respondedAt),
  instant('contacted_at', sql`contacted_at`, (view) => view.milestones.contactedAt),
  column('contact_attempts', sql`contact_attempts`, sql`smallint`, (view) => view.contacts.attempts),
  instant('last_attempt_at', sql`last_attempt_at`, (view) => view.contacts.lastAt),
  instant('booked_at', sql`booked_at`, (view) => view.milestones.bookedAt),
  instant('seen_at', sql`seen_at`, (view) => view.milestones.seenAt),
  column('missed_count', sql`missed_count`, sql`smallint`, (view) => countOf(view, 'no_show')),
  column('visit_count', sql`visit_count`, sql`smallint`, visitCount),
  instant('note_final_at', sql`note_final_at`, (view) => view.milestones.noteFinalAt),
  instant('note_delivered_at', sql`note_delivered_at`, (view) => view.milestones.noteDeliveredAt),
  instant('ended_at', sql`ended_at`, (view) => view.milestones.endedAt),
  column('ended_because', sql`ended_because`, sql`text`, (view) => view.milestones.endedBecause),
  column('expires_on', sql`expires_on`, sql`date`, (view) => view.expiresOn),
  column('is_on_hold', sql`is_on_hold`, sql`boolean`, (view) => view.isOnHold),
];

/** Names of the columns in the order of `referralColumns`. */
export const referralColumnNames = sql.join(referralColumns.map((one) => one.column));

function column(
  name: string,
  written: Statement,
  type: Statement,
  pick: ReferralColumn['pick'],
): ReferralColumn {
  return { name, column: written, type, pick };
}

function instant(name: string, written: Statement, pick: ReferralColumn['pick']): ReferralColumn {
  return column(name, written, sql`timestamptz`, pick);
}

function countOf(view: ReferralView, status: AppointmentStatus): number {
  return view.appointments.filter((one) => one.status === status).length;
}

/** Visits that took place; an appointment and its visit on one day are one. */
function visitCount(view: ReferralView): number {
  const kept = view.appointments.filter(({ status }) => status === 'fulfilled');
  const days = new Set(kept.map((one) => one.localDate ?? one.key));
  for (const visit of view.visits) if (visit.status === 'finished') days.add(visit.localDate ?? visit.key);
  return days.size;
}
