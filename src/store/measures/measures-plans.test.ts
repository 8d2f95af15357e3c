import type { QueryConfig, QueryResult } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { addDays, addWeeks } from '../../domain/measures/week.ts';
import { judgeVolumes } from '../../pipeline/volume-alerts.ts';
import { execute, query, sql, type Queryable } from '../database.ts';
import { loadCms50 } from './cms50.ts';
import { loadReferralDays } from './gaps.ts';
import { chartsOf, partnerWeeks } from './partner-watch.ts';
import { readMeasure } from './read-measure.ts';
import { loadWeekSheet } from './week-sheet.ts';
import { loadWeek } from './week.ts';

const REFERRALS = 100_000;
const PARTNERS = 2_000;
const zone = 'America/Chicago';
const asOf = '2026-11-17T15:00:00.000Z';
/** The last complete week. */
const week = '2026-11-09';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  for (const statement of rows) await execute(database.db, statement);
  await execute(database.db, sql`vacuum analyze`);
  await judgeVolumes({ db: database.db, zone, at: asOf });
  await execute(database.db, sql`vacuum analyze`);
}, 240_000);
afterAll(() => database.drop());

const uuid = sql`('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid`;
const partnerOf = sql`('00000000-0000-7000-9000-' || lpad((1 + (n * 7919 + n / 13) % ${PARTNERS}::int)::text, 12, '0'))::uuid`;

/** Two years of a large practice: every tenth partner is an organisation that nine people belong to. */
const rows = [
  sql`insert into partner (id, kind, name, stage, name_key, root_id)
      select ('00000000-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid, case when n % 10 = 0 then 'organisation' else 'person' end, 'ZZTEST ' || n,
        'active', 'zztest ' || n, null from generate_series(1, ${PARTNERS}::int) n`,
  sql`update partner p set root_id = ('00000000-0000-7000-9000-' || lpad((10 * ((right(p.id::text, 12)::int + 9) / 10))::text, 12, '0'))::uuid
      where kind = 'person' and right(p.id::text, 12)::int % 3 = 0`,
  sql`insert into patient (id, family, given) select ${uuid}, 'ZZTEST', 'ANNA' from generate_series(1, ${REFERRALS}::int) n`,
  sql`insert into referral (id, patient_id, kind, state, is_counted, received_at, referrer_partner_id, priority, version, view, week, seen_at,
        appointment_at, contacted_at, responded_at, booked_at, note_final_at, note_delivered_at, is_first_of_patient, attribution, desk)
      select ${uuid}, ${uuid}, 'explicit', 'closed', true, at, ${partnerOf}, 'routine', 1, '{"appointments": [], "notes": []}',
        date_trunc('week', at at time zone ${zone})::date, at + interval '9 days', at + interval '9 days', at + interval '1 day', at + interval '1 day',
        at + interval '1 day', at + interval '10 days', at + interval '10 days', true, 'referrer', 'desk ' || n % 5
      from (select n, timestamptz '2026-11-16 12:00Z' - make_interval(mins => (n * 1048576.0 / ${REFERRALS}::int)::int) as at
            from generate_series(1, ${REFERRALS}::int) n) each_one`,
];

const partnerId = '00000000-0000-7000-9000-000000000010';
const ids = Array.from(
  { length: 50 },
  (_, index) => `00000000-0000-7000-9000-${String(index * 31 + 1).padStart(12, '0')}`,
);
const days = { from: week, to: addDays(week, 6), zone, asOf } as const;

