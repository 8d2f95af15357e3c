import { execute, query, sql, type Queryable, type Tx } from './database.ts';

/** What a channel has done: today's counts and its last message. */
export type ChannelState = {
  readonly channel: string;
  readonly received: number;
  readonly repeats: number;
  readonly invalid: number;
  readonly lastMessageAt: string | null;
};

/** Days looked back for the last message: a channel silent for longer has no recent one. */
const DAYS = 31;

/** One line per channel that ever received something lately. `today` is the practice's day. Index: channel_day primary key. */
export function listChannelStates(
  db: Queryable,
  channels: readonly string[],
  today: string,
): Promise<ChannelState[]> {
  return query<ChannelState>(
    db,
    sql`select channel, coalesce(sum(received) filter (where day = ${today}::date), 0)::int as received,
          coalesce(sum(invalid) filter (where day = ${today}::date), 0)::int as invalid,
          coalesce(sum(repeats) filter (where day = ${today}::date), 0)::int as repeats, max(last_message_at) as "lastMessageAt"
        from channel_day where channel = any(${channels}::text[]) and day > ${today}::date - ${DAYS}::int group by channel`,
  );
}

export type ChannelEvent = {
  readonly id: string;
  readonly channel: string;
  readonly at: string;
  readonly kind: string;
  readonly sentence: string;
  readonly peer: string | null;
};

/** Keeps what a source reported. */
export async function insertChannelEvent(db: Queryable, event: Omit<ChannelEvent, 'at'>): Promise<void> {
  await execute(
    db,
    sql`insert into channel_event (id, channel, kind, sentence, peer) values (${event.id}, ${event.channel}, ${event.kind}, ${event.sentence}, ${event.peer})`,
  );
}

/** The last things that happened on a channel's connections. Index: channel_event_recent. */
export function listChannelEvents(db: Queryable, channel: string, limit: number): Promise<ChannelEvent[]> {
  return query<ChannelEvent>(
    db,
    sql`select id, channel, at, kind, sentence, peer from channel_event where channel = ${channel} order by id desc limit ${limit}`,
  );
}

/** Messages waiting to be processed, counted up to `limit`. Index: message_waiting. */
export async function countWaiting(db: Queryable, limit: number): Promise<number> {
  const [row] = await query<{ readonly count: number }>(
    db,
    sql`select count(*) as count from (select from message where state = 'received' limit ${limit}) counted`,
  );
  return row?.count ?? 0;
}

/** Adds to the day's counts per channel, one row a channel. */
export async function countChannels(
  tx: Tx,
  counts: readonly {
    readonly channel: string;
    readonly day: string;
    readonly received: number;
    readonly invalid: number;
    readonly lastAt: string;
  }[],
): Promise<void> {
  await execute(
    tx,
    sql`insert into channel_day (channel, day, received, invalid, last_message_at)
        select * from unnest(${counts.map((one) => one.channel)}::text[], ${counts.map((one) => one.day)}::date[],
          ${counts.map((one) => one.received)}::int[], ${counts.map((one) => one.invalid)}::int[], ${counts.map((one) => one.lastAt)}::timestamptz[])
        on conflict (channel, day) do update set received = channel_day.received + excluded.received,
          invalid = channel_day.invalid + excluded.invalid, last_message_at = greatest(channel_day.last_message_at, excluded.last_message_at)`,
    { name: 'count-channels' },
  );
}
