import { now } from '../lib/clock.ts';
import { codeOf, Failure, fateOf } from '../lib/failure.ts';
import { startPolling, type Polling } from './polling.ts';
import type { Arrival, SourceContext } from './source.ts';

/** One fax in the gateway's inbox, as its list names it. */
export type RemoteFax = {
  readonly id: string;
  /** ISO instant. */
  readonly receivedAt: string;
  /** Nobody has opened it at the gateway. */
  readonly isUnread: boolean;
};

/** An inbox at a gateway that is asked, because the gateway does not send or its callbacks prove nothing. */
export type RemoteInbox<Item extends RemoteFax> = {
  /** All that is unread, and all that was received since an instant. */
  readonly list: (since: string, signal: AbortSignal) => Promise<readonly Item[]>;
  /** With the document. */
  readonly fetch: (item: Item, signal: AbortSignal) => Promise<Arrival>;
  /** What is stored instead when the gateway will not give it, so that a person sees it. */
  readonly withoutDocument: (item: Item, error: unknown) => Arrival;
  /** Tells the gateway that it was taken. Called after commit, and again until it worked. Absent: the gateway cannot be told. */
  readonly settle?: (item: Item) => Promise<void>;
};

/** What is remembered over restarts. */
type Memory = {
  /** When the hub looked for the first time, and last. */
  readonly since: string;
  readonly lookedAt: string;
  /** Of what the list shows: what was taken, and what was unread and is still to be taken. Some gateways call read what was fetched. */
  readonly taken: readonly string[];
  readonly wanted: readonly string[];
};

const KEY = 'inbox';
const HOUR_MS = 3_600_000;

/**
 * Takes what is in the inbox, oldest first, and looks again after each pause. A fax somebody opened at the gateway first is taken
 * too, if it came since the hub looked for the first time; what was read before that is the practice's past.
 */
export function startRemoteInbox<Item extends RemoteFax>(
  context: Omit<SourceContext<unknown>, 'config'>,
  inbox: RemoteInbox<Item>,
  pauses: { readonly pollSeconds: number; readonly restSeconds: number; readonly lookBackHours: number },
): Polling {
  const withheld = new Set<string>();
  const round = async (signal: AbortSignal): Promise<undefined> => {
    try {
      await takeAll(context, inbox, { withheld, signal, lookBackMs: pauses.lookBackHours * HOUR_MS });
    } catch (error) {
      if (signal.aborted) return undefined;
      context.report({
        kind: 'failed',
        sentence: `The gateway’s inbox could not be read: ${wordsOf(error)}`,
      });
    }
    return undefined;
  };
  return startPolling(round, { everyMs: pauses.pollSeconds * 1000, restMs: pauses.restSeconds * 1000 });
}

type Round = {
  /** Faxes whose document the gateway refused: stored once as such. */
  readonly withheld: Set<string>;
  readonly signal: AbortSignal;
  readonly lookBackMs: number;
};

async function takeAll<Item extends RemoteFax>(
  context: Omit<SourceContext<unknown>, 'config'>,
  inbox: RemoteInbox<Item>,
  round: Round,
): Promise<void> {
  const lookedAt = now();
  const before = await recall(context, lookedAt);
  const from = new Date(Date.parse(before.lookedAt) - round.lookBackMs).toISOString();
  const listed = await inbox.list(from, round.signal);
  // What the list shows no more cannot come again: forgetting it keeps the memory small.
  const isListed = (id: string): boolean => listed.some((item) => item.id === id);
  const taken = new Set(before.taken.filter(isListed));
  const unread = listed.filter((item) => item.isUnread && !taken.has(item.id)).map((item) => item.id);
  const wanted = new Set([...before.wanted.filter(isListed), ...unread]);
  const remember = (): Promise<void> => {
    const memory: Memory = { since: before.since, lookedAt, taken: [...taken], wanted: [...wanted] };
    return context.memory.remember(KEY, JSON.stringify(memory));
  };
  await remember();
  const inOrder = listed.toSorted((one, other) => one.receivedAt.localeCompare(other.receivedAt));
  for (const item of inOrder) {
    if (round.signal.aborted) return;
    const isPast = !wanted.has(item.id) && item.receivedAt < before.since;
    if (taken.has(item.id)) {
      if (item.isUnread) await settle(context, inbox, item);
      continue;
    }
    if (isPast) continue;
    const became = await take(context, inbox, item, round);
    if (became === 'unstored') return;
    if (became === 'withheld') continue;
    taken.add(item.id);
    wanted.delete(item.id);
    await remember();
    await settle(context, inbox, item);
  }
}

/** `withheld`: the next round asks for it again. `unstored`: the hub cannot store, so no other would fare better. */
async function take<Item extends RemoteFax>(
  context: Omit<SourceContext<unknown>, 'config'>,
  inbox: RemoteInbox<Item>,
  item: Item,
  { withheld, signal }: Round,
): Promise<'taken' | 'withheld' | 'unstored'> {
  const fetched = await inbox.fetch(item, signal).catch((error: unknown) => ({ error }));
  if (!('error' in fetched)) return (await isStored(context, fetched)) ? 'taken' : 'unstored';
  if (signal.aborted) return 'withheld';
  const { error } = fetched;
  context.report({ kind: 'failed', sentence: `A fax could not be fetched: ${wordsOf(error)}` });
  if (fateOf(error) !== 'permanent' || withheld.has(item.id)) return 'withheld';
  if (!(await isStored(context, inbox.withoutDocument(item, error)))) return 'unstored';
  withheld.add(item.id);
  return 'withheld';
}

async function isStored(context: Omit<SourceContext<unknown>, 'config'>, arrival: Arrival): Promise<boolean> {
  try {
    await context.receive(arrival);
    return true;
  } catch (error) {
    const sentence = `A fax could not be stored (${codeOf(error)}); it stays at the gateway.`;
    context.report({ kind: 'failed', sentence });
    return false;
  }
}

async function settle<Item extends RemoteFax>(
  context: Omit<SourceContext<unknown>, 'config'>,
  inbox: RemoteInbox<Item>,
  item: Item,
): Promise<void> {
  try {
    await inbox.settle?.(item);
  } catch (error) {
    const sentence = `A stored fax could not be marked at the gateway: ${wordsOf(error)}`;
    context.report({ kind: 'failed', sentence });
  }
}

async function recall(context: Omit<SourceContext<unknown>, 'config'>, first: string): Promise<Memory> {
  const text = await context.memory.recall(KEY);
  return text === undefined
    ? { since: first, lookedAt: first, taken: [], wanted: [] }
    : (JSON.parse(text) as Memory);
}

/** Failures of adapters are written without patient data; of anything else only the code is told. */
function wordsOf(error: unknown): string {
  return error instanceof Failure ? error.message : codeOf(error);
}
