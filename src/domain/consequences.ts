import { defaultDeliveryPolicy, type DeliveryPolicy } from './delivery-policy.ts';
import type { EscalationRules } from './escalation-rules.ts';
import { compareText } from './ledger-fact.ts';
import { documentKey, type NoteView } from './note.ts';
import { addMinutes, isoWeek, localDay, morningAfter } from './practice-time.ts';
import { eventsBetween, type ReferralEvent } from './referral-events.ts';
import { isFinal } from './referral-state.ts';
import type { ReferralView } from './referral.ts';

export type { EventType, ReferralEvent } from './referral-events.ts';

/** What the practice has decided about telling people. */
export type Policy = {
  /** IANA zone of the practice. */
  readonly zone: string;
  /** Wall clock (`HH:MM`) of no-show notices on the next morning: time for the patient to turn up or rebook. */
  readonly noShowNoticeAt: string;
  /** A cancellation is told after this, unless a new booking came meanwhile. */
  readonly cancellationGraceMinutes: number;
  /** When people are told that something is late; absent: the defaults of escalation-rules.ts. */
  readonly escalation?: EscalationRules;
  /** Older referrals are no news to the liaison: history may be loaded. Absent: everything is. */
  readonly newsDays?: number;
  /** When a referral nobody answers is given up; absent: three calls and thirty days. */
  readonly expiry?: { readonly attempts: number; readonly days: number };
  /** When and to whom things go out; absent: the defaults of delivery-policy.ts. */
  readonly delivery?: DeliveryPolicy;
};

export type EffectKind =
  | 'alert_liaison'
  | 'alert_possible'
  | 'thank_partner'
  | 'deliver_note'
  | 'copy_note'
  | 'offer_note'
  | 'notify_no_show'
  | 'notify_cancellation';

/** One thing to be done once in the world. The key is unique for ever: a recomputed state never does it twice. */
export type Effect = {
  readonly key: string;
  readonly kind: EffectKind;
  readonly partnerId: string;
  /** Not before this instant. */
  readonly dueAt: string;
  readonly documentKey?: string;
  readonly contentSha256?: string;
  readonly appointmentKey?: string;
};

/**
 * - `partner_unknown`: nobody is named as referrer, or nobody usable.
 * - `partner_discovered`: an office we did not know; confirm it and say how it wants its notes.
 * - `needs_review`: a referral was read, and the reading is in doubt. `same_referral`: two referrals of a patient may be one.
 * - `note_held`, `note_unreadable`: a final note that a person must release or find the content of.
 * - `note_incomplete`: a proof-of-service element is missing. `no_endpoint`: no way to send to this partner.
 * - `unverified_number`, `changed_number`, `patient_objection`, `offer_note`: something is held until a person says yes (delivery-policy.ts).
 * - `visit_office`: a doctor's office gets its first note of a patient it did not refer: go and see them. `incident`: a note reached
 *   somebody as another patient's.
 * - `note_retracted`: a delivered note was withdrawn by its author. `unmapped_status`: the sender's word is in no table.
 */
export type QuestionKind =
  | 'partner_unknown'
  | 'partner_discovered'
  | 'needs_review'
  | 'same_referral'
  | 'note_retracted'
  | 'note_held'
  | 'note_unreadable'
  | 'note_incomplete'
  | 'no_endpoint'
  | 'unverified_number'
  | 'changed_number'
  | 'patient_objection'
  | 'offer_note'
  | 'visit_office'
  | 'incident'
  | 'unmapped_status';

/** Something only a person can settle. It closes by itself when the facts settle it. */
export type Question = {
  readonly key: string;
  readonly kind: QuestionKind;
  readonly partnerId?: string;
  readonly documentKey?: string;
  /** What a person must see to answer. */
  readonly detail?: { readonly otherReferralId?: string; readonly reasons: readonly string[] };
};

/** Referrals by id. */
export type Views = ReadonlyMap<string, ReferralView>;

export type Consequences = {
  readonly events: readonly ReferralEvent[];
  /** Wanted now and not before (`isNew`), or by another referral or at another time than before. */
  readonly plan: readonly (Effect & { readonly referralId: string; readonly isNew: boolean })[];
  /** Wanted before and no more: dropped when untold, corrected when told. */
  readonly withdraw: readonly (Effect & { readonly referralId: string })[];
  readonly ask: readonly (Question & { readonly referralId: string })[];
  readonly settled: readonly (Question & { readonly referralId: string })[];
};

