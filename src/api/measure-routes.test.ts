import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApi, type TestApi } from '../../test/support/api.ts';
import { enterPartner, enterReferrals } from '../../test/support/counted-referrals.ts';
import { measureNames } from '../domain/measures/catalogue.ts';
import { addWeeks } from '../domain/measures/week.ts';
import { newId } from '../lib/ids.ts';
import { judgeVolumes } from '../pipeline/volume-alerts.ts';
import { execute, query, sql } from '../store/database.ts';

const START = '2026-03-02';

let api: TestApi;
let partnerId: string;
beforeAll(async () => {
  api = await createTestApi();
  const { db, policy } = api.hub;
  partnerId = await enterPartner(db, { name: '=ZZTEST "Office"' });
  await enterReferrals(db, partnerId, START, [6, 6, 1]);
  await execute(
    db,
    sql`update referral set contacted_at = received_at + interval '3 hours', seen_at = received_at + interval '1 day', state = 'seen',
          note_delivered_at = received_at + interval '2 days', is_first_of_patient = true, attribution = 'missing', desk = 'desk 1',
          appointment_at = received_at + interval '1 day'
        where week = ${START}`,
  );
  await judgeVolumes({ db, zone: policy.zone, at: '2026-03-24T15:00:00.000Z' });
});
afterAll(() => api.close());

const period = 'from=2026-03-02&to=2026-03-22';

describe('measures', () => {
  test('are listed with their definitions', async () => {
    const { status, body } = await api.call('GET', '/v1/measures');

    expect(status).toBe(200);
    const names = body.measures.map((one: { name: string }) => one.name);
    expect(names).toEqual([...measureNames, 'week_change', 'volume_alert', 'silent_partners', 'cms50']);
    for (const one of body.measures) expect(one.definition.length).toBeGreaterThan(40);
    expect(body.asOf).toMatch(/Z$/);
  });

  test.each(measureNames)('%s answers in every grouping', async (name) => {
    for (const by of ['all', 'partner', 'account', 'key', 'week']) {
      const { status, body } = await api.call('GET', `/v1/measures/${name}?${period}&by=${by}`);
      expect([by, status]).toEqual([by, 200]);
      expect(body.name).toBe(name);
    }
  });

  test('weekly volume is counted by week, of a partner', async () => {
    const { body } = await api.call(
      'GET',
      `/v1/measures/weekly_volume?${period}&by=week&partner=${partnerId}`,
    );

    expect(body.rows).toEqual([
      { group: '2026-03-02', cases: 6 },
      { group: '2026-03-09', cases: 6 },
      { group: '2026-03-16', cases: 1 },
    ]);
  });

  test('times have a median and a 90th percentile, by the clock and by working hours', async () => {
    const { body } = await api.call('GET', `/v1/measures/contact_time?${period}`);

    // Noon in New York and three hours later, and the rest nobody contacted.
    expect(body.rows).toEqual([
      {
        cases: 13,
        done: 6,
        medianHours: 3,
        p90Hours: 3,
        medianWorkingHours: 3,
        p90WorkingHours: 3,
        within24Hours: 6 / 13,
        within48Hours: 6 / 13,
      },
    ]);
  });

  test('capture is by desk, and a correction raises it', async () => {
    const read = async () =>
      (await api.call('GET', `/v1/measures/capture_by_desk?${period}&by=key`)).body.rows;
    expect(await read()).toEqual([{ group: 'desk 1', cases: 6, hits: 0, share: 0 }]);

    await execute(api.hub.db, sql`update referral set attribution = 'self' where attribution = 'missing'`);

    expect(await read()).toEqual([{ group: 'desk 1', cases: 6, hits: 6, share: 1 }]);
  });

  test('come as CSV by Accept or by name, and nothing in them is run by a spreadsheet', async () => {
    const path = `/v1/measures/loop_closure?${period}&by=partner`;
    const [named, accepted] = [
      await api.call('GET', `${path}&format=csv`),
      await api.call('GET', path, { headers: { Accept: 'text/csv' } }),
    ];

    expect(named.headers.get('content-type')).toContain('text/csv');
    expect(named.body.split('\r\n')).toEqual([
      'group,name,cases,hits,share,done,medianHours,p90Hours,medianWorkingHours,p90WorkingHours,within24Hours,within48Hours,within30Days,within60Days,within90Days',
      `${partnerId},"'=ZZTEST ""Office""",6,0,0,,,,,,,,,,`,
      '',
    ]);
    expect(accepted.body).toBe(named.body);
  });

  test('a period that ends before it begins, and a measure there is not, are refused', async () => {
    expect((await api.call('GET', '/v1/measures/loop_closure?from=2026-03-02&to=2026-03-01')).status).toBe(
      400,
    );
    expect((await api.call('GET', '/v1/measures/loop_closure?from=yesterday')).status).toBe(400);
    expect((await api.call('GET', '/v1/measures/no_such')).status).toBe(400);
    expect((await api.call('GET', '/v1/measures', { token: api.tokens.events })).status).toBe(403);
  });
});

