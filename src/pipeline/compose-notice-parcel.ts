import type { AppointmentView } from '../domain/appointment.ts';
import type { ReferralView } from '../domain/referral.ts';
import { listDeliveriesOf, type Delivery } from '../store/deliveries.ts';
import { findEffect } from '../store/effects.ts';
import { commonOf, readyParcel, type Composed } from './compose-ready.ts';
import type { Hub } from './hub.ts';
import { loadLetterText } from './letters/letter-texts.ts';
import { composeNotice } from './packet/compose-notice.ts';
import type { Notice } from './packet/packet-input.ts';
import { referralReference, type ReferralStory } from './referral-story.ts';

/** The one page that tells an office of an appointment, or corrects what it was told. */
export async function noticeParcel(hub: Hub, delivery: Delivery, story: ReferralStory): Promise<Composed> {
  const effect = await findEffect(hub.db, delivery.effectKey);
  const told = story.view.appointments.find((one) => one.key === effect?.appointmentKey);
  const notice = noticeOf(delivery, told ?? story.view.appointment, await toldAt(hub, delivery), story.view);
  const text = await loadLetterText(hub.db, notice.kind, delivery.createdAt);
  const packet = await composeNotice({ ...commonOf(hub, delivery, story), notice, text });
  const subjects: Readonly<Record<string, string>> = {
    no_show: 'Missed appointment',
    cancellation: 'Cancelled appointment',
    correction: 'Correction',
  };
  return readyParcel(
    hub,
    delivery,
    story,
    packet,
    `${subjects[delivery.purpose] ?? 'Notice'}: your referral ${referralReference(delivery.referralId)}`,
  );
}

function noticeOf(
  delivery: Delivery,
  told: AppointmentView | undefined,
  at: string,
  view: ReferralView,
): Notice {
  const appointmentAt = told?.start ?? view.receivedAt;
  const isBooked = view.state === 'scheduled' && view.appointment?.start !== undefined;
  if (delivery.purpose === 'no_show')
    return { kind: 'no_show', appointmentAt, ...providerOf(told), next: { kind: 'will_call' } };
  if (delivery.purpose === 'cancellation')
    return {
      kind: 'cancellation',
      appointmentAt,
      ...providerOf(told),
      cancelledBy: 'unknown',
      next: { kind: 'will_call' },
    };
  const hasCome = told !== undefined && hasAttended(told, view);
  if (isBooked && !hasCome)
    return {
      kind: 'rebooked',
      appointmentAt: view.appointment?.start ?? appointmentAt,
      formerAt: toldSlot(delivery) ?? appointmentAt,
      ...providerOf(view.appointment),
    };
  return {
    kind: 'correction',
    told: delivery.effectKey.startsWith('correct_no_show') ? 'no_show' : 'cancellation',
    toldAt: at,
    why: hasCome ? 'attended' : 'entered_in_error',
  };
}

/** When the notice went out that this one corrects. */
async function toldAt(hub: Hub, delivery: Delivery): Promise<string> {
  const former = (await listDeliveriesOf(hub.db, delivery.referralId)).find(
    (one) => one.effectKey === correctedKey(delivery),
  );
  return former?.sentAt ?? former?.createdAt ?? delivery.createdAt;
}

/** The appointment was kept, or the patient was there that day. */
function hasAttended(told: AppointmentView, view: ReferralView): boolean {
  if (told.status === 'fulfilled' || told.status === 'arrived') return true;
  return view.visits.some(
    (visit) =>
      visit.localDate === told.localDate && (visit.status === 'arrived' || visit.status === 'finished'),
  );
}

/** The slot that was told stands at the end of the effect's key: the appointment itself may have moved since. */
function toldSlot(delivery: Delivery): string | undefined {
  const slot = delivery.effectKey.slice(delivery.effectKey.lastIndexOf('|') + 1);
  return Number.isNaN(Date.parse(slot)) ? undefined : slot;
}

function providerOf(appointment: AppointmentView | undefined) {
  return appointment?.provider?.name === undefined ? {} : { provider: appointment.provider.name };
}

/** `correct_no_show|<key of the effect that was told>`. */
export function correctedKey(delivery: Delivery): string {
  return delivery.effectKey.slice(delivery.effectKey.indexOf('|') + 1);
}
