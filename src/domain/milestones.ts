import { defined } from '../lib/defined.ts';
import { factsOf, type LedgerFact } from './ledger-fact.ts';
import { endingOf, isFinal, type ReferralState, type Story } from './referral-state.ts';

/** When a referral got how far: instants of the senders. What the measures are made of. */
export type Milestones = {
  readonly orderedAt?: string;
  /** First accept, decline or attempt to reach the patient. */
  readonly respondedAt?: string;
  /** First attempt to reach the patient; a booking is one. */
  readonly contactedAt?: string;
  /** When the first appointment was made, not when it is. */
  readonly bookedAt?: string;
  /** End of the first visit that took place. */
  readonly seenAt?: string;
  /** First final note, and its first confirmed delivery to the referrer. */
  readonly noteFinalAt?: string;
  readonly noteDeliveredAt?: string;
  readonly endedAt?: string;
  /** Closed, or why it ended without a note. */
  readonly endedBecause?: string;
};

export function milestonesOf(thread: readonly LedgerFact[], story: Story, state: ReferralState): Milestones {
  const bookedAt = earliest(
    story.appointments
      .filter(({ status }) => status !== 'voided' && status !== 'requested')
      .map((one) => one.firstAt),
  );
  const attemptedAt = factsOf(thread, 'contact_attempted')[0]?.fact.effectiveAt;
  const contactedAt = earliest([attemptedAt, bookedAt]);
  const noteDeliveredAt = earliest(
    story.notes
      .filter(isFinal)
      .flatMap((note) => note.deliveries)
      .filter((delivery) => delivery.partnerId === story.referrer?.partnerId)
      .map((delivery) => delivery.at),
  );
  return defined({
    orderedAt: story.request.orderedAt,
    respondedAt: earliest([factsOf(thread, 'referral_answered')[0]?.fact.effectiveAt, contactedAt]),
    contactedAt,
    bookedAt,
    seenAt: seenAt(story),
    noteFinalAt: earliest(story.notes.filter(isFinal).map((note) => note.firstFinalAt)),
    noteDeliveredAt,
    ...endOf(thread, story, state, noteDeliveredAt),
  });
}

function seenAt({ visits, appointments, notes }: Story): string | undefined {
  const ends = [
    ...visits.filter(({ status }) => status === 'finished').map((visit) => visit.endedAt ?? visit.statusAt),
    ...appointments.filter(({ status }) => status === 'fulfilled').map((one) => one.statusAt),
  ];
  // An outcome may come straight from accepted, with no word of a visit (DOMAIN 3.2).
  return earliest(ends) ?? earliest(notes.filter(isFinal).map((note) => note.serviceAt));
}

function endOf(
  thread: readonly LedgerFact[],
  story: Story,
  state: ReferralState,
  noteDeliveredAt: string | undefined,
): Pick<Milestones, 'endedAt' | 'endedBecause'> {
  if (state === 'closed') return defined({ endedAt: noteDeliveredAt, endedBecause: 'closed' });
  if (state === 'voided') {
    const voided = factsOf(thread, 'referral_voided')[0]?.fact ?? thread.at(-1)?.fact;
    return defined({ endedAt: voided?.effectiveAt, endedBecause: 'entered in error' });
  }
  if (state !== 'declined' && state !== 'cancelled' && state !== 'expired') return {};
  const ending = endingOf(thread, story);
  return defined({ endedAt: ending?.at, endedBecause: ending?.reason ?? state });
}

function earliest(instants: readonly (string | undefined)[]): string | undefined {
  let least: string | undefined;
  for (const instant of instants)
    if (instant !== undefined && (least === undefined || instant < least)) least = instant;
  return least;
}
