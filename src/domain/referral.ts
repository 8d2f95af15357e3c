import type { AppointmentView, VisitView } from './appointment.ts';
import { foldAppointments, foldVisits } from './appointment.ts';
import { defined } from '../lib/defined.ts';
import type { Assembly } from './assemble.ts';
import { compareText, factsOf, type LedgerFact } from './ledger-fact.ts';
import { milestonesOf, type Milestones } from './milestones.ts';
import { foldNotes, type NoteView } from './note.ts';
import { foldParty, type Party } from './party.ts';
import { localWeek } from './practice-time.ts';
import { attributionOf, pursuitOf, type Attribution, type Pursuit } from './pursuit.ts';
import { isDeliveredToReferrer, isFinal, stateOf, type ReferralState, type Story } from './referral-state.ts';
import { foldRequest, type RequestView } from './request.ts';

export type Anomaly = 'no_show_contradicted' | 'referrer_conflict' | 'unmapped_status';

/** One referral as its facts leave it. */
export type ReferralView = Omit<RequestView, 'isRequested'> & {
  /** `none`: the facts speak of care nobody referred; the ledger keeps them and shows no referral. */
  readonly kind: 'explicit' | 'possible' | 'none';
  readonly state: ReferralState;
  /** Counts in a partner's volume: explicit, from outside, sure, not voided (DOMAIN 7.4.6). */
  readonly isCounted: boolean;
  readonly receivedAt: string;
  /** When it began to count: receipt, or, where an appointment became a referral, when the referrer became known. */
  readonly countedAt: string;
  /** Monday (`YYYY-MM-DD`) of the practice's own ISO week of that. */
  readonly week: string;
  readonly referrer?: Party;
  /** The referrer is an office nobody has confirmed yet. */
  readonly isReferrerNew: boolean;
  readonly pcp?: Party;
  readonly attribution: Attribution;
  readonly pursuit?: Pursuit;
  /** The patient says that nobody sent them. */
  readonly isSelfDeclared: boolean;
  /** Of a possible referral: how far the patient's own doctor has heard of the visit. */
  readonly pcpLoop: 'none' | 'proposed' | 'delivered';
  readonly appointments: readonly AppointmentView[];
  /** The newest one that still means something. */
  readonly appointment?: AppointmentView;
  readonly visits: readonly VisitView[];
  readonly notes: readonly NoteView[];
  readonly milestones: Milestones;
  /** Who spoke of it: every channel, what it brought, and when first. */
  readonly evidence: readonly Evidence[];
  /** A new version of a note waits although the loop is closed. */
  readonly isAmendmentDue: boolean;
  readonly anomalies: readonly Anomaly[];
  /** The patient's first: who sent a new patient is what must be known. */
  readonly isFirstOfPatient: boolean;
  /** Other referrals of the patient that may be this one. */
  readonly lookalikes: readonly { readonly referralId: string; readonly reasons: readonly string[] }[];
};

export type Evidence = {
  readonly channel: string;
  readonly kind: 'request' | 'appointment' | 'visit' | 'note';
  readonly firstAt: string;
};

/** What the fold must know of partners: it never looks anything up. */
export type PartnerStanding = {
  readonly isOwn: boolean;
  readonly isTarget: boolean;
  readonly isDiscovered: boolean;
  /** Organisations the partner belongs to. */
  readonly offices: readonly string[];
};

export type StandingOf = (partnerId: string) => PartnerStanding;

/** Folds every thread of a patient; `ids` name them, in the order of the threads; `zone` is the practice's. */
export function foldReferrals(
  { threads, patientFacts, lookalikes }: Assembly,
  ids: readonly string[],
  standing: StandingOf,
  zone: string,
): Map<string, ReferralView> {
  const folded = threads.map((thread) => foldReferral(thread, patientFacts, standing, zone));
  const isError = (place: number): boolean => folded[place]?.state === 'voided';
  const first = threads
    .map((thread, place) => ({ place, fact: thread[0] }))
    .filter(({ place }) => !isError(place))
    .toSorted(
      (a, b) =>
        compareText(a.fact?.fact.effectiveAt ?? '', b.fact?.fact.effectiveAt ?? '') ||
        compareText(a.fact?.fingerprint ?? '', b.fact?.fingerprint ?? ''),
    )[0]?.place;
  return new Map(
    folded.map((view, place) => {
      const alike = lookalikes.flatMap(({ one, other, reasons }) =>
        other === place && !isError(one) ? [{ referralId: ids[one] ?? '', reasons }] : [],
      );
      return [ids[place] ?? '', { ...view, isFirstOfPatient: place === first, lookalikes: alike }];
    }),
  );
}

/**
 * Folds the facts of one thread (in ledger order) with the patient's own facts into a referral. Pure: the same facts in any
 * order of arrival give the same view. `zone` is the practice's.
 */
