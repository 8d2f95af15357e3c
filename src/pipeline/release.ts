import { holds } from '../domain/delivery-policy.ts';
import { addMinutes } from '../domain/practice-time.ts';
import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import { insertAlerts, type NewAlert } from '../store/alert-writer.ts';
import type { Tx } from '../store/database.ts';
import { insertDeliveries, type Endpoint, type NewDelivery } from '../store/deliveries.ts';
import { listEndpointsFor, type ChosenEndpoint } from '../store/directory/endpoint-choice.ts';
import {
  hasDueEffects,
  officePurposes,
  setEffectState,
  takeDueEffects,
  type EffectRow,
} from '../store/effects.ts';
import { appendEvents } from '../store/events.ts';
import { blockEffects, listHoldQuestions, settleHoldQuestions } from '../store/held.ts';
import { takePen } from '../store/ledger.ts';
import { loadPartners, type Partner } from '../store/partners.ts';
import { askReviews } from '../store/reviews.ts';
import { transaction } from '../store/transaction.ts';
import { deliveryEvent } from './delivery-events.ts';
import type { Hub } from './hub.ts';
import { planSending, type Waits } from './sending.ts';
import { tellPeople } from './tell/fan-out.ts';

const BATCH = 200;
/** A note has to be with the referrer within two days of the visit; after that a person takes over. */
const DEADLINE_MINUTES = 48 * 60;

/** What a kind of effect sends, if it sends anything. */
export const purposeOf: Readonly<Record<EffectRow['kind'], NewDelivery['purpose'] | undefined>> = {
  ...officePurposes,
  alert_liaison: 'liaison_alert',
  alert_possible: 'liaison_alert',
  tell_escalations: 'liaison_alert',
  tell_alerts: 'liaison_alert',
  thank_partner: undefined,
};

/** Turns effects whose time has come into alerts and deliveries, each in the transaction that marks it released. Returns how many. */
export async function releaseDue(hub: Hub): Promise<number> {
  if (!(await hasDueEffects(hub.db))) return 0;
  const count = await transaction(hub.db, async (tx) => {
    // What goes to an office is an event, so the log is numbered from here on.
    const position = await takePen(tx);
    const taken = await takeDueEffects(tx, BATCH);
    if (taken.length === 0) return 0;
    const due = await keepNews(tx, hub, taken);
    const partnerIds = [...new Set(due.flatMap((effect) => effect.partnerId ?? []))];
    const partners = new Map((await loadPartners(tx, partnerIds)).map((partner) => [partner.id, partner]));
    const outbound = due.filter(goesToOffice);
    const planned = await planSending(tx, hub, outbound, await endpointsOf(tx, outbound));
    const dropped = planned.flatMap((one) => (one.kind === 'drop' ? [one.effect.key] : []));
    const held = planned.flatMap((one) => (one.kind === 'hold' ? [one.hold] : []));
    const stays = new Set([...dropped, ...held.map((one) => one.key)]);
    const released = due.filter((one) => !stays.has(one.key));
    const waited = await listHoldQuestions(tx, [...released.map((one) => one.key), ...dropped]);
    await setEffectState(
      tx,
      released.map((one) => one.key),
      'released',
    );
    await setEffectState(tx, dropped, 'withdrawn');
    await blockEffects(tx, held);
    await settleHoldQuestions(tx, waited);
    await insertAlerts(
      tx,
      released.flatMap((effect) => alertFor(effect, partners)),
    );
    const sent = planned.flatMap((one) => (one.kind === 'send' ? [one] : []));
    await askReviews(tx, sent.flatMap(visitQuestion));
    const alerts = await tellPeople(
      tx,
      hub,
      released.flatMap((effect) => {
        const kind = alertKind(effect, partners);
        return kind === undefined ? [] : [{ effect, kind }];
      }),
      partners,
    );
    await queueDeliveries(tx, hub, position, [
      ...alerts,
      ...sent.map(({ effect, endpoint, waits }) => deliveryTo(effect, endpoint, undefined, waits)),
    ]);
    return taken.length;
  });
  if (count > 0) hub.wake('events');
  return count;
}

/** Stores deliveries and their jobs; nobody outside is told that they exist. */
export async function queueInternal(tx: Tx, hub: Hub, deliveries: readonly NewDelivery[]): Promise<void> {
  await insertDeliveries(tx, deliveries);
  await hub.enqueue(
    tx,
    deliveries.map((one) => ({
      deliveryId: one.id,
      lane: laneOf(one),
      ...(one.waits === undefined ? {} : { startAfter: one.waits.until }),
    })),
  );
}

function goesToOffice(effect: EffectRow): boolean {
  return purposeOf[effect.kind] !== undefined && purposeOf[effect.kind] !== 'liaison_alert';
}

