import { newId } from '../lib/ids.ts';
import { execute, query, queryOne, sql, type Queryable } from './database.ts';
import type { EventRange } from './events.ts';

/** Events that are sent once more to one receiver, beside what it is sent anyway. */
export type WebhookReplay = {
  readonly id: string;
  readonly endpointId: string;
  /** Everything up to here was sent again. */
  readonly position: number;
  readonly untilPosition: number;
  readonly types: readonly string[];
  readonly subjectId: string | null;
  readonly perSecond: number;
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  readonly total: number;
  readonly sent: number;
  readonly failures: number;
  readonly nextAttemptAt: string;
  readonly askedBy: string;
  readonly createdAt: string;
  readonly endedAt: string | null;
};

/** As for a webhook: longer than one try may take. */
const LEASE_SECONDS = 60;

const columns = sql`id, endpoint_id as "endpointId", position, until_position as "untilPosition", types, subject_id as "subjectId",
  per_second as "perSecond", state, total, sent, failures, next_attempt_at as "nextAttemptAt", asked_by as "askedBy",
  created_at as "createdAt", ended_at as "endedAt"`;

export async function insertReplay(
  db: Queryable,
  endpointId: string,
  wanted: {
    readonly range: EventRange;
    readonly perSecond: number;
    readonly total: number;
    readonly askedBy: string;
  },
): Promise<string> {
  const id = newId();
  const { range, perSecond, total, askedBy } = wanted;
  await execute(
    db,
    sql`insert into webhook_replay (id, endpoint_id, position, until_position, types, subject_id, per_second, total, asked_by)
        values (${id}, ${endpointId}, ${range.after}, ${range.until}, ${range.types}, ${range.subjectId}, ${perSecond}, ${total}, ${askedBy})`,
  );
  return id;
}

/** Newest first. Index: webhook_replay_of. */
export function listReplays(db: Queryable, endpointId: string, limit: number): Promise<WebhookReplay[]> {
  return query(
    db,
    sql`select ${columns} from webhook_replay where endpoint_id = ${endpointId} order by id desc limit ${limit}`,
  );
}

export function findReplay(
  db: Queryable,
  endpointId: string,
  id: string,
): Promise<WebhookReplay | undefined> {
  return queryOne(
    db,
    sql`select ${columns} from webhook_replay where id = ${id} and endpoint_id = ${endpointId}`,
  );
}

/** Stops one that runs: what is under way is still answered. False: there is none that runs. */
export async function stopReplay(db: Queryable, endpointId: string, id: string): Promise<boolean> {
  const count = await execute(
    db,
    sql`update webhook_replay set state = 'stopped', ended_at = now(), lease_id = null, leased_until = null
        where id = ${id} and endpoint_id = ${endpointId} and state = 'running'`,
  );
  return count > 0;
}

/**
 * Takes the replays that are due and whose receiver is not failing; nobody else gets them until the lease is given back or has run
 * out. Index: webhook_replay_due.
 */
export function leaseDueReplays(db: Queryable, leaseId: string, limit: number): Promise<WebhookReplay[]> {
  return query(
    db,
    sql`update webhook_replay set lease_id = ${leaseId}, leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
        where id in (
          select r.id from webhook_replay r join webhook_endpoint e on e.id = r.endpoint_id
          where r.state = 'running' and r.next_attempt_at <= now() and (r.leased_until is null or r.leased_until <= now())
            and e.state = 'active' and e.next_attempt_at <= now()
          order by r.next_attempt_at limit ${limit} for update of r skip locked)
        returning ${columns}`,
  );
}

/** Writes down how far a turn has come and keeps the lease. False: somebody stopped the replay, or the lease is somebody else's by now. */
export async function advanceReplay(
  db: Queryable,
  id: string,
  leaseId: string,
  { position, sent }: { readonly position: number; readonly sent: number },
): Promise<boolean> {
  const count = await execute(
    db,
    sql`update webhook_replay set position = ${position}, sent = sent + ${sent}, leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
        where id = ${id} and lease_id = ${leaseId} and state = 'running'`,
  );
  return count > 0;
}

/** What one turn brought: how far it came, and what is next. */
export type ReplayTurn = {
  readonly position: number;
  readonly state: 'running' | 'done' | 'failed';
  /** Failures in a row after this turn. */
  readonly failures: number;
  readonly delayMs: number;
};

/** Writes a turn down and gives the lease back; nothing when somebody has stopped it meanwhile. */
export async function endReplayTurn(
  db: Queryable,
  id: string,
  leaseId: string,
  turn: ReplayTurn,
): Promise<void> {
  await execute(
    db,
    sql`update webhook_replay set position = ${turn.position}, state = ${turn.state},
          failures = ${turn.failures}, next_attempt_at = now() + ${turn.delayMs}::float8 * interval '1 millisecond',
          ended_at = case when ${turn.state} = 'running' then null else now() end, lease_id = null, leased_until = null
        where id = ${id} and lease_id = ${leaseId} and state = 'running'`,
  );
}
