import type { EventType } from '../domain/consequences.ts';
import type { ReferralView } from '../domain/referral.ts';
import { newId } from '../lib/ids.ts';
import type { NewEvent } from '../store/events.ts';
import type { Partner } from '../store/partners.ts';

/** What others are told of a referral: ids, partner, states and times. */
export function referralEvent(
  type: EventType,
  referralId: string,
  view: ReferralView,
  version: number,
  partners: ReadonlyMap<string, Partner>,
  messageId: string | undefined,
): NewEvent {
  const partner = view.referrer?.partnerId === undefined ? undefined : partners.get(view.referrer.partnerId);
  const npi = partner?.identifiers.find((id) => id.system === 'npi')?.value;
  return {
    id: newId(),
    type,
    subjectKind: 'referral',
    subjectId: referralId,
    subjectVersion: version,
    occurredAt: occurredAt(view),
    ...(messageId === undefined ? {} : { messageId }),
    data: {
      referralId,
      state: view.state,
      kind: view.kind,
      isCounted: view.isCounted,
      priority: view.priority,
      receivedAt: view.receivedAt,
      partnerId: view.referrer?.partnerId,
      partnerNpi: npi,
      appointmentAt: view.appointment?.start,
    },
  };
}

/** The newest statement the state rests on. */
function occurredAt(view: ReferralView): string {
  const times = [
    view.receivedAt,
    view.appointment?.statusAt,
    ...view.visits.map((visit) => visit.statusAt),
    ...view.notes.flatMap((note) => [note.statusAt, ...note.deliveries.map((delivery) => delivery.at)]),
  ].filter((time) => time !== undefined);
  return times.toSorted().at(-1) ?? view.receivedAt;
}
