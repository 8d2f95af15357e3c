import { newId } from '../lib/ids.ts';
import type { TokenScope } from './tokens.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

/** Who asked by FHIR to be told, and how far each was told. */

export type SubscriptionStatus = 'requested' | 'active' | 'error' | 'off';
export type SubscriptionContent = 'empty' | 'id-only' | 'full-resource';

/** Values by filter; absent: all. `partner`: ids of partners. */
export type SubscriptionFilter = {
  readonly status?: readonly string[];
  readonly 'business-status'?: readonly string[];
  readonly partner?: readonly string[];
};

/** What a client says of it. */
export type SubscriptionWish = {
  readonly topic: 'referral-changed' | 'note-delivered';
  readonly filter: SubscriptionFilter;
  readonly endpoint: string;
  readonly content: SubscriptionContent;
  readonly reason: string;
  readonly heartbeatSeconds: number | null;
  readonly timeoutSeconds: number | null;
  readonly mostEvents: number;
  readonly endsAt: string | null;
};

/** As its client sees it: without its headers, which hold secrets. */
export type Subscription = SubscriptionWish & {
  readonly id: string;
  readonly tokenId: string;
  readonly status: SubscriptionStatus;
  readonly error: string | null;
  /** Events that matched have the numbers 1 to this. */
  readonly events: number;
  readonly delivered: number;
  readonly updatedAt: string;
};

/** As the sender needs it. */
export type SubscriptionTurn = Subscription & {
  readonly headers: readonly string[];
  readonly position: number;
  readonly failures: number;
  /** No pause after a failure is running. */
  readonly maySend: boolean;
  readonly isHeartbeatDue: boolean;
  /** Why it ends now. */
  readonly over: 'ended' | 'token revoked' | 'in error for too long' | null;
  readonly tokenLabel: string;
  readonly tokenScope: TokenScope;
};

/** Longer than one try may take (60 s) with a stall of the hub on top; a hub that dies keeps subscriptions this long. */
const LEASE_SECONDS = 120;
/** What was delivered stays for `$events` this long, and so long one in error goes on counting. */
const KEPT_DAYS = 30;

const columns = sql`s.id, s.token_id as "tokenId", s.topic, s.filter, s.endpoint, s.content, s.reason, s.heartbeat_seconds as "heartbeatSeconds",
  s.timeout_seconds as "timeoutSeconds", s.most_events as "mostEvents", s.ends_at as "endsAt", s.status, s.error, s.events, s.delivered,
  s.updated_at as "updatedAt"`;

const heartbeatDue = sql`(s.status = 'active' and s.heartbeat_seconds is not null
  and s.last_sent_at + make_interval(secs => s.heartbeat_seconds) <= now())`;

/** Adds a subscription to what comes after `position`. */
export async function insertSubscription(
  db: Queryable,
  wish: SubscriptionWish & {
    readonly tokenId: string;
    readonly headers: readonly string[];
    readonly position: number;
  },
): Promise<string> {
  const id = newId();
  await execute(
    db,
    sql`insert into fhir_subscription (id, token_id, topic, filter, endpoint, headers, content, reason, heartbeat_seconds, timeout_seconds, most_events,
          ends_at, position)
        values (${id}, ${wish.tokenId}, ${wish.topic}, ${sql.json(wish.filter)}, ${wish.endpoint}, ${wish.headers}, ${wish.content}, ${wish.reason},
          ${wish.heartbeatSeconds}, ${wish.timeoutSeconds}, ${wish.mostEvents}, ${wish.endsAt}, ${wish.position})`,
  );
  return id;
}

/**
 * Takes what the client says now and shakes hands anew; its numbers go on. `headers` absent: they stay. Whoever is sending right now loses
 * its lease.
 */
