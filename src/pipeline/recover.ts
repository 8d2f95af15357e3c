import { listStranded } from '../store/deliveries.ts';
import { transaction } from '../store/transaction.ts';
import type { Hub } from './hub.ts';
import { laneOf } from './release.ts';

const BATCH = 100;

/** Deliveries that wait and have no job (it was lost, or ran out of retries) get a new one. A second job does no harm. */
export async function recoverStranded(hub: Hub): Promise<number> {
  const stranded = await listStranded(hub.db, BATCH);
  if (stranded.length === 0) return 0;
  await transaction(hub.db, (tx) =>
    hub.enqueue(
      tx,
      stranded.map((one) => ({ deliveryId: one.id, lane: laneOf(one) })),
    ),
  );
  return stranded.length;
}