/**
 * What follows when a patient's referrals change from one set of views to another. Effects are compared over all of them: when
 * two referrals turn out to be one, what both wanted was wanted all along. Pure.
 */
export function consequences(before: Views, after: Views, policy: Policy): Consequences {
  const had = collect(before, (id, view) => wantedEffects(id, view, policy));
  const want = collect(after, (id, view) => wantedEffects(id, view, policy));
  const asked = collect(before, questionsOf);
  const ask = collect(after, questionsOf);
  return {
    events: [...after].flatMap(([referralId, view]) =>
      eventsBetween(before.get(referralId), view).map((type) => ({ referralId, type })),
    ),
    plan: news(want, had),
    withdraw: without(had, want),
    ask: without(ask, asked),
    settled: without(asked, ask),
  };
}

function collect<T>(
  views: Views,
  of: (id: string, view: ReferralView) => readonly T[],
): readonly (T & { readonly referralId: string })[] {
  return [...views].flatMap(([referralId, view]) =>
    of(referralId, view).map((one) => ({ ...one, referralId })),
  );
}

/** Every effect a view calls for: a function of the view alone, so that arrival order cannot change the set. */
export function wantedEffects(referralId: string, view: ReferralView, policy: Policy): readonly Effect[] {
  if (view.kind === 'possible') return possibleEffects(referralId, view, policy);
  const partnerId = view.referrer?.partnerId;
  if (partnerId === undefined || !view.isCounted) return [];
  const week = isoWeek(view.receivedAt, policy.zone);
  return [
    {
      key: `alert_liaison|${referralId}|${partnerId}`,
      kind: 'alert_liaison',
      partnerId,
      dueAt: view.receivedAt,
    },
    { key: `thank_partner|${partnerId}|${week}`, kind: 'thank_partner', partnerId, dueAt: view.receivedAt },
    ...noteEffects(view, partnerId, 'deliver_note'),
    ...copyEffects(view, partnerId, policy),
    ...appointmentEffects(view, partnerId, policy),
  ];
}

/** A partner's patient came without a word of theirs: the liaison may ask, or go and see them (DOMAIN 7.5). */
function possibleEffects(referralId: string, view: ReferralView, policy: Policy): readonly Effect[] {
  const partnerId = view.pcp?.partnerId;
  if (partnerId === undefined) return [];
  const key = `alert_possible|${referralId}|${partnerId}`;
  const { offersToPcp } = policy.delivery ?? defaultDeliveryPolicy;
  return [
    { key, kind: 'alert_possible', partnerId, dueAt: view.receivedAt },
    ...(offersToPcp ? noteEffects(view, partnerId, 'offer_note') : []),
  ];
}

/** The patient's own doctor, when somebody else referred. It never closes the loop: only the referrer's delivery does. */
function copyEffects(view: ReferralView, referrerId: string, policy: Policy): readonly Effect[] {
  const partnerId = view.pcp?.partnerId;
  const { copiesToPcp } = policy.delivery ?? defaultDeliveryPolicy;
  if (!copiesToPcp || partnerId === undefined || partnerId === referrerId || view.pcp?.isInternal) return [];
  return noteEffects(view, partnerId, 'copy_note');
}

/**
 * The key names partner, document and content and not why they get it: a copy or an offer that reached the one who turns out to be the
 * referrer is not sent again.
 */
function noteEffects(
  view: ReferralView,
  partnerId: string,
  kind: 'deliver_note' | 'copy_note' | 'offer_note',
): readonly Effect[] {
  return view.notes.filter(isSendable).map((note) => ({
    key: noteEffectKey(partnerId, note),
    kind,
    partnerId,
    dueAt: note.statusAt,
    documentKey: note.key,
    contentSha256: note.contentSha256,
  }));
}

/** One content of one document to one partner is sent once. The document is the one that carries it, not its chain, which may grow. */
export function noteEffectKey(partnerId: string, note: NoteView): string {
  return `deliver_note|${partnerId}|${documentKey(note.documentId)}|${note.contentSha256}`;
}

