import { randomBytes } from 'node:crypto';
import { newId } from '../lib/ids.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

/** A receiver of events, as people see it: without its secret. */
export type Webhook = {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  /** Empty: all. */
  readonly types: readonly string[];
  /** Everything up to this position was sent, or is not wanted. */
  readonly position: number;
  readonly state: 'active' | 'disabled';
  readonly disabledReason: string | null;
  readonly failingSince: string | null;
  readonly failures: number;
  readonly nextAttemptAt: string;
  readonly createdAt: string;
};

/** A webhook as the sender needs it. */
export type WebhookTarget = Pick<Webhook, 'id' | 'url' | 'types' | 'position' | 'failures'> & {
  /** `whsec_…`, the newest first; two while a secret is being changed. */
  readonly secrets: readonly string[];
};

/** Bytes of a signing secret: Standard Webhooks 1.0 asks for 24 to 64. */
const SECRET_BYTES = 32;
/** Both secrets sign for a day: time to change a receiver by hand. */
const ROTATION_HOURS = 24;
/** Longer than one try may take (15 s) with a stall of the hub on top; a hub that dies keeps its endpoints this long. */
const LEASE_SECONDS = 60;
/** Failing this long without one success ends a webhook. */
const PATIENCE_DAYS = 5;

const columns = sql`id, url, description, types, position, state, disabled_reason as "disabledReason",
  failing_since as "failingSince", failures, next_attempt_at as "nextAttemptAt", created_at as "createdAt"`;
const targetColumns = sql`id, url, types, position, failures,
  case when previous_secret_until > now() then array[secret, previous_secret] else array[secret] end as secrets`;

/** Adds a webhook that is sent what comes after `position`. Its secret is returned this once. */
export async function insertWebhook(
  db: Queryable,
  wanted: {
    readonly url: string;
    readonly description: string;
    readonly types: readonly string[];
    readonly position: number;
  },
): Promise<{ readonly id: string; readonly secret: string }> {
  const [id, secret] = [newId(), newSecret()];
  await execute(
    db,
    sql`insert into webhook_endpoint (id, url, secret, description, types, position)
        values (${id}, ${wanted.url}, ${secret}, ${wanted.description}, ${wanted.types}, ${wanted.position})`,
  );
  return { id, secret };
}

export function listWebhooks(db: Queryable, limit: number): Promise<Webhook[]> {
  return query<Webhook>(db, sql`select ${columns} from webhook_endpoint order by id limit ${limit}`);
}

export function findWebhook(db: Queryable, id: string): Promise<Webhook | undefined> {
  return queryOne<Webhook>(db, sql`select ${columns} from webhook_endpoint where id = ${id}`);
}

export function findWebhookTarget(db: Queryable, id: string): Promise<WebhookTarget | undefined> {
  return queryOne<WebhookTarget>(db, sql`select ${targetColumns} from webhook_endpoint where id = ${id}`);
}

/** Removes a webhook and its history; what is under way finds nothing to write to. */
export async function deleteWebhook(db: Queryable, id: string): Promise<boolean> {
  return (await execute(db, sql`delete from webhook_endpoint where id = ${id}`)) > 0;
}

/** A new secret; the old one goes on signing beside it for a day. Undefined: no such webhook. */
export async function rotateWebhookSecret(db: Queryable, id: string): Promise<string | undefined> {
  const secret = newSecret();
  const count = await execute(
    db,
    sql`update webhook_endpoint set previous_secret = secret, secret = ${secret},
          previous_secret_until = now() + make_interval(hours => ${ROTATION_HOURS}) where id = ${id}`,
  );
  return count > 0 ? secret : undefined;
}

/** Changes what is given. A webhook that is made active, or sent to another place, starts with a clean record. */
export async function updateWebhook(
  db: Queryable,
  id: string,
  change: {
    readonly description?: string;
    readonly types?: readonly string[];
    readonly state?: 'active';
    readonly position?: number;
  },
): Promise<boolean> {
  const isFresh = change.state === 'active' || change.position !== undefined;
  // Whoever is sending right now loses its lease, so that it cannot write its old position over the new one.
  const fresh = isFresh
    ? sql`, failures = 0, failing_since = null, next_attempt_at = now(), lease_id = null, leased_until = null`
    : sql.empty;
  const activated = change.state === 'active' ? sql`, state = 'active', disabled_reason = null` : sql.empty;
  const count = await execute(
    db,
    sql`update webhook_endpoint set description = coalesce(${change.description}, description),
          types = coalesce(${change.types}::text[], types), position = coalesce(${change.position}::bigint, position) ${activated} ${fresh}
        where id = ${id}`,
  );
  return count > 0;
}

