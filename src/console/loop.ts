import type { Fact } from '../domain/fact.ts';
import { partyName } from '../domain/names.ts';
import { isFinal } from '../domain/referral-state.ts';
import type { ReferralView } from '../domain/referral.ts';
import type { Alert } from '../store/alerts.ts';
import type { Delivery } from '../store/deliveries.ts';
import type { StoredFact } from '../store/referral-story.ts';
import { linkTo } from './parts.tsx';
import { shortText } from './times.tsx';

/** One dot of the loop line. */
export type LoopDot = {
  readonly key: 'received' | 'matched' | 'told' | 'booked' | 'seen' | 'note' | 'sent' | 'closed';
  readonly label: string;
  readonly status: 'done' | 'now' | 'waiting' | 'trouble' | 'skipped';
  /** The state in words. */
  readonly word: string;
  readonly at?: string;
  /** The evidence: the message, or the delivery with its attempts. */
  readonly href?: string;
};

export type LoopInput = {
  readonly referralId: string;
  readonly view: ReferralView;
  readonly facts: readonly StoredFact[];
  readonly deliveries: readonly Delivery[];
  readonly alerts: readonly Alert[];
  readonly isBlocked: boolean;
  readonly zone: string;
};

/** The way of a referral from the first message to the proof that the note arrived. Pure. */
export function loopOf(input: LoopInput): readonly LoopDot[] {
  const dots = [
    received(input),
    matched(input),
    told(input),
    booked(input),
    seen(input),
    noted(input),
    sent(input),
    closed(input),
  ];
  const ended = endings[input.view.state];
  if (ended !== undefined)
    return dots.map((dot) => (dot.status === 'waiting' ? { ...dot, status: 'skipped', word: ended } : dot));
  const next = dots.findIndex(
    (dot) => dot.status === 'waiting' || dot.status === 'now' || dot.status === 'trouble',
  );
  return dots.map((dot, index) =>
    index === next && dot.status === 'waiting' ? { ...dot, status: 'now' } : dot,
  );
}

/** The link to a fact's message, with the parts it was read from marked. */
export function evidenceOf(
  entry: Pick<StoredFact, 'messageId' | 'fact'> | undefined,
  referralId: string,
): string | undefined {
  if (!entry?.messageId) return undefined;
  return linkTo(`/messages/${entry.messageId}`, {
    referral: referralId,
    mark: entry.fact.lineage.slice(0, 40).join(','),
  });
}

const endings: Partial<Record<ReferralView['state'], string>> = {
  declined: 'Declined',
  cancelled: 'Cancelled',
  voided: 'Entered in error',
};

type Kind<K extends Fact['kind']> = StoredFact & { readonly fact: Extract<Fact, { readonly kind: K }> };

function ofKind<K extends Fact['kind']>(facts: readonly StoredFact[], kind: K): readonly Kind<K>[] {
  return facts.filter((entry): entry is Kind<K> => entry.fact.kind === kind);
}

function withEvidence(dot: LoopDot, entry: StoredFact | undefined, referralId: string): LoopDot {
  const href = evidenceOf(entry, referralId);
  return href === undefined ? dot : { ...dot, href };
}

function received({ view, facts, referralId }: LoopInput): LoopDot {
  const first = ofKind(facts, 'referral_requested')[0] ?? facts.find((entry) => entry.messageId !== null);
  const word = first === undefined ? 'Received' : first.messageId === null ? 'By hand' : first.channel;
  return withEvidence(
    { key: 'received', label: 'Received', status: 'done', word, at: view.receivedAt },
    first,
    referralId,
  );
}

function matched({ view, facts, referralId }: LoopInput): LoopDot {
  const named = ofKind(facts, 'party_named').filter((entry) => entry.fact.role === 'referrer');
  const partnerId = view.referrer?.partnerId;
  const entry = named.find((one) => one.partnerId === partnerId) ?? named.at(-1);
  const base = { key: 'matched' as const, label: 'Referrer' };
  if (view.referrer?.claim.kind === 'self')
    return withEvidence({ ...base, status: 'skipped', word: 'Self-referred' }, entry, referralId);
  if (partnerId === undefined)
    return withEvidence({ ...base, status: 'trouble', word: 'Not known' }, entry, referralId);
  const at = entry === undefined ? {} : { at: entry.effectiveAt };
  if (view.isReferrerNew)
    return withEvidence({ ...base, status: 'trouble', word: 'To confirm', ...at }, entry, referralId);
  return withEvidence(
    {
      ...base,
      status: 'done',
      word: partyName(view.referrer?.claim ?? { kind: 'unknown', identifiers: [] }) || 'Matched',
      ...at,
    },
    entry,
    referralId,
  );
}

function told({ view, alerts, deliveries }: LoopInput): LoopDot {
  const base = { key: 'told' as const, label: 'Liaison told' };
  const alert = alerts.find((one) => one.kind !== 'thank_partner');
  const mail = deliveries.findLast(
    (one) =>
      one.purpose === 'liaison_alert' && !one.effectKey.startsWith('tell_') && one.status !== 'cancelled',
  );
  const href = mail === undefined ? { href: '/alerts' } : { href: `/deliveries/${mail.id}` };
  if (alert) {
    const word = mail?.status === 'dead' ? 'Here; mail failed' : alert.seenAt === null ? 'Alerted' : 'Seen';
    return { ...base, status: 'done', word, at: alert.createdAt, ...href };
  }
  if (!view.isCounted) return { ...base, status: 'skipped', word: 'Not needed' };
  return { ...base, status: 'waiting', word: 'Not yet' };
}

