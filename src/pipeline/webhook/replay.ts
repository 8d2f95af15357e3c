import { newId } from '../../lib/ids.ts';
import { Failure } from '../../lib/failure.ts';
import type { Queryable } from '../../store/database.ts';
import {
  countEventsWithin,
  findEvent,
  findPositionBefore,
  lastPosition,
  listEventsWithin,
  type EventRange,
} from '../../store/events.ts';
import { insertWebhookAttempts } from '../../store/webhook-attempts.ts';
import {
  advanceReplay,
  endReplayTurn,
  insertReplay,
  leaseDueReplays,
  type WebhookReplay,
} from '../../store/webhook-replays.ts';
import { findWebhook, findWebhookTarget, type WebhookTarget } from '../../store/webhooks.ts';
import type { CloudEvent } from '../cloud-event.ts';
import { createProgress } from './progress.ts';
import { pump, type Pumping } from './pump.ts';
import { pauseAfterFailureMs } from './schedule.ts';
import { lanesOf, openSender, shapeEvents, type Publishing, type Sent } from './sender.ts';

/** What is to be sent again: one event; or all after a place or since a time, of some types or of one subject. */
export type ReplayWish = {
  readonly eventId?: string;
  /** Recorded at or after this instant. */
  readonly since?: string;
  /** Position in the log. */
  readonly after?: number;
  /** Absent or empty: all the receiver takes. */
  readonly types?: readonly string[];
  readonly subjectId?: string;
};

/** Replays served at once by one process. */
export const REPLAYS_AT_ONCE = 10;
/** One turn sends what one second may bring. */
const TURN_MS = 1_000;
/** Failures in a row (about three days) after which a replay is given up. */
const MOST_FAILURES = 10;

/**
 * Which events a wish means, and how many they are: all that a dry run tells. Throws `webhook-unknown` and `event-unknown`
 * (permanent).
 */
export async function planReplay(
  db: Queryable,
  webhookId: string,
  wish: ReplayWish,
): Promise<{ readonly range: EventRange; readonly count: number }> {
  const webhook = await findWebhook(db, webhookId);
  if (!webhook) throw new Failure('permanent', 'webhook-unknown', 'There is no such webhook.');
  const newest = await lastPosition(db);
  const range = await rangeOf(db, wish, webhook.types, newest);
  return { range, count: await countEventsWithin(db, range) };
}

/** Sends events again from now on, no faster than so many a second. Returns the id of the replay. */
export async function askReplay(
  db: Queryable,
  webhookId: string,
  wish: ReplayWish,
  how: { readonly perSecond: number; readonly askedBy: string },
): Promise<{ readonly id: string; readonly count: number }> {
  const { range, count } = await planReplay(db, webhookId, wish);
  return { id: await insertReplay(db, webhookId, { range, total: count, ...how }), count };
}

async function rangeOf(
  db: Queryable,
  wish: ReplayWish,
  taken: readonly string[],
  newest: number,
): Promise<EventRange> {
  const subjectId = wish.subjectId ?? null;
  if (wish.eventId !== undefined) {
    const event = await findEvent(db, wish.eventId);
    if (!event) throw new Failure('permanent', 'event-unknown', 'There is no such event in the log.');
    // Asked for by name, it is sent whatever the receiver takes otherwise.
    return { after: event.position - 1, until: event.position, types: [], subjectId };
  }
  const after = Math.max(
    wish.after ?? 0,
    wish.since === undefined ? 0 : await findPositionBefore(db, wish.since),
  );
  const types = wish.types === undefined || wish.types.length === 0 ? taken : wish.types;
  return { after, until: newest, types, subjectId };
}

/** Takes every replay that is due one turn further and waits for it. Returns how many events arrived. */
export async function runReplays(publishing: Publishing): Promise<number> {
  const counts = await Promise.all(await startReplays(publishing, REPLAYS_AT_ONCE, () => false));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Begins a turn of every replay that is due. */
export async function startReplays(
  publishing: Publishing,
  limit: number,
  isStopping: () => boolean,
): Promise<readonly Promise<number>[]> {
  const leaseId = newId();
  const due = await leaseDueReplays(publishing.db, leaseId, limit);
  return due.map((replay) => takeTurn(publishing, replay, leaseId, isStopping));
}

async function takeTurn(
  publishing: Publishing,
  replay: WebhookReplay,
  leaseId: string,
  isStopping: () => boolean,
): Promise<number> {
  const target = await findWebhookTarget(publishing.db, replay.endpointId);
  if (!target) return 0;
  const { position, untilPosition: until, types, subjectId, perSecond } = replay;
  const range = { after: position, until, types, subjectId };
  const events = await listEventsWithin(publishing.db, range, perSecond);
  const progress = createProgress({ position, ahead: [] });
  // A slow receiver takes longer than the lease is for: every batch keeps it, and hears of a person who stops it.
  const write: Writing = async (ended) => {
    const arrived = ended.filter(({ result }) => result.isDelivered);
    for (const { item } of arrived) progress.end(item[0]);
    const attempts = ended.map(({ result }) => result.attempt);
    await insertWebhookAttempts(publishing.db, target.id, attempts);
    const came = { position: progress.now().position, sent: arrived.length };
    return advanceReplay(publishing.db, replay.id, leaseId, came);
  };
  const fresh = progress.begin(events);
  const { delivered, failed, isLost } = await sendAgain(publishing, target, fresh, write, isStopping);
  if (isLost) return delivered;
  const failures = failed ? (delivered > 0 ? 1 : replay.failures + 1) : 0;
  const isOver = !failed && events.length < perSecond && delivered === events.length;
  await endReplayTurn(publishing.db, replay.id, leaseId, {
    position: isOver ? until : progress.now().position,
    state: isOver ? 'done' : failures >= MOST_FAILURES ? 'failed' : 'running',
    failures,
    delayMs: failed ? pauseAfterFailureMs(failures, Math.random()) : TURN_MS,
  });
  return delivered;
}

type Listed = Awaited<ReturnType<typeof listEventsWithin>>[number];
type Writing = Pumping<readonly [Listed, CloudEvent], Sent>['write'];

async function sendAgain(
  publishing: Publishing,
  target: WebhookTarget,
  events: readonly Listed[],
  write: Writing,
  isStopping: () => boolean,
) {
  const sender = openSender(publishing, target);
  const shaped = await shapeEvents(publishing, target.phiProfile, events);
  try {
    return await pump({
      items: [...shaped],
      lanesOf: ([event]) => lanesOf(event),
      send: ([event, cloudEvent]) => sender.send(cloudEvent, event.position, 'replay'),
      write,
      isStopping,
      window: 1,
    });
  } finally {
    sender.close();
  }
}