/**
 * Takes the webhooks that have something to send and are due. Nobody else gets them until the lease is given back or has run
 * out. Index: webhook_endpoint_due.
 */
export function leaseDueWebhooks(db: Queryable, leaseId: string, limit: number): Promise<WebhookTarget[]> {
  return query<WebhookTarget>(
    db,
    sql`update webhook_endpoint set lease_id = ${leaseId}, leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
        where id in (
          select id from webhook_endpoint
          where state = 'active' and next_attempt_at <= now() and (leased_until is null or leased_until <= now())
            and position < (select last_position from ledger_writer)
          order by next_attempt_at limit ${limit} for update skip locked)
        returning ${targetColumns}`,
  );
}

/** Moves on after a success and keeps the lease. False: the lease is somebody else's by now, stop. */
export async function advanceWebhook(
  db: Queryable,
  id: string,
  leaseId: string,
  position: number,
  options: { readonly isSuccess: boolean },
): Promise<boolean> {
  const proven = options.isSuccess ? sql`failures = 0, failing_since = null,` : sql.empty;
  const count = await execute(
    db,
    sql`update webhook_endpoint set position = ${position}, ${proven} leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
        where id = ${id} and lease_id = ${leaseId} and state = 'active'`,
  );
  return count > 0;
}

/** Counts a failure, sets the next try, gives the lease back. Returns why the webhook ended, when this was the last straw. */
export async function failWebhook(
  tx: Tx,
  id: string,
  leaseId: string,
  failure: { readonly delayMs: number; readonly isGone: boolean },
): Promise<'gone' | 'failing' | undefined> {
  const reason = sql`case when ${failure.isGone}::boolean then 'gone'
    when failing_since <= now() - make_interval(days => ${PATIENCE_DAYS}) then 'failing' end`;
  const row = await queryOne<{ readonly reason: 'gone' | 'failing' | null }>(
    tx,
    sql`update webhook_endpoint set failures = failures + 1, failing_since = coalesce(failing_since, now()),
          next_attempt_at = now() + ${failure.delayMs}::float8 * interval '1 millisecond', lease_id = null, leased_until = null,
          disabled_reason = ${reason}, state = case when ${reason} is null then 'active' else 'disabled' end
        where id = ${id} and lease_id = ${leaseId} and state = 'active' returning disabled_reason as reason`,
  );
  return row?.reason ?? undefined;
}

export async function releaseWebhook(db: Queryable, id: string, leaseId: string): Promise<void> {
  await execute(
    db,
    sql`update webhook_endpoint set lease_id = null, leased_until = null where id = ${id} and lease_id = ${leaseId}`,
  );
}

export type WebhookAttempt = {
  readonly eventId: string;
  readonly position: number;
  /** HTTP status, when the receiver answered at all. */
  readonly status: number | null;
  /** `ok`, or why it failed: `http-500`, `timeout`, `ECONNREFUSED`, `address-refused`, … */
  readonly code: string;
  readonly durationMs: number;
};

/** Writes a try down; nothing when the webhook was deleted meanwhile. */
export async function insertWebhookAttempt(
  db: Queryable,
  webhookId: string,
  attempt: WebhookAttempt,
): Promise<void> {
  await execute(
    db,
    sql`insert into webhook_attempt (id, endpoint_id, event_id, position, status, code, duration_ms)
        select ${newId()}::uuid, id, ${attempt.eventId}::uuid, ${attempt.position}::bigint, ${attempt.status}::int,
          ${attempt.code}::text, ${attempt.durationMs}::int
        from webhook_endpoint where id = ${webhookId}`,
  );
}

/** The last tries, newest first. Index: webhook_attempt_of. */
export function listWebhookAttempts(
  db: Queryable,
  webhookId: string,
  limit: number,
): Promise<(WebhookAttempt & { readonly id: string; readonly at: string })[]> {
  return query(
    db,
    sql`select id, at, event_id as "eventId", position, status, code, duration_ms as "durationMs"
        from webhook_attempt where endpoint_id = ${webhookId} order by id desc limit ${limit}`,
  );
}

/** Standard Webhooks 1.0: `whsec_` and base64. */
function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}