export function foldReferral(
  thread: readonly LedgerFact[],
  patientFacts: readonly LedgerFact[],
  standing: StandingOf,
  zone: string,
): ReferralView {
  const { stated, pcp, ...story } = storyOf(thread, patientFacts);
  const { referrer, notes, appointment } = story;
  const { isRequested, ...request } = story.request;
  const sender = referrer?.partnerId === undefined ? undefined : standing(referrer.partnerId);
  const isInternal = referrer !== undefined && (referrer.isInternal || (sender?.isOwn ?? false));
  const kind = kindOf(story, pcp, standing);
  const state = kind === 'possible' ? 'possible' : stateOf(thread, story);
  const milestones = milestonesOf(thread, story, state);
  const attribution = attributionOf(thread, referrer);
  const receivedAt = receivedAtOf(thread);
  const countedAt =
    isRequested || attribution.at === undefined ? receivedAt : later(receivedAt, attribution.at);
  const pursuit = isInternal ? undefined : pursuitOf({ ...story, pcp, attribution, milestones });
  return {
    kind,
    state,
    ...request,
    isCounted:
      kind === 'explicit' &&
      !isInternal &&
      !isUnsure(state, request.reviewReason) &&
      referrer?.claim.kind !== 'self',
    isReferrerNew: sender?.isDiscovered ?? false,
    receivedAt,
    countedAt,
    week: localWeek(countedAt, zone),
    attribution,
    isSelfDeclared: referrer?.claim.kind === 'self',
    pcpLoop: pcpLoopOf(kind, notes, pcp),
    appointments: story.appointments,
    visits: story.visits,
    notes,
    milestones,
    evidence: evidenceOf(thread),
    isAmendmentDue: state === 'closed' && notes.some((note) => isNewsTo(note, referrer)),
    anomalies: anomaliesOf(stated, story.appointments, thread, referrer),
    isFirstOfPatient: true,
    lookalikes: [],
    ...defined({ referrer, pcp, appointment, service: request.service ?? appointment?.service, pursuit }),
  };
}

/** `stated`: appointments as their own facts leave them, before other facts contradict a no-show. */
function storyOf(thread: readonly LedgerFact[], patientFacts: readonly LedgerFact[]) {
  const visits = foldVisits(factsOf(thread, 'visit_stated'));
  const notes = foldNotes(
    factsOf(thread, 'note_stated', 'note_delivered', 'note_released'),
    isProtected(patientFacts),
  );
  const stated = foldAppointments(factsOf(thread, 'appointment_stated'));
  const appointments = stated.map((one) => contradicted(one, visits, notes));
  return {
    stated,
    appointments,
    appointment: newestAppointment(appointments),
    visits,
    notes,
    referrer: foldParty(thread, 'referrer'),
    pcp: foldParty([...patientFacts, ...thread], 'pcp'),
    request: foldRequest(thread),
  };
}

/** A final version the referrer does not have. */
function isNewsTo(note: NoteView, referrer: Party | undefined): boolean {
  return isFinal(note) && !isDeliveredToReferrer(note, referrer, note.contentSha256);
}

/** PD1-12 as last said. */
function isProtected(patientFacts: readonly LedgerFact[]): boolean {
  const said = factsOf(patientFacts, 'patient_described');
  return (
    said.findLast(({ fact }) => fact.patient.isProtected !== undefined)?.fact.patient.isProtected ?? false
  );
}

/** Entered in error, or never known to be one: what ended while it was in doubt was confirmed by nobody. */
function isUnsure(state: ReferralState, reviewReason: string | undefined): boolean {
  return state === 'voided' || (reviewReason !== undefined && unconfirmed.has(state));
}

const unconfirmed: ReadonlySet<ReferralState> = new Set([
  'needs_review',
  'declined',
  'cancel_requested',
  'cancelled',
  'expired',
]);

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

function kindOf(
  { request, referrer, appointments, visits }: Story,
  pcp: Party | undefined,
  standing: StandingOf,
): ReferralView['kind'] {
  if (request.isRequested) return 'explicit';
  const hasAppointment = appointments.length + visits.length > 0;
  const isNamed = referrer?.claim.kind === 'person' || referrer?.claim.kind === 'organisation';
  if (isNamed && hasAppointment) return 'explicit';
  const isTarget = pcp?.partnerId !== undefined && standing(pcp.partnerId).isTarget;
  return isTarget && hasAppointment ? 'possible' : 'none';
}

/** A note for the patient's own doctor, whom nobody named as referrer (DOMAIN 7.5). */
function pcpLoopOf(
  kind: ReferralView['kind'],
  notes: readonly NoteView[],
  pcp: Party | undefined,
): ReferralView['pcpLoop'] {
  if (kind !== 'possible') return 'none';
  const finals = notes.filter(isFinal);
  if (finals.some((note) => isDeliveredToReferrer(note, pcp))) return 'delivered';
  return finals.some((note) => note.hold === undefined) ? 'proposed' : 'none';
}

const evidenceKinds: Partial<Record<LedgerFact['fact']['kind'], Evidence['kind']>> = {
  referral_requested: 'request',
  appointment_stated: 'appointment',
  visit_stated: 'visit',
  note_stated: 'note',
};

/** One entry for each channel and what it brought, in ledger order of the first. */
function evidenceOf(thread: readonly LedgerFact[]): readonly Evidence[] {
  const found = new Map<string, Evidence>();
  for (const { fact, channel } of thread) {
    const kind = evidenceKinds[fact.kind];
    if (kind === undefined || found.has(`${channel}|${kind}`)) continue;
    found.set(`${channel}|${kind}`, { channel, kind, firstAt: fact.effectiveAt });
  }
  return [...found.values()];
}

function later(a: string, b: string): string {
  return a >= b ? a : b;
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
