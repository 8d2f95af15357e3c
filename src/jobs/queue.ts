import { PgBoss } from 'pg-boss';
import type { DeliveryJob } from '../pipeline/hub.ts';
import type { Tx } from '../store/database.ts';

/** The one queue that needs retries, pauses and leases of its own; everything else drains a table. */
export const deliverQueue = 'deliver';

/** A worker that stops answering loses its job after this. The delivery has a lease of its own: a job that comes too early leaves it. */
const HEARTBEAT_SECONDS = 10;
/** How often somebody looks for workers that stopped answering. */
const SUPERVISE_SECONDS = 5;
/** How often a job whose worker died is handed on. What happened to the parcel is the delivery's own business. */
const RETRIES = 5;
const EXPIRE_SECONDS = 300;

export type Queue = {
  readonly boss: PgBoss;
  /** Adds jobs in the caller's transaction, all in one call. */
  readonly enqueue: (tx: Tx, jobs: readonly DeliveryJob[]) => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** The only place pg-boss is set up: its defaults (no heartbeat, two seconds between looks) suit nobody here. */
export async function openQueue(databaseUrl: string, onError: (error: unknown) => void): Promise<Queue> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    max: 4,
    useListenNotify: true,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    // Its default of a minute is how long the jobs of a killed worker would lie, whatever their heartbeat says.
    monitorIntervalSeconds: SUPERVISE_SECONDS,
  });
  boss.on('error', onError);
  await boss.start();
  await boss.createQueue(deliverQueue, {
    policy: 'standard',
    notify: true,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: EXPIRE_SECONDS,
    retryLimit: RETRIES,
    retryDelay: 1,
    deleteAfterSeconds: 24 * 3600,
  });
  return {
    boss,
    enqueue: async (tx, jobs) => {
      if (jobs.length === 0) return;
      const db = { executeSql: (text: string, values?: unknown[]) => tx.client.query(text, values) };
      await boss.insert(
        deliverQueue,
        jobs.map((job) => ({
          data: { deliveryId: job.deliveryId },
          group: { id: job.lane },
          ...(job.startAfter === undefined ? {} : { startAfter: job.startAfter }),
        })),
        { db },
      );
    },
    stop: () => boss.stop({ graceful: true, timeout: 8_000 }),
  };
}