export async function updateSubscription(
  db: Queryable,
  id: string,
  wish: SubscriptionWish & { readonly headers?: readonly string[] | undefined; readonly isOff: boolean },
): Promise<boolean> {
  const count = await execute(
    db,
    sql`update fhir_subscription set topic = ${wish.topic}, filter = ${sql.json(wish.filter)}, endpoint = ${wish.endpoint},
          headers = coalesce(${wish.headers}::text[], headers), content = ${wish.content}, reason = ${wish.reason},
          heartbeat_seconds = ${wish.heartbeatSeconds}, timeout_seconds = ${wish.timeoutSeconds}, most_events = ${wish.mostEvents},
          ends_at = ${wish.endsAt}, status = case when ${wish.isOff}::boolean then 'off' else 'requested' end, error = null, failures = 0,
          position = case when status = 'off' then (select last_position from ledger_writer) else position end,
          next_attempt_at = now(), lease_id = null, leased_until = null, updated_at = now()
        where id = ${id}`,
  );
  return count > 0;
}

/** Index: primary key. */
export function findSubscription(db: Queryable, id: string): Promise<Subscription | undefined> {
  return queryOne<Subscription>(db, sql`select ${columns} from fhir_subscription s where s.id = ${id}`);
}

/** Those of one token, or all. Index: fhir_subscription_of_token. */
export function listSubscriptions(
  db: Queryable,
  tokenId: string | undefined,
  limit: number,
): Promise<Subscription[]> {
  const ofToken = tokenId === undefined ? sql.empty : sql`where s.token_id = ${tokenId}`;
  return query<Subscription>(
    db,
    sql`select ${columns} from fhir_subscription s ${ofToken} order by s.id limit ${limit}`,
  );
}

/** With all it was told. */
export async function deleteSubscription(db: Queryable, id: string): Promise<boolean> {
  return (await execute(db, sql`delete from fhir_subscription where id = ${id}`)) > 0;
}

/**
 * Takes those with something to do: news in the log, something to send, an end. Nobody else gets them until the lease is given back or has run
 * out. Those in error go on being numbered, so that their client sees what it missed. Index: fhir_subscription_due.
 */
export function leaseSubscriptions(
  db: Queryable,
  leaseId: string,
  limit: number,
): Promise<SubscriptionTurn[]> {
  const toSend = sql`(s.status in ('requested', 'active') and s.next_attempt_at <= now()
    and (s.status = 'requested' or s.delivered < s.events or ${heartbeatDue}))`;
  const isAbandoned = sql`(s.status = 'error' and s.updated_at < now() - make_interval(days => ${KEPT_DAYS}))`;
  const isOver = sql`(s.ends_at <= now() or t.revoked_at is not null or ${isAbandoned})`;
  return query<SubscriptionTurn>(
    db,
    sql`with due as (
          select s.id, t.label, t.scope, case when t.revoked_at is not null then 'token revoked' when s.ends_at <= now() then 'ended'
              when ${isAbandoned} then 'in error for too long' end as over
          from fhir_subscription s join api_token t on t.id = s.token_id
          where s.status <> 'off' and (s.leased_until is null or s.leased_until <= now())
            and (s.position < (select last_position from ledger_writer) or ${toSend} or ${isOver})
          order by s.next_attempt_at limit ${limit} for update of s skip locked)
        update fhir_subscription s set lease_id = ${leaseId}, leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
        from due where s.id = due.id
        returning ${columns}, s.headers, s.position, s.failures, s.next_attempt_at <= now() as "maySend", ${heartbeatDue} as "isHeartbeatDue",
          due.over, due.label as "tokenLabel", due.scope as "tokenScope"`,
  );
}

export type NumberedEvent = {
  readonly number: number;
  readonly referralId: string;
  readonly focus: string;
  readonly at: string;
};

/**
 * Numbers the events that match and moves on in the log, in one step: a hub that dies between leaves neither a gap nor a double. Returns the
 * highest number; undefined: the lease is somebody else's by now.
 */
