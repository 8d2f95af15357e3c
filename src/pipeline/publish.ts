import type { PublishedEventType } from '../domain/event-catalogue.ts';
import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import { appendEvents, lastPosition, listEvents, type PublishedEvent } from '../store/events.ts';
import { takePen } from '../store/ledger.ts';
import { transaction } from '../store/transaction.ts';
import { insertWebhookAttempts } from '../store/webhook-attempts.ts';
import {
  advanceWebhook,
  failWebhook,
  findWebhookTarget,
  leaseDueWebhooks,
  releaseWebhook,
  skipWebhook,
  type WebhookTarget,
} from '../store/webhooks.ts';
import { toTestEvent, type CloudEvent } from './cloud-event.ts';
import { createTurns, type Dispatcher } from './dispatcher.ts';
import type { PostOutcome } from './webhook/post.ts';
import { createProgress, type Progress } from './webhook/progress.ts';
import { pump, type Pumped } from './webhook/pump.ts';
import { REPLAYS_AT_ONCE, startReplays } from './webhook/replay.ts';
import { pauseAfterFailureMs, wishedPauseMs } from './webhook/schedule.ts';
import {
  lanesOf,
  openSender,
  shapeEvents,
  type Publishing,
  type Sender,
  type Sent,
} from './webhook/sender.ts';

export type { Publishing } from './webhook/sender.ts';

/** Webhooks served at once by one process: each holds some sockets and a page of events. */
const WEBHOOKS_AT_ONCE = 50;
const PAGE = 500;
/** Events sent to one webhook before it queues up again behind the others. */
const TURN = 20 * PAGE;

/** Serves webhooks, and what is sent again, for a running hub. */
export function createDispatcher(publishing: Publishing, onError: (code: string) => void): Dispatcher {
  const live = createTurns(
    WEBHOOKS_AT_ONCE,
    (limit, isStopping) => startTurns(publishing, limit, isStopping),
    onError,
  );
  const again = createTurns(
    REPLAYS_AT_ONCE,
    (limit, isStopping) => startReplays(publishing, limit, isStopping),
    onError,
  );
  return {
    dispatch: async () => (await live.dispatch()) + (await again.dispatch()),
    stop: async () => void (await Promise.all([live.stop(), again.stop()])),
  };
}

/**
 * Sends every due webhook what it has not had, each in order per subject, all at the same time, and waits for them. Returns how
 * many events arrived. Safe to run in many processes at once: a lease lets one of them at a webhook.
 */
export async function dispatchWebhooks(publishing: Publishing): Promise<number> {
  const turns = await startTurns(publishing, WEBHOOKS_AT_ONCE, () => false);
  const counts = await Promise.all(turns);
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Posts an invented event of this type at once, whatever the webhook's state. Undefined: no such webhook. */
export async function sendTestEvent(
  publishing: Publishing,
  webhookId: string,
  type: PublishedEventType,
): Promise<PostOutcome | undefined> {
  const target = await findWebhookTarget(publishing.db, webhookId);
  if (!target) return undefined;
  const sender = openSender(publishing, target);
  try {
    const event = toTestEvent(type, publishing.publicUrl, target.phiProfile);
    const { outcome, attempt } = await sender.send(event, target.position, 'test');
    await insertWebhookAttempts(publishing.db, target.id, [attempt]);
    return outcome;
  } finally {
    sender.close();
  }
}

async function startTurns(
  publishing: Publishing,
  limit: number,
  isStopping: () => boolean,
): Promise<readonly Promise<number>[]> {
  const leaseId = newId();
  const targets = await leaseDueWebhooks(publishing.db, leaseId, limit);
  return targets.map(async (target) => {
    const sender = openSender(publishing, target);
    try {
      return await takeTurn({ publishing, target, leaseId, isStopping, sender });
    } finally {
      sender.close();
    }
  });
}

type Turn = {
  readonly publishing: Publishing;
  readonly target: WebhookTarget;
  readonly leaseId: string;
  readonly isStopping: () => boolean;
  readonly sender: Sender;
};

/** One webhook's turn: page after page until there is no more, one event fails, or the turn is long enough. */
async function takeTurn(turn: Turn): Promise<number> {
  const { publishing, target, leaseId, isStopping } = turn;
  const { db } = publishing;
  const progress = createProgress(target);
  let [sent, window] = [0, 1];
  while (sent < TURN && !isStopping()) {
    // Read first: whatever is not in the list by then has a later position.
    const newest = await lastPosition(db);
    const events = await listEvents(db, progress.now().position, PAGE, target.types);
    const { failed, delivered, isLost, ...pumped } = await sendPage(turn, progress, events, window);
    [sent, window] = [sent + delivered, pumped.window];
    if (isLost) return sent;
    if (failed) {
      await transaction(db, (tx) => recordFailure(tx, turn, sent > 0, failed.result.outcome));
      return sent;
    }
    if (events.length === PAGE || isStopping()) continue;
    // The rest is of types that are not wanted.
    await skipWebhook(db, target.id, leaseId, Math.max(newest, progress.now().position));
    break;
  }
  await releaseWebhook(db, target.id, leaseId);
  return sent;
}

/** Sends a page and writes down, batch by batch, what came of it. */
async function sendPage(
  { publishing, target, leaseId, isStopping, sender }: Turn,
  progress: Progress,
  events: readonly PublishedEvent[],
  window: number,
): Promise<Pumped<readonly [PublishedEvent, CloudEvent], Sent>> {
  const shaped = await shapeEvents(publishing, target.phiProfile, progress.begin(events));
  return pump({
    items: [...shaped],
    lanesOf: ([event]) => lanesOf(event),
    send: ([event, cloudEvent]) => sender.send(cloudEvent, event.position, 'event'),
    write: (ended) => {
      for (const { item, result } of ended) if (result.isDelivered) progress.end(item[0]);
      const attempts = ended.map(({ result }) => result.attempt);
      return advanceWebhook(publishing.db, target.id, leaseId, progress.now(), attempts);
    },
    isStopping,
    window,
  });
}

async function recordFailure(
  tx: Tx,
  { target, leaseId }: Turn,
  hadSuccess: boolean,
  outcome: PostOutcome,
): Promise<void> {
  const status = outcome.status ?? 0;
  const failures = hadSuccess ? 0 : target.failures;
  const pauseMs = pauseAfterFailureMs(failures + 1, Math.random());
  const wishedMs = wishedPauseMs(status, outcome.retryAfter, Date.parse(now())) ?? 0;
  const failure = { delayMs: Math.max(pauseMs, wishedMs), isGone: status === 410, code: outcome.code };
  const reason = await failWebhook(tx, target.id, leaseId, failure);
  if (reason === undefined) return;
  await appendEvents(tx, await takePen(tx), [
    {
      id: newId(),
      type: 'webhook.disabled',
      subjectKind: 'webhook',
      subjectId: target.id,
      subjectVersion: 1,
      occurredAt: now(),
      data: { webhookId: target.id, reason },
    },
  ]);
}
