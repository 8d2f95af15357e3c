import type { FhirResource } from 'fhir/r4.js';
import { now } from '../../lib/clock.ts';
import { newId } from '../../lib/ids.ts';
import { insertAudit } from '../../store/audit.ts';
import type { Database } from '../../store/database.ts';
import { lastPosition, listEvents } from '../../store/events.ts';
import { listReferralPatients } from '../../store/event-patients.ts';
import { listReferralsOut } from '../../store/fhir-out.ts';
import {
  advanceSubscription,
  endSubscription,
  failSubscription,
  leaseSubscriptions,
  listNumbered,
  numberEvents,
  releaseSubscription,
  type NumberedEvent,
  type SubscriptionTurn,
} from '../../store/fhir-subscriptions.ts';
import { transaction } from '../../store/transaction.ts';
import { createTurns, type Dispatcher } from '../dispatcher.ts';
import { postWebhook, type PostOptions, type PostOutcome } from '../webhook/post.ts';
import { pauseAfterFailureMs, wishedPauseMs } from '../webhook/schedule.ts';
import { toDocumentReference } from './encode-care.ts';
import { toTask } from './encode-referral.ts';
import { matchEvents } from './match-events.ts';
import { partId } from './names.ts';
import { notificationBundle, type NotificationType } from './notification.ts';
import { topics } from './topics.ts';

export type Notifying = PostOptions & { readonly db: Database; readonly publicUrl: string };

/** Receivers served at once by one process. */
const AT_ONCE = 20;
const PAGE = 500;
/** Notifications sent to one receiver before it queues up again behind the others. */
const TURN = 100;
/** Failures in a row after which a subscription stands in error; a handshake that nobody answers sooner. */
const MOST_FAILURES = 6;
const MOST_HANDSHAKES = 3;

/** Serves FHIR Subscriptions for a running hub. */
export function createNotifier(notifying: Notifying, onError: (code: string) => void): Dispatcher {
  return createTurns(AT_ONCE, (limit, isStopping) => startTurns(notifying, limit, isStopping), onError);
}

/** Takes every subscription that is due one turn further and waits for it. Returns how many there were. */
export async function notifySubscriptions(notifying: Notifying): Promise<number> {
  const turns = await startTurns(notifying, AT_ONCE, () => false);
  await Promise.all(turns);
  return turns.length;
}

async function startTurns(
  notifying: Notifying,
  limit: number,
  isStopping: () => boolean,
): Promise<readonly Promise<void>[]> {
  const leaseId = newId();
  const due = await leaseSubscriptions(notifying.db, leaseId, limit);
  return due.map((one) => takeTurn(notifying, one, leaseId, isStopping));
}

/** Numbers what is new in the log, then sends what the receiver has not had, in order, until there is no more or one fails. */
async function takeTurn(
  notifying: Notifying,
  one: SubscriptionTurn,
  leaseId: string,
  isStopping: () => boolean,
): Promise<void> {
  const { db } = notifying;
  if (one.over !== null) return endSubscription(db, one.id, leaseId, one.over);
  const events = await readLog(db, one, leaseId, isStopping);
  if (events === undefined) return undefined;
  const current = { ...one, events };
  const maySend = one.maySend && one.status !== 'error' && !isStopping();
  const isGoingOn = !maySend || (await sendDue(notifying, current, leaseId, isStopping));
  // A failure has given the lease back with its pause.
  if (isGoingOn) await releaseSubscription(db, one.id, leaseId);
  return undefined;
}

/** Reads the log to its end. Returns the highest number; undefined: the lease is lost. */
async function readLog(
  db: Database,
  one: SubscriptionTurn,
  leaseId: string,
  isStopping: () => boolean,
): Promise<number | undefined> {
  let { position } = one;
  let { events } = one;
  while (!isStopping()) {
    // Read first: whatever is not in the page by then has a later position.
    const newest = await lastPosition(db);
    if (position >= newest) break;
    const page = await listEvents(db, position, PAGE, topics[one.topic].types);
    const matched = await matchEvents(db, one.topic, one.filter, page);
    const last = page.at(-1)?.position ?? position;
    const next = page.length === PAGE ? last : Math.max(newest, last);
    const numbered = await transaction(db, (tx) => numberEvents(tx, one.id, leaseId, next, matched));
    if (numbered === undefined) return undefined;
    [position, events] = [next, numbered];
  }
  return events;
}