/** What a page or a call asks, and what may be read from end to end for it: small tables only. */
const asked: readonly (readonly [string, (db: Queryable) => Promise<unknown>])[] = [
  ['the week page', (db) => loadWeek(db, zone, week, { asOf })],
  ['the call sheet', (db) => loadWeekSheet(db, week)],
  ["a partner's chart", (db) => partnerWeeks(db, partnerId)],
  ['charts of a list', (db) => chartsOf(db, ids, 26)],
  ['days of silent partners', (db) => loadReferralDays(db, ids, days.to, zone)],
  ['the score of one partner', (db) => loadCms50(db, { zone, year: 2026, partnerId })],
  ['a speed of a week', (db) => readMeasure(db, { ...days, name: 'contact_time', by: 'account' })],
  ['notes of a week', (db) => readMeasure(db, { ...days, name: 'note_delivered_time', by: 'partner' })],
  ['closure of a week', (db) => readMeasure(db, { ...days, name: 'loop_closure', by: 'all' })],
  ['capture of a week', (db) => readMeasure(db, { ...days, name: 'capture_by_desk', by: 'key' })],
  ['volume of a week', (db) => readMeasure(db, { ...days, name: 'weekly_volume', by: 'account' })],
  [
    'volume of one partner',
    (db) => readMeasure(db, { ...days, from: '2026-01-05', name: 'weekly_volume', by: 'week', partnerId }),
  ],
];

describe('at 100,000 referrals of 2,000 partners', () => {
  test.each(asked)('%s reads no large table from end to end', async (_, ask) => {
    const scanned: string[] = [];

    await ask(explaining(scanned));

    expect(scanned.filter((table) => large.has(table))).toEqual([]);
  });

  test('the week page is a handful of queries, whatever there is to show', async () => {
    let queries = 0;
    const db: Queryable = {
      send: (config) => {
        queries += 1;
        return database.db.send(config);
      },
    };

    const page = await loadWeek(db, zone, week, { asOf });

    expect(queries).toBeLessThanOrEqual(10);
    expect(page.counted).toBeGreaterThan(500);
    expect(page.summary).toMatch(
      /^[\d,]+ referrals, (more than )?normal for this time of year with a day closed \(\d+–\d+\)\./,
    );
    expect(page.chart).toHaveLength(26);
  });

  test('judging all partners is a handful of queries, and again it finds nothing to do', async () => {
    const [{ partners, weeks }] = (await query<{ partners: number; weeks: number }>(
      database.db,
      sql`select count(distinct partner_id) as partners, count(*) as weeks from partner_week`,
    )) as [{ partners: number; weeks: number }];
    expect(partners).toBeGreaterThan(PARTNERS / 2);
    expect(weeks).toBeGreaterThan(50_000);

    expect(await judgeVolumes({ db: database.db, zone, at: asOf })).toMatchObject({
      changedWeeks: 0,
      changes: 0,
    });
  });

  test('the sheet counts every referral of the week once, and beside it the week before', async () => {
    const sheet = await loadWeekSheet(database.db, week);
    const sum = (pick: (line: (typeof sheet)[number]) => number) =>
      sheet.reduce((total, line) => total + pick(line), 0);
    const [counted] = await query<{ last: number; before: number }>(
      database.db,
      sql`select count(*) filter (where week = ${week}::date) as last, count(*) filter (where week = ${addWeeks(week, -1)}::date) as before from referral`,
    );

    expect([sum((line) => line.count), sum((line) => line.before)]).toEqual([counted?.last, counted?.before]);
    expect(sum((line) => line.referrals.length)).toBe(counted?.last);
    expect(new Set(sheet.map((line) => line.partnerId)).size).toBe(sheet.length);
  });
});

const large: ReadonlySet<string> = new Set(['referral', 'patient', 'partner_week']);

/** Runs statements, and asks the planner how. */
function explaining(scanned: string[]): Queryable {
  return {
    send: async (config: QueryConfig): Promise<QueryResult> => {
      const { rows: found } = await database.db.send({
        text: `explain (format json) ${config.text}`,
        values: [...(config.values ?? [])],
      });
      const [plan] = found as readonly { readonly 'QUERY PLAN': readonly { readonly Plan: Node }[] }[];
      scanned.push(...scans(plan?.['QUERY PLAN'][0]?.Plan));
      return database.db.send(config);
    },
  };
}

type Node = {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Node[];
};

function scans(node: Node | undefined): readonly string[] {
  if (!node) return [];
  const own = node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : [];
  return [...own, ...(node.Plans ?? []).flatMap(scans)];
}
