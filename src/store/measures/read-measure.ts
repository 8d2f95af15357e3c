import { workingTime, type WorkingHours } from '../../domain/business-time.ts';
import { findMeasure, type MeasureName } from '../../domain/measures/catalogue.ts';
import { dayBounds } from '../../domain/practice-time.ts';
import { query, sql, type Queryable, type Statement } from '../database.ts';

export type MeasureGrouping = 'all' | 'partner' | 'account' | 'key' | 'week';

export type MeasureQuestion = {
  readonly name: MeasureName;
  /** Local days of the practice, both included. */
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  /** "Now" for what is due: ISO 8601. */
  readonly asOf: string;
  /** This partner and everybody who rolls up to it. */
  readonly partnerId?: string;
  readonly by: MeasureGrouping;
  /** For durations: also in working time. */
  readonly hours?: WorkingHours;
};

/** One line of a measure; what its kind does not have is absent. */
export type MeasureRow = {
  /** What it was grouped by: partner id, key or week (Monday); null: not known. Absent for all together. */
  readonly group?: string | null;
  /** Of partners: their name. */
  readonly name?: string | null;
  readonly cases: number;
  readonly hits?: number;
  /** Between 0 and 1; null without cases. */
  readonly share?: number | null;
  /** Cases whose end is known. */
  readonly done?: number;
  readonly medianHours?: number | null;
  readonly p90Hours?: number | null;
  readonly medianWorkingHours?: number | null;
  readonly p90WorkingHours?: number | null;
  readonly within24Hours?: number | null;
  readonly within48Hours?: number | null;
  readonly within30Days?: number | null;
  readonly within60Days?: number | null;
  readonly within90Days?: number | null;
};

const MOST_GROUPS = 1_000;
/** Pairs of instants that are turned into working time; a longer period is answered by its newest ones. */
const MOST_PAIRS = 50_000;

/**
 * A measure over a period. Indexes: referral_by_week, referral_by_receipt, referral_by_visit, referral_by_appointment,
 * referral_possible, delivery_by_creation, by the view; referral_of_partner for one partner.
 */
export async function readMeasure(db: Queryable, question: MeasureQuestion): Promise<MeasureRow[]> {
  const { kind } = findMeasure(question.name);
  const rows = await query<RawRow>(db, measureStatement(question));
  const shaped = rows.map((row) => shape(row, question.by, kind));
  if (kind !== 'duration' || question.hours === undefined) return shaped;
  return withWorkingTime(db, question, question.hours, shaped);
}

/** The statement of `readMeasure`: its plan is tested. */
export function measureStatement(question: MeasureQuestion): Statement {
  const { kind } = findMeasure(question.name);
  const values = {
    count: sql`count(*) as cases`,
    share: sql`count(*) as cases, count(*) filter (where m.is_hit) as hits`,
    duration: durations,
    conversion: conversions(question.asOf),
  }[kind];
  const { group, join } = grouping(question);
  return sql`select ${group} ${values} from ${views[question.name]} m ${join}
    where ${period(question)} ${ofPartner(question.partnerId)} ${groupBy(question.by)}
    order by cases desc, 1 limit ${MOST_GROUPS}`;
}

type RawRow = {
  readonly group?: string | null;
  readonly name?: string | null;
  readonly cases: number;
  readonly hits?: number;
  readonly done?: number;
  readonly median?: number | null;
  readonly p90?: number | null;
  readonly in24?: number;
  readonly in48?: number;
  readonly due30?: number;
  readonly due60?: number;
  readonly due90?: number;
  readonly hit30?: number;
  readonly hit60?: number;
  readonly hit90?: number;
};

export const views: Readonly<Record<MeasureName, Statement>> = {
  weekly_volume: sql`measure_weekly_volume`,
  possible: sql`measure_possible`,
  response_time: sql`measure_response_time`,
  contact_time: sql`measure_contact_time`,
  schedule_time: sql`measure_schedule_time`,
  appointment_time: sql`measure_appointment_time`,
  conversion: sql`measure_conversion`,
  leakage: sql`measure_leakage`,
  no_show: sql`measure_no_show`,
  no_show_report: sql`measure_no_show_report`,
  note_final_time: sql`measure_note_final_time`,
  note_sent_time: sql`measure_note_sent_time`,
  note_delivered_time: sql`measure_note_delivered_time`,
  loop_closure: sql`measure_loop_closure`,
  undeliverable: sql`measure_undeliverable`,
  capture_by_desk: sql`measure_capture_by_desk`,
  capture_by_location: sql`measure_capture_by_location`,
  capture_by_person: sql`measure_capture_by_person`,
  capture_pcp: sql`measure_capture_pcp`,
  unsent_for_want_of_referrer: sql`measure_unsent_for_want_of_referrer`,
  first_time_referrers: sql`measure_first_time_referrers`,
  proactive_conversion: sql`measure_proactive_conversion`,
};

const hoursTaken = sql`greatest(0, extract(epoch from m.until_at - m.from_at)) / 3600`;

const durations = sql`count(*) as cases, count(m.until_at) as done,
  percentile_cont(0.5) within group (order by ${hoursTaken}) filter (where m.until_at is not null) as median,
  percentile_cont(0.9) within group (order by ${hoursTaken}) filter (where m.until_at is not null) as p90,
  count(*) filter (where m.until_at <= m.from_at + interval '24 hours') as in24,
  count(*) filter (where m.until_at <= m.from_at + interval '48 hours') as in48`;

