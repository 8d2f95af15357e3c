import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

/** A row of a channel by what it is about, and a hash of what it says (a safe integer). */
export type FeedRow = { readonly identity: string; readonly hash: number };

export type KnownRow = FeedRow & { readonly isGone: boolean };

/** A new or changed row on its way to become a message. */
export type StagedRow = { readonly row: number; readonly identity: string; readonly body: Uint8Array };

/** What rows said last time, by identity. Index: feed_row primary key. */
export async function findFeedRows(
  db: Queryable,
  channel: string,
  identities: readonly string[],
): Promise<ReadonlyMap<string, KnownRow>> {
  const rows = await query<KnownRow>(
    db,
    sql`select identity, hash, is_gone as "isGone" from feed_row where channel = ${channel} and identity = any(${identities}::text[])`,
    { name: 'find-feed-rows' },
  );
  return new Map(rows.map((row) => [row.identity, row]));
}

/** What rows say now; each identity once. Index: feed_row primary key. */
export async function rememberFeedRows(
  tx: Tx,
  channel: string,
  rows: readonly FeedRow[],
  counted?: { readonly runId: string; readonly bodies: readonly Uint8Array[] },
): Promise<void> {
  if (rows.length === 0) return;
  const said = sql`unnest(${rows.map((row) => row.identity)}::text[], ${rows.map((row) => row.hash)}::bigint[]) with ordinality as n (identity, hash, nr)`;
  const bodies = counted?.bodies.map((body) => Buffer.from(body));
  await execute(
    tx,
    counted === undefined
      ? sql`insert into feed_row (channel, identity, hash) select ${channel}, n.identity, n.hash from ${said}
            on conflict (channel, identity) do update set hash = excluded.hash, is_gone = false`
      : sql`insert into feed_row (channel, identity, hash, last_run, body)
            select ${channel}, n.identity, n.hash, ${counted.runId}::uuid, (${bodies}::bytea[])[n.nr] from ${said}
            on conflict (channel, identity) do update set hash = excluded.hash, last_run = excluded.last_run, body = excluded.body, is_gone = false`,
    { name: counted === undefined ? 'remember-feed-rows' : 'remember-feed-rows-counted' },
  );
}

/** Rows that say what they said were in this export too. Index: feed_row primary key. */
export async function keepPresent(
  tx: Tx,
  channel: string,
  runId: string,
  identities: readonly string[],
): Promise<void> {
  await execute(
    tx,
    sql`update feed_row set last_run = ${runId} where channel = ${channel} and identity = any(${identities}::text[])`,
  );
}

/** Stages rows in the order of the file; bodies travel as one binary value. */
export async function stageRows(tx: Tx, runId: string, rows: readonly StagedRow[]): Promise<void> {
  if (rows.length === 0) return;
  let at = 1;
  const starts = rows.map(({ body }) => {
    const start = at;
    at += body.length;
    return start;
  });
  await execute(
    tx,
    sql`insert into feed_staged (run_id, row_nr, identity, body)
        select ${runId}, n.row_nr, n.identity, substring(b.joined from n.start for n.bytes)
        from (select ${Buffer.concat(rows.map(({ body }) => body))}::bytea as joined) b,
          unnest(${rows.map(({ row }) => row)}::bigint[], ${rows.map(({ identity }) => identity)}::text[], ${starts}::int[],
            ${rows.map(({ body }) => body.length)}::int[]) as n (row_nr, identity, start, bytes)
        on conflict (run_id, row_nr) do nothing`,
    { name: 'stage-feed-rows' },
  );
}

export type FeedRun = {
  readonly runId: string;
  readonly channel: string;
  readonly movedRow: number;
  /** When the transaction began: when messages it inserts are received. */
  readonly at: string;
};

/** The rows of a run are to become messages. */
export async function openFeedRun(tx: Queryable, runId: string, channel: string): Promise<void> {
  await execute(
    tx,
    sql`insert into feed_run (run_id, channel) values (${runId}, ${channel}) on conflict (run_id) do update set is_moved = false where feed_run.is_moved`,
  );
}

/** The oldest run with rows to move, locked so that two hubs never move one. Index: feed_run_open. */
export function takeFeedRun(tx: Tx): Promise<FeedRun | undefined> {
  return queryOne<FeedRun>(
    tx,
    sql`select run_id as "runId", channel, moved_row as "movedRow", now() as at from feed_run where not is_moved order by run_id limit 1 for update skip locked`,
    { name: 'take-feed-run' },
  );
}

/** The next staged rows of a run. Index: feed_staged primary key. */
export async function listStaged(tx: Tx, run: FeedRun, limit: number): Promise<readonly StagedRow[]> {
  return query<StagedRow>(
    tx,
    sql`select row_nr as row, identity, body from feed_staged where run_id = ${run.runId} and row_nr > ${run.movedRow} order by row_nr limit ${limit}`,
    { name: 'list-staged' },
  );
}

