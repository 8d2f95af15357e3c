import { hash } from 'node:crypto';
import { z } from 'zod';
import { codeOf } from '../../lib/failure.ts';
import { readJson } from '../../sdk/gateway-door.ts';
import { startPolling, type Polling } from '../../sdk/polling.ts';
import type { SubscriptionSettings } from './config-subscription.ts';
import type { Listening } from './listening.ts';
import { isId } from './page.ts';
import { wordsOf } from './round.ts';
import type { Run } from './read-type.ts';
import { subscriptionResource, type Resource } from './subscription-resource.ts';
import type { Answer } from '../../sdk/server/transport.ts';

/** What is remembered: the subscription of this hub at this address, and the newest event whose content is stored. */
export type Subscribed = { readonly id: string; readonly asked: string; readonly last: number };

const remembered = z.strictObject({ id: z.string(), asked: z.string(), last: z.int().min(0) });
const KEY = 'subscription';

export async function recallSubscription({ context }: Pick<Run, 'context'>): Promise<Subscribed | undefined> {
  const text = await context.memory.recall(KEY);
  return text === undefined ? undefined : remembered.safeParse(JSON.parse(text)).data;
}

export function rememberSubscription(
  { context }: Pick<Run, 'context'>,
  subscribed: Subscribed,
): Promise<void> {
  return context.memory.remember(KEY, JSON.stringify(subscribed));
}

type Keeping = {
  readonly run: Omit<Run, 'signal'>;
  readonly settings: SubscriptionSettings;
  /** Where the server calls. */
  readonly endpoint: string;
  readonly current: { subscribed: Subscribed | undefined };
  readonly listening: Listening;
  readonly hint: () => void;
};

/** At a start the hub's own port opens a little later than its sources: the first handshake may find nobody. */
const RETRY_MS = 15_000;
/** So many heartbeats may be late before the server is asked. */
const LATE_HEARTBEATS = 2;

/** Sees to it that the server tells: makes the Subscription, keeps it active, asks when it falls silent. */
export function keepSubscription(keeping: Keeping): Polling {
  const { run, settings } = keeping;
  const round = async (signal: AbortSignal): Promise<number | undefined> => {
    try {
      return (await ensure(keeping, signal)) === 'active' ? undefined : RETRY_MS;
    } catch (error) {
      if (!signal.aborted)
        run.remark(`The server could not be subscribed to: ${wordsOf(error)} The hub looks by itself.`);
      return RETRY_MS;
    }
  };
  const beats = 'topic' in settings ? settings.heartbeatSeconds * LATE_HEARTBEATS : Infinity;
  const everyMs = Math.min(settings.checkSeconds, beats) * 1000;
  return startPolling(round, { everyMs, restMs: Math.min(everyMs, RETRY_MS) });
}

/** The status of the subscription as the server has it. */
async function ensure(keeping: Keeping, signal: AbortSignal): Promise<string> {
  const { run, settings, endpoint, current, listening } = keeping;
  const resource = subscriptionResource(settings, endpoint);
  const asked = hash('sha256', JSON.stringify(resource));
  current.subscribed ??= await recallSubscription(run);
  const mine = current.subscribed?.asked === asked ? current.subscribed : undefined;
  const status = mine && (await statusOf(run, mine.id, signal));
  if (mine && status !== undefined) return keepActive(keeping, { mine, status, resource }, signal);
  const id = (await findOurs(run, endpoint, signal)) ?? current.subscribed?.id;
  const isThere = id !== undefined && (await statusOf(run, id, signal)) !== undefined;
  const made = isThere
    ? await run.client.update('Subscription', id, { ...resource, id }, signal)
    : await run.client.create('Subscription', resource, signal);
  const given = isThere ? id : idOf(made);
  if (given === undefined) {
    run.remark('The server took the Subscription and did not say by which id: it cannot be watched.');
    return 'active';
  }
  current.subscribed = { id: given, asked, last: 0 };
  await rememberSubscription(run, current.subscribed);
  listening.begin(0);
  return 'requested';
}

type Kept = { readonly mine: Subscribed; readonly status: string; readonly resource: Resource };

async function keepActive(
  { run, settings, listening, hint }: Keeping,
  { mine, status, resource }: Kept,
  signal: AbortSignal,
): Promise<string> {
  if (status === 'error' || status === 'off') {
    // Only the subscriber may do that (Backport 1.1, 2.2.2): the server gave up because nobody answered it.
    await run.client.update('Subscription', mine.id, { ...resource, id: mine.id }, signal);
    run.remark('The server had switched the subscription off; it was asked to make it active again.');
    hint();
    return 'requested';
  }
  const beats = 'topic' in settings ? settings.heartbeatSeconds * LATE_HEARTBEATS : Infinity;
  if (status === 'active' && listening.silence() > beats) {
    run.remark('The server’s heartbeat is missing: it is asked what it told, and everything is looked for.');
    hint();
    // One that does not know $status is looked at all the same.
    await listening.catchUp(mine.id, signal).catch(() => undefined);
  }
  return status;
}

const told = z.looseObject({ resourceType: z.literal('Subscription'), status: z.string() });

/** Undefined: there is none. */
async function statusOf(
  { client }: Pick<Run, 'client'>,
  id: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const answer = await client.read('Subscription', id, signal);
    return told.safeParse(readJson(answer.body)).data?.status ?? 'unknown';
  } catch (error) {
    if (['http-404', 'http-410'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

const foundOnes = z.looseObject({
  entry: z.array(
    z.looseObject({
      resource: z.looseObject({
        resourceType: z.literal('Subscription'),
        id: z.string(),
        channel: z.looseObject({ endpoint: z.string() }),
      }),
    }),
  ),
});

/** One an earlier start made, and whose answer was lost: two would tell everything twice. */
async function findOurs(
  { client }: Pick<Run, 'client'>,
  endpoint: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const answer = await client.search('Subscription', { url: endpoint }, signal).catch(() => undefined);
  const entries = foundOnes.safeParse(answer && readJson(answer.body)).data?.entry ?? [];
  const id = entries.find(({ resource }) => resource.channel.endpoint === endpoint)?.resource.id;
  return id !== undefined && isId(id) ? id : undefined;
}

/** From the body or, where the answer has none, from Location. */
function idOf({ body, headers }: Answer): string | undefined {
  const said = z.looseObject({ id: z.string() }).safeParse(readJson(body)).data?.id;
  const id = said ?? /\/Subscription\/([^/]+)/.exec(headers.location ?? '')?.[1];
  return id !== undefined && isId(id) ? id : undefined;
}
