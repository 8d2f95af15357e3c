import { planTells } from '../../domain/tell.ts';
import { now } from '../../lib/clock.ts';
import { newId } from '../../lib/ids.ts';
import { listAccountFaults, type AccountFault } from '../../store/account-faults.ts';
import type { Tx } from '../../store/database.ts';
import { listListeners, toListener } from '../../store/listeners.ts';
import { askReviews, listOpenOfKind, withdrawReviews } from '../../store/reviews.ts';
import { insertTellEffects, insertTells } from '../../store/tells.ts';
import { transaction } from '../../store/transaction.ts';
import { rulesOf } from '../escalation-clocks.ts';
import type { Hub } from '../hub.ts';

const KIND = 'account_blocked';

/**
 * A gateway that refuses the practice's account stops everything that goes by it, silently: each parcel is tried on for two days. So a
 * question stands under Reviews while it is so, and whoever holds the role of manager and the team of managers are told once. It settles
 * by itself. Returns how many began or ended.
 */
export async function watchAccounts(hub: Hub): Promise<number> {
  const { faults, over } = await changes(hub);
  if (faults.length + over.length === 0) return 0;
  await transaction(hub.db, async (tx) => {
    await askReviews(tx, faults.map(questionOf));
    await withdrawReviews(tx, over);
    const asked = new Map((await listOpenOfKind(tx, KIND)).map((one) => [one.key, one.id]));
    for (const fault of faults) await tellManagers(tx, hub, fault, asked.get(keyOf(fault)) ?? '');
  });
  hub.wake('effects');
  return faults.length + over.length;
}

/** What began and what ended since it was looked at last, without waiting for anybody. */
async function changes({ db }: Hub) {
  const [blocked, open] = [await listAccountFaults(db), await listOpenOfKind(db, KIND)];
  const known = new Set(open.map((one) => one.key));
  const now_ = new Set(blocked.map(keyOf));
  return {
    faults: blocked.filter((fault) => !known.has(keyOf(fault))),
    over: open.filter((one) => !now_.has(one.key)).map((one) => one.key),
  };
}

function keyOf({ destination }: Pick<AccountFault, 'destination'>): string {
  return `${KIND}|${destination}`;
}

function questionOf(fault: AccountFault) {
  const { destination, detail } = fault;
  return { key: keyOf(fault), kind: KIND, question: { destination, reason: detail ?? '' } };
}

/** `episode`: the question's id, so that each time is told once, whichever hub was faster. */
async function tellManagers(
  tx: Tx,
  hub: Hub,
  { destination, referralId }: AccountFault,
  episode: string,
): Promise<void> {
  const key = `tell_account|${destination}|${episode}`;
  const liaison = rulesOf(hub.policy).addresses.manager ?? hub.liaisonEmail;
  const listeners = (await listListeners(tx)).map(toListener);
  const news = { kind: 'account', partnerIds: [], isUrgent: true, liaison } as const;
  const tells = planTells(news, listeners, now(), hub.policy.zone);
  await insertTellEffects(tx, [{ key, kind: 'tell_alerts', referralId }]);
  await insertTells(
    tx,
    tells.map(({ isMuted, ...tell }) => {
      return { ...tell, id: newId(), effectKey: key, kind: news.kind, state: isMuted ? 'muted' : 'waiting' };
    }),
  );
}

/** Which way out a message of this kind is about. */
export function blockedWay(effectKey: string): string {
  return effectKey.split('|')[1] ?? '';
}