export async function numberEvents(
  tx: Tx,
  id: string,
  leaseId: string,
  position: number,
  matched: readonly {
    readonly position: number;
    readonly referralId: string;
    readonly focus: string;
    readonly at: string;
  }[],
): Promise<number | undefined> {
  const row = await queryOne<{ readonly events: number }>(
    tx,
    sql`update fhir_subscription set position = ${position}, events = events + ${matched.length},
          leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
        where id = ${id} and lease_id = ${leaseId} returning events`,
  );
  if (!row || matched.length === 0) return row?.events;
  await execute(
    tx,
    sql`insert into fhir_subscription_event (subscription_id, number, position, referral_id, focus, at)
        select ${id}::uuid, ${row.events - matched.length}::bigint + n.nr, n.position, n.referral_id, n.focus, n.at
        from unnest(${matched.map((one) => one.position)}::bigint[], ${matched.map((one) => one.referralId)}::uuid[],
          ${matched.map((one) => one.focus)}::text[], ${matched.map((one) => one.at)}::timestamptz[])
          with ordinality as n (position, referral_id, focus, at, nr)`,
  );
  return row.events;
}

/** Events `from` to `until`, in order. Index: primary key. */
export function listNumbered(
  db: Queryable,
  id: string,
  from: number,
  until: number,
  limit: number,
): Promise<NumberedEvent[]> {
  return query<NumberedEvent>(
    db,
    sql`select number, referral_id as "referralId", focus, at from fhir_subscription_event
        where subscription_id = ${id} and number >= ${from} and number <= ${until} order by number limit ${limit}`,
  );
}

/** A try that arrived: what it told, a handshake (`isHandshake`) or a heartbeat. False: the lease is somebody else's by now, stop. */
export async function advanceSubscription(
  db: Queryable,
  id: string,
  leaseId: string,
  told: { readonly delivered: number; readonly isHandshake: boolean },
): Promise<boolean> {
  const status = told.isHandshake ? sql`status = 'active', updated_at = now(),` : sql.empty;
  const count = await execute(
    db,
    sql`update fhir_subscription set ${status} delivered = ${told.delivered}, failures = 0, error = null, last_sent_at = now(),
          next_attempt_at = now(), leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
        where id = ${id} and lease_id = ${leaseId}`,
  );
  return count > 0;
}

/** A try that failed: the next one after a pause, or none until the client asks again (`isLast`). Gives the lease back. */
export async function failSubscription(
  db: Queryable,
  id: string,
  leaseId: string,
  failure: { readonly code: string; readonly delayMs: number; readonly isLast: boolean },
): Promise<void> {
  const status = failure.isLast ? sql`status = 'error', updated_at = now(),` : sql.empty;
  await execute(
    db,
    sql`update fhir_subscription set ${status} failures = failures + 1, error = ${failure.code},
          next_attempt_at = now() + ${failure.delayMs}::float8 * interval '1 millisecond', lease_id = null, leased_until = null
        where id = ${id} and lease_id = ${leaseId}`,
  );
}

/** Ends it: its time is over, or its token is. */
export async function endSubscription(
  db: Queryable,
  id: string,
  leaseId: string,
  why: string,
): Promise<void> {
  await execute(
    db,
    sql`update fhir_subscription set status = 'off', error = ${why}, lease_id = null, leased_until = null, updated_at = now()
        where id = ${id} and lease_id = ${leaseId}`,
  );
}

/** Gives the lease back and forgets what was delivered long ago. Index: primary key. */
export async function releaseSubscription(db: Queryable, id: string, leaseId: string): Promise<void> {
  await execute(
    db,
    sql`with mine as (
          update fhir_subscription set lease_id = null, leased_until = null where id = ${id} and lease_id = ${leaseId} returning id, delivered)
        delete from fhir_subscription_event e using mine
        where e.subscription_id = mine.id and e.number <= mine.delivered and e.at < now() - make_interval(days => ${KEPT_DAYS})`,
  );
}

/** The notes that deliveries brought to a partner. Index: delivery primary key. */
export function listDeliveredNotes(
  db: Queryable,
  deliveryIds: readonly string[],
): Promise<{ readonly id: string; readonly documentKey: string; readonly partnerId: string | null }[]> {
  return query(
    db,
    sql`select d.id, d.document_key as "documentKey", d.partner_id as "partnerId" from delivery d join referral r on r.id = d.referral_id
        where d.id = any(${deliveryIds}::uuid[]) and d.purpose = 'note' and d.document_key is not null and r.kind = 'explicit'`,
  );
}
