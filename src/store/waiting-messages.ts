import { query, queryOne, sql, type Database, type Queryable, type Tx } from './database.ts';

export type WaitingMessage = {
  readonly id: string;
  readonly channel: string;
  readonly received_at: string;
  readonly type: string | null;
  readonly control_id: string | null;
  readonly sender: string | null;
  /** Who said it, where a person did. */
  readonly person: string | null;
  /** How it is read, where that is not how its channel reads: it came out of the package `parent_id`. */
  readonly format: 'hl7v2' | 'ccda' | null;
  readonly parent_id: string | null;
  readonly body_bytes: number;
  readonly reason_code: string | null;
  readonly reason: string | null;
  readonly attempts: number;
  /** Null when larger than `inlineBytes` or read before: `loadBody` reads it. */
  readonly body: Buffer | null;
};

/**
 * The oldest messages nobody has processed, at most `limit`; `beside`: other than these. Of `read`, whose bytes somebody has at hand,
 * the body stays where it is. Index: message_waiting.
 */
export function listWaiting(
  db: Queryable,
  limit: number,
  inlineBytes: number,
  { beside = [], read = [] }: { readonly beside?: readonly string[]; readonly read?: readonly string[] } = {},
): Promise<WaitingMessage[]> {
  return query<WaitingMessage>(
    db,
    sql`select id, channel, received_at, type, control_id, sender, person, format, parent_id, body_bytes, reason_code, reason, attempts,
          case when body_bytes <= ${inlineBytes} and id <> all(${read}::uuid[]) then body end as body
        from message where state = 'received' and id <> all(${beside}::uuid[]) order by id limit ${limit}`,
    { name: 'list-waiting' },
  );
}

/** The same shape for one message, whatever its state: for replays and answers to reviews. */
export function findWaiting(db: Queryable, id: string): Promise<WaitingMessage | undefined> {
  return queryOne<WaitingMessage>(
    db,
    sql`select id, channel, received_at, type, control_id, sender, person, format, parent_id, body_bytes, null as reason_code, null as reason, attempts, null as body
        from message where id = ${id}`,
  );
}

/**
 * Of these, the ones still waiting (or, to be said again, all), each with whether it was processed before; locked until the
 * transaction ends, so that two processors never apply one message.
 */
export async function claimWaiting(
  tx: Tx,
  ids: readonly string[],
  which: 'waiting' | 'any' = 'waiting',
): Promise<ReadonlyMap<string, boolean>> {
  const rows = await query<{ readonly id: string; readonly isAgain: boolean }>(
    tx,
    sql`select id, processed_at is not null as "isAgain" from message
        where id = any(${ids}::uuid[]) ${which === 'any' ? sql.empty : sql`and state = 'received'`} for update`,
    { name: `claim-${which}` },
  );
  return new Map(rows.map((row) => [row.id, row.isAgain]));
}

/** One more failed try; returns how many there have been. */
export async function countAttempt(db: Database, id: string): Promise<number> {
  const again = sql`update message set attempts = attempts + 1 where id = ${id} returning attempts`;
  const row = await queryOne<{ readonly attempts: number }>(db, again);
  return row?.attempts ?? 0;
}
