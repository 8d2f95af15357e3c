import type { AppointmentView, VisitView } from './appointment.ts';
import { defined, foldAppointments, foldVisits } from './appointment.ts';
import type { Link, ReferralChanged, ReferralRequested } from './fact.ts';
import { factsOf, type LedgerFact } from './ledger-fact.ts';
import { foldNotes, type NoteView } from './note.ts';
import { foldParty, type Party } from './party.ts';
import { foldPatient } from './patient.ts';

/** DOMAIN 7.3. What happened to the patient; whether anybody heard is a delivery's status. */
export const referralStates = [
  'possible',
  'received',
  'accepted',
  'scheduled',
  'no_show',
  'appt_cancelled',
  'seen',
  'note_ready',
  'closed',
  'declined',
  'cancel_requested',
  'cancelled',
  'voided',
] as const;

export type ReferralState = (typeof referralStates)[number];

export type Anomaly = 'no_show_contradicted' | 'referrer_conflict' | 'unmapped_status';

/** One referral as its facts leave it. */
export type ReferralView = {
  /** `none`: the facts speak of care nobody referred; the ledger keeps them and shows no referral. */
  readonly kind: 'explicit' | 'possible' | 'none';
  readonly state: ReferralState;
  /** Counts in a partner's volume: explicit, from outside, not voided (DOMAIN 7.4.6). */
  readonly isCounted: boolean;
  readonly receivedAt: string;
  readonly referrer?: Party;
  /** The referrer is an office nobody has confirmed yet. */
  readonly isReferrerNew: boolean;
  readonly pcp?: Party;
  readonly priority: 'routine' | 'urgent' | 'stat';
  readonly reason?: string;
  readonly service?: string;
  readonly diagnoses: readonly string[];
  /** The referrer's own number of the order: quoted back so that they can close it. */
  readonly placerOrder?: Link;
  readonly appointments: readonly AppointmentView[];
  /** The newest one that still means something. */
  readonly appointment?: AppointmentView;
  readonly visits: readonly VisitView[];
  readonly notes: readonly NoteView[];
  /** A new version of a note waits although the loop is closed. */
  readonly isAmendmentDue: boolean;
  readonly anomalies: readonly Anomaly[];
};

/** What the fold must know of partners: it never looks anything up. */
export type PartnerStanding = {
  readonly isOwn: boolean;
  readonly isTarget: boolean;
  readonly isDiscovered: boolean;
};

/**
 * Folds the facts of one thread (in ledger order) with the patient's own facts into a referral. Pure: the same facts in any
 * order of arrival give the same view.
 */
export function foldReferral(
  thread: readonly LedgerFact[],
  patientFacts: readonly LedgerFact[],
  standing: (partnerId: string) => PartnerStanding,
): ReferralView {
  const visits = foldVisits(factsOf(thread, 'visit_stated'));
  const isProtected = foldPatient(patientFacts).isProtected ?? false;
  const notes = foldNotes(factsOf(thread, 'note_stated', 'note_delivered', 'note_released'), isProtected);
  const stated = foldAppointments(factsOf(thread, 'appointment_stated'));
  const appointments = stated.map((appointment) => contradicted(appointment, visits, notes));
  const referrer = foldParty(thread, 'referrer');
  const pcp = foldParty([...patientFacts, ...thread], 'pcp');
  const requests = factsOf(thread, 'referral_requested', 'referral_changed');
  const isRequested = requests.some((entry) => entry.fact.kind === 'referral_requested');
  const isInternal =
    referrer !== undefined &&
    (referrer.isInternal || (referrer.partnerId !== undefined && standing(referrer.partnerId).isOwn));
  const kind = kindOf({
    isRequested,
    referrer,
    pcp,
    isInternal,
    hasAppointment: appointments.length + visits.length > 0,
    standing,
  });
  const appointment = newestAppointment(appointments);
  const base = { appointments, visits, notes, referrer };
  const state = kind === 'possible' ? 'possible' : stateOf(thread, base, appointment);
  return {
    kind,
    state,
    isCounted: kind === 'explicit' && !isInternal && state !== 'voided' && referrer?.claim.kind !== 'self',
    isReferrerNew: referrer?.partnerId !== undefined && standing(referrer.partnerId).isDiscovered,
    receivedAt: receivedAtOf(thread),
    priority: latest(requests, 'priority') ?? 'routine',
    diagnoses: latest(requests, 'diagnoses') ?? [],
    appointments,
    visits,
    notes,
    isAmendmentDue:
      state === 'closed' &&
      notes.some((note) => isFinal(note) && !isDeliveredToReferrer(note, referrer, note.contentSha256)),
    anomalies: anomaliesOf(stated, appointments, thread, referrer),
    ...defined({
      referrer,
      pcp,
      appointment,
      reason: latest(requests, 'reason'),
      service: latest(requests, 'service') ?? appointment?.service,
      placerOrder: thread.flatMap((entry) => entry.fact.links).find((link) => link.kind === 'referral'),
    }),
  };
}

