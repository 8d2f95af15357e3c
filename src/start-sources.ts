import type { Log } from './log.ts';
import type { Channel } from './sdk/channel.ts';
import type { RunningSource, SourceEvent } from './sdk/source.ts';
import { newId } from './lib/ids.ts';
import { codeOf } from './lib/failure.ts';
import { keepFeed } from './pipeline/feed/keep-feed.ts';
import type { Intake } from './pipeline/receive.ts';
import { sourceMemory } from './store/source-memory.ts';
import type { Database } from './store/database.ts';
import { insertChannelEvent } from './store/channel-states.ts';

/** `hasOwnCheck`: it proves by itself who speaks, and takes every method. `at`: the last part of its path. */
export type Door = {
  readonly handle: (request: Request, peer: string) => Promise<Response>;
  readonly hasOwnCheck: boolean;
  readonly at: 'messages' | 'fhir';
};

export type RunningSources = {
  /** Where each channel listens. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Channels that take messages over the hub's own HTTP port. */
  readonly doors: ReadonlyMap<string, Door>;
  readonly stop: () => Promise<void>;
};

/** A peer that knocks wrongly a thousand times a second must not fill a table: one row a second and kind tells the same. */
const EVENT_PAUSE_MS = 1_000;

/** Opens every channel's way in; with `importsDir` those that read records take files of them too. When one cannot be opened, those already open are closed again and the reason is thrown. */
export async function startSources(
  channels: readonly Channel[],
  intake: Intake,
  db: Database,
  log: Log,
  publicUrl: string,
  importsDir?: string,
): Promise<RunningSources> {
  const running = new Map<string, RunningSource>();
  const doors = new Map<string, Door>();
  const stop = async (): Promise<void> => {
    await Promise.all([...running.values()].map((source) => source.stop()));
  };
  for (const channel of channels) {
    try {
      const source = await channel.source.start({
        channel: channel.name,
        config: channel.config,
        receive: (arrival) => intake.receive(channel.name, arrival, channel.mapping.format),
        refuse: intake.refuse,
        ...(importsDir !== undefined && channel.mapping.format === 'record'
          ? {
              receiveFile: (file) =>
                keepFeed(db, importsDir, channel.name, file, { createdBy: `channel ${channel.name}` }),
            }
          : {}),
        serve: (handle, options) =>
          void doors.set(channel.name, {
            handle,
            hasOwnCheck: options?.ownCheck ?? false,
            at: options?.at ?? 'messages',
          }),
        publicUrl: `${publicUrl}/v1/channels/${channel.name}/messages`,
        memory: sourceMemory(db, channel.name),
        report: reporter(channel.name, db, log),
      });
      running.set(channel.name, source);
    } catch (error) {
      await stop();
      throw error;
    }
  }
  const addresses = new Map(
    [...running].flatMap(([name, source]) =>
      source.address === undefined ? [] : [[name, source.address] as const],
    ),
  );
  return { addresses, doors, stop };
}

function reporter(channel: string, db: Database, log: Log): (event: SourceEvent) => void {
  const last = new Map<string, number>();
  return (event) => {
    log.debug({ channel, kind: event.kind }, event.sentence);
    if (event.kind === 'connected' || event.kind === 'disconnected') return;
    if (Date.now() - (last.get(event.kind) ?? 0) < EVENT_PAUSE_MS) return;
    last.set(event.kind, Date.now());
    insertChannelEvent(db, {
      id: newId(),
      channel,
      kind: event.kind,
      sentence: event.sentence,
      peer: event.peer ?? null,
    }).catch((error: unknown) => {
      log.warn({ channel, code: codeOf(error) }, 'A source event could not be kept.');
    });
  };
}