describe('a partner', () => {
  test('has weeks with a change, as JSON and as CSV', async () => {
    const { status, body } = await api.call('GET', `/v1/partners/${partnerId}/weeks?weeks=3`);

    expect(status).toBe(200);
    expect(body.weeks.map((one: { week: string; count: number }) => [one.week, one.count])).toEqual([
      [START, 6],
      [addWeeks(START, 1), 6],
      [addWeeks(START, 2), 1],
    ]);
    expect(body).toMatchObject({
      asOf: '2026-03-24T15:00:00.000Z',
      change: { last: 1, before: 6, rule: 'drop' },
    });
    const csv = await api.call('GET', `/v1/partners/${partnerId}/weeks?weeks=1&format=csv`);
    expect(csv.body).toBe('week,name,count,expected,low,high\r\n2026-03-16,2026-W12,1,,,\r\n');
    expect((await api.call('GET', `/v1/partners/${newId()}/weeks`)).status).toBe(404);
  });

  test('has a score with its cases and without its patients', async () => {
    await execute(
      api.hub.db,
      sql`update referral set view = jsonb_build_object('appointments', '[]'::jsonb, 'notes', jsonb_build_array(jsonb_build_object('status', 'final',
            'deliveries', jsonb_build_array(jsonb_build_object('partnerId', ${partnerId}::text, 'at', '2026-04-01T15:00:00.000Z')))))
          where week = ${START}`,
    );

    const { status, body } = await api.call('GET', `/v1/partners/${partnerId}/cms50?year=2026`);

    expect(status).toBe(200);
    expect(body).toMatchObject({ year: 2026, patients: 13, met: 6, rate: 6 / 13 });
    expect(body.definition).toContain('cannot see');
    expect(body.numerator[0]).toEqual({
      referralId: expect.any(String),
      orderedAt: expect.stringMatching(/^2026-03/),
      reportedAt: '2026-04-01T15:00:00.000Z',
    });
    expect((await api.call('GET', `/v1/partners/${partnerId}/cms50?year=2025`)).body).toMatchObject({
      patients: 0,
      met: 0,
    });
    expect((await api.call('GET', `/v1/partners/${partnerId}/cms50`)).status).toBe(400);
    expect((await api.call('GET', `/v1/partners/${newId()}/cms50?year=2026`)).status).toBe(404);
  });
});

describe('volume alerts', () => {
  test('are listed with their words and acknowledged once, which is written down', async () => {
    const { body } = await api.call('GET', '/v1/volume-alerts');
    expect(body.alerts).toMatchObject([{ partnerId, direction: 'drop', grade: 'notice', state: 'open' }]);
    const [{ id }] = body.alerts;

    const done = await api.call('POST', `/v1/volume-alerts/${id}/acknowledge`, {
      body: { because: 'they moved' },
    });
    const again = await api.call('POST', `/v1/volume-alerts/${id}/acknowledge`);

    expect(done).toMatchObject({ status: 200, body: { state: 'acknowledged', acknowledgedBy: 'api:ops' } });
    expect(done.body.trace.at(-1)).toMatchObject({ what: 'acknowledged', because: 'they moved' });
    expect([again.status, again.body.code]).toEqual([409, 'not-open']);
    expect((await api.call('POST', `/v1/volume-alerts/${newId()}/acknowledge`)).status).toBe(404);
    expect(await query(api.hub.db, sql`select actor, action from audit where object_id = ${id}`)).toEqual([
      { actor: 'api:ops', action: 'acknowledge_volume_alert' },
    ]);
    const csv = await api.call('GET', '/v1/volume-alerts?format=csv');
    expect(csv.body.split('\r\n')[1]).toContain(
      `${id},${partnerId},"'=ZZTEST ""Office""",drop,notice,acknowledged`,
    );
  });
});
