import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { enterPartner, enterReferrals } from '../../../test/support/counted-referrals.ts';
import type { MeasureName } from '../../domain/measures/catalogue.ts';
import { newId } from '../../lib/ids.ts';
import { judgeVolumes } from '../../pipeline/volume-alerts.ts';
import { execute, query, sql } from '../database.ts';
import { readMeasure, type MeasureGrouping } from './read-measure.ts';
import { loadWeek } from './week.ts';
import { loadWeekSheet } from './week-sheet.ts';

const zone = 'America/Chicago';
const START = '2026-03-02';

let database: TestDatabase;
let organisation: string;
let doctor: string;
let pcp: string;
let ids: readonly string[];

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  organisation = await enterPartner(db, { kind: 'organisation', name: 'ZZTEST Clinic' });
  doctor = await enterPartner(db, { rootId: organisation, name: 'ZZTEST Doctor' });
  pcp = await enterPartner(db, { name: 'ZZTEST PCP' });
  // Five in one week: seen, missed twice, expired, possible, merged away.
  await enterReferrals(db, doctor, START, [5]);
  ids = (await query<{ id: string }>(db, sql`select id from referral order by received_at, id`)).map(
    (row) => row.id,
  );
  const [seen, missed, expired, possible, merged] = ids;
  await execute(
    db,
    sql`update referral set state = 'closed', seen_at = received_at + interval '40 days', pcp_partner_id = ${pcp},
          note_delivered_at = received_at + interval '41 days', appointment_at = received_at + interval '40 days',
          view = '{"appointments": [{"key": "a1", "status": "fulfilled", "start": "2026-03-05T16:00:00Z"}]}' where id = ${seen}`,
  );
  await execute(
    db,
    sql`update referral set state = 'no_show', missed_count = 2, appointment_at = '2026-03-06T16:00:00Z', view = '{"appointments": [
          {"key": "b1", "status": "no_show", "start": "2026-03-05T16:00:00Z"}, {"key": "b2", "status": "no_show", "start": "2026-03-06T16:00:00Z"},
          {"key": "b3", "status": "cancelled", "start": "2026-03-07T16:00:00Z"}]}' where id = ${missed}`,
  );
  await execute(
    db,
    sql`update referral set state = 'expired', ended_because = 'no_response' where id = ${expired}`,
  );
  await execute(
    db,
    sql`update referral set kind = 'possible', state = 'possible', is_counted = false, referrer_partner_id = null, pcp_partner_id = ${pcp} where id = ${possible}`,
  );
  await execute(db, sql`update referral set merged_into = ${seen} where id = ${merged}`);
  await enterDelivery({
    referralId: missed,
    partnerId: doctor,
    purpose: 'no_show',
    status: 'delivered',
    appointment: 'b1',
    at: '2026-03-05T20:00:00Z',
  });
  await enterDelivery({
    referralId: seen,
    partnerId: pcp,
    purpose: 'note',
    status: 'delivered',
    at: '2026-03-10T20:00:00Z',
  });
  await enterDelivery({
    referralId: seen,
    partnerId: doctor,
    purpose: 'note',
    status: 'dead',
    at: '2026-03-10T20:00:00Z',
  });
  await enterReferrals(db, pcp, '2026-04-06', [1]);
}, 60_000);
afterAll(() => database.drop());

type Sent = {
  readonly referralId: string | undefined;
  readonly partnerId: string;
  readonly purpose: string;
  readonly status: string;
  readonly at: string;
  readonly appointment?: string;
};

