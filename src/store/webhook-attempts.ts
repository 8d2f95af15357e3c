import { newId } from '../lib/ids.ts';
import { execute, query, queryOne, sql, type Queryable } from './database.ts';

/** What one POST was and what came of it. */
export type WebhookAttempt = {
  readonly eventId: string;
  readonly position: number;
  readonly kind: 'event' | 'test' | 'replay';
  readonly type: string;
  /** HTTP status, when the receiver answered at all. */
  readonly status: number | null;
  /** `ok`, or why it failed: `http-500`, `timeout`, `ECONNREFUSED`, `address-refused`, … */
  readonly code: string;
  readonly durationMs: number;
  /** The three headers of Standard Webhooks as they were sent. */
  readonly signed: Readonly<Record<string, string>> | null;
  readonly body: string | null;
  /** How the receiver's answer begins. */
  readonly answer: string | null;
};

export type StoredAttempt = WebhookAttempt & { readonly id: string; readonly at: string };

/** How long tries are kept, in days: what was sent is in the event log anyway. */
const KEPT_DAYS = 14;
/** Forgotten at a time, so that no statement takes long. */
const FORGOTTEN_AT_ONCE = 5_000;

/** Inserts tries of one webhook; of a webhook that was deleted meanwhile none. */
export async function insertWebhookAttempts(
  db: Queryable,
  webhookId: string,
  attempts: readonly WebhookAttempt[],
): Promise<void> {
  if (attempts.length === 0) return;
  const column = <Key extends keyof WebhookAttempt>(key: Key): WebhookAttempt[Key][] =>
    attempts.map((attempt) => attempt[key]);
  await execute(
    db,
    sql`insert into webhook_attempt (id, endpoint_id, event_id, position, kind, type, status, code, duration_ms, signed, body, answer)
        select n.id, e.id, n.event_id, n.position, n.kind, n.type, n.status, n.code, n.duration_ms, n.signed, n.body, n.answer
        from (select id from webhook_endpoint where id = ${webhookId} for key share) e,
          unnest(${attempts.map(() => newId())}::uuid[], ${column('eventId')}::uuid[], ${column('position')}::bigint[],
            ${column('kind')}::text[], ${column('type')}::text[], ${column('status')}::int[], ${column('code')}::text[],
            ${column('durationMs')}::int[], ${attempts.map(({ signed }) => signed && JSON.stringify(signed))}::jsonb[],
            ${column('body')}::text[], ${column('answer')}::text[])
            as n (id, event_id, position, kind, type, status, code, duration_ms, signed, body, answer)`,
    { name: 'insert-webhook-attempts' },
  );
}

const columns = sql`id, at, event_id as "eventId", position, kind, coalesce(type, '') as type, status, code,
  duration_ms as "durationMs", signed, body, answer`;

/** The last tries, newest first. Index: webhook_attempt_of. */
export function listWebhookAttempts(
  db: Queryable,
  webhookId: string,
  limit: number,
): Promise<StoredAttempt[]> {
  return query(
    db,
    sql`select ${columns} from webhook_attempt where endpoint_id = ${webhookId} order by id desc limit ${limit}`,
  );
}

/** One try of a webhook. Index: primary key. */
export function findWebhookAttempt(
  db: Queryable,
  webhookId: string,
  id: string,
): Promise<StoredAttempt | undefined> {
  return queryOne(
    db,
    sql`select ${columns} from webhook_attempt where id = ${id} and endpoint_id = ${webhookId}`,
  );
}

/** Forgets tries of more than two weeks ago, some at a time. Returns how many. Indexes: webhook_attempt_at, primary key. */
export function forgetOldAttempts(db: Queryable): Promise<number> {
  return execute(
    db,
    sql`delete from webhook_attempt where id = any(array(
          select id from webhook_attempt where at < now() - make_interval(days => ${KEPT_DAYS}) order by at limit ${FORGOTTEN_AT_ONCE}))`,
  );
}
