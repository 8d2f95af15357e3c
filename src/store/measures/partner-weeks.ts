import type { PartnerSeries } from '../../domain/measures/judge.ts';
import { addWeeks, weeksBetween, type Week } from '../../domain/measures/week.ts';
import { execute, query, sql, type Queryable, type Statement, type Tx } from '../database.ts';

/** Counted referrals of one partner in one week. */

/** One partner-week that is not what it was when the weeks were judged last. */
export type ChangedWeek = {
  readonly partnerId: string;
  readonly week: Week;
  readonly before: number;
  readonly now: number;
};

export type WatchedPartner = PartnerSeries & {
  /** Sums up its members. */
  readonly isRollUp: boolean;
  /** Its only sender is the organisation's one member, or itself: the roll-up tells the same. */
  readonly isToldByRoot: boolean;
  /** Everything is counted once among those that are not: whoever sums up others is left out. */
  readonly ownCounts: readonly number[];
  readonly rootId: string | null;
};

/**
 * Referrals of each week as the ledger has them: of each partner that was named, and of each organisation with its members, summed.
 * Index: referral_by_week, read once between the two weeks; partner by primary key.
 */
export function countedWeeks(from: Week, to: Week): Statement {
  return sql`select partner_id, week, sum(count)::int as count from (
      select r.referrer_partner_id as partner_id, r.week, count(*) as count from referral r
      where r.week between ${from}::date and ${to}::date and r.is_counted and r.merged_into is null and r.referrer_partner_id is not null
      group by 1, 2
      union all
      select p.root_id, r.week, count(*) from referral r join partner p on p.id = r.referrer_partner_id
      where r.week between ${from}::date and ${to}::date and r.is_counted and r.merged_into is null and p.root_id is not null and p.root_id <> p.id
      group by 1, 2) each_week
    group by 1, 2`;
}

/**
 * Brings partner_week up to date between two weeks and returns what changed, so that a late, voided, merged or moved referral is seen
 * wherever it came from. What did not change is not written. Index: partner_week primary key.
 */
export async function refreshWeeks(tx: Tx, from: Week, to: Week): Promise<readonly ChangedWeek[]> {
  return query<ChangedWeek>(
    tx,
    sql`with ledger as materialized (${countedWeeks(from, to)}),
        known as materialized (select partner_id, week, count from partner_week where week between ${from}::date and ${to}::date),
        changed as materialized (
          select coalesce(l.partner_id, k.partner_id) as partner_id, coalesce(l.week, k.week) as week,
            coalesce(k.count, 0) as before, coalesce(l.count, 0) as now
          from ledger l full join known k on k.partner_id = l.partner_id and k.week = l.week
          where l.count is distinct from k.count),
        gone as (delete from partner_week w using changed c where c.now = 0 and w.partner_id = c.partner_id and w.week = c.week),
        written as (
          insert into partner_week (partner_id, week, count) select partner_id, week, now from changed where now > 0
          on conflict (partner_id, week) do update set count = excluded.count)
        select partner_id as "partnerId", week, before, now from changed order by partner_id, week`,
    { name: 'refresh-weeks' },
  );
}

/** Weeks before this are judged no more. */
export async function forgetWeeks(tx: Tx, before: Week): Promise<void> {
  await execute(tx, sql`delete from partner_week where week < ${before}::date`);
}

/**
 * Every partner with referrals in the window, as series of equal length. Two queries whatever the number of partners. `partnerId`:
 * only this one. Indexes: partner_week primary key, referral_by_week.
 */
export async function loadSeries(
  db: Queryable,
  last: Week,
  length: number,
): Promise<readonly WatchedPartner[]> {
  const from = addWeeks(last, 1 - length);
  const rows = await query<SeriesRow>(
    db,
    sql`select w.partner_id as "partnerId", p.kind, p.root_id as "rootId", array_agg(w.week order by w.week) as weeks,
          array_agg(w.count order by w.week) as counts
        from partner_week w join partner p on p.id = w.partner_id and p.alias_of is null and not p.is_own
        where w.week between ${from}::date and ${last}::date
        group by w.partner_id, p.kind, p.root_id`,
    { name: 'load-series' },
  );
  const accepted = await loadAccepted(db);
  return markRollUps(rows.map((row) => toSeries(row, from, length, accepted.get(row.partnerId))));
}

type SeriesRow = {
  readonly partnerId: string;
  readonly kind: string;
  readonly rootId: string | null;
  readonly weeks: readonly Week[];
  readonly counts: readonly number[];
};

type Accepted = NonNullable<PartnerSeries['accepted']>;

/** The newest level a person took for granted, of each partner. */
async function loadAccepted(db: Queryable): Promise<ReadonlyMap<string, Accepted>> {
  const rows = await query<Accepted & { readonly partnerId: string }>(
    db,
    sql`select distinct on (partner_id) partner_id as "partnerId", since_week as "from", (evidence ->> 'rate')::float8 as rate
        from volume_alert where acknowledged_at is not null and grade = 'alert' and direction <> 'silent' and state <> 'withdrawn'
        order by partner_id, opened_week desc`,
  );
  return new Map(rows.map(({ partnerId, from, rate }) => [partnerId, { from, rate }]));
}

type Series = Omit<WatchedPartner, 'isRollUp' | 'isToldByRoot' | 'ownCounts'>;

function toSeries(row: SeriesRow, from: Week, length: number, accepted: Accepted | undefined): Series {
  const counts = Array.from({ length }, () => 0);
  row.weeks.forEach((week, index) => {
    counts[weeksBetween(from, week)] = row.counts[index] ?? 0;
  });
  return {
    partnerId: row.partnerId,
    group: row.kind,
    rootId: row.rootId === row.partnerId ? null : row.rootId,
    counts,
    ...(accepted === undefined ? {} : { accepted }),
  };
}

/** An organisation's series is the sum; what its members did not send it sent under its own name. */
function markRollUps(all: readonly Series[]): readonly WatchedPartner[] {
  const members = new Map<string, Series[]>();
  for (const one of all) {
    if (one.rootId === null) continue;
    const known = members.get(one.rootId);
    if (known) known.push(one);
    else members.set(one.rootId, [one]);
  }
  const roots = new Map(all.map((one) => [one.partnerId, one]));
  return all.map((one) => {
    const below = members.get(one.partnerId) ?? [];
    const root = one.rootId === null ? undefined : roots.get(one.rootId);
    return {
      ...one,
      isRollUp: below.length > 0,
      isToldByRoot: root !== undefined && root.counts.every((count, index) => count === one.counts[index]),
      ownCounts:
        below.length === 0
          ? one.counts
          : one.counts.map((count, index) =>
              below.reduce((rest, member) => rest - (member.counts[index] ?? 0), count),
            ),
    };
  });
}
