import { limitEnd, officeDay, type Limit, type Pause, type WorkingHours } from './business-time.ts';
import { defined } from '../lib/defined.ts';
import {
  levelsOf,
  promiseLevel,
  type EscalationKind,
  type LimitName,
  type OwnerRole,
  type PursuitPoint,
} from './escalation-kinds.ts';
import { isFinal } from './referral-state.ts';
import type { ReferralView } from './referral.ts';

export type EscalationPolicy = {
  readonly hours: WorkingHours;
  /** Of each level, from the same start; none: this limit is off. */
  readonly limits: Readonly<Record<LimitName, readonly Limit[]>>;
};

/** A clock that runs. The key is unique for ever: no level is told twice. */
export type WantedEscalation = {
  readonly key: string;
  readonly kind: EscalationKind;
  readonly point?: PursuitPoint;
  readonly deliveryId?: string;
  readonly isUrgent: boolean;
  /** Stands in a list and disturbs nobody. */
  readonly isQuiet: boolean;
  readonly startedAt: string;
  readonly lateAt: string;
  /** The appointment it is about, else its start: what people sort by. */
  readonly aboutAt: string;
  readonly levels: readonly { readonly owner: OwnerRole; readonly dueAt: string }[];
  /** The referral waits on purpose: the clock stands. */
  readonly isOnHold: boolean;
};

/**
 * Every clock that runs on a referral, as its facts stand: a function of the view alone, so that neither the order of arrival nor
 * a restart can change it. What is no more wanted is settled.
 */
export function wantedEscalations(
  referralId: string,
  view: ReferralView,
  policy: EscalationPolicy,
): readonly WantedEscalation[] {
  const start = starter(view, policy);
  const asked = pursued(referralId, view, policy, start);
  if (view.kind === 'none' || view.state === 'voided') return view.state === 'voided' ? [] : asked;
  return [
    ...progress(referralId, view, start),
    ...unanswered(view, policy, start),
    ...unfinished(referralId, view, policy, start),
    ...undelivered(referralId, view, start),
    ...asked,
  ];
}

/** A delivery nobody but a person can bring on. `hours` are those of the office it was for. */
export function failedDelivery(
  delivery: { readonly id: string; readonly failedAt: string },
  hours: WorkingHours,
  policy: EscalationPolicy,
): WantedEscalation | undefined {
  return clock('delivery_failed', {
    key: `delivery_failed|${delivery.id}`,
    kind: 'delivery_failed',
    startedAt: delivery.failedAt,
    aboutAt: delivery.failedAt,
    deliveryId: delivery.id,
    isUrgent: true,
    hours,
    limits: policy.limits,
  });
}

type Clock = Pick<WantedEscalation, 'key' | 'kind' | 'startedAt' | 'point' | 'deliveryId'> &
  Partial<Pick<WantedEscalation, 'aboutAt' | 'isUrgent' | 'isQuiet' | 'isOnHold'>> & {
    readonly hours: WorkingHours;
    readonly limits: EscalationPolicy['limits'];
    readonly pauses?: readonly Pause[];
    /** Instead of the first owner. */
    readonly owner?: OwnerRole;
  };

type Start = (
  name: LimitName,
  what: Omit<Clock, 'hours' | 'limits' | 'pauses' | 'isOnHold'>,
) => readonly WantedEscalation[];

function clock(name: LimitName, what: Clock): WantedEscalation | undefined {
  const { key, kind, startedAt, hours, limits, pauses, owner } = what;
  const levels: { readonly owner: OwnerRole; readonly dueAt: string }[] = [];
  for (const [index, limit] of limits[name].slice(0, levelsOf[name].length).entries()) {
    const role = (index === 0 ? owner : undefined) ?? levelsOf[name][index] ?? 'manager';
    const dueAt = limitEnd(startedAt, limit, hours, pauses);
    const before = levels.at(-1)?.dueAt ?? dueAt;
    // Nobody is told before the one below them, whatever units the limits are in.
    levels.push({ owner: role, dueAt: dueAt < before ? before : dueAt });
  }
  const last = levels.at(-1);
  if (!last) return undefined;
  return {
    key,
    kind,
    startedAt,
    lateAt: (levels[promiseLevel[name] ?? 0] ?? last).dueAt,
    aboutAt: what.aboutAt ?? startedAt,
    isUrgent: what.isUrgent ?? false,
    isQuiet: what.isQuiet ?? false,
    isOnHold: what.isOnHold ?? false,
    levels,
    ...defined({ point: what.point, deliveryId: what.deliveryId }),
  };
}

function starter(view: ReferralView, { hours, limits }: EscalationPolicy): Start {
  const { isOnHold, holds: pauses } = view;
  const isUrgent = view.priority !== 'routine';
  const aboutAt = view.appointment?.start;
  return (name, what) => {
    const made = clock(name, {
      isUrgent,
      ...defined({ aboutAt }),
      ...what,
      hours,
      limits,
      pauses,
      isOnHold,
    });
    return made === undefined ? [] : [made];
  };
}