/** Stores deliveries, their jobs and, of what goes to offices, the events. The caller holds the pen; events go after `position`. */
export async function queueDeliveries(
  tx: Tx,
  hub: Hub,
  position: number,
  deliveries: readonly NewDelivery[],
): Promise<number> {
  await queueInternal(tx, hub, deliveries);
  return appendEvents(
    tx,
    position,
    deliveries
      .filter((one) => one.purpose !== 'liaison_alert')
      .flatMap((one) => [
        deliveryEvent('delivery.queued', one, 1),
        ...(one.purpose === 'correction' ? [deliveryEvent('delivery.corrected', one, 1)] : []),
      ]),
  );
}

/** What the liaison is told while it is news. */
const news: ReadonlySet<EffectRow['kind']> = new Set(['alert_liaison', 'alert_possible', 'thank_partner']);

/** History that is loaded, and visits of years ago whose doctor becomes a target today, tell nobody: they count as told. */
async function keepNews(tx: Tx, hub: Hub, due: readonly EffectRow[]): Promise<readonly EffectRow[]> {
  const { newsDays } = hub.policy;
  if (newsDays === undefined) return due;
  const since = addMinutes(now(), -newsDays * 24 * 60);
  const isOld = (effect: EffectRow) => news.has(effect.kind) && effect.dueAt < since;
  await setEffectState(
    tx,
    due.filter(isOld).map((effect) => effect.key),
    'released',
  );
  return due.filter((effect) => !isOld(effect));
}

/** Where each effect may go, best first, by its key. */
export async function endpointsOf(
  tx: Tx,
  effects: readonly Pick<EffectRow, 'key' | 'kind' | 'partnerId' | 'referralId'>[],
): Promise<ReadonlyMap<string, readonly ChosenEndpoint[]>> {
  const asks = effects.flatMap(({ key, kind, partnerId, referralId }) => {
    const isSent = purposeOf[kind] !== undefined && purposeOf[kind] !== 'liaison_alert';
    const purpose =
      purposeOf[kind] === 'note' || purposeOf[kind] === 'bundle' ? ('notes' as const) : ('notices' as const);
    return partnerId === null || !isSent ? [] : [{ key, partnerId, referralId, purpose }];
  });
  const found = await listEndpointsFor(tx, asks);
  return new Map(asks.map((ask, index) => [ask.key, found[index] ?? []]));
}

/** Deliveries of one lane never run ahead of the limit of their address. */
export function laneOf(delivery: { readonly destination: string; readonly address: string }): string {
  return `${delivery.destination}:${delivery.address}`;
}

/** A delivery of an effect to one endpoint: by itself, or by hand of a person; `waits` when it keeps the office's hours. */
export function deliveryTo(
  effect: Omit<EffectRow, 'dueAt'>,
  endpoint: Pick<Endpoint, 'destination' | 'address' | 'settings'>,
  createdBy?: string,
  waits?: Waits,
): NewDelivery {
  return {
    id: newId(),
    effectKey: effect.key,
    referralId: effect.referralId,
    partnerId: effect.partnerId,
    purpose: purposeOf[effect.kind] ?? 'note',
    destination: endpoint.destination,
    address: endpoint.address,
    settings: endpoint.settings,
    documentKey: effect.documentKey,
    contentSha256: effect.contentSha256,
    deadlineAt: addMinutes(waits?.until ?? now(), DEADLINE_MINUTES),
    ...(createdBy === undefined ? {} : { createdBy }),
    ...(waits === undefined ? {} : { office: waits.office }),
    ...(waits?.until === undefined
      ? {}
      : { waits: { until: waits.until, code: 'office_hours', detail: holds.office_hours.sentence } }),
  };
}

/** The first note an office gets of a patient it did not refer is a reason to go and see them (DOMAIN 7.5). */
function visitQuestion({ effect }: { readonly effect: EffectRow }) {
  if (effect.kind !== 'offer_note' || effect.partnerId === null) return [];
  const { referralId, partnerId } = effect;
  const reason = 'The office gets visit notes of patients it did not refer.';
  return [
    { key: `visit_office|${partnerId}`, kind: 'visit_office', referralId, partnerId, question: { reason } },
  ];
}

function alertFor(effect: EffectRow, partners: ReadonlyMap<string, Partner>): readonly NewAlert[] {
  const kind = alertKind(effect, partners);
  if (kind === undefined) return [];
  const { referralId, partnerId } = effect;
  return [{ id: newId(), effectKey: effect.key, referralId, partnerId, kind }];
}

function alertKind(effect: EffectRow, partners: ReadonlyMap<string, Partner>): NewAlert['kind'] | undefined {
  if (effect.kind === 'thank_partner') return 'thank_partner';
  if (effect.kind === 'alert_possible') return 'possible';
  if (effect.kind !== 'alert_liaison') return undefined;
  const isFirst = partners.get(effect.partnerId ?? '')?.account_first_referral_id === effect.referralId;
  return isFirst ? 'first_referral' : 'referral';
}
