import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import generic from '../../mappings/feed/generic-referrals.mapping.ts';
import { keepFeed, type KeepOptions } from '../../src/pipeline/feed/keep-feed.ts';
import { moveFeedRows } from '../../src/pipeline/feed/move-rows.ts';
import { runImport } from '../../src/pipeline/import/run-import.ts';
import { processWaiting } from '../../src/pipeline/process.ts';
import type { Channel } from '../../src/sdk/channel.ts';
import type { RecordMapping } from '../../src/sdk/mapping.ts';
import { http } from '../../src/sources/http/index.ts';
import type { ImportRun } from '../../src/store/imports.ts';
import { createTestHub, type TestHub } from './hub.ts';

export type FeedHub = TestHub & {
  readonly folder: string;
  /** Keeps a file for a channel and runs it, without moving its rows. */
  readonly importText: (text: string | Uint8Array, how?: FeedFileOptions) => Promise<ImportRun>;
  /** Staged rows become messages and go through to the ledger. */
  readonly settle: () => Promise<void>;
};

export type FeedFileOptions = Partial<KeepOptions> & {
  readonly channel?: string;
  readonly name?: string;
  readonly identity?: string;
  readonly batchRows?: number;
};

export const feedChannel = (name: string, mapping: RecordMapping, sender = name): Channel => ({
  name,
  owner: 'feeds@practice.example',
  sender,
  source: http as Channel['source'],
  config: {},
  zone: 'America/New_York',
  mapping,
});

/** A hub with a channel `valley` of generic exports, and others a test brings. */
export async function createFeedHub(channels: readonly Channel[] = []): Promise<FeedHub> {
  const base = await createTestHub();
  const all = [feedChannel('valley', generic), ...channels, ...base.hub.channels.values()];
  const hub = { ...base.hub, channels: new Map(all.map((channel) => [channel.name, channel])) };
  const folder = await mkdtemp(join(tmpdir(), 'referloop-feed-'));
  let files = 0;
  return {
    ...base,
    hub,
    folder,
    importText: async (text, how = {}) => {
      const { channel = 'valley', name = 'export.csv', identity = `file-${(files += 1)}`, batchRows } = how;
      const bytes = typeof text === 'string' ? Buffer.from(text) : text;
      const content = (async function* () {
        await Promise.resolve();
        for (let at = 0; at < bytes.length; at += 7_001) yield bytes.subarray(at, at + 7_001);
      })();
      const file = { name, peer: 'test', identity, content };
      const { importId } = await keepFeed(hub.db, folder, channel, file, { createdBy: 'test', ...how });
      return (await runImport(hub, importId, { batchRows: batchRows ?? 7 })) as ImportRun;
    },
    settle: async () => {
      for (;;) {
        const moved = await moveFeedRows(hub);
        const processed = await processWaiting(hub);
        if (moved + processed === 0) return;
      }
    },
  };
}