/** Read, called, booked. */
function progress(referralId: string, view: ReferralView, start: Start): readonly WantedEscalation[] {
  const { receivedAt, state, milestones, priority } = view;
  if (state === 'needs_review')
    return start('review', {
      key: `needs_review|${referralId}`,
      kind: 'needs_review',
      startedAt: receivedAt,
    });
  if (state === 'received' && milestones.contactedAt === undefined)
    return start(`contact_${priority}`, {
      key: `not_contacted|${referralId}`,
      kind: 'not_contacted',
      startedAt: receivedAt,
    });
  if (state === 'accepted')
    return start('booking', {
      key: `not_scheduled|${referralId}`,
      kind: 'not_scheduled',
      startedAt: milestones.respondedAt ?? receivedAt,
    });
  return [];
}

/** The appointment is over and nobody said whether the patient came. */
function unanswered(
  { appointment, visits, notes }: ReferralView,
  { hours }: EscalationPolicy,
  start: Start,
): readonly WantedEscalation[] {
  if (appointment?.start === undefined) return [];
  if (appointment.status !== 'booked' && appointment.status !== 'arrived') return [];
  const day = appointment.localDate ?? officeDay(appointment.start, hours);
  const isAnswered =
    visits.some((visit) => visit.status === 'finished' && visit.localDate === day) ||
    notes.some((note) => isFinal(note) && note.serviceDate === day);
  if (isAnswered) return [];
  // Moved to another time it is another promise.
  const key = `no_outcome|${appointment.key}|${appointment.start}`;
  return start('outcome', { key, kind: 'no_outcome', startedAt: appointment.start });
}

/** Visits that took place and whose note nobody has signed. */
function unfinished(
  referralId: string,
  view: ReferralView,
  { hours }: EscalationPolicy,
  start: Start,
): readonly WantedEscalation[] {
  const days = visitDays(view, hours);
  const finals = view.notes.filter(isFinal);
  const isOpen = ([day, endedAt]: readonly [string, string]): boolean =>
    !finals.some((note) => {
      if (note.serviceDate === day) return true;
      const isOfAnother = note.serviceDate !== undefined && days.has(note.serviceDate);
      return !isOfAnother && note.statusAt >= endedAt;
    });
  return [...days].filter(isOpen).flatMap(([day, startedAt]) =>
    start('note_final', {
      key: `note_not_final|${referralId}|${day}`,
      kind: 'note_not_final',
      startedAt,
      aboutAt: startedAt,
    }),
  );
}

/** The end of each day's visit; what an appointment says stands in where no visit is told of. */
function visitDays({ visits, appointments }: ReferralView, hours: WorkingHours): ReadonlyMap<string, string> {
  const days = new Map<string, string>();
  const add = (day: string | undefined, end: string): void => {
    const key = day ?? officeDay(end, hours);
    if (!days.has(key)) days.set(key, end);
  };
  for (const visit of visits)
    if (visit.status === 'finished') add(visit.localDate, visit.endedAt ?? visit.statusAt);
  for (const one of appointments) if (one.status === 'fulfilled') add(one.localDate, one.statusAt);
  return days;
}

/** The referrer was promised a note. Until it is signed it is the provider's, then the sender's. */
function undelivered(referralId: string, view: ReferralView, start: Start): readonly WantedEscalation[] {
  const { state, milestones, referrer } = view;
  const isPromised = view.isCounted && referrer?.partnerId !== undefined && milestones.seenAt !== undefined;
  if (!isPromised || (state !== 'seen' && state !== 'note_ready')) return [];
  return start('note_delivered', {
    key: `note_undelivered|${referralId}`,
    kind: 'note_undelivered',
    startedAt: milestones.seenAt,
    aboutAt: milestones.seenAt,
    owner: state === 'seen' ? 'provider' : 'notes',
  });
}

/** Nobody wrote down who sent the patient: whoever meets the patient next is asked. */
function pursued(
  referralId: string,
  { pursuit, appointment }: ReferralView,
  { hours }: EscalationPolicy,
  start: Start,
): readonly WantedEscalation[] {
  if (!pursuit) return [];
  const { point, since } = pursuit;
  // Each visit is a new chance to ask; a booking is one chance, however often it moves.
  const day = point === 'call' ? '' : `|${appointment?.localDate ?? officeDay(since, hours)}`;
  return pursuit.missing.flatMap((what) =>
    start(`ask_${point}`, {
      key: `${what}_missing|${referralId}|${point}${day}`,
      kind: `${what}_missing`,
      startedAt: since,
      point,
      isUrgent: false,
      isQuiet: what === 'pcp',
    }).map((one) => (what === 'pcp' ? { ...one, levels: one.levels.slice(0, 1) } : one)),
  );
}