function conversions(asOf: string): Statement {
  const within = (days: Statement, hours: number): Statement => {
    const limit = sql`m.from_at + make_interval(hours => ${hours}::int)`;
    return sql`count(*) filter (where ${limit} <= ${asOf}::timestamptz) as due${days},
      count(*) filter (where ${limit} <= ${asOf}::timestamptz and m.until_at <= ${limit}) as hit${days}`;
  };
  return sql`count(*) as cases, count(m.until_at) as done, ${within(sql`30`, 720)}, ${within(sql`60`, 1440)}, ${within(sql`90`, 2160)}`;
}

function grouping({ by, zone, name }: MeasureQuestion): {
  readonly group: Statement;
  readonly join: Statement;
} {
  const partner = sql`left join partner p on p.id = m.partner_id`;
  if (by === 'partner') return { group: sql`p.id as "group", p.name,`, join: partner };
  if (by === 'account')
    return {
      group: sql`a.id as "group", a.name,`,
      join: sql`${partner} left join partner a on a.id = coalesce(p.root_id, p.id)`,
    };
  if (by === 'key')
    return { group: keyed.has(name) ? sql`m.key as "group",` : sql`null as "group",`, join: sql.empty };
  if (by === 'week')
    return {
      group:
        name === 'weekly_volume'
          ? sql`m.week::text as "group",`
          : sql`date_trunc('week', m.at at time zone ${zone}::text)::date::text as "group",`,
      join: sql.empty,
    };
  return { group: sql.empty, join: sql.empty };
}

/** Measures that say why, where, by whom or by which way. */
export const keyed: ReadonlySet<MeasureName> = new Set([
  'leakage',
  'undeliverable',
  'capture_by_desk',
  'capture_by_location',
  'capture_by_person',
  'unsent_for_want_of_referrer',
]);

function groupBy(by: MeasureGrouping): Statement {
  if (by === 'all') return sql.empty;
  return by === 'partner' || by === 'account' ? sql`group by 1, 2` : sql`group by 1`;
}

export function period({ name, from, to, zone }: MeasureQuestion): Statement {
  if (name === 'weekly_volume') return sql`m.week between ${from}::date and ${to}::date`;
  return sql`m.at >= ${dayBounds(from, zone).from}::timestamptz and m.at < ${dayBounds(to, zone).until}::timestamptz`;
}

export function ofPartner(partnerId: string | undefined): Statement {
  if (partnerId === undefined) return sql.empty;
  return sql`and m.partner_id = any(array(select id from partner where id = ${partnerId} or root_id = ${partnerId}))`;
}

function shape(row: RawRow, by: MeasureGrouping, kind: string): MeasureRow {
  const part = (count: number | undefined, of: number | undefined): number | null =>
    of === undefined || of === 0 ? null : (count ?? 0) / of;
  const group = by === 'all' ? {} : { group: row.group ?? null };
  const name = by === 'partner' || by === 'account' ? { name: row.name ?? null } : {};
  const base = { ...group, ...name, cases: row.cases };
  if (kind === 'count') return base;
  if (kind === 'share') return { ...base, hits: row.hits ?? 0, share: part(row.hits, row.cases) };
  if (kind === 'duration')
    return {
      ...base,
      done: row.done ?? 0,
      medianHours: row.median ?? null,
      p90Hours: row.p90 ?? null,
      within24Hours: part(row.in24, row.cases),
      within48Hours: part(row.in48, row.cases),
    };
  return {
    ...base,
    done: row.done ?? 0,
    within30Days: part(row.hit30, row.due30),
    within60Days: part(row.hit60, row.due60),
    within90Days: part(row.hit90, row.due90),
  };
}

async function withWorkingTime(
  db: Queryable,
  question: MeasureQuestion,
  hours: WorkingHours,
  rows: readonly MeasureRow[],
): Promise<MeasureRow[]> {
  const { group, join } = grouping(question);
  const pairs = await query<{
    readonly group?: string | null;
    readonly from: string;
    readonly until: string;
  }>(
    db,
    sql`select ${group} m.from_at as "from", m.until_at as until from ${views[question.name]} m ${join}
        where m.until_at is not null and ${period(question)} ${ofPartner(question.partnerId)}
        order by m.from_at desc limit ${MOST_PAIRS}`,
  );
  const byGroup = new Map<string, number[]>();
  for (const pair of pairs) {
    const taken = pair.until <= pair.from ? 0 : workingTime(pair.from, pair.until, hours) / 3_600_000;
    const key = String(pair.group);
    const known = byGroup.get(key);
    if (known) known.push(taken);
    else byGroup.set(key, [taken]);
  }
  return rows.map((row) => {
    const taken = (byGroup.get(String(row.group)) ?? []).toSorted((a, b) => a - b);
    return { ...row, medianWorkingHours: quantileOf(taken, 0.5), p90WorkingHours: quantileOf(taken, 0.9) };
  });
}

/** As percentile_cont does it: between two values in a straight line. */
function quantileOf(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null;
  const place = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return low + (high - low) * (place - Math.floor(place));
}
