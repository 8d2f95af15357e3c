import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type {
  Arrival,
  Receipt,
  RunningSource,
  Source,
  SourceContext,
  SourceEvent,
} from '../../src/sdk/source.ts';

export type Answer = { readonly isPositive: boolean; readonly bytes: Uint8Array };

/** The other side of a source, over a real socket or file. */
export type Sender = {
  readonly send: (message: Uint8Array) => Promise<Answer>;
  readonly close: () => Promise<void>;
};

export type SourceUnderTest<Config> = {
  readonly source: Source<Config>;
  readonly config: Config;
  readonly badConfigs: readonly { readonly field: string; readonly config: unknown }[];
  /** A message of this source's kind, another one for every number. */
  readonly message: (number: number) => Uint8Array;
  readonly connect: (running: RunningSource, inbox: Inbox) => Promise<Sender>;
};

/** What every source promises, whatever it speaks. Each adapter's `index.test.ts` calls this first. */
export function describeSource<Config>(adapter: SourceUnderTest<Config>): void {
  const { source } = adapter;

  describe(`${source.name}: the contract of a source`, () => {
    test('nothing is answered before the message is stored', async () => {
      const { inbox, running, sender } = await start(adapter);
      const order: string[] = [];
      const release = inbox.hold();

      const answer = sender.send(adapter.message(1)).then((got) => {
        order.push('answered');
        return got;
      });
      await inbox.arrived(1);
      await turns(50);
      order.push('stored');
      release();

      expect((await answer).isPositive).toBe(true);
      expect(order).toEqual(['stored', 'answered']);
      await stop(running, sender);
    });

    test('a message arrives byte for byte, with the peer it came from', async () => {
      const { inbox, running, sender } = await start(adapter);

      await sender.send(adapter.message(1));

      expect(inbox.arrivals).toHaveLength(1);
      expect(Buffer.from(inbox.arrivals[0]?.body ?? [])).toEqual(Buffer.from(adapter.message(1)));
      expect(inbox.arrivals[0]?.peer).toMatch(/\S/);
      await stop(running, sender);
    });

    test('a message that could not be stored is answered negatively, and the next one is taken', async () => {
      const { inbox, running, sender } = await start(adapter);
      inbox.failNext();

      const refused = await sender.send(adapter.message(1));
      const taken = await sender.send(adapter.message(1));

      expect(refused.isPositive).toBe(false);
      expect(taken.isPositive).toBe(true);
      expect(inbox.stored.size).toBe(1);
      await stop(running, sender);
    });

    test('the same message twice is one message, with the answer the first one got', async () => {
      const { inbox, running, sender } = await start(adapter);

      const first = await sender.send(adapter.message(1));
      const second = await sender.send(adapter.message(1));

      expect(Buffer.from(second.bytes)).toEqual(Buffer.from(first.bytes));
      expect(inbox.stored.size).toBe(1);
      await stop(running, sender);
    });

    test('stopping answers what is in hand and takes nothing more', async () => {
      const { inbox, running, sender } = await start(adapter);
      const release = inbox.hold();
      const answer = sender.send(adapter.message(1));
      await inbox.arrived(1);

      const stopped = running.stop();
      release();

      expect((await answer).isPositive).toBe(true);
      await stopped;
      expect(await isTaken(adapter, running, inbox)).toBe(false);
      await sender.close();
    });

    test.each(adapter.badConfigs)(
      'a config with a wrong $field is refused by that name',
      ({ field, config }) => {
        const checked = source.config.safeParse(config);

        const complaints =
          checked.error?.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`) ?? [];
        expect(complaints.join('\n')).toContain(field);
      },
    );
  });
}

/** Stands where the pipeline's receive verb stands: stores in memory, recognises a repeat by its bytes, can be made to wait or fail. */
export type Inbox = {
  readonly context: <Config>(config: Config) => SourceContext<Config>;
  /** Every call of `receive`, in order. */
  readonly arrivals: readonly Arrival[];
  readonly stored: ReadonlyMap<string, Receipt>;
  readonly events: readonly SourceEvent[];
  /** Resolves when `receive` has been called that often. */
  readonly arrived: (count: number) => Promise<void>;
  /** Every `receive` from now on waits until the returned function is called. */
  readonly hold: () => () => void;
  readonly failNext: () => void;
  /** What an HTTP source gave to `serve`. */
  readonly handle: (request: Request, peer: string) => Promise<Response>;
};

/** @param answerFor what the channel would answer; by default an HL7 acknowledgement. */
export function createInbox(
  answerFor: (arrival: Arrival, code: string) => Uint8Array | undefined = acknowledge,
): Inbox {
  const arrivals: Arrival[] = [];
  const stored = new Map<string, Receipt>();
  const remembered = new Map<string, string>();
  const events: SourceEvent[] = [];
  const watchers: { readonly count: number; readonly resolve: () => void }[] = [];
  let gate: Promise<void> = Promise.resolve();
  let failures = 0;
  let handler: ((request: Request, peer: string) => Promise<Response>) | undefined;

  const receive = async (arrival: Arrival): Promise<Receipt> => {
    arrivals.push(arrival);
    const isFailing = failures > 0;
    if (isFailing) failures -= 1;
    for (const watcher of watchers) if (arrivals.length >= watcher.count) watcher.resolve();
    await gate;
    if (isFailing) throw new Error('the database is away');
    const hash = createHash('sha256').update(arrival.body).digest('hex');
    const before = stored.get(hash);
    if (before) return { ...before, outcome: 'duplicate' };
    const answer = answerFor(arrival, arrival.fault ? 'AR' : 'AA');
    const receipt: Receipt = {
      messageId: `message-${stored.size + 1}`,
      outcome: arrival.fault ? 'invalid' : 'stored',
      ...(answer && { answer }),
    };
    stored.set(hash, receipt);
    return receipt;
  };

  return {
    context: (config) => ({
      channel: 'contract',
      config,
      receive,
      refuse: (arrival) => answerFor(arrival, 'AE'),
      serve: (given) => (handler = given),
      publicUrl: 'https://hub.example/v1/channels/contract/messages',
      memory: {
        recall: async (key) => remembered.get(key),
        remember: async (key, value) => void remembered.set(key, value),
      },
      report: (event) => events.push(event),
    }),
    arrivals,
    stored,
    events,
    arrived: (count) =>
      new Promise((resolve) => {
        if (arrivals.length >= count) resolve();
        else watchers.push({ count, resolve });
      }),
    hold: () => {
      let release = (): void => {};
      gate = new Promise((resolve) => (release = resolve));
      return release;
    },
    failNext: () => {
      failures += 1;
    },
    handle: (request, peer) => {
      if (!handler) throw new Error('the source serves nothing');
      return handler(request, peer);
    },
  };
}

/** A minimal acknowledgement, written by hand so that the suite does not lean on the code it is beside. */
export function acknowledge(arrival: Arrival, code: string): Uint8Array {
  const text = Buffer.from(arrival.body).toString('latin1');
  const controlId = text.split('\r')[0]?.split('|')[9] ?? '';
  return Buffer.from(
    `MSH|^~\\&|HUB||||20260105120000+0000||ACK|A${controlId}|P|2.5.1\rMSA|${code}|${controlId}\r`,
    'latin1',
  );
}

/** Lets the event loop turn: everything that is ready to happen happens. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function start<Config>(
  adapter: SourceUnderTest<Config>,
): Promise<{ inbox: Inbox; running: RunningSource; sender: Sender }> {
  const inbox = createInbox();
  const running = await adapter.source.start(inbox.context(adapter.config));
  return { inbox, running, sender: await adapter.connect(running, inbox) };
}

async function stop(running: RunningSource, sender: Sender): Promise<void> {
  await sender.close();
  await running.stop();
}

async function isTaken<Config>(
  adapter: SourceUnderTest<Config>,
  running: RunningSource,
  inbox: Inbox,
): Promise<boolean> {
  try {
    const sender = await adapter.connect(running, inbox);
    const answer = await sender.send(adapter.message(2));
    await sender.close();
    return answer.isPositive;
  } catch {
    return false;
  }
}