/** They are messages now. Index: feed_staged primary key. */
export async function forgetStaged(tx: Tx, run: FeedRun, lastRow: number): Promise<void> {
  await execute(
    tx,
    sql`delete from feed_staged where run_id = ${run.runId} and row_nr > ${run.movedRow} and row_nr <= ${lastRow}`,
    { name: 'forget-staged' },
  );
  await execute(tx, sql`update feed_run set moved_row = ${lastRow} where run_id = ${run.runId}`, {
    name: 'feed-run-moved',
  });
}

/** Nothing is left to move; unless its file is still being read. True: it is closed. */
export async function closeFeedRun(tx: Tx, runId: string): Promise<boolean> {
  const closed = await execute(
    tx,
    sql`update feed_run set is_moved = true where run_id = ${runId}
          and exists (select 1 from import_run r where r.id = ${runId} and r.state in ('done', 'failed', 'stopped'))`,
  );
  return closed > 0;
}

/** Whether at least so many messages wait to be processed. Index: message_waiting. */
export async function isQueueLong(db: Queryable, count: number): Promise<boolean> {
  const row = await queryOne<{ readonly id: string }>(
    db,
    sql`select id from message where state = 'received' order by id offset ${count - 1} limit 1`,
    { name: 'is-queue-long' },
  );
  return row !== undefined;
}

/** Rows of a channel that its last full export had no more. Index: feed_row_present. */
export async function countMissing(
  db: Queryable,
  channel: string,
  runId: string,
): Promise<{ readonly present: number; readonly missing: number }> {
  const row = await queryOne<{ readonly present: number; readonly missing: number }>(
    db,
    sql`select count(*)::int as present, count(*) filter (where last_run < ${runId})::int as missing
        from feed_row where channel = ${channel} and last_run is not null and not is_gone`,
  );
  return row ?? { present: 0, missing: 0 };
}

/** Takes the next missing rows, last seen in earlier runs (ids grow): marked as gone, with what they said last. Indexes: feed_row_present, primary key. */
export function takeMissing(
  tx: Tx,
  channel: string,
  runId: string,
  limit: number,
): Promise<{ readonly identity: string; readonly body: Uint8Array }[]> {
  return query(
    tx,
    sql`update feed_row set is_gone = true where channel = ${channel} and identity = any(array(
          select identity from feed_row where channel = ${channel} and last_run is not null and not is_gone and last_run < ${runId}
          order by last_run limit ${limit}))
        returning identity, body`,
  );
}

/** A file is taken once by what its sender calls it. The run of the earlier one, if there is one. Index: feed_file primary key. */
export async function enterFeedFile(
  tx: Tx,
  file: { readonly channel: string; readonly identity: string; readonly runId: string },
): Promise<boolean> {
  const entered = await execute(
    tx,
    sql`insert into feed_file (channel, identity, run_id) values (${file.channel}, ${file.identity}, ${file.runId}) on conflict do nothing`,
  );
  return entered > 0;
}

export async function findFeedFile(
  db: Queryable,
  channel: string,
  identity: string,
): Promise<string | undefined> {
  const row = await queryOne<{ readonly runId: string }>(
    db,
    sql`select run_id as "runId" from feed_file where channel = ${channel} and identity = ${identity}`,
  );
  return row?.runId;
}

/** Which column is what, as a person settled it for a channel. */
export type FeedColumns = {
  readonly channel: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly savedBy: string;
  readonly savedAt: string;
};

export function findFeedColumns(db: Queryable, channel: string): Promise<FeedColumns | undefined> {
  return queryOne<FeedColumns>(
    db,
    sql`select channel, columns, saved_by as "savedBy", saved_at as "savedAt" from feed_columns where channel = ${channel}`,
  );
}

export async function saveFeedColumns(
  db: Queryable,
  saved: Pick<FeedColumns, 'channel' | 'columns' | 'savedBy'>,
): Promise<void> {
  await execute(
    db,
    sql`insert into feed_columns (channel, columns, saved_by) values (${saved.channel}, ${sql.json(saved.columns)}, ${saved.savedBy})
        on conflict (channel) do update set columns = excluded.columns, saved_by = excluded.saved_by, saved_at = now()`,
  );
}

/** The highest row of a run that was ever staged. Indexes: primary keys. */
export async function lastStagedRow(tx: Tx, runId: string): Promise<number> {
  const row = await queryOne<{ readonly last: number }>(
    tx,
    sql`select greatest(coalesce((select max(row_nr) from feed_staged where run_id = ${runId}), 0),
          coalesce((select moved_row from feed_run where run_id = ${runId}), 0), coalesce((select row_done from import_run where id = ${runId}), 0)) as last`,
  );
  return row?.last ?? 0;
}
