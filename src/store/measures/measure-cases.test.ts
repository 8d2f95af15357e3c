import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { explaining, type QueryPlan } from '../../../test/support/query-plans.ts';
import { findMeasure, measureNames, type MeasureName } from '../../domain/measures/catalogue.ts';
import { addDays } from '../../domain/measures/week.ts';
import { execute, sql, type Queryable } from '../database.ts';
import { listCases, loadCases, type CaseQuestion } from './measure-cases.ts';
import { readMeasure } from './read-measure.ts';
import { loadReferralContacts } from './referral-contacts.ts';

const REFERRALS = 20_000;
const PARTNERS = 1_000;
const zone = 'America/Chicago';
const asOf = '2026-11-17T15:00:00.000Z';
const week = '2026-11-09';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  for (const statement of rows) await execute(database.db, statement);
  await execute(database.db, sql`vacuum analyze`);
}, 120_000);
afterAll(() => database.drop());

const uuid = sql`('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid`;
const partnerOf = sql`('00000000-0000-7000-9000-' || lpad((1 + n % ${PARTNERS}::int)::text, 12, '0'))::uuid`;

/** Two years of referrals of all sorts; every partner has somebody at the desk, every third of them sends the referrals. */
const rows = [
  sql`insert into partner (id, kind, name, stage, name_key, root_id)
      select ${partnerOf}, 'person', 'ZZTEST ' || n, 'active', 'zztest ' || n, null from generate_series(1, ${PARTNERS}::int) n`,
  sql`insert into contact (id, name, name_key, source) select ${uuid}, 'Lisa ' || n, 'lisa ' || n, 'person' from generate_series(1, ${PARTNERS}::int) n`,
  sql`insert into contact_affiliation (id, contact_id, partner_id, roles, phone, source)
      select ${uuid}, ${uuid}, ${partnerOf}, case when n % 3 = 0 then '{sends referrals}' else '{biller}' end::text[], '2025550' || lpad(n::text, 4, '0'), 'person'
      from generate_series(1, ${PARTNERS}::int) n`,
  sql`insert into patient (id, family, given) select ${uuid}, 'ZZTEST', 'ANNA' from generate_series(1, ${REFERRALS}::int) n`,
  sql`insert into referral (id, patient_id, kind, state, is_counted, received_at, referrer_partner_id, priority, version, view, week, seen_at,
        appointment_at, contacted_at, responded_at, booked_at, note_final_at, note_delivered_at, is_first_of_patient, attribution, desk, missed_count)
      select ${uuid}, ${uuid}, case when n % 17 = 0 then 'possible' else 'explicit' end, (array['closed', 'seen', 'declined'])[1 + n % 3], n % 17 > 0, at,
        ${partnerOf}, 'routine', 1,
        jsonb_build_object('notes', '[]'::jsonb, 'appointments', jsonb_build_array(jsonb_build_object('key', 'a', 'start', at + interval '1 day',
          'status', case when n % 4 = 0 then 'no_show' else 'fulfilled' end))),
        date_trunc('week', at at time zone ${zone})::date, at + interval '2 days', at + interval '1 day', case when n % 5 > 0 then at + interval '1 day' end,
        case when n % 6 > 0 then at + interval '2 hours' end, at + interval '3 hours', at + interval '3 days',
        case when n % 2 = 0 then at + interval '4 days' end, true, (array['referrer', 'missing', 'self'])[1 + n % 3], 'desk ' || n % 5,
        case when n % 4 = 0 then 1 else 0 end
      from (select n, timestamptz '2026-11-16 12:00Z' - make_interval(mins => (n * 1048576.0 / ${REFERRALS}::int)::int) as at
            from generate_series(1, ${REFERRALS}::int) n) each_one`,
];

const days = { from: week, to: addDays(week, 6), zone, asOf } as const;
const cases = (name: MeasureName, more: Partial<CaseQuestion> = {}) =>
  listCases(database.db, { ...days, name, limit: 5_000, ...more });

describe('the cases of a measure', () => {
  test.each(measureNames)('%s are as many as the measure counts', async (name) => {
    const [row] = await readMeasure(database.db, { ...days, name, by: 'all' });
    const [all, inside, outside] = [
      await cases(name),
      await cases(name, { only: 'in' }),
      await cases(name, { only: 'out' }),
    ];

    expect(all).toHaveLength(row?.cases ?? 0);
    if (findMeasure(name).kind === 'count') return;
    expect(inside).toHaveLength(row?.hits ?? row?.done ?? 0);
    expect(inside.length + outside.length).toBe(all.length);
  });

  test('who is not done has no time taken', async () => {
    const open = await cases('note_delivered_time', { only: 'out' });

    expect(open.length).toBeGreaterThan(10);
    expect(new Set(open.map((one) => one.hours))).toEqual(new Set([null]));
    expect((await cases('note_delivered_time', { only: 'in' }))[0]).toMatchObject({
      hours: 48,
      family: 'ZZTEST',
    });
  });

  test('are of one desk and of one partner when that is asked', async () => {
    const ofDesk = await cases('capture_by_desk', { key: 'desk 3' });
    const one = ofDesk[0];
    const ofPartner = await cases('capture_by_desk', { partnerId: one?.partnerId ?? '' });

    expect(new Set(ofDesk.map((each) => each.key))).toEqual(new Set(['desk 3']));
    expect(ofPartner.map((each) => each.referralId)).toContain(one?.referralId);
    expect(new Set(ofPartner.map((each) => each.partnerId))).toEqual(new Set([one?.partnerId]));
  });

  test('are the newest, when there are more than fit', async () => {
    const [all, few] = [await cases('weekly_volume'), await cases('weekly_volume', { limit: 5 })];

    expect(few).toEqual(all.slice(0, 5));
  });
});

const partners = Array.from(
  { length: 60 },
  (_, nr) => `00000000-0000-7000-9000-${String(nr + 1).padStart(12, '0')}`,
);

test('who sends the referrals of an account is found, and nobody else who works there', async () => {
  const contacts = await loadReferralContacts(database.db, partners);

  // Partner 4 has person 3, who sends referrals; partner 3 has a biller.
  expect(contacts.get(partners[3] ?? '')).toMatchObject({ name: 'Lisa 3', phone: '20255500003' });
  expect(contacts.has(partners[2] ?? '')).toBe(false);
});

const asked: readonly (readonly [string, (db: Queryable) => Promise<unknown>])[] = [
  ...(
    [
      'weekly_volume',
      'contact_time',
      'note_delivered_time',
      'loop_closure',
      'capture_by_desk',
      'possible',
    ] as const
  ).map((name): readonly [string, (db: Queryable) => Promise<unknown>] => [
    `cases of ${name}`,
    (db) => listCases(db, { ...days, name, limit: 200 }),
  ]),
  ['patients of referrals', (db) => loadCases(db, partners)],
  ['who sends the referrals', (db) => loadReferralContacts(db, partners)],
];

test.each(asked)('%s read no large table from end to end', async (_, ask) => {
  const plans: QueryPlan[] = [];
  await ask(explaining(database.db, plans));

  const scanned = plans.filter((plan) => !plan.isUnused).flatMap((plan) => plan.tables);
  expect(plans.length).toBeGreaterThan(0);
  expect(
    scanned.filter((table) => ['referral', 'patient', 'contact_affiliation', 'contact'].includes(table)),
  ).toEqual([]);
});
