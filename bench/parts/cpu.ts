import { readFileSync } from 'node:fs';
import { query, sql, type Database } from '../../src/store/database.ts';

/** CPU time in milliseconds: of this process with all its threads, and of the database's processes that serve it. */
export type CpuTime = { readonly hub: number; readonly database: number };

/** Linux counts in hundredths of a second (`getconf CLK_TCK`). */
const TICK_MS = 10;

/** What a database on this machine and this process have used so far; a database elsewhere counts nothing. */
export async function cpuTime(db: Database): Promise<CpuTime> {
  const { user, system } = process.cpuUsage();
  const backends = await query<{ readonly pid: number }>(
    db,
    sql`select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend'`,
  );
  const ticks = backends.reduce((sum, { pid }) => sum + ticksOf(pid), 0);
  return { hub: (user + system) / 1_000, database: ticks * TICK_MS };
}

/** User and system time, fields 14 and 15 of proc(5) stat; the name before them stands in brackets. */
function ticksOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0;
  }
}
