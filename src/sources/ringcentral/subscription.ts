import { z } from 'zod';
import { now } from '../../lib/clock.ts';
import { codeOf, Failure, fateOf } from '../../lib/failure.ts';
import { startPolling, type Polling } from '../../sdk/polling.ts';
import type { SourceContext } from '../../sdk/source.ts';
import type { RingcentralSourceSettings } from './config.ts';
import type { Session } from '../../sdk/ringcentral-session.ts';

type Context = Omit<SourceContext<unknown>, 'config'>;

/** As RingCentral tells of one. A blacklisted one calls nobody. */
const told = z.looseObject({
  id: z.string().min(1),
  status: z.string().nullish(),
  expirationTime: z.iso.datetime({ offset: true }),
});

type Subscription = z.output<typeof told>;

/** What is remembered: the subscription of this hub at this address. */
const remembered = z.strictObject({ id: z.string(), address: z.string() });

const KEY = 'subscription';
/** At a start the hub's own port opens a little later than its sources. */
const RETRY_MS = 15_000;
const PATH = '/restapi/v1.0/subscription';

/**
 * Sees to it that RingCentral calls: asks for the remembered subscription, renews it at half its life, and makes a new one when
 * there is none that works. Without one the hub still looks by itself, only later.
 */
export function keepSubscription(
  context: Context,
  settings: RingcentralSourceSettings,
  session: Session,
): Polling {
  const round = async (signal: AbortSignal): Promise<number | undefined> => {
    try {
      await ensure(context, settings, session, signal);
      return undefined;
    } catch (error) {
      if (signal.aborted) return undefined;
      const why = error instanceof Failure ? error.message : codeOf(error);
      const sentence = `RingCentral could not be told to call the hub: ${why} Faxes are looked for every ${settings.pollSeconds} s.`;
      context.report({ kind: 'failed', sentence });
      return RETRY_MS;
    }
  };
  const everyMs = settings.checkSeconds * 1000;
  return startPolling(round, { everyMs, restMs: Math.min(everyMs, RETRY_MS) });
}

async function ensure(
  context: Context,
  settings: RingcentralSourceSettings,
  session: Session,
  signal: AbortSignal,
): Promise<void> {
  const address = settings.address ?? context.publicUrl;
  const text = await context.memory.recall(KEY);
  const before = text === undefined ? undefined : remembered.safeParse(JSON.parse(text)).data;
  const mine = before?.address === address ? await find(before.id, session, signal) : undefined;
  if (mine?.status === 'Active') {
    const leftMs = Date.parse(mine.expirationTime) - Date.parse(now());
    if (leftMs > (settings.subscriptionSeconds * 1000) / 2) return;
    if (await isRenewed(mine.id, session, signal)) return;
  }
  const made = await create(address, settings, session, signal);
  await context.memory.remember(KEY, JSON.stringify({ id: made.id, address }));
  // The old one would call a second time, or call where nobody listens.
  if (before)
    await session
      .ask(`${PATH}/${encodeURIComponent(before.id)}`, { method: 'DELETE' })
      .catch(() => undefined);
}

/** `undefined`: it has ended. */
async function find(id: string, session: Session, signal: AbortSignal): Promise<Subscription | undefined> {
  try {
    return told.safeParse(await session.askJson(`${PATH}/${encodeURIComponent(id)}`, {}, signal)).data;
  } catch (error) {
    if (fateOf(error) === 'permanent' && codeOf(error) !== 'login-refused') return undefined;
    throw error;
  }
}

async function isRenewed(id: string, session: Session, signal: AbortSignal): Promise<boolean> {
  try {
    await session.ask(`${PATH}/${encodeURIComponent(id)}/renew`, { method: 'POST' }, signal);
    return true;
  } catch (error) {
    if (fateOf(error) === 'permanent') return false;
    throw error;
  }
}

/** While this is under way RingCentral calls the address and wants its token back. */
async function create(
  address: string,
  settings: RingcentralSourceSettings,
  session: Session,
  signal: AbortSignal,
): Promise<Subscription> {
  const { accountId, extensionId, verificationToken, subscriptionSeconds } = settings;
  const body = JSON.stringify({
    eventFilters: [`/restapi/v1.0/account/${accountId}/extension/${extensionId}/fax?direction=Inbound`],
    deliveryMode: { transportType: 'WebHook', address, verificationToken },
    expiresIn: subscriptionSeconds,
  });
  const headers = { 'Content-Type': 'application/json' };
  const read = told.safeParse(await session.askJson(PATH, { method: 'POST', headers, body }, signal));
  if (read.success) return read.data;
  throw new Failure('transient', 'answer-unreadable', 'It answered with a subscription nobody can read.');
}