export function isFinal(note: NoteView): boolean {
  return note.status === 'final';
}

/** The final note reached the referring office; with `contentSha256` this very version of it did. */
export function isDeliveredToReferrer(
  note: NoteView,
  referrer: Party | undefined,
  contentSha256?: string,
): boolean {
  return note.deliveries.some(
    (delivery) =>
      delivery.partnerId === referrer?.partnerId &&
      (contentSha256 === undefined || delivery.contentSha256 === contentSha256),
  );
}

type Story = {
  readonly appointments: readonly AppointmentView[];
  readonly visits: readonly VisitView[];
  readonly notes: readonly NoteView[];
  readonly referrer: Party | undefined;
};

function stateOf(
  thread: readonly LedgerFact[],
  story: Story,
  appointment: AppointmentView | undefined,
): ReferralState {
  if (isVoided(thread, story)) return 'voided';
  const finals = story.notes.filter(isFinal);
  if (finals.some((note) => isDeliveredToReferrer(note, story.referrer))) return 'closed';
  const ending = endingOf(thread, story);
  if (ending === 'cancelled' || ending === 'declined') return ending;
  if (finals.length > 0) return 'note_ready';
  // The referrer asked to take it back: a visit after that answers with the outcome, nothing less does.
  const isSeen =
    story.visits.some((visit) => visit.status === 'finished') ||
    story.appointments.some(({ status }) => status === 'fulfilled');
  if (isSeen) return 'seen';
  if (ending === 'cancel_requested') return ending;
  return progressOf(thread, story, appointment);
}

function progressOf(
  thread: readonly LedgerFact[],
  story: Story,
  appointment: AppointmentView | undefined,
): ReferralState {
  if (appointment?.status === 'booked' || appointment?.status === 'arrived') return 'scheduled';
  if (appointment?.status === 'no_show') return 'no_show';
  if (appointment?.status === 'cancelled') return 'appt_cancelled';
  if (story.visits.some((visit) => visit.status === 'arrived')) return 'scheduled';
  const isAccepted = factsOf(thread, 'referral_answered').at(-1)?.fact.answer === 'accepted';
  return isAccepted ? 'accepted' : 'received';
}

function isVoided(thread: readonly LedgerFact[], story: Story): boolean {
  if (factsOf(thread, 'referral_voided').length > 0) return true;
  const isRequested = factsOf(thread, 'referral_requested').length > 0;
  const isAlive = story.visits.some((visit) => visit.status !== 'cancelled') || story.notes.some(isFinal);
  return (
    !isRequested &&
    !isAlive &&
    story.appointments.length > 0 &&
    story.appointments.every(({ status }) => status === 'voided')
  );
}