async function enterDelivery(sent: Sent): Promise<void> {
  const key = newId();
  await execute(
    database.db,
    sql`insert into effect (key, kind, referral_id, partner_id, state, due_at, appointment_key)
        values (${key}, 'x', ${sent.referralId}, ${sent.partnerId}, 'released', ${sent.at}, ${sent.appointment})`,
  );
  await execute(
    database.db,
    sql`insert into delivery (id, effect_key, referral_id, partner_id, purpose, destination, address, status, deadline_at, delivered_at, created_at)
        values (${newId()}, ${key}, ${sent.referralId}, ${sent.partnerId}, ${sent.purpose}, 'folder', 'x', ${sent.status}, ${sent.at},
          ${sent.status === 'delivered' ? sent.at : null}, ${sent.at})`,
  );
}

const read = (name: MeasureName, by: MeasureGrouping = 'all', asOf = '2026-05-05T15:00:00.000Z') =>
  readMeasure(database.db, { name, from: START, to: '2026-03-31', zone, asOf, by });

describe('measures', () => {
  test('count what is counted, of the doctor and once of the organisation', async () => {
    expect(await read('weekly_volume', 'partner')).toEqual([
      { group: doctor, name: 'ZZTEST Doctor', cases: 3 },
    ]);
    expect(await read('weekly_volume', 'account')).toEqual([
      { group: organisation, name: 'ZZTEST Clinic', cases: 3 },
    ]);
    expect(await read('possible', 'partner')).toEqual([{ group: pcp, name: 'ZZTEST PCP', cases: 1 }]);
  });

  test('of no-shows go by appointment and leave cancelled ones out', async () => {
    expect(await read('no_show')).toEqual([{ cases: 3, hits: 2, share: 2 / 3 }]);
    expect(await read('no_show_report')).toMatchObject([
      { cases: 2, done: 1, medianHours: 4, within24Hours: 0.5 },
    ]);
  });

  test('of leakage say why, in words of our own', async () => {
    expect(await read('leakage', 'key')).toEqual([
      { group: null, cases: 2, hits: 0, share: 0 },
      { group: 'no_response', cases: 1, hits: 1, share: 1 },
    ]);
  });

  test('of conversion wait until the days are over', async () => {
    expect(await read('conversion')).toEqual([
      { cases: 3, done: 1, within30Days: 0, within60Days: 1 / 3, within90Days: null },
    ]);
    expect(await read('conversion', 'all', '2026-03-10T15:00:00.000Z')).toMatchObject([
      { within30Days: null, within60Days: null, within90Days: null },
    ]);
  });

  test('of deliveries are by way out', async () => {
    expect(await read('undeliverable', 'key')).toEqual([
      { group: 'folder', cases: 3, hits: 1, share: 1 / 3 },
    ]);
  });

  test('of proactive notes count who referred afterwards', async () => {
    expect(await read('proactive_conversion', 'partner')).toMatchObject([
      { group: pcp, cases: 1, done: 1, within30Days: 1 },
    ]);
    expect(await read('first_time_referrers', 'partner')).toEqual([
      { group: doctor, name: 'ZZTEST Doctor', cases: 1 },
    ]);
  });
});

test('the week page and the call sheet tell the same week', async () => {
  const at = '2026-03-10T15:00:00.000Z';
  await judgeVolumes({ db: database.db, zone, at });

  const page = await loadWeek(database.db, zone, START, { asOf: at });
  const sheet = await loadWeekSheet(database.db, START);

  expect(page).toMatchObject({ name: '2026-W10', asOf: at, counted: 3, before: 0, possible: 1, alerts: [] });
  expect(page.summary).toBe(
    '3 referrals, too early to say what is normal. 1 possible referral beside them, not counted.',
  );
  expect(page.news).toEqual([{ partnerId: doctor, name: 'ZZTEST Doctor', what: 'first_referral' }]);
  expect(sheet).toMatchObject([
    { partnerId: organisation, partnerName: 'ZZTEST Clinic', count: 3, before: 0, change: 3, isFirst: true },
  ]);
  expect(sheet[0]?.referrals.map((one) => [one.referrer, one.family])).toEqual(
    Array.from({ length: 3 }, () => ['ZZTEST Doctor', 'ZZTEST']),
  );
});
