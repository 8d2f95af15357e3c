import type { EventSubject, PublishedEventType } from '../domain/event-catalogue.ts';
import { execute, query, queryOne, sql, type Queryable, type Statement, type Tx } from './database.ts';

/** One published change. `data` holds no patient data: ids, partner, states, times. */
export type PublishedEvent = {
  readonly position: number;
  readonly id: string;
  readonly type: string;
  readonly subjectKind: EventSubject;
  readonly subjectId: string;
  readonly subjectVersion: number;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly data: Readonly<Record<string, unknown>>;
};

export type NewEvent = Omit<PublishedEvent, 'position' | 'recordedAt' | 'type'> & {
  readonly type: PublishedEventType;
  readonly messageId?: string;
};

/** Appends events after `position`. The caller holds the pen, so nobody else can be numbering. */
export async function appendEvents(tx: Tx, position: number, events: readonly NewEvent[]): Promise<number> {
  if (events.length === 0) return position;
  await execute(
    tx,
    sql`with appended as (
          insert into event (position, id, type, subject_kind, subject_id, subject_version, occurred_at, message_id, data)
          select ${position}::bigint + n.nr, n.id, n.type, n.subject_kind, n.subject_id, n.subject_version, n.occurred_at, n.message_id, n.data
          from unnest(${events.map((event) => event.id)}::uuid[], ${events.map((event) => event.type)}::text[],
            ${events.map((event) => event.subjectKind)}::text[], ${events.map((event) => event.subjectId)}::uuid[],
            ${events.map((event) => event.subjectVersion)}::int[], ${events.map((event) => event.occurredAt)}::timestamptz[],
            ${events.map((event) => event.messageId ?? null)}::uuid[], ${events.map((event) => JSON.stringify(event.data))}::jsonb[])
            with ordinality as n (id, type, subject_kind, subject_id, subject_version, occurred_at, message_id, data, nr))
        update ledger_writer set last_position = ${position + events.length}`,
    { name: 'append-events' },
  );
  return position + events.length;
}

const columns = sql`position, id, type, subject_kind as "subjectKind", subject_id as "subjectId", subject_version as "subjectVersion",
  occurred_at as "occurredAt", recorded_at as "recordedAt", data`;

/** Events after a position, in commit order. Index: primary key. */
export function listEvents(
  db: Queryable,
  after: number,
  limit: number,
  types: readonly string[] = [],
): Promise<PublishedEvent[]> {
  const ofTypes = types.length === 0 ? sql.empty : sql`and type = any(${types}::text[])`;
  return query<PublishedEvent>(
    db,
    sql`select ${columns} from event where position > ${after} ${ofTypes} order by position limit ${limit}`,
  );
}

/** Some of the log: after one position and up to another. */
export type EventRange = {
  readonly after: number;
  readonly until: number;
  /** Empty: all. */
  readonly types: readonly string[];
  readonly subjectId: string | null;
};

function within({ after, until, types, subjectId }: EventRange): Statement {
  const ofTypes = types.length === 0 ? sql.empty : sql`and type = any(${types}::text[])`;
  const ofSubject = subjectId === null ? sql.empty : sql`and subject_id = ${subjectId}::uuid`;
  return sql`position > ${after} and position <= ${until} ${ofTypes} ${ofSubject}`;
}

/** Events of a range, in commit order. Indexes: primary key, event_of_subject. */
export function listEventsWithin(db: Queryable, range: EventRange, limit: number): Promise<PublishedEvent[]> {
  return query(db, sql`select ${columns} from event where ${within(range)} order by position limit ${limit}`);
}

/** How many events a range holds. Indexes: primary key, event_of_subject. */
export async function countEventsWithin(db: Queryable, range: EventRange): Promise<number> {
  const row = await queryOne<{ readonly count: number }>(
    db,
    sql`select count(*) as count from event where ${within(range)}`,
  );
  return row?.count ?? 0;
}

/** One event. Index: event_id_key. */
export function findEvent(db: Queryable, id: string): Promise<PublishedEvent | undefined> {
  return queryOne(db, sql`select ${columns} from event where id = ${id}`);
}

/** Commits may overtake one another by as much; recorded_at is when a transaction began. */
const OVERTAKING_MS = 10 * 60_000;

/**
 * The position before the first event recorded at or after an instant: everything recorded since then has a later one. Looks from the
 * middle, as positions and times grow together but for a few minutes. Index: primary key.
 */
export async function findPositionBefore(db: Queryable, instant: string): Promise<number> {
  const wanted = Date.parse(instant) - OVERTAKING_MS;
  let low = (await firstPosition(db)) ?? 1;
  let high = (await lastPosition(db)) + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = await queryOne<{ readonly recordedAt: string }>(
      db,
      sql`select recorded_at as "recordedAt" from event where position >= ${middle} order by position limit 1`,
    );
    if (row !== undefined && Date.parse(row.recordedAt) < wanted) low = middle + 1;
    else high = middle;
  }
  const first = await queryOne<{ readonly position: number }>(
    db,
    sql`select position from event where position >= ${low} and recorded_at >= ${instant}::timestamptz order by position limit 1`,
  );
  return first === undefined ? lastPosition(db) : first.position - 1;
}

/** The story of one subject, oldest first. Index: event_of_subject. */
export function listEventsOf(db: Queryable, subjectId: string, limit: number): Promise<PublishedEvent[]> {
  return query<PublishedEvent>(
    db,
    sql`select ${columns} from event where subject_id = ${subjectId} order by position limit ${limit}`,
  );
}

/** The newest position there is. No later commit can add one at or below it. */
export async function lastPosition(db: Queryable): Promise<number> {
  const row = await queryOne<{ readonly last_position: number }>(
    db,
    sql`select last_position from ledger_writer`,
  );
  return row?.last_position ?? 0;
}

/** The oldest position still kept; undefined while there is none. Index: primary key. */
export async function firstPosition(db: Queryable): Promise<number | undefined> {
  const row = await queryOne<{ readonly position: number }>(
    db,
    sql`select position from event order by position limit 1`,
  );
  return row?.position;
}

/** A mark that differs after any new event or message: what a waiting screen compares. Indexes: both primary keys. */
export async function lastChange(db: Queryable): Promise<string> {
  const [row] = await query<{ readonly mark: string }>(
    db,
    sql`select concat_ws('|', last_position, (select id from message order by id desc limit 1)) as mark from ledger_writer`,
    { name: 'last-change' },
  );
  return row?.mark ?? '';
}
