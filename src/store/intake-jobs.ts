import { execute, query, queryOne, sql, type Queryable } from './database.ts';

/** Where an arrival stands on its way from bytes to documents. */
export type IntakeStep = 'unpack' | 'read' | 'understand' | 'done' | 'failed';

export type IntakeJob = {
  readonly messageId: string;
  readonly channel: string;
  readonly contentType: string | null;
  readonly bodyBytes: number;
  readonly receivedAt: string;
  readonly transport: Readonly<Record<string, unknown>> | null;
  readonly mail: Readonly<Record<string, unknown>> | null;
  readonly attempts: number;
  readonly senderKey: string;
  readonly priority: number;
};

/** A job is given to somebody else when its worker says nothing for so long. */
const LEASE = '3 minutes';

/** Whose documents these are, for taking turns and for what was learnt of a sender. */
const senderKey = sql`case
  when m.transport ->> 'fromNumber' is not null then 'fax:' || (m.transport ->> 'fromNumber')
  when m.transport ->> 'fromAddress' is not null then 'mail:' || (m.transport ->> 'fromAddress')
  else 'channel:' || m.channel end`;

/** Who is in a hurry says so in the subject. */
const priority = sql`case when m.transport ->> 'subject' ~* '\\m(stat|urgent|asap|emergent|emergency)\\M' then 0 else 1 end`;

/** Makes jobs of what arrived. Index: message_reading. */
export function openIntakeJobs(db: Queryable): Promise<number> {
  return execute(
    db,
    sql`insert into intake_job (message_id, step, sender_key, received_at, priority)
        select m.id, 'unpack', ${senderKey}, m.received_at, ${priority} from message m
        where m.state = 'reading' and not exists (select from intake_job j where j.message_id = m.id)
        on conflict (message_id) do nothing`,
    { name: 'open-intake-jobs' },
  );
}

/** Takes the next arrival that waits for this step: urgent ones first, and senders in turns. Indexes: intake_job_open, intake_job_of_sender. */
export function claimIntakeJob(
  db: Queryable,
  step: 'unpack' | 'understand',
): Promise<IntakeJob | undefined> {
  return queryOne<IntakeJob>(
    db,
    sql`with next as (
          select j.message_id from intake_job j
          where j.step = ${step} and (j.leased_until is null or j.leased_until < now())
          order by j.priority, ${turnOfSender}, j.received_at limit 1 for update of j skip locked)
        update intake_job j set leased_until = now() + ${LEASE}::interval, attempts = j.attempts + 1
        from next n join message m on m.id = n.message_id where j.message_id = n.message_id
        returning j.message_id as "messageId", m.channel, m.content_type as "contentType", m.body_bytes as "bodyBytes",
          m.received_at as "receivedAt", m.transport, j.mail, j.attempts, j.sender_key as "senderKey", j.priority`,
    { name: `claim-intake-${step}` },
  );
}

/** A sender with a hundred faxes waits behind everybody's first. Few are open at a time. */
export const turnOfSender = sql`(select count(*) from intake_job o where o.sender_key = j.sender_key
  and o.step in ('unpack', 'read', 'understand') and o.received_at < j.received_at)`;

export type JobChange = {
  readonly step: IntakeStep;
  readonly pages?: number;
  readonly mail?: unknown;
  readonly priority?: number;
  readonly problem?: { readonly code: string; readonly reason: string };
};

/** Moves an arrival on and gives it back. */
export async function moveIntakeJob(db: Queryable, messageId: string, change: JobChange): Promise<void> {
  await execute(
    db,
    sql`update intake_job set step = ${change.step}, leased_until = null, attempts = case when step = ${change.step} then attempts else 0 end,
          pages = coalesce(${change.pages}::int, pages), mail = coalesce(${change.mail === undefined ? null : sql.json(change.mail)}::jsonb, mail),
          priority = coalesce(${change.priority}::smallint, priority), problem_code = ${change.problem?.code}, problem = ${change.problem?.reason},
          ready_at = case when ${change.step} = 'done' then now() else ready_at end
        where message_id = ${messageId}`,
  );
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
  readonly transport: Readonly<Record<string, unknown>> | null;
};

const readingColumns = sql`j.message_id as "messageId", j.step, j.sender_key as "senderKey", j.pages, j.pages_read as "pagesRead", j.problem,
  j.received_at as "receivedAt", m.transport`;

/** What is being read now, in the order it will be done. Index: intake_job_open. */
export function listReading(db: Queryable, limit: number): Promise<ReadingRow[]> {
  return query<ReadingRow>(
    db,
    sql`select ${readingColumns} from intake_job j join message m on m.id = j.message_id
        where j.step in ('unpack', 'read', 'understand') order by j.priority, j.received_at limit ${limit}`,
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

/** Where an arrival stands; undefined: it is none of documents. Index: primary key. */
export async function findIntakeStep(db: Queryable, messageId: string): Promise<IntakeStep | undefined> {
  const row = await queryOne<{ readonly step: IntakeStep }>(db, sql`select step from intake_job where message_id = ${messageId}`);
  return row?.step;
}

/** Starts an arrival anew: after an update, or when somebody asks. What was read stays. */
export async function restartIntakeJob(db: Queryable, messageId: string, step: 'unpack' | 'understand'): Promise<boolean> {
  const count = await execute(
    db,
    sql`update intake_job set step = ${step}, leased_until = null, attempts = 0, problem_code = null, problem = null, ready_at = null
        where message_id = ${messageId} and step in ('done', 'failed')`,
  );
  return count > 0;
}
