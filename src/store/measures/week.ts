import type { WorkingHours } from '../../domain/business-time.ts';
import { openShare, usualHours } from '../../domain/measures/calendar.ts';
import { gapWords, type Gap } from '../../domain/measures/gap.ts';
import { practiceExpectation, type Expectation } from '../../domain/measures/practice-chart.ts';
import { addDays, weekName, weeksUntil, type Week } from '../../domain/measures/week.ts';
import { weekWords } from '../../domain/measures/week-words.ts';
import { dayBounds } from '../../domain/practice-time.ts';
import { query, sql, type Queryable } from '../database.ts';
import { chartsOf, type ChartWeek } from './partner-watch.ts';
import { readMeasure, type MeasureRow } from './read-measure.ts';
import { listAlerts, loadWatchState, type VolumeAlert } from './volume-alerts.ts';

export type SilentPartner = {
  readonly partnerId: string;
  readonly name: string;
  readonly gap: Gap;
  /** "usually every 12 days, none for 41; 1 in 80 by chance" */
  readonly words: string;
};

export type WeekPage = {
  readonly week: Week;
  /** `2026-W47` */
  readonly name: string;
  /** When the alerts were judged; null: never yet. Counts are of now. */
  readonly asOf: string | null;
  /** The week in words. */
  readonly summary: string;
  readonly counted: number;
  readonly before: number;
  /** Shown apart and never counted. */
  readonly possible: number;
  readonly expectation: Expectation | undefined;
  /** Practice-wide, oldest first, the last one is this week. */
  readonly chart: readonly ChartWeek[];
  /** Open and acknowledged, costliest first; `charts` by partner id for their sparklines. Notices are in `notices`. */
  readonly alerts: readonly VolumeAlert[];
  readonly notices: readonly VolumeAlert[];
  readonly charts: ReadonlyMap<string, readonly ChartWeek[]>;
  readonly silent: readonly SilentPartner[];
  readonly news: readonly PartnerNews[];
  readonly captureByDesk: readonly MeasureRow[];
  readonly closure: MeasureRow | undefined;
  readonly notes: MeasureRow | undefined;
};

/** A fact of the week: a partner's first counted referral ever, or one after a silence. */
export type PartnerNews = {
  readonly partnerId: string;
  readonly name: string;
  readonly what: 'first_referral' | 'back';
};

const CHART_WEEKS = 26;
/** Two years: this week's season is last year's. */
const SEASON_WEEKS = 104;
const MOST = 50;

/**
 * The week page: ten queries whatever the size of the practice. `asOf`: now, for what is due. Indexes: referral_by_week,
 * referral_possible, volume_alert_standing, partner_watch_silent, and those of `readMeasure`.
 */
export async function loadWeek(
  db: Queryable,
  zone: string,
  week: Week,
  options: { readonly asOf: string; readonly hours?: WorkingHours },
): Promise<WeekPage> {
  const hours = options.hours ?? usualHours(zone);
  const days = { from: week, to: addDays(week, 6), zone, asOf: options.asOf } as const;
  const practice = await loadPractice(db, week, hours);
  const possible = await countPossible(db, days);
  const standing = await listAlerts(db, { limit: 4 * MOST });
  const alerts = standing.filter((one) => one.grade === 'alert');
  const charts = await chartsOf(
    db,
    alerts.slice(0, MOST).map((one) => one.partnerId),
    CHART_WEEKS,
  );
  const open = alerts.filter((one) => one.state === 'open' && !one.isToldByRoot);
  const growing = open.filter((one) => one.direction === 'spike').length;
  const { counted, before, expectation, chart } = practice;
  const figures = { counted, possible, expectation, openShare: openShare(week, hours) };
  return {
    week,
    name: weekName(week),
    asOf: (await loadWatchState(db)).judgedAt,
    summary: weekWords({ ...figures, growing, needAttention: open.length - growing }),
    counted,
    before,
    possible,
    expectation,
    chart,
    alerts,
    notices: standing.filter((one) => one.grade === 'notice'),
    charts,
    silent: await listSilent(db, MOST),
    news: await listNews(db, days),
    captureByDesk: await readMeasure(db, { ...days, name: 'capture_by_desk', by: 'key' }),
    closure: (await readMeasure(db, { ...days, name: 'loop_closure', by: 'all' }))[0],
    notes: (await readMeasure(db, { ...days, name: 'note_delivered_time', by: 'all' }))[0],
  };
}