/** True: everything was taken. False: one try failed, or the lease is lost. */
async function sendDue(
  notifying: Notifying,
  one: SubscriptionTurn,
  leaseId: string,
  isStopping: () => boolean,
): Promise<boolean> {
  if (one.status === 'requested') return tell(notifying, one, leaseId, 'handshake', []);
  let { delivered } = one;
  for (let sent = 0; delivered < one.events && sent < TURN && !isStopping(); sent += 1) {
    const until = delivered + one.mostEvents;
    const batch = await listNumbered(notifying.db, one.id, delivered + 1, until, one.mostEvents);
    const last = batch.at(-1)?.number;
    if (last === undefined) break;
    if (!(await tell(notifying, { ...one, delivered }, leaseId, 'event-notification', batch))) return false;
    delivered = last;
  }
  if (!one.isHeartbeatDue || delivered > one.delivered) return true;
  return tell(notifying, one, leaseId, 'heartbeat', []);
}

/** One try, and what came of it written down. */
async function tell(
  notifying: Notifying,
  one: SubscriptionTurn,
  leaseId: string,
  type: NotificationType,
  batch: readonly NumberedEvent[],
): Promise<boolean> {
  const { db, publicUrl } = notifying;
  const upTo = batch.at(-1)?.number ?? one.delivered;
  const mayShow = one.content === 'full-resource' && isReader(one);
  const resources =
    mayShow && batch.length > 0
      ? await loadFocuses(notifying, one, batch, `api:${one.tokenLabel}`)
      : new Map<string, FhirResource>();
  const bundle = notificationBundle({ ...one, error: null }, type, upTo, batch, {
    at: now(),
    publicUrl,
    resources,
  });
  const headers = { ...headersOf(one.headers), 'Content-Type': 'application/fhir+json' };
  const timeout = one.timeoutSeconds === null ? {} : { timeoutMs: one.timeoutSeconds * 1000 };
  const outcome = await postWebhook(one.endpoint, headers, JSON.stringify(bundle), {
    ...notifying,
    ...timeout,
  });
  if (outcome.isDelivered)
    return advanceSubscription(db, one.id, leaseId, { delivered: upTo, isHandshake: type === 'handshake' });
  await recordFailure(db, one, leaseId, outcome);
  return false;
}

function isReader({ tokenScope }: SubscriptionTurn): boolean {
  return tokenScope === 'fhir' || tokenScope === 'operator';
}

/**
 * The resources in focus as they stand now, one query for all. They leave the house: that is written to the audit first. Of patients who are
 * withheld none does: they are told by their id alone.
 */
export async function loadFocuses(
  { db, publicUrl }: Pick<Notifying, 'db' | 'publicUrl'>,
  one: Pick<SubscriptionTurn, 'id' | 'topic'>,
  batch: readonly NumberedEvent[],
  actor: string,
): Promise<ReadonlyMap<string, FhirResource>> {
  const ids = [...new Set(batch.map((event) => event.referralId))];
  await insertAudit(db, {
    actor,
    action: 'fhir_notify',
    objectKind: 'fhir_subscription',
    objectId: one.id,
  });
  const patients = await listReferralPatients(db, ids);
  const withheld = new Set(
    patients.flatMap(({ withheld: why, referralId }) => (why === null ? [] : [referralId])),
  );
  const all = await listReferralsOut(db, { ids }, ids.length);
  const rows = all.filter((row) => !withheld.has(row.id));
  const found = new Map<string, FhirResource>();
  for (const row of rows) {
    const task = one.topic === 'referral-changed' ? toTask(row, publicUrl) : undefined;
    if (task) found.set(`Task/${row.id}`, task);
    if (one.topic === 'referral-changed') continue;
    const { id: referralId, patientId, version, updatedAt, view } = row;
    for (const item of view.notes)
      found.set(
        `DocumentReference/${partId(referralId, item.key)}`,
        toDocumentReference({ referralId, patientId, version, updatedAt, item }, publicUrl),
      );
  }
  return found;
}

async function recordFailure(
  db: Database,
  one: SubscriptionTurn,
  leaseId: string,
  outcome: PostOutcome,
): Promise<void> {
  const failures = one.failures + 1;
  const status = outcome.status ?? 0;
  const wishedMs = wishedPauseMs(status, outcome.retryAfter, Date.parse(now())) ?? 0;
  await failSubscription(db, one.id, leaseId, {
    code: outcome.code,
    delayMs: Math.max(pauseAfterFailureMs(failures, Math.random()), wishedMs),
    // Gone (RFC 9110): asking again cannot help.
    isLast: status === 410 || failures >= (one.status === 'requested' ? MOST_HANDSHAKES : MOST_FAILURES),
  });
}

/** `Name: value` lines, as they were checked when they were taken. */
function headersOf(lines: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    }),
  );
}
