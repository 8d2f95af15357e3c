import type { PublishedEventType } from '../domain/event-catalogue.ts';
import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Database, Tx } from '../store/database.ts';
import { appendEvents, lastPosition, listEvents, type PublishedEvent } from '../store/events.ts';
import { takePen } from '../store/ledger.ts';
import { transaction } from '../store/transaction.ts';
import {
  advanceWebhook,
  failWebhook,
  findWebhookTarget,
  insertWebhookAttempt,
  leaseDueWebhooks,
  releaseWebhook,
  type WebhookTarget,
} from '../store/webhooks.ts';
import { toCloudEvent, toTestEvent, type CloudEvent } from './cloud-event.ts';
import { createTurns, type Dispatcher } from './dispatcher.ts';
import { postWebhook, type PostOptions, type PostOutcome } from './webhook/post.ts';
import { pauseAfterFailureMs, wishedPauseMs } from './webhook/schedule.ts';
import { signWebhook } from './webhook/signature.ts';

export type Publishing = PostOptions & {
  readonly db: Database;
  /** Base of `source` and `dataschema`, without a slash at the end. */
  readonly publicUrl: string;
  /** Told of every try, for the figures. */
  readonly onAttempt?: (outcome: PostOutcome) => void;
};

/** Webhooks served at once by one process: each holds one socket and a page of events. */
const WEBHOOKS_AT_ONCE = 50;
const PAGE = 100;
/** Events sent to one webhook before it queues up again behind the others. */
const TURN = 500;

/** Serves webhooks for a running hub. */
export function createDispatcher(publishing: Publishing, onError: (code: string) => void): Dispatcher {
  return createTurns(
    WEBHOOKS_AT_ONCE,
    (limit, isStopping) => startTurns(publishing, limit, isStopping),
    onError,
  );
}

/**
 * Sends every due webhook what it has not had, each in order, all at the same time, and waits for them. Returns how many events
 * arrived. Safe to run in many processes at once: a lease lets one of them at a webhook.
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
  return post(publishing, target, toTestEvent(type, publishing.publicUrl), target.position);
}

async function startTurns(
  publishing: Publishing,
  limit: number,
  isStopping: () => boolean,
): Promise<readonly Promise<number>[]> {
  const leaseId = newId();
  const targets = await leaseDueWebhooks(publishing.db, leaseId, limit);
  return targets.map((target) => takeTurn(publishing, target, leaseId, isStopping));
}

/** One webhook's turn: event after event until there is no more, one fails, or the turn is long enough. */
async function takeTurn(
  publishing: Publishing,
  target: WebhookTarget,
  leaseId: string,
  isStopping: () => boolean,
): Promise<number> {
  const { db } = publishing;
  let [position, sent] = [target.position, 0];
  let current = target;
  while (sent < TURN && !isStopping()) {
    // Read first: whatever is not in the list by then has a later position.
    const newest = await lastPosition(db);
    const events = await listEvents(db, position, PAGE, target.types);
    for (const event of events) {
      if (isStopping()) break;
      if (!(await sendOne(publishing, current, leaseId, event))) return sent;
      [position, sent] = [event.position, sent + 1];
      current = { ...target, failures: 0 };
    }
    if (events.length === PAGE || isStopping()) continue;
    // The rest is of types that are not wanted.
    await advanceWebhook(db, target.id, leaseId, Math.max(newest, position), { isSuccess: false });
    break;
  }
  await releaseWebhook(db, target.id, leaseId);
  return sent;
}

/** Sends one event and writes down what came of it. False: go no further with this webhook. */
async function sendOne(
  publishing: Publishing,
  target: WebhookTarget,
  leaseId: string,
  event: PublishedEvent,
): Promise<boolean> {
  const { db } = publishing;
  const outcome = await post(publishing, target, toCloudEvent(event, publishing.publicUrl), event.position);
  if (outcome.isDelivered) {
    return advanceWebhook(db, target.id, leaseId, event.position, { isSuccess: true });
  }
  await transaction(db, (tx) => recordFailure(tx, target, leaseId, outcome));
  return false;
}

async function recordFailure(
  tx: Tx,
  target: WebhookTarget,
  leaseId: string,
  outcome: PostOutcome,
): Promise<void> {
  const status = outcome.status ?? 0;
  const pauseMs = pauseAfterFailureMs(target.failures + 1, Math.random());
  const wishedMs = wishedPauseMs(status, outcome.retryAfter, Date.parse(now())) ?? 0;
  const failure = { delayMs: Math.max(pauseMs, wishedMs), isGone: status === 410 };
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

async function post(
  publishing: Publishing,
  target: WebhookTarget,
  event: CloudEvent,
  position: number,
): Promise<PostOutcome> {
  const body = JSON.stringify(event);
  const headers = {
    'Content-Type': 'application/json',
    ...signWebhook(target.secrets, event.id, new Date(now()), body),
  };
  const outcome = await postWebhook(target.url, headers, body, publishing);
  publishing.onAttempt?.(outcome);
  await insertWebhookAttempt(publishing.db, target.id, {
    eventId: event.id,
    position,
    status: outcome.status ?? null,
    code: outcome.code,
    durationMs: outcome.durationMs,
  });
  return outcome;
}