/** The last withdrawal or refusal, unless a later booking or visit reopened the referral. */
function endingOf(
  thread: readonly LedgerFact[],
  story: Story,
): 'cancelled' | 'declined' | 'cancel_requested' | undefined {
  const last = factsOf(thread, 'referral_withdrawn', 'referral_answered', 'referral_requested').at(-1)?.fact;
  if (!last || last.kind === 'referral_requested') return undefined;
  if (last.kind === 'referral_answered' && last.answer === 'accepted') return undefined;
  const isReopened =
    story.appointments.some(
      (one) => ['booked', 'arrived', 'fulfilled'].includes(one.status) && one.statusAt > last.effectiveAt,
    ) || story.visits.some((visit) => visit.status !== 'cancelled' && visit.statusAt > last.effectiveAt);
  if (isReopened) return undefined;
  if (last.kind === 'referral_answered') return 'declined';
  return last.isConfirmed ? 'cancelled' : 'cancel_requested';
}

/** A no-show is contradicted by an arrival, a visit or a final note of that day (DOMAIN 7.4.5). */
function contradicted(
  appointment: AppointmentView,
  visits: readonly VisitView[],
  notes: readonly NoteView[],
): AppointmentView {
  if (appointment.status !== 'no_show' || appointment.localDate === undefined) return appointment;
  const visit = visits.find(
    (one) =>
      one.localDate === appointment.localDate && one.status !== 'cancelled' && one.status !== 'planned',
  );
  const hasNote = notes.some((note) => isFinal(note) && note.serviceDate === appointment.localDate);
  if (!visit && !hasNote) return appointment;
  return { ...appointment, status: hasNote || visit?.status === 'finished' ? 'fulfilled' : 'arrived' };
}

/** The newest by its slot among those that stand; if none stands, the newest cancelled one. */
function newestAppointment(appointments: readonly AppointmentView[]): AppointmentView | undefined {
  const standing = appointments.filter(({ status }) => status !== 'cancelled' && status !== 'voided');
  return standing.at(-1) ?? appointments.findLast(({ status }) => status === 'cancelled');
}

function kindOf(input: {
  readonly isRequested: boolean;
  readonly referrer: Party | undefined;
  readonly pcp: Party | undefined;
  readonly isInternal: boolean;
  readonly hasAppointment: boolean;
  readonly standing: (partnerId: string) => PartnerStanding;
}): ReferralView['kind'] {
  if (input.isRequested) return 'explicit';
  const isNamed =
    input.referrer !== undefined &&
    (input.referrer.claim.kind === 'person' || input.referrer.claim.kind === 'organisation');
  if (isNamed && input.hasAppointment) return 'explicit';
  const isTarget = input.pcp?.partnerId !== undefined && input.standing(input.pcp.partnerId).isTarget;
  return isTarget && input.hasAppointment ? 'possible' : 'none';
}

function receivedAtOf(thread: readonly LedgerFact[]): string {
  const request = factsOf(thread, 'referral_requested')[0]?.fact;
  return request?.effectiveAt ?? thread[0]?.fact.effectiveAt ?? '';
}

function anomaliesOf(
  stated: readonly AppointmentView[],
  appointments: readonly AppointmentView[],
  thread: readonly LedgerFact[],
  referrer: Party | undefined,
): readonly Anomaly[] {
  const found: Anomaly[] = [];
  if (stated.some((one, index) => one.status !== appointments[index]?.status))
    found.push('no_show_contradicted');
  if (referrer?.isContested) found.push('referrer_conflict');
  if (factsOf(thread, 'appointment_stated').at(-1)?.fact.isUnmappedStatus) found.push('unmapped_status');
  return found;
}

type Request = ReferralRequested | ReferralChanged;
type RequestField = 'priority' | 'reason' | 'diagnoses' | 'service';

function latest<K extends RequestField>(
  requests: readonly LedgerFact<Request>[],
  field: K,
): Request[K] | undefined {
  return requests.findLast((entry) => entry.fact[field] !== undefined)?.fact[field];
}
