import { takeQuietLanes, takeStranded } from '../store/delivery-rounds.ts';
import { transaction } from '../store/transaction.ts';
import type { Hub } from './hub.ts';
import { laneOf } from './release.ts';

const BATCH = 100;

/** Deliveries that wait and have no job (it was lost, or its hub died while sending) get a new one, and so do lanes nobody serves. A second job does no harm. */
export async function recoverStranded(hub: Hub): Promise<number> {
  return transaction(hub.db, async (tx) => {
    const stranded = [...(await takeStranded(tx, BATCH)), ...(await takeQuietLanes(tx, BATCH))];
    await hub.enqueue(
      tx,
      stranded.map((one) => ({ deliveryId: one.id, lane: laneOf(one) })),
    );
    return stranded.length;
  });
}
