import { createHash } from 'node:crypto';
import { takePen } from '../store/ledger.ts';
import {
  isReplanned,
  keepReplanPlace,
  pageOfReferrals,
  takeReplanPlace,
} from '../store/escalation-replan.ts';
import { transaction } from '../store/transaction.ts';
import { followEscalations, rulesOf } from './escalation-clocks.ts';
import type { Hub } from './hub.ts';

/** Referrals whose clocks are made in one transaction: what waits for the pen meanwhile waits for a moment. */
const PAGE = 200;

/**
 * Clocks are made by the rules of their day. When the practice decides otherwise all of them are made anew, in pages whose place is
 * kept: a hub that stops goes on where it was. What was told stays told.
 */
export async function replanEscalations(hub: Hub): Promise<void> {
  const { hours, limits } = rulesOf(hub.policy);
  const sha256 = createHash('sha256')
    .update(JSON.stringify([hours, limits]))
    .digest('hex');
  while (!(await isReplanned(hub.db, sha256))) await replanPage(hub, sha256);
}

async function replanPage(hub: Hub, sha256: string): Promise<void> {
  await transaction(hub.db, async (tx) => {
    await takePen(tx);
    const place = await takeReplanPlace(tx, sha256);
    if (place === undefined) return;
    const page = await pageOfReferrals(tx, place, PAGE);
    const views = page.flatMap(({ id, view }) => (view === null ? [] : [{ id, view }]));
    await followEscalations(tx, rulesOf(hub.policy), views, []);
    await keepReplanPlace(tx, page.length < PAGE ? undefined : page.at(-1)?.id);
  });
}
