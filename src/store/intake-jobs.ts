import type { ArrivalTransport } from '../domain/document/understanding.ts';
import { Failure } from '../lib/failure.ts';
import { newId } from '../lib/ids.ts';
import { execute, query, queryOne, sql, type Queryable, type Statement, type Tx } from './database.ts';

/** Where an arrival stands on its way from bytes to documents. */
export type IntakeStep = 'unpack' | 'read' | 'understand' | 'done' | 'failed';

/** An arrival that a worker has taken: whoever comes with another lease comes too late. */
export type HeldJob = { readonly messageId: string; readonly lease: string };

export type IntakeJob = HeldJob & {
  readonly channel: string;
  readonly contentType: string | null;
  readonly bodyBytes: number;
  readonly receivedAt: string;
  readonly transport: ArrivalTransport | null;
  readonly mail: Readonly<Record<string, unknown>> | null;
  readonly attempts: number;
  readonly senderKey: string;
};

/** A worker that says nothing for so long is taken for dead, and what it had in hand goes to another one. */
export const LEASE = '15 seconds';

/** So much later than it came an arrival is taken for each earlier one of its sender's within the hour. */
const TURN = '2 minutes';

/** Whose documents these are, for taking turns and for what was learnt of a sender. */
const senderKey = sql`case
  when m.transport ->> 'fromNumber' is not null then 'fax:' || (m.transport ->> 'fromNumber')
  when m.transport ->> 'fromAddress' is not null then 'mail:' || (m.transport ->> 'fromAddress')
  else 'channel:' || m.channel end`;

/** Who is in a hurry says so in the subject. */
const priority = sql`case when m.transport ->> 'subject' ~* '\\m(stat|urgent|asap|emergent|emergency)\\M' then 0 else 1 end`;

/** Makes jobs of what arrived. Indexes: message_reading, intake_job primary key, intake_job_of_sender. */
export function openIntakeJobs(db: Queryable): Promise<number> {
  return execute(
    db,
    sql`insert into intake_job (message_id, step, sender_key, received_at, priority, turn_at)
        select n.id, 'unpack', n.sender_key, n.received_at, n.priority, n.received_at + ${TURN}::interval * (
          row_number() over (partition by n.sender_key order by n.received_at, n.id) - 1 + (select count(*) from intake_job o
            where o.sender_key = n.sender_key and o.received_at > n.received_at - interval '1 hour' and o.received_at <= n.received_at))
        from (select m.id, ${senderKey} as sender_key, m.received_at, ${priority} as priority from message m
          where m.state = 'reading' and not exists (select from intake_job j where j.message_id = m.id)) n
        on conflict (message_id) do nothing`,
    { name: 'open-intake-jobs' },
  );
}

/** In words, not as a value: the planner has to see that the index has them. */
const waitsFor = { unpack: sql`step = 'unpack'`, understand: sql`step = 'understand'` };
const isOpen = sql`step in ('unpack', 'read', 'understand')`;

/** Takes the next arrival that waits for this step: urgent ones first, and senders in turns. Index: intake_job_open. */
export function claimIntakeJob(db: Queryable, step: 'unpack' | 'understand'): Promise<IntakeJob | undefined> {
  return queryOne<IntakeJob>(
    db,
    sql`with next as (
          select message_id from intake_job where ${waitsFor[step]} and (leased_until is null or leased_until < now())
          order by priority, turn_at, message_id limit 1 for update skip locked)
        update intake_job j set leased_until = now() + ${LEASE}::interval, lease = ${newId()}, attempts = j.attempts + 1
        from next n join message m on m.id = n.message_id where j.message_id = n.message_id
        returning j.message_id as "messageId", j.lease, m.channel, m.content_type as "contentType", m.body_bytes as "bodyBytes",
          m.received_at as "receivedAt", m.transport, j.mail, j.attempts, j.sender_key as "senderKey"`,
    { name: `claim-intake-${step}` },
  );
}

/** The worker is still at it. `false`: the arrival is somebody else's by now. Index: primary key. */
export async function renewIntakeJob(db: Queryable, { messageId, lease }: HeldJob): Promise<boolean> {
  const count = await execute(
    db,
    sql`update intake_job set leased_until = now() + ${LEASE}::interval where message_id = ${messageId} and lease = ${lease}`,
  );
  return count > 0;
}

/** To be tried again after a pause; the next one is taken meanwhile. Index: primary key. */
export async function returnIntakeJob(
  db: Queryable,
  { messageId, lease }: HeldJob,
  seconds: number,
): Promise<void> {
  await execute(
    db,
    sql`update intake_job set leased_until = now() + make_interval(secs => ${seconds}::int), lease = null
        where message_id = ${messageId} and lease = ${lease}`,
  );
}

