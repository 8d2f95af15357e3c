import type { Gap } from '../../domain/measures/gap.ts';
import { bandOf, type Band } from '../../domain/measures/poisson.ts';
import type { WeekChange } from '../../domain/measures/week-rule.ts';
import { addWeeks, weekName, type Week } from '../../domain/measures/week.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from '../database.ts';

/** What was made of one partner's weeks. */
export type PartnerWatch = {
  readonly partnerId: string;
  readonly lastWeek: Week;
  /** Oldest first, the last one is `lastWeek`. */
  readonly weeks: readonly (readonly [count: number, expected: number | null])[];
  readonly change: WeekChange | null;
  readonly gap: Gap | null;
  readonly isRollUp: boolean;
  readonly isToldByRoot: boolean;
};

/** Weeks that are kept for charts. */
export const CHART_WEEKS = 53;

/** Writes what was made of these partners. */
export async function saveWatched(tx: Tx, watched: readonly PartnerWatch[]): Promise<void> {
  if (watched.length === 0) return;
  const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
  await execute(
    tx,
    sql`insert into partner_watch (partner_id, last_week, weeks, change, gap, is_roll_up, is_told_by_root)
        select * from unnest(${watched.map((one) => one.partnerId)}::uuid[], ${watched.map((one) => one.lastWeek)}::date[],
          ${watched.map((one) => JSON.stringify(one.weeks))}::jsonb[], ${watched.map((one) => json(one.change))}::jsonb[],
          ${watched.map((one) => json(one.gap))}::jsonb[], ${watched.map((one) => one.isRollUp)}::boolean[],
          ${watched.map((one) => one.isToldByRoot)}::boolean[])
        on conflict (partner_id) do update set last_week = excluded.last_week, weeks = excluded.weeks, change = excluded.change,
          gap = excluded.gap, is_roll_up = excluded.is_roll_up, is_told_by_root = excluded.is_told_by_root`,
    { name: 'save-watched' },
  );
}

/** Of whom nothing is watched any more. */
export async function forgetWatched(tx: Tx, kept: readonly string[]): Promise<void> {
  await execute(tx, sql`delete from partner_watch where partner_id <> all(${kept}::uuid[])`);
}

/** One week of a chart. */
export type ChartWeek = {
  readonly week: Week;
  /** `2026-W47` */
  readonly name: string;
  readonly count: number;
  /** What was expected and the numbers that would be nothing unusual; absent while too little is known. */
  readonly expected?: number;
  readonly band?: Band;
};

export type PartnerWeeks = {
  readonly partnerId: string;
  readonly partnerName: string;
  readonly weeks: readonly ChartWeek[];
  readonly change: WeekChange | null;
  /** How long nobody came; null: not for longer than three weeks. */
  readonly gap: Gap | null;
  readonly isRollUp: boolean;
  /** When the weeks were judged; null: never yet. */
  readonly asOf: string | null;
};

/**
 * The last complete weeks of one partner (of an organisation: with its members) with what was expected. Undefined: there is no such
 * partner. Indexes: primary keys.
 */
export async function partnerWeeks(
  db: Queryable,
  partnerId: string,
  weeks = 26,
): Promise<PartnerWeeks | undefined> {
  const row = await queryOne<WatchRow & { readonly partnerName: string; readonly asOf: string | null }>(
    db,
    sql`select p.id as "partnerId", p.name as "partnerName", ${watchColumns}, (select judged_at from volume_watch) as "asOf"
        from partner p left join partner_watch w on w.partner_id = p.id where p.id = ${partnerId}`,
    { name: 'partner-weeks' },
  );
  if (!row) return undefined;
  const { partnerName, asOf, change, gap } = row;
  return {
    partnerId,
    partnerName,
    weeks: row.lastWeek === null ? [] : chartOf(row.lastWeek, row.weeks ?? [], weeks),
    change,
    gap,
    isRollUp: row.isRollUp ?? false,
    asOf,
  };
}

/** The same chart for many partners in one query: sparklines of a list. Index: primary key. */
export async function chartsOf(
  db: Queryable,
  partnerIds: readonly string[],
  weeks: number,
): Promise<ReadonlyMap<string, readonly ChartWeek[]>> {
  const rows = await query<WatchRow>(
    db,
    sql`select w.partner_id as "partnerId", ${watchColumns} from partner_watch w where w.partner_id = any(${partnerIds}::uuid[])`,
    { name: 'charts-of' },
  );
  return new Map(
    rows.map((row) => [
      row.partnerId,
      row.lastWeek === null ? [] : chartOf(row.lastWeek, row.weeks ?? [], weeks),
    ]),
  );
}

const watchColumns = sql`w.last_week as "lastWeek", w.weeks, w.change, w.gap, w.is_roll_up as "isRollUp"`;

type WatchRow = {
  readonly partnerId: string;
  readonly lastWeek: Week | null;
  readonly weeks: PartnerWatch['weeks'] | null;
  readonly change: WeekChange | null;
  readonly gap: Gap | null;
  readonly isRollUp: boolean | null;
};

function chartOf(last: Week, weeks: PartnerWatch['weeks'], most: number): readonly ChartWeek[] {
  const shown = weeks.slice(-most);
  return shown.map(([count, expected], index): ChartWeek => {
    const week = addWeeks(last, index - shown.length + 1);
    const base = { week, name: weekName(week), count };
    return expected === null ? base : { ...base, expected, band: bandOf(expected) };
  });
}
