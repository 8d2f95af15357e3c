import { mutes, planTells } from '../../domain/tell.ts';
import { now } from '../../lib/clock.ts';
import { groupBy } from '../../lib/group-by.ts';
import { newId } from '../../lib/ids.ts';
import type { Tx } from '../../store/database.ts';
import { loadLateMails, type LateMail } from '../../store/escalations.ts';
import { listListeners, toListener, type ListenerRow } from '../../store/listeners.ts';
import {
  dropWithdrawn,
  followMergedWatches,
  hasDueTells,
  insertTellEffects,
  insertTells,
  loadOffices,
  lockTells,
  markWatchTold,
  setTells,
  takeChangedWatches,
  takeDueTells,
  type DueTell,
} from '../../store/tells.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';
import { queueInternal } from '../release.ts';
import { tellDelivery } from './fan-out.ts';

const BATCH = 1000;

/**
 * Tells what waited: for the end of quiet hours, for a digest, or because a watched referral moved on. What one address gets at one
 * time is one message; rows, deliveries and jobs are one transaction. Returns how many were told. Of two hubs one does it.
 */
export async function tellDue(hub: Hub): Promise<number> {
  if (!(await hasDueTells(hub.db))) return 0;
  return transaction(hub.db, async (tx) => {
    if (!(await lockTells(tx))) return 0;
    const listeners = new Map((await listListeners(tx)).map((one) => [one.id, one]));
    await planWatched(tx, hub, listeners);
    await dropWithdrawn(tx);
    const taken = await takeDueTells(tx, BATCH);
    const late = await loadLateMails(
      tx,
      taken.flatMap((one) => (one.kind === 'late' ? [one.effectKey] : [])),
    );
    const due = taken.map((one) => toRole(one, late.get(one.effectKey), listeners));
    const muted = await mutedOf(tx, due, listeners, late);
    await setTells(tx, muted, 'muted');
    const told = due.filter((one) => !muted.includes(one.id));
    await send(tx, hub, told);
    return told.length;
  });
}

/** Whoever was to be told of what is late has no account any more: the address of the role is written to, as if they had said nothing. */
function toRole(
  tell: DueTell,
  late: LateMail | undefined,
  listeners: ReadonlyMap<string, ListenerRow>,
): DueTell {
  if (!late || tell.listenerId === null || listeners.has(tell.listenerId)) return tell;
  return { ...tell, listenerId: null, destination: 'email', address: late.address };
}

/** Who muted it since, or has no account any more, is not told; who is told last of what is late is told all the same. */
async function mutedOf(
  tx: Tx,
  due: readonly DueTell[],
  listeners: ReadonlyMap<string, ListenerRow>,
  late: ReadonlyMap<string, LateMail>,
): Promise<readonly string[]> {
  const offices = await loadOffices(tx, [...new Set(due.flatMap((one) => one.partnerId ?? []))]);
  const at = now();
  return due
    .filter(({ listenerId, kind, partnerId, effectKey }) => {
      if (listenerId === null || late.get(effectKey)?.isLast === true) return false;
      const listener = listeners.get(listenerId);
      const news = { kind, partnerIds: offices.get(partnerId ?? '') ?? [] };
      return !listener || toListener(listener).mutes.some((mute) => mutes(mute, news, at));
    })
    .map((one) => one.id);
}

async function send(tx: Tx, hub: Hub, told: readonly DueTell[]): Promise<void> {
  const groups = [...groupBy(told, (one) => `${one.destination}|${one.address}`).values()];
  const messages = groups.flatMap((tells) => {
    const [first] = tells;
    if (!first) return [];
    const effect = { key: `tell_alerts|${newId()}`, kind: 'tell_alerts', referralId: first.referralId };
    return [{ tells, effect, delivery: tellDelivery({ ...effect, partnerId: null }, first) }];
  });
  await insertTellEffects(
    tx,
    messages.map((one) => one.effect),
  );
  await queueInternal(
    tx,
    hub,
    messages.map((one) => one.delivery),
  );
  for (const { tells, delivery } of messages)
    await setTells(
      tx,
      tells.map((one) => one.id),
      'told',
      delivery.id,
    );
}

/** A referral that stands otherwise than its watchers know: each of them is told as they wish. */
async function planWatched(tx: Tx, hub: Hub, listeners: ReadonlyMap<string, ListenerRow>): Promise<void> {
  await followMergedWatches(tx);
  const changed = await takeChangedWatches(tx, BATCH);
  if (changed.length === 0) return;
  const at = now();
  const keys = new Map<string, string>();
  for (const { referralId, state } of changed)
    keys.set(referralId, keys.get(referralId) ?? `tell_watched|${referralId}|${state}|${newId()}`);
  await insertTellEffects(
    tx,
    [...keys].map(([referralId, key]) => ({ key, kind: 'tell_alerts', referralId })),
  );
  // Planned together: two who watch the same and share an address are one row there.
  const tells = [...groupBy(changed, (one) => one.referralId)].flatMap(([referralId, watches]) => {
    const watching = watches.flatMap(({ listenerId }) => listeners.get(listenerId) ?? []);
    const effectKey = keys.get(referralId);
    if (effectKey === undefined) return [];
    const isUrgent = watches.some((one) => one.isUrgent);
    const news = { kind: 'watched', partnerIds: [], isUrgent } as const;
    return planTells(news, watching.map(toListener), at, hub.policy.zone).map(({ isMuted, ...tell }) => ({
      ...tell,
      id: newId(),
      effectKey,
      kind: news.kind,
      state: isMuted ? ('muted' as const) : ('waiting' as const),
    }));
  });
  await insertTells(tx, tells);
  await markWatchTold(tx, changed);
}