function isSendable(note: NoteView): boolean {
  return (
    isFinal(note) && note.hold === undefined && note.contentProblem === undefined && note.content.length > 0
  );
}

/** Notices go out for the appointment that decides the state: an older missed one, since rebooked, is nobody's news. */
function appointmentEffects(view: ReferralView, partnerId: string, policy: Policy): readonly Effect[] {
  const { appointment } = view;
  if (!appointment) return [];
  const subject = { partnerId, appointmentKey: appointment.key };
  const slot = `${partnerId}|${appointment.key}|${appointment.start ?? appointment.firstAt}`;
  if (view.state === 'no_show') {
    const day = appointment.localDate ?? localDay(appointment.statusAt, policy.zone);
    const dueAt = later(morningAfter(day, policy.noShowNoticeAt, policy.zone), appointment.statusAt);
    return [{ key: `notify_no_show|${slot}`, kind: 'notify_no_show', dueAt, ...subject }];
  }
  if (view.state === 'appt_cancelled') {
    const dueAt = addMinutes(appointment.statusAt, policy.cancellationGraceMinutes);
    return [{ key: `notify_cancellation|${slot}`, kind: 'notify_cancellation', dueAt, ...subject }];
  }
  return [];
}

/** Every question a view raises. */
export function questionsOf(referralId: string, view: ReferralView): readonly Question[] {
  if (view.kind !== 'explicit' || view.state === 'voided') return [];
  const asks: Question[] = view.lookalikes.map(({ referralId: other, reasons }) => ({
    key: `same_referral|${[referralId, other].toSorted().join('|')}`,
    kind: 'same_referral',
    detail: { otherReferralId: other, reasons },
  }));
  if (view.reviewReason !== undefined)
    asks.push({
      key: `needs_review|${referralId}`,
      kind: 'needs_review',
      detail: { reasons: [view.reviewReason] },
    });
  const partnerId = view.referrer?.partnerId;
  if (partnerId === undefined && view.referrer?.claim.kind !== 'self')
    asks.push({ key: `partner_unknown|${referralId}`, kind: 'partner_unknown' });
  if (partnerId !== undefined && view.isReferrerNew)
    asks.push({ key: `partner_discovered|${partnerId}`, kind: 'partner_discovered', partnerId });
  if (view.anomalies.includes('unmapped_status'))
    asks.push({ key: `unmapped_status|${referralId}`, kind: 'unmapped_status' });
  for (const note of view.notes.filter(isRetracted))
    asks.push({
      key: `note_retracted|${note.key}|${note.statusAt}`,
      kind: 'note_retracted',
      documentKey: note.key,
    });
  for (const note of view.notes.filter(isFinal)) {
    const about = { documentKey: note.key };
    if (note.hold !== undefined)
      asks.push({ key: `note_held|${note.key}|${note.statusAt}`, kind: 'note_held', ...about });
    else if (note.contentProblem !== undefined || note.content.length === 0)
      asks.push({ key: `note_unreadable|${note.key}|${note.statusAt}`, kind: 'note_unreadable', ...about });
  }
  return asks;
}

/** Its author took it back after somebody got it: their copy has to leave the chart. */
function isRetracted(note: NoteView): boolean {
  return (note.status === 'withdrawn' || note.status === 'wrong') && note.deliveries.length > 0;
}

type Wanted = Effect & { readonly referralId: string };

/** A later or earlier fact may move when something is due, or to which referral it belongs, as long as it has not happened. */
function news(
  want: readonly Wanted[],
  had: readonly Wanted[],
): readonly (Wanted & { readonly isNew: boolean })[] {
  const known = new Map(had.map((one) => [one.key, one]));
  return want
    .filter((one) => {
      const before = known.get(one.key);
      return before?.dueAt !== one.dueAt || before.referralId !== one.referralId || before.kind !== one.kind;
    })
    .map((one) => ({ ...one, isNew: !known.has(one.key) }))
    .toSorted((a, b) => compareText(a.key, b.key));
}

function without<T extends { readonly key: string }>(some: readonly T[], others: readonly T[]): readonly T[] {
  const keys = new Set(others.map((other) => other.key));
  return some.filter((one) => !keys.has(one.key)).toSorted((a, b) => compareText(a.key, b.key));
}

function later(a: string, b: string): string {
  return Date.parse(a) >= Date.parse(b) ? a : b;
}
