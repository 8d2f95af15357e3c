import { query, queryOne, sql, type Queryable, type Tx } from './database.ts';

/** What came by a channel since other systems were told last. */
export type IntakeNews = {
  readonly channel: string;
  /** Stands for the channel in events. */
  readonly id: string;
  /** How often it was told; grows. */
  readonly version: number;
  readonly received: number;
  readonly repeats: number;
  readonly newReceived: number;
  readonly newRepeats: number;
};

const counted = sql`(select channel, sum(received) as received, sum(repeats) as repeats from channel_day group by channel) c`;

/** Whether anything came since. Asked once a minute: reads a line for each channel and day. */
export async function hasIntakeNews(db: Queryable): Promise<boolean> {
  const row = await queryOne<{ readonly has: boolean }>(
    db,
    sql`select exists (select from ${counted} left join intake_told t on t.channel = c.channel
          where c.received > coalesce(t.received, 0) or c.repeats > coalesce(t.repeats, 0)) as has`,
  );
  return row?.has ?? false;
}

/** Channels by which something came, which counts as told from now on. The caller holds the pen: one hub at a time. */
export function takeIntakeNews(tx: Tx): Promise<IntakeNews[]> {
  return query<IntakeNews>(
    tx,
    sql`with news as (
          select c.channel, c.received, c.repeats, c.received - coalesce(t.received, 0) as new_received, c.repeats - coalesce(t.repeats, 0) as new_repeats
          from ${counted} left join intake_told t on t.channel = c.channel
          where c.received > coalesce(t.received, 0) or c.repeats > coalesce(t.repeats, 0)),
        told as (
          insert into intake_told as t (channel, received, repeats, version) select channel, received, repeats, 1 from news
          on conflict (channel) do update set received = excluded.received, repeats = excluded.repeats, version = t.version + 1, told_at = now()
          returning channel, id, version)
        select n.channel, t.id, t.version, n.received::float8 as received, n.repeats::float8 as repeats,
          n.new_received::float8 as "newReceived", n.new_repeats::float8 as "newRepeats"
        from news n join told t on t.channel = n.channel order by n.channel`,
  );
}