type Practice = Pick<WeekPage, 'counted' | 'before' | 'expectation' | 'chart'>;

async function loadPractice(db: Queryable, week: Week, hours: WorkingHours): Promise<Practice> {
  const weeks = weeksUntil(week, SEASON_WEEKS);
  const rows = await query<{ readonly week: Week; readonly count: number }>(
    db,
    sql`select week, count(*) as count from referral
        where week between ${weeks[0]}::date and ${week}::date and is_counted and merged_into is null group by week`,
    { name: 'practice-weeks' },
  );
  const counts = new Map(rows.map((row) => [row.week, row.count]));
  const all = weeks.map((one) => ({ count: counts.get(one) ?? 0, openShare: openShare(one, hours) }));
  const chart = weeks.slice(-CHART_WEEKS).map((one, nr): ChartWeek => {
    const index = weeks.length - CHART_WEEKS + nr;
    const expectation = practiceExpectation(all, index);
    const base = { week: one, name: weekName(one), count: all[index]?.count ?? 0 };
    return expectation ? { ...base, expected: expectation.expected, band: expectation.band } : base;
  });
  return {
    counted: all.at(-1)?.count ?? 0,
    before: all.at(-2)?.count ?? 0,
    expectation: practiceExpectation(all, all.length - 1),
    chart,
  };
}

type Days = { readonly from: string; readonly to: string; readonly zone: string; readonly asOf: string };

async function countPossible(db: Queryable, { from, to, zone, asOf }: Days): Promise<number> {
  const [row] = await readMeasure(db, { name: 'possible', by: 'all', from, to, zone, asOf });
  return row?.cases ?? 0;
}

/** Partners that are silent as of the last judged week, the least likely by chance first. Index: partner_watch_silent. */
export async function listSilent(db: Queryable, limit: number): Promise<readonly SilentPartner[]> {
  const rows = await query<Omit<SilentPartner, 'words'>>(
    db,
    sql`select w.partner_id as "partnerId", p.name, w.gap from partner_watch w join partner p on p.id = w.partner_id
        where w.gap is not null and not w.is_told_by_root and p.alias_of is null and not p.is_own and p.stage <> 'do_not_contact'
        order by (w.gap ->> 'chance')::float8, p.name limit ${limit}`,
  );
  return rows.map((row) => ({ ...row, words: gapWords(row.gap) }));
}

/** First referrals ever (of the account), and partners whose alert of silence ended this week because they refer again. */
async function listNews(db: Queryable, { from, to, zone }: Days): Promise<readonly PartnerNews[]> {
  const begin = dayBounds(from, zone).from;
  const end = dayBounds(to, zone).until;
  return query<PartnerNews>(
    db,
    sql`select p.id as "partnerId", p.name, 'first_referral' as what from partner p
        where p.id in (select r.referrer_partner_id from referral r where r.received_at >= ${begin}::timestamptz
            and r.received_at < ${end}::timestamptz and r.is_counted and r.merged_into is null)
          and not exists (select from referral e where e.referrer_partner_id = p.id and e.is_counted and e.merged_into is null
            and e.received_at < ${begin}::timestamptz)
        union all
        select p.id, p.name, 'back' from volume_alert a join partner p on p.id = a.partner_id
        where a.direction = 'silent' and a.state = 'closed' and a.closed_week = ${from}::date and a.grade = 'alert'
        order by 3 desc, 2 limit ${MOST}`,
  );
}
