import { addMinutes } from '../../domain/practice-time.ts';
import { planTells, type Tell, type TellKind } from '../../domain/tell.ts';
import { now } from '../../lib/clock.ts';
import { newId } from '../../lib/ids.ts';
import type { Tx } from '../../store/database.ts';
import type { NewDelivery } from '../../store/deliveries.ts';
import type { EffectRow } from '../../store/effects.ts';
import { listListeners, listSilenced, toListener } from '../../store/listeners.ts';
import type { Partner } from '../../store/partners.ts';
import { insertTells, listUrgent, loadOffices, type NewTell } from '../../store/tells.ts';
import type { Hub } from '../hub.ts';

/** News older than this are none. */
const DEADLINE_MINUTES = 48 * 60;

/** An effect that people are told of. */
export type ReleasedAlert = { readonly effect: EffectRow; readonly kind: TellKind };

/**
 * Who is told of alerts that are released in this transaction: one row for each alert at each address, so that nobody is told twice.
 * Returns the deliveries of what is told at once; the rest waits for `tellDue`.
 */
export async function tellPeople(
  tx: Tx,
  hub: Hub,
  alerts: readonly ReleasedAlert[],
  partners: ReadonlyMap<string, Partner>,
): Promise<readonly NewDelivery[]> {
  if (alerts.length === 0) return [];
  const at = now();
  const listeners = (await listListeners(tx)).map(toListener);
  const partnerIds = alerts.flatMap(({ effect }) => effect.partnerId ?? []);
  const offices = await loadOffices(tx, [...new Set(partnerIds)]);
  const urgent = await listUrgent(tx, [...new Set(alerts.map(({ effect }) => effect.referralId))]);
  const liaisonOf = await liaisonsOf(tx, hub, partners);
  const planned = alerts.flatMap(({ effect, kind }) => {
    const { partnerId, referralId } = effect;
    const news = {
      kind,
      partnerIds: offices.get(partnerId ?? '') ?? [],
      isUrgent: urgent.has(referralId),
      liaison: liaisonOf(partnerId),
    };
    return planTells(news, listeners, at, hub.policy.zone).map((tell) => rowOf(effect, kind, tell, at));
  });
  const news = await insertTells(
    tx,
    planned.map((one) => one.row),
  );
  return planned.flatMap(({ row, delivery }) => (delivery && news.has(row.id) ? [delivery] : []));
}

/** Whoever looks after a partner; where that is somebody who is told nothing any more, whoever looks after all. */
async function liaisonsOf(
  tx: Tx,
  hub: Hub,
  partners: ReadonlyMap<string, Partner>,
): Promise<(partnerId: string | null) => string> {
  const emails = [...partners.values()].flatMap((one) => one.liaison_email?.toLowerCase() ?? []);
  const silenced = await listSilenced(tx, [...new Set(emails)]);
  return (partnerId) => {
    const own = partners.get(partnerId ?? '')?.liaison_email ?? null;
    return own === null || silenced.has(own.toLowerCase()) ? hub.liaisonEmail : own;
  };
}

function rowOf(
  effect: EffectRow,
  kind: TellKind,
  tell: Tell,
  at: string,
): { readonly row: NewTell; readonly delivery?: NewDelivery } {
  const { destination, address, because, dueAt, isMuted, listenerId } = tell;
  const row = {
    id: newId(),
    effectKey: effect.key,
    kind,
    destination,
    address,
    because,
    dueAt,
    ...(listenerId === undefined ? {} : { listenerId }),
  };
  if (isMuted) return { row: { ...row, state: 'muted' } };
  // A reminder belongs to whichever referral of the week calls for it: it is looked up when it is told.
  const isLater = Date.parse(dueAt) > Date.parse(at) || kind === 'thank_partner';
  if (isLater) return { row: { ...row, state: 'waiting' } };
  const delivery = tellDelivery(effect, tell);
  return { row: { ...row, state: 'told', deliveryId: delivery.id }, delivery };
}

/** A delivery to one of our own people. */
export function tellDelivery(
  { key, referralId, partnerId }: Pick<EffectRow, 'key' | 'referralId' | 'partnerId'>,
  { destination, address }: Pick<Tell, 'destination' | 'address'>,
): NewDelivery {
  return {
    id: newId(),
    effectKey: key,
    referralId,
    partnerId,
    purpose: 'liaison_alert',
    destination,
    address,
    settings: {},
    documentKey: null,
    contentSha256: null,
    deadlineAt: addMinutes(now(), DEADLINE_MINUTES),
  };
}
