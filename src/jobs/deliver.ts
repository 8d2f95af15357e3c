import type { PgBoss } from 'pg-boss';
import { deliver } from '../pipeline/deliver.ts';
import type { Hub } from '../pipeline/hub.ts';
import type { Background } from './background.ts';
import { deliverQueue } from './queue.ts';

/** Workers of this process, each with a few deliveries in hand. */
const WORKERS = 4;
const IN_HAND = 4;
/** Jobs of one address in hand at once. What goes to offices goes one after another (deliver.ts): this is for mails to one's own people. */
const PER_LANE = 4;

/**
 * Sends queued deliveries. One whose partner keeps the line goes on in the background: it has a lease of its own, and its worker has
 * other partners to serve.
 */
export async function startDeliverJob(boss: PgBoss, hub: Hub, background: Background): Promise<void> {
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
      const ends = await Promise.allSettled(
        jobs.map((job) => background.run(deliver(hub, job.data.deliveryId))),
      );
      const failed = ends.find((end) => end.status === 'rejected');
      if (failed) throw failed.reason;
    },
  );
}
