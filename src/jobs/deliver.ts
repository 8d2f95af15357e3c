import type { PgBoss } from 'pg-boss';
import { deliver } from '../pipeline/deliver.ts';
import type { Hub } from '../pipeline/hub.ts';
import { deliverQueue } from './queue.ts';

/** Workers of this process, each with a few deliveries in hand: slow partners must not hold up the others. */
const WORKERS = 4;
const IN_HAND = 4;
/** Deliveries under way at once to one address. */
const PER_LANE = 4;

/** Sends queued deliveries. */
export async function startDeliverJob(boss: PgBoss, hub: Hub): Promise<void> {
  await boss.work<{ readonly deliveryId: string }>(
    deliverQueue,
    {
      batchSize: IN_HAND,
      burstWhenBatchFull: true,
      localConcurrency: WORKERS,
      localGroupConcurrency: PER_LANE,
      pollingIntervalSeconds: 0.5,
    },
    async (jobs) => {
      // All of them end before one that failed is reported: the queue waits for what is in hand, and only for that.
      const ends = await Promise.allSettled(jobs.map((job) => deliver(hub, job.data.deliveryId)));
      const failed = ends.find((end) => end.status === 'rejected');
      if (failed) throw failed.reason;
    },
  );
}
