import { advanceRefold, hasRefolds, takeRefold } from '../store/directory/refolds.ts';
import { listPatientsOfPartner, takePen } from '../store/ledger.ts';
import { transaction } from '../store/transaction.ts';
import { apply } from './apply.ts';
import type { Hub } from './hub.ts';

/** Patients of a partner that are folded in one transaction: what waits for the pen meanwhile waits for a moment. */
const PAGE = 200;

/**
 * Folds the next page of patients whose partner has changed; of one partner, or of whoever waits longest. Where it stands is
 * committed with the page, so that a hub that died goes on from there. Returns how many patients were folded, or `undefined` when
 * nothing waits.
 */
export async function refoldNextPage(hub: Hub, partnerId?: string): Promise<number | undefined> {
  if (!(await hasRefolds(hub.db))) return undefined;
  const count = await transaction(hub.db, async (tx) => {
    await takePen(tx);
    const waiting = await takeRefold(tx, partnerId);
    if (!waiting) return undefined;
    const page = await listPatientsOfPartner(tx, waiting.partnerId, waiting.after ?? undefined, PAGE);
    await apply(tx, [], hub.policy, page);
    await advanceRefold(tx, waiting.partnerId, page.length < PAGE ? undefined : page.at(-1));
    return page.length;
  });
  hub.wake('effects');
  hub.wake('events');
  return count;
}

/** All that waits, of one partner or of everybody. Returns how many patients were folded. */
export async function finishRefolds(hub: Hub, partnerId?: string): Promise<number> {
  let total = 0;
  for (;;) {
    const count = await refoldNextPage(hub, partnerId);
    if (count === undefined) return total;
    total += count;
  }
}
