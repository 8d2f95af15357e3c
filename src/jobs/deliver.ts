import type { PgBoss } from 'pg-boss';
import { deliver } from '../pipeline/deliver.ts';
import type { Hub } from '../pipeline/hub.ts';
import { deliverQueue } from './queue.ts';

/**
 * Workers of this process. Each waits for both it has in hand, so one slow partner holds up one other parcel and no more; two and not
 * one, because a worker that found as many as it asked for asks again at once.
 */
const WORKERS = 8;
const IN_HAND = 2;
/** Jobs of one address in hand at once. What goes to offices goes one after another (deliver.ts), so this is for mails to one's own people. */
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
