import { readConfig, type Config } from '../config.ts';
import { openQueue } from '../jobs/queue.ts';
import { codeOf, Failure } from '../lib/failure.ts';
import { loadChannels } from '../load-channels.ts';
import { openLog } from '../log.ts';
import { openReader } from '../open-reader.ts';
import { openStore, policyOf } from '../main.ts';
import { listWays, openWays } from '../open-ways.ts';
import type { Hub } from '../pipeline/hub.ts';
import type { Database } from '../store/database.ts';

/** Who did it, in the history of what a command changed. */
export const PERSON = 'command line';

/** The settings of commands that only look things up or change the store: nothing but the database has to be said. */
export function commandConfig(): Config {
  return readConfig(process.env, 'demo');
}

/** Runs `work` with the store, whether or not a hub runs on it. */
export async function withStore<T>(work: (db: Database, config: Config) => Promise<T>): Promise<T> {
  const config = commandConfig();
  const store = await openStore(config, openLog('warn'));
  try {
    return await work(store.db, config);
  } finally {
    await store.close();
  }
}

/**
 * Runs `work` with a hub that listens nowhere and delivers nothing: what it decides is written, and a running hub, or the next one,
 * carries it out.
 */
export async function withOfflineHub<T>(work: (hub: Hub, config: Config) => Promise<T>): Promise<T> {
  const config = commandConfig();
  const channels = await loadChannels(config.channelsDir);
  const log = openLog('warn');
  const store = await openStore(config, log);
  // Nothing is sent and nothing listens here, so no news comes.
  const ways = await openWays(await listWays(config), config, () => {
    throw new Failure('transient', 'offline', 'This command does not hear what became of deliveries.');
  });
  const reader = await openReader(config.reader);
  try {
    const queue = await openQueue(store.url, (error) =>
      log.warn({ code: codeOf(error) }, 'The queue reports a problem.'),
    );
    try {
      const hub: Hub = {
        db: store.db,
        channels: new Map(channels.map((channel) => [channel.name, channel])),
        destinations: ways.destinations,
        reader,
        policy: policyOf(config),
        practice: config.practice,
        liaisonEmail: config.liaisonEmail,
        publicUrl: config.publicUrl,
        enqueue: queue.enqueue,
        wake: () => undefined,
      };
      return await work(hub, config);
    } finally {
      await queue.stop();
    }
  } finally {
    await ways.close();
    await reader.close();
    await store.close();
  }
}
