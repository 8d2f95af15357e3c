import type { AppointmentView, VisitView } from './appointment.ts';
import { foldName } from './names.ts';
import type { Party } from './party.ts';
import { factsOf, type LedgerFact } from './ledger-fact.ts';
import type { Milestones } from './milestones.ts';

/** Who sent the patient is known, was said to be nobody, or is missing. */
export type Attribution = {
  readonly outcome: 'referrer' | 'self' | 'missing';
  /** When it first became known, and from whom: a person's address or a channel's name. */
  readonly at?: string;
  readonly by?: string;
};

/**
 * What of referrer and PCP is missing, and who meets the patient next (DOMAIN 7.5): whoever books, the front desk, those in the
 * room, or whoever finishes the record.
 */
export type Pursuit = {
  readonly missing: readonly ('referrer' | 'pcp')[];
  readonly point: 'call' | 'check_in' | 'tech' | 'emr_update';
  /** Since when it is theirs. */
  readonly since: string;
};

export function attributionOf(thread: readonly LedgerFact[], referrer: Party | undefined): Attribution {
  const kind = referrer?.claim.kind;
  if (kind === undefined || kind === 'unknown') return { outcome: 'missing' };
  const isSelf = kind === 'self';
  const first = factsOf(thread, 'party_named').find(({ fact }) => {
    if (fact.role !== 'referrer' || !fact.party || fact.party.kind === 'unknown') return false;
    return (fact.party.kind === 'self') === isSelf;
  });
  if (!first) return { outcome: isSelf ? 'self' : 'referrer' };
  return {
    outcome: isSelf ? 'self' : 'referrer',
    at: first.fact.effectiveAt,
    by: first.person ?? first.channel,
  };
}

/** Words of status fields that say the patient is in a room, with somebody who can ask. */
const inRoom = new Set([
  'roomed',
  'in room',
  'in exam',
  'in exam room',
  'with provider',
  'with doctor',
  'started',
]);

export function pursuitOf(story: {
  readonly referrer: Party | undefined;
  readonly pcp: Party | undefined;
  readonly attribution: Attribution;
  readonly appointment: AppointmentView | undefined;
  readonly visits: readonly VisitView[];
  readonly milestones: Milestones;
}): Pursuit | undefined {
  const missing = (['referrer', 'pcp'] as const).filter((role) => isAsked(role, story));
  const place = missing.length === 0 ? undefined : pointOf(story);
  return place && { missing, ...place };
}

/** Whether somebody has to ask. A person who says that nobody knows has answered; a feed that says so has not. */
export function isAsked(
  role: 'referrer' | 'pcp',
  {
    referrer,
    pcp,
    attribution,
  }: {
    readonly referrer?: Party | undefined;
    readonly pcp?: Party | undefined;
    readonly attribution: Attribution;
  },
): boolean {
  if (role === 'referrer') return attribution.outcome === 'missing' && referrer?.isFromPerson !== true;
  return (pcp === undefined || pcp.claim.kind === 'unknown') && pcp?.isFromPerson !== true;
}

function pointOf({
  appointment,
  visits,
  milestones,
}: {
  readonly appointment: AppointmentView | undefined;
  readonly visits: readonly VisitView[];
  readonly milestones: Milestones;
}): Omit<Pursuit, 'missing'> | undefined {
  if (milestones.endedAt !== undefined) return undefined;
  if (milestones.seenAt !== undefined) return { point: 'emr_update', since: milestones.seenAt };
  const visit = visits.find(({ status }) => status === 'arrived');
  if (appointment?.status === 'arrived') {
    const isInRoom = inRoom.has(foldName(appointment.statusText ?? ''));
    return { point: isInRoom ? 'tech' : 'check_in', since: appointment.statusAt };
  }
  if (visit) return { point: 'check_in', since: visit.statusAt };
  if (appointment?.status === 'booked' || appointment?.status === 'no_show')
    return { point: 'call', since: appointment.firstAt };
  return undefined;
}
