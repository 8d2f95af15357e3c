import { codeOf } from '../../lib/failure.ts';
import { createDelivery } from './delivery.ts';
import { readNotification, type Notification } from './notification.ts';
import { deliverResources, type Run } from './read-type.ts';
import { fetchType, type Reference } from './references.ts';
import { wordsOf } from './round.ts';

/** What is told of one subscription, taken in the order it came. */
export type Listening = {
  /**
   * Resolves when what came with content is stored; what was only named is fetched afterwards. Rejects when it could not be stored.
   */
  readonly take: (notification: Notification) => Promise<void>;
  /** Asks the server what it told, and fetches what did not arrive. */
  readonly catchUp: (id: string, signal: AbortSignal) => Promise<void>;
  /** Seconds since the server was heard. */
  readonly silence: () => number;
  /** Another subscription: it counts from the beginning. */
  readonly begin: (last: number) => void;
  readonly stop: () => Promise<void>;
};

export type ListeningDeps = {
  readonly run: Omit<Run, 'signal'>;
  /** The number of the newest event whose content is stored. */
  readonly remember: (last: number) => Promise<void>;
  /** Id of the subscription, once there is one. */
  readonly id: () => string | undefined;
  /** Look now. */
  readonly hint: () => void;
};

/** More than that waiting is fetched by looking instead. */
const MOST_WAITING = 200;

export function createListening({ run, remember, id, hint }: ListeningDeps): Listening {
  const stopping = new AbortController();
  const running: Run = { ...run, signal: stopping.signal };
  let last = 0;
  let heardAt = performance.now();
  const advance = async (notification: Notification): Promise<void> => {
    const newest = Math.max(...notification.events, notification.count ?? 0, last);
    if (newest === last) return;
    last = newest;
    await remember(last);
  };
  const work = async (notification: Notification): Promise<void> => {
    const { events, count = 0 } = notification;
    // The server has begun to count anew: it lost the subscription's past, and with it what it would have told.
    if (count > 0 && count < last) {
      last = 0;
      hint();
    }
    const first = events[0] ?? count + (notification.type === 'event-notification' ? 0 : 1);
    if (first > last + 1) await fetchMissed(running, id(), { after: last, until: first - 1 }, hint);
    await store(running, notification);
    if (notification.type === 'event-notification' && notification.focus.length === 0) hint();
    await advance(notification);
  };
  const queue = createQueue((error) => {
    if (stopping.signal.aborted) return;
    run.remark(`What the server told could not be fetched: ${wordsOf(error)} It is looked for instead.`);
    hint();
  });
  return {
    take: async (notification) => {
      heardAt = performance.now();
      if (stopping.signal.aborted) throw new Error('This channel is stopping.');
      if (queue.length() >= MOST_WAITING) return hint();
      const done = queue.add(() => work(notification));
      if (notification.resources.length > 0) await done;
      else done.catch(() => undefined);
    },
    catchUp: async (subscription, signal) => {
      const call = { type: 'Subscription', id: subscription, name: '$status', input: {} };
      const answer = await run.client.operation(call, signal);
      const status = readNotification(answer.body, run.settings.baseUrl);
      if (status) await queue.add(() => work({ ...status, type: 'query-status', resources: [], focus: [] }));
    },
    silence: () => (performance.now() - heardAt) / 1000,
    begin: (from) => {
      last = from;
      heardAt = performance.now();
    },
    stop: async () => {
      stopping.abort();
      await queue.end();
    },
  };
}

/** One after the other: events are counted in the order they are told. */
function createQueue(onFailed: (error: unknown) => void) {
  let length = 0;
  let end: Promise<void> = Promise.resolve();
  return {
    add: (work: () => Promise<void>): Promise<void> => {
      length += 1;
      const mine = end.then(work).finally(() => void (length -= 1));
      end = mine.catch(onFailed);
      return mine;
    },
    length: () => length,
    end: () => end,
  };
}

/** Events that were told while nobody heard: from the server's own record, else by looking. */
async function fetchMissed(
  run: Run,
  id: string | undefined,
  { after, until }: { readonly after: number; readonly until: number },
  hint: () => void,
): Promise<void> {
  if (id === undefined) return hint();
  const input = {
    eventsSinceNumber: String(after + 1),
    eventsUntilNumber: String(until),
    content: 'id-only',
  };
  const events = await run.client
    .operation({ type: 'Subscription', id, name: '$events', input }, run.signal)
    .then(({ body }) => readNotification(body, run.settings.baseUrl))
    .catch((error: unknown) => {
      run.remark(
        `The server could not repeat what it had told (${codeOf(error)}): it is looked for instead.`,
      );
      return undefined;
    });
  const isWhole = events !== undefined && events.events.length >= until - after;
  if (events) await store(run, events);
  if (!isWhole) hint();
}

async function store(run: Run, { focus, resources }: Notification): Promise<void> {
  const delivery = createDelivery(run.context, run.settings.inFlight);
  const here = new Set(resources.map(({ type, id }) => `${type}/${id ?? ''}`));
  const fetched = await fetchAll(
    run,
    focus.filter(({ type, id }) => !here.has(`${type}/${id}`)),
  );
  await deliverResources(run, [...resources, ...fetched], delivery);
  await delivery.drain();
}

async function fetchAll(run: Run, focus: readonly Reference[]) {
  const byType = new Map<string, string[]>();
  for (const { type, id } of focus) byType.set(type, [...(byType.get(type) ?? []), id]);
  const { client, signal } = run;
  const search = { client, signal, keepUnreadable: () => Promise.resolve() };
  const found = await Promise.all([...byType].map(([type, ids]) => fetchType(type, ids, search)));
  return found.flat();
}