export function leaseLost(): Failure {
  return new Failure('transient', 'lease-lost', 'Somebody else has taken this document over.');
}

/** The row of an arrival for as long as the statement runs, if it is still this worker's. */
export function heldBy({ messageId, lease }: HeldJob): Statement {
  return sql`select message_id from intake_job where message_id = ${messageId} and lease = ${lease} for update`;
}

export type JobChange = {
  readonly step: IntakeStep;
  readonly pages?: number;
  readonly mail?: unknown;
  readonly problem?: { readonly code: string; readonly reason: string };
};

/**
 * Moves an arrival on and gives it back. Before anything else is written: of two who work on it only one comes through. Throws
 * `lease-lost` when it is somebody else's by now. Index: primary key.
 */
export async function moveIntakeJob(tx: Tx, { messageId, lease }: HeldJob, change: JobChange): Promise<void> {
  const count = await execute(
    tx,
    sql`update intake_job set step = ${change.step}, leased_until = null, lease = null, attempts = 0,
          pages = coalesce(${change.pages}::int, pages), mail = coalesce(${change.mail === undefined ? null : sql.json(change.mail)}::jsonb, mail),
          problem_code = ${change.problem?.code}, problem = ${change.problem?.reason},
          ready_at = case when ${change.step} = 'done' then now() else ready_at end
        where message_id = ${messageId} and lease = ${lease}`,
  );
  if (count === 0) throw leaseLost();
}

/** Whether the arrival is a mail that a machine wrote, by its own head or by what was kept of it. Index: primary keys. */
export async function isAutomaticMail(db: Queryable, messageId: string): Promise<boolean> {
  const row = await queryOne<{ readonly is: boolean }>(
    db,
    sql`select coalesce((j.mail ->> 'isAutomatic')::boolean, false) or coalesce(m.transport -> 'notice' ?| array['autoSubmitted', 'loop', 'hops'], false) as is
        from message m left join intake_job j on j.message_id = m.id where m.id = ${messageId}`,
  );
  return row?.is ?? false;
}

/** Somebody is in a hurry: goes before all others. */
export async function hurryIntakeJob(db: Queryable, messageId: string): Promise<void> {
  await execute(db, sql`update intake_job set priority = 0 where message_id = ${messageId} and priority > 0`);
}

export type ReadingRow = {
  readonly messageId: string;
  readonly step: IntakeStep;
  readonly senderKey: string;
  readonly pages: number;
  readonly pagesRead: number;
  readonly problem: string | null;
  readonly receivedAt: string;
  readonly transport: ArrivalTransport | null;
};

const readingColumns = sql`j.message_id as "messageId", j.step, j.sender_key as "senderKey", j.pages, j.pages_read as "pagesRead", j.problem,
  j.received_at as "receivedAt", m.transport`;

/** What is being read now, in the order it will be done. Index: intake_job_open. */
export function listReading(db: Queryable, limit: number): Promise<ReadingRow[]> {
  return query<ReadingRow>(
    db,
    sql`select ${readingColumns} from (select * from intake_job where ${isOpen} order by priority, turn_at, message_id limit ${limit}) j
        join message m on m.id = j.message_id order by j.priority, j.turn_at, j.message_id`,
  );
}

/** What could not be read, newest first. Index: intake_job_failed. */
export function listUnread(db: Queryable, limit: number): Promise<ReadingRow[]> {
  return query<ReadingRow>(
    db,
    sql`select ${readingColumns} from intake_job j join message m on m.id = j.message_id
        where j.step = 'failed' order by j.received_at desc limit ${limit}`,
  );
}

/** Where an arrival stands; undefined: it is none of documents. Kept from others until the transaction ends. Index: primary key. */
export async function lockIntakeStep(tx: Tx, messageId: string): Promise<IntakeStep | undefined> {
  const row = await queryOne<{ readonly step: IntakeStep }>(
    tx,
    sql`select step from intake_job where message_id = ${messageId} for update`,
  );
  return row?.step;
}

/** Starts an arrival that failed anew; one that had its pages goes on behind unpacking. Index: primary key. */
export async function restartIntakeJob(tx: Tx, messageId: string): Promise<void> {
  await execute(
    tx,
    sql`update intake_job set step = case when pages > 0 then 'read' else 'unpack' end, leased_until = null, lease = null, attempts = 0,
          problem_code = null, problem = null, ready_at = null
        where message_id = ${messageId} and step = 'failed'`,
  );
}
