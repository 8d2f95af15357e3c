import type { PhiProfile } from '../domain/event-fields.ts';
import { newId } from '../lib/ids.ts';
import { execute, query, queryOne, sql, type Database, type Queryable, type Tx } from './database.ts';
import { transaction } from './transaction.ts';
import { insertWebhookAttempts, type WebhookAttempt } from './webhook-attempts.ts';
import { newKeys, openKeys, sealKeys } from './webhook-keys.ts';

/** A receiver of events, as people see it: without its secrets. */
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
  /** Nothing is sent before the next try, whatever comes (`open`); then one event alone (`half_open`), and all again after a success. */
  readonly circuit: 'closed' | 'open' | 'half_open';
  /** Why the last try failed. */
  readonly lastCode: string | null;
  /** `whpk_…` of the keys that sign (v1a), the newest first; two while keys are being changed. */
  readonly publicKeys: readonly string[];
  /** What it may learn of patients. */
  readonly phiProfile: PhiProfile;
  /** Asked for, and not approved yet. */
  readonly phiWanted: Exclude<PhiProfile, 'none'> | null;
  readonly phiAgreement: string | null;
  readonly phiAskedBy: string | null;
  /** Their account, or the token they used; null: asked before the hub wrote that down. */
  readonly phiAskedId: string | null;
  readonly phiApprovedBy: string | null;
  readonly createdAt: string;
};

/** A webhook as the sender needs it. */
export type WebhookTarget = Pick<Webhook, 'id' | 'url' | 'types' | 'position' | 'failures' | 'phiProfile'> & {
  /** `whsec_…`, the newest first; two while a secret is being changed. */
  readonly secrets: readonly string[];
  /** `whsk_…`, in the same way. */
  readonly signingKeys: readonly string[];
  /** Positions beyond `position` that have arrived. */
  readonly ahead: readonly number[];
  /** Its keys are sealed with one this hub does not have: nothing can be signed. */
  readonly isLocked: boolean;
};

/** Old and new sign for a day: time to change a receiver by hand. */
const ROTATION_HOURS = 24;
/** Longer than one try may take (15 s) with a stall of the hub on top; a hub that dies keeps its endpoints this long. */
const LEASE_SECONDS = 60;
/** Failing this long without one success ends a webhook. */
const PATIENCE_DAYS = 5;

/** As it lies in the table. */
type StoredTarget = Omit<WebhookTarget, 'isLocked'>;

function openTarget(db: Queryable, row: StoredTarget): WebhookTarget {
  return { ...row, ...openKeys(db, row) };
}

const isRotating = sql`previous_secret_until > now()`;
const columns = sql`id, url, description, types, position, state, disabled_reason as "disabledReason",
  failing_since as "failingSince", failures, next_attempt_at as "nextAttemptAt", last_code as "lastCode",
  case when failures = 0 then 'closed' when next_attempt_at > now() then 'open' else 'half_open' end as circuit,
  array_remove(array[public_key, case when ${isRotating} then previous_public_key end], null) as "publicKeys",
  phi_profile as "phiProfile", phi_wanted as "phiWanted", phi_agreement as "phiAgreement", phi_asked_by as "phiAskedBy", phi_asked_id as "phiAskedId",
  phi_approved_by as "phiApprovedBy", created_at as "createdAt"`;
const targetColumns = sql`id, url, types, position, failures, ahead, phi_profile as "phiProfile",
  array_remove(array[secret, case when ${isRotating} then previous_secret end], null) as secrets,
  array_remove(array[signing_key, case when ${isRotating} then previous_signing_key end], null) as "signingKeys"`;

/** Adds a webhook that is sent what comes after `position`, with keys of its own. Its secret is returned this once. */
export async function insertWebhook(
  db: Queryable,
  wanted: {
    readonly url: string;
    readonly description: string;
    readonly types: readonly string[];
    readonly position: number;
  },
): Promise<{ readonly id: string; readonly secret: string }> {
  const [id, keys] = [newId(), newKeys()];
  const sealed = sealKeys(db, id, keys);
  await execute(
    db,
    sql`insert into webhook_endpoint (id, url, secret, signing_key, public_key, description, types, position)
        values (${id}, ${wanted.url}, ${sealed.secret}, ${sealed.signingKey}, ${keys.publicKey}, ${wanted.description}, ${wanted.types}, ${wanted.position})`,
  );
  return { id, secret: keys.secret };
}

export function listWebhooks(db: Queryable, limit: number): Promise<Webhook[]> {
  return query<Webhook>(db, sql`select ${columns} from webhook_endpoint order by id limit ${limit}`);
}

export function findWebhook(db: Queryable, id: string): Promise<Webhook | undefined> {
  return queryOne<Webhook>(db, sql`select ${columns} from webhook_endpoint where id = ${id}`);
}

