import { execute, queryOne, sql, type Queryable } from './database.ts';

/** What the sources of a channel remember over restarts. Index: primary key. */
export function sourceMemory(db: Queryable, channel: string) {
  return {
    recall: async (key: string): Promise<string | undefined> => {
      const row = await queryOne<{ readonly value: string }>(
        db,
        sql`select value from source_memory where channel = ${channel} and key = ${key}`,
      );
      return row?.value;
    },
    remember: (key: string, value: string): Promise<void> =>
      execute(
        db,
        sql`insert into source_memory (channel, key, value) values (${channel}, ${key}, ${value})
            on conflict (channel, key) do update set value = excluded.value, updated_at = now()`,
      ).then(() => undefined),
  };
}
