import { addMinutes } from '../domain/practice-time.ts';
import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import { insertAlerts, type NewAlert } from '../store/alert-writer.ts';
import type { Tx } from '../store/database.ts';
import { insertDeliveries, type Endpoint, type NewDelivery } from '../store/deliveries.ts';
import { listEndpointsFor } from '../store/directory/endpoint-choice.ts';
import { setEffectState, takeDueEffects, type EffectRow } from '../store/effects.ts';
import { loadPartners, type Partner } from '../store/partners.ts';
import { askReviews } from '../store/reviews.ts';
import { transaction } from '../store/transaction.ts';
import type { Hub } from './hub.ts';

const BATCH = 200;
/** A note has to be with the referrer within two days of the visit; after that a person takes over. */
const DEADLINE_MINUTES = 48 * 60;

/** What a kind of effect sends, if it sends anything. */
export const purposeOf: Readonly<Record<EffectRow['kind'], NewDelivery['purpose'] | undefined>> = {
  alert_liaison: 'liaison_alert',
  alert_possible: 'liaison_alert',
  tell_escalations: 'liaison_alert',
  thank_partner: undefined,
  deliver_note: 'note',
  notify_no_show: 'no_show',
  notify_cancellation: 'cancellation',
  correct_no_show: 'correction',
  correct_cancellation: 'correction',
};

/** Turns effects whose time has come into alerts and deliveries, each in the transaction that marks it released. Returns how many. */
export async function releaseDue(hub: Hub): Promise<number> {
  return transaction(hub.db, async (tx) => {
    const taken = await takeDueEffects(tx, BATCH);
    if (taken.length === 0) return 0;
    const due = await keepNews(tx, hub, taken);
    const partnerIds = [...new Set(due.flatMap((effect) => effect.partnerId ?? []))];
    const partners = new Map((await loadPartners(tx, partnerIds)).map((partner) => [partner.id, partner]));
    const endpoints = await endpointsOf(tx, due);
    const deliveries: NewDelivery[] = [];
    const blocked: EffectRow[] = [];
    for (const effect of due) {
      const delivery = deliveryFor(hub, effect, partners, endpoints);
      if (delivery) deliveries.push(delivery);
      else if (purposeOf[effect.kind] !== undefined) blocked.push(effect);
    }
    const isBlocked = new Set(blocked.map((effect) => effect.key));
    await setEffectState(
      tx,
      due.map((effect) => effect.key).filter((key) => !isBlocked.has(key)),
      'released',
    );
    await setEffectState(tx, [...isBlocked], 'blocked');
    await insertAlerts(
      tx,
      due.flatMap((effect) => alertFor(effect, partners)),
    );
    await askReviews(tx, blocked.map(endpointQuestion));
    await insertDeliveries(tx, deliveries);
    await hub.enqueue(
      tx,
      deliveries.map((one) => ({ deliveryId: one.id, lane: laneOf(one) })),
    );
    return taken.length;
  });
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
): Promise<ReadonlyMap<string, readonly Endpoint[]>> {
  const asks = effects.flatMap(({ key, kind, partnerId, referralId }) => {
    const isSent = purposeOf[kind] !== undefined && purposeOf[kind] !== 'liaison_alert';
    const purpose = purposeOf[kind] === 'note' ? ('notes' as const) : ('notices' as const);
    return partnerId === null || !isSent ? [] : [{ key, partnerId, referralId, purpose }];
  });
  const found = await listEndpointsFor(tx, asks);
  return new Map(asks.map((ask, index) => [ask.key, found[index] ?? []]));
}

/** Deliveries of one lane never run ahead of the limit of their address. */
export function laneOf(delivery: { readonly destination: string; readonly address: string }): string {
  return `${delivery.destination}:${delivery.address}`;
}

/** A delivery of an effect to one endpoint. */
export function deliveryTo(
  effect: EffectRow,
  endpoint: Pick<Endpoint, 'destination' | 'address' | 'settings'>,
  createdBy?: string,
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
    deadlineAt: addMinutes(now(), DEADLINE_MINUTES),
    ...(createdBy === undefined ? {} : { createdBy }),
  };
}

function deliveryFor(
  hub: Hub,
  effect: EffectRow,
  partners: ReadonlyMap<string, Partner>,
  endpoints: ReadonlyMap<string, readonly Endpoint[]>,
): NewDelivery | undefined {
  if (purposeOf[effect.kind] === undefined) return undefined;
  if (purposeOf[effect.kind] === 'liaison_alert') {
    const address = partners.get(effect.partnerId ?? '')?.liaison_email ?? hub.liaisonEmail;
    return deliveryTo(effect, { destination: 'email', address, settings: {} });
  }
  const endpoint = endpoints.get(effect.key)?.find((one) => hub.destinations.has(one.destination));
  return endpoint && deliveryTo(effect, endpoint);
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

function endpointQuestion(effect: EffectRow) {
  return {
    key: `no_endpoint|${effect.partnerId}`,
    kind: 'no_endpoint',
    referralId: effect.referralId,
    ...(effect.partnerId === null ? {} : { partnerId: effect.partnerId }),
    ...(effect.documentKey === null ? {} : { documentKey: effect.documentKey }),
  };
}