function booked({ view, facts, referralId, zone }: LoopInput): LoopDot {
  const base = { key: 'booked' as const, label: 'Booked' };
  const { appointment } = view;
  const entry = ofKind(facts, 'appointment_stated').findLast(
    (one) => one.fact.status === 'booked' || one.fact.start !== undefined,
  );
  if (!appointment || appointment.status === 'requested')
    return view.visits.length > 0
      ? { ...base, status: 'skipped', word: 'Walk-in' }
      : { ...base, status: 'waiting', word: 'Not yet' };
  if (view.state === 'appt_cancelled') {
    const cancelled = ofKind(facts, 'appointment_stated').findLast((one) => one.fact.status === 'cancelled');
    return withEvidence(
      { ...base, status: 'trouble', word: 'Cancelled', at: appointment.statusAt },
      cancelled ?? entry,
      referralId,
    );
  }
  const slot = appointment.start === undefined ? 'Booked' : `for ${shortText(appointment.start, zone)}`;
  return withEvidence({ ...base, status: 'done', word: slot, at: appointment.firstAt }, entry, referralId);
}

function seen({ view, facts, referralId }: LoopInput): LoopDot {
  const base = { key: 'seen' as const, label: 'Seen' };
  const { appointment } = view;
  if (view.state === 'no_show') {
    const entry = ofKind(facts, 'appointment_stated').findLast((one) => one.fact.status === 'no_show');
    return withEvidence(
      {
        ...base,
        status: 'trouble',
        word: 'Missed',
        ...(appointment?.start === undefined ? {} : { at: appointment.start }),
      },
      entry,
      referralId,
    );
  }
  const visit = ofKind(facts, 'visit_stated').findLast((one) => one.fact.status === 'finished');
  const done =
    visit ?? ofKind(facts, 'appointment_stated').findLast((one) => one.fact.status === 'fulfilled');
  if (done)
    return withEvidence(
      { ...base, status: 'done', word: 'Visit finished', at: done.effectiveAt },
      done,
      referralId,
    );
  const note = view.notes.find(isFinal);
  if (note)
    return {
      ...base,
      status: 'done',
      word: 'By the note',
      ...(note.serviceAt === undefined ? {} : { at: note.serviceAt }),
    };
  const isHere = appointment?.status === 'arrived' || view.visits.some((one) => one.status === 'arrived');
  return isHere
    ? { ...base, status: 'now', word: 'In the office' }
    : { ...base, status: 'waiting', word: 'Not yet' };
}

function noted({ view, facts, referralId }: LoopInput): LoopDot {
  const base = { key: 'note' as const, label: 'Note final' };
  const note = view.notes.findLast(isFinal) ?? view.notes.at(-1);
  if (!note) return { ...base, status: 'waiting', word: 'Not yet' };
  const entry = ofKind(facts, 'note_stated').findLast((one) => one.fact.status === note.status);
  const at = note.signedAt ?? note.statusAt;
  const make = (status: LoopDot['status'], word: string) =>
    withEvidence({ ...base, status, word, at }, entry, referralId);
  if (note.status === 'draft') return make('now', 'Draft');
  if (note.status !== 'final')
    return make('trouble', note.status === 'wrong' ? 'Wrong patient' : 'Withdrawn');
  if (note.hold !== undefined) return make('trouble', 'Held');
  if (note.contentProblem !== undefined || note.content.length === 0) return make('trouble', 'No content');
  return make('done', note.isAmendment ? 'Amended' : 'Signed');
}

function sent({ view, deliveries, isBlocked }: LoopInput): LoopDot {
  const base = { key: 'sent' as const, label: 'Note sent' };
  const ours = deliveries.filter((one) => one.purpose === 'note' && one.status !== 'cancelled');
  const best =
    ours.findLast((one) => one.status === 'delivered') ??
    ours.findLast((one) => one.status === 'sent') ??
    ours.at(-1);
  if (!best) {
    const isFinalNote = view.notes.some(isFinal);
    return isFinalNote && isBlocked
      ? { ...base, status: 'trouble', word: 'No way to send' }
      : { ...base, status: 'waiting', word: 'Not yet' };
  }
  const href = { href: `/deliveries/${best.id}` };
  if (best.status === 'delivered' || best.status === 'sent')
    return {
      ...base,
      status: 'done',
      word: `by ${best.destination}`,
      at: best.sentAt ?? best.createdAt,
      ...href,
    };
  if (best.status === 'dead') return { ...base, status: 'trouble', word: 'Failed', ...href };
  if (best.status === 'ambiguous') return { ...base, status: 'trouble', word: 'Unsure', ...href };
  return {
    ...base,
    status: 'now',
    word: best.status === 'failed_transient' ? 'Trying again' : 'On its way',
    ...href,
  };
}

function closed({ view, deliveries }: LoopInput): LoopDot {
  const base = { key: 'closed' as const, label: 'Delivered' };
  const proof = deliveries.findLast((one) => one.purpose === 'note' && one.status === 'delivered');
  if (view.state === 'closed') {
    const at = proof?.deliveredAt ?? view.notes.flatMap((note) => note.deliveries).at(-1)?.at;
    const word = view.isAmendmentDue ? 'New version waits' : 'Loop closed';
    return {
      ...base,
      status: view.isAmendmentDue ? 'now' : 'done',
      word,
      ...(at === undefined ? {} : { at }),
      ...(proof === undefined ? {} : { href: `/deliveries/${proof.id}` }),
    };
  }
  const waits = deliveries.findLast((one) => one.purpose === 'note' && one.status === 'sent');
  if (waits) return { ...base, status: 'now', word: 'No proof yet', href: `/deliveries/${waits.id}` };
  return { ...base, status: 'waiting', word: 'Not yet' };
}
