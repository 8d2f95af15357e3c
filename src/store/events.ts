import type { EventSubject, PublishedEventType } from '../domain/event-catalogue.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

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