export async function findWebhookTarget(db: Queryable, id: string): Promise<WebhookTarget | undefined> {
  const row = await queryOne<StoredTarget>(
    db,
    sql`select ${targetColumns} from webhook_endpoint where id = ${id}`,
  );
  return row && openTarget(db, row);
}

/** Removes a webhook and its history; what is under way finds nothing to write to. */
export async function deleteWebhook(db: Queryable, id: string): Promise<boolean> {
  return (await execute(db, sql`delete from webhook_endpoint where id = ${id}`)) > 0;
}

/** A new secret and a new key pair; the old ones go on signing beside them for a day. Undefined: no such webhook. */
export async function rotateWebhookSecret(db: Queryable, id: string): Promise<string | undefined> {
  const keys = newKeys();
  const sealed = sealKeys(db, id, keys);
  const count = await execute(
    db,
    sql`update webhook_endpoint set previous_secret = secret, secret = ${sealed.secret}, previous_signing_key = signing_key, signing_key = ${sealed.signingKey},
          previous_public_key = public_key, public_key = ${keys.publicKey}, previous_secret_until = now() + make_interval(hours => ${ROTATION_HOURS}) where id = ${id}`,
  );
  return count > 0 ? keys.secret : undefined;
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
  // One that sends by the old types would go past events of the new ones.
  const lost =
    !isFresh && change.types !== undefined ? sql`, lease_id = null, leased_until = null` : sql.empty;
  const activated = change.state === 'active' ? sql`, state = 'active', disabled_reason = null` : sql.empty;
  const moved = change.position === undefined ? sql.empty : sql`, ahead = '{}'`;
  const count = await execute(
    db,
    sql`update webhook_endpoint set description = coalesce(${change.description}, description),
          types = coalesce(${change.types}::text[], types), position = coalesce(${change.position}::bigint, position) ${moved} ${activated} ${fresh} ${lost}
        where id = ${id}`,
  );
  return count > 0;
}

/**
 * Takes the webhooks that have something to send and are due. Nobody else gets them until the lease is given back or has run
 * out. Index: webhook_endpoint_due.
 */
export async function leaseDueWebhooks(
  db: Queryable,
  leaseId: string,
  limit: number,
): Promise<readonly WebhookTarget[]> {
  const rows = await query<StoredTarget>(
    db,
    sql`update webhook_endpoint set lease_id = ${leaseId}, leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
        where id in (
          select id from webhook_endpoint
          where state = 'active' and next_attempt_at <= now() and (leased_until is null or leased_until <= now())
            and position < (select last_position from ledger_writer)
          order by next_attempt_at limit ${limit} for update skip locked)
        returning ${targetColumns}`,
  );
  return rows.map((row) => openTarget(db, row));
}

/** How far a webhook has come: everything up to `position`, and of what follows that at `ahead`. */
export type WebhookProgress = { readonly position: number; readonly ahead: readonly number[] };

/** Moves on over what is not wanted and keeps the lease. */
export async function skipWebhook(
  db: Queryable,
  id: string,
  leaseId: string,
  position: number,
): Promise<void> {
  await execute(
    db,
    sql`update webhook_endpoint set position = ${position}, ahead = '{}' where id = ${id} and lease_id = ${leaseId}`,
  );
}

/**
 * Writes tries down and how far they brought the webhook, and keeps the lease. False: the lease is somebody else's by now, stop.
 */
export function advanceWebhook(
  db: Database,
  id: string,
  leaseId: string,
  { position, ahead }: WebhookProgress,
  attempts: readonly WebhookAttempt[],
): Promise<boolean> {
  const isProven = attempts.some((attempt) => attempt.code === 'ok');
  const proven = isProven ? sql`failures = 0, failing_since = null, last_code = null,` : sql.empty;
  return transaction(db, async (tx) => {
    const count = await execute(
      tx,
      sql`update webhook_endpoint set position = ${position}, ahead = ${ahead}::bigint[], ${proven}
            leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
          where id = ${id} and lease_id = ${leaseId} and state = 'active'`,
    );
    await insertWebhookAttempts(tx, id, attempts);
    return count > 0;
  });
}

/** Counts a failure, sets the next try, gives the lease back. Returns why the webhook ended, when this was the last straw. */
export async function failWebhook(
  tx: Tx,
  id: string,
  leaseId: string,
  failure: { readonly delayMs: number; readonly isGone: boolean; readonly code: string },
): Promise<'gone' | 'failing' | undefined> {
  const reason = sql`case when ${failure.isGone}::boolean then 'gone'
    when failing_since <= now() - make_interval(days => ${PATIENCE_DAYS}) then 'failing' end`;
  const row = await queryOne<{ readonly reason: 'gone' | 'failing' | null }>(
    tx,
    sql`update webhook_endpoint set failures = failures + 1, last_code = ${failure.code}, failing_since = coalesce(failing_since, now()),
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
