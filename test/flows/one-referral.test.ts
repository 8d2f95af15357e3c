import { beforeEach, expect, test } from 'vitest';
import { expireReferrals } from '../../src/pipeline/expire.ts';
import {
  confirmReferral,
  holdReferral,
  joinReferrals,
  keepApart,
  logContact,
  splitReferral,
} from '../../src/pipeline/referral-decisions.ts';
import { decideReferral } from '../../src/pipeline/resolve.ts';
import { execute, query, queryOne, sql } from '../../src/store/database.ts';
import { newId } from '../../src/lib/ids.ts';
import { ref, siu } from '../support/hl7.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';

const ana = 'ana@practice.example';
let hub: TestHub;

beforeEach(async () => {
  hub = await createTestHub();
  return () => hub.close();
});

const referrals = () =>
  query<{ id: string; state: string }>(
    hub.hub.db,
    sql`select id, state from referral where merged_into is null and kind = 'explicit' order by received_at, id`,
  );
const only = async (): Promise<string> => {
  const found = await referrals();
  expect(found).toHaveLength(1);
  return found[0]?.id ?? '';
};
const questions = () =>
  query<{ question: unknown }>(
    hub.hub.db,
    sql`select question from review where state = 'open' and kind = 'same_referral'`,
  );
const events = async (pattern: string) =>
  (
    await query<{ type: string }>(
      hub.hub.db,
      sql`select type from event where type like ${pattern} order by position`,
    )
  ).map((row) => row.type);
const counted = async (key: string) =>
  (
    await queryOne<{ count: number }>(
      hub.hub.db,
      sql`select count(*) as count from effect where kind = ${key} and state <> 'withdrawn'`,
    )
  )?.count;

const byEmr = (at = '20261102093000-0500') => ref('I12', { order: 'R1^CLINIC', at });
const byPlatform = (at = '20261103110000-0500') => ref('I12', { order: 'P77^PLATFORM', at });

test('platform, EMR order and appointment of one office are one referral with three pieces of evidence', async () => {
  await hub.feed(byEmr(), byPlatform(), siu('S12', { at: '20261104090000-0500' }));

  const id = await only();
  const row = await queryOne<{ kinds: string[] }>(
    hub.hub.db,
    sql`select array(select count(distinct message_id)::text from fact where referral_id = ${id}) as kinds`,
  );
  expect(row?.kinds).toEqual(['3']);
  expect(await counted('alert_liaison')).toBe(1);
});

test('one referral is split into two and joined again; the first keeps its id, nobody is told twice of it', async () => {
  await hub.feed(byEmr(), byPlatform());
  await hub.send();
  const id = await only();
  const away = await query<{ id: string }>(
    hub.hub.db,
    sql`select distinct message_id as id from fact where referral_id = ${id} and body -> 'links' @> '[{"value": "P77"}]'`,
  );

  expect(
    await splitReferral(
      hub.hub,
      id,
      away.map((one) => one.id),
      ana,
    ),
  ).toBe('done');
  const two = await referrals();
  expect(two).toHaveLength(2);
  expect(two.map((one) => one.id)).toContain(id);
  expect(await counted('alert_liaison')).toBe(2);
  await hub.feed(byPlatform('20261104110000-0500'));
  expect(await referrals()).toHaveLength(2);

  const other = two.find((one) => one.id !== id)?.id ?? '';
  expect(await joinReferrals(hub.hub, id, other, ana)).toBe('done');
  expect(await only()).toBe(id);
  expect(await joinReferrals(hub.hub, id, other, ana)).toBe('already_answered');
  expect(await events('referral.merged')).toEqual(['referral.merged']);
  const released = await query(
    hub.hub.db,
    sql`select key from effect where kind = 'alert_liaison' and state = 'released'`,
  );
  expect(released).toHaveLength(1);
});

test('nothing and everything cannot be split off', async () => {
  await hub.feed(byEmr());
  const id = await only();
  const all = await query<{ id: string }>(hub.hub.db, sql`select distinct message_id as id from fact`);

  expect(await splitReferral(hub.hub, id, [], ana)).toBe('not_found');
  expect(
    await splitReferral(
      hub.hub,
      id,
      all.map((one) => one.id),
      ana,
    ),
  ).toBe('not_found');
});

test('what may be one referral is asked once, with reasons; two stay two', async () => {
  await hub.feed(byEmr(), byPlatform('20261210110000-0500'));
  const [one, two] = await referrals();
  const [asked] = await questions();

  expect(asked?.question).toMatchObject({
    otherReferralId: one?.id,
    reasons: expect.arrayContaining(['same office']),
  });
  expect(await keepApart(hub.hub, one?.id ?? '', two?.id ?? '', ana)).toBe('done');
  expect(await questions()).toEqual([]);

  await hub.feed(byPlatform('20261211110000-0500'));
  expect(await questions()).toEqual([]);
  expect(await referrals()).toHaveLength(2);
});

test('a referral of another patient is never joined', async () => {
  await hub.feed(
    byEmr(),
    ref('I12', { order: 'R2^CLINIC', mrn: 'TEST-2', family: 'ZZTESTFOX', birth: '19550505' }),
  );
  const [one, two] = await referrals();

  expect(await joinReferrals(hub.hub, one?.id ?? '', two?.id ?? '', ana)).toBe('not_found');
});

test('time runs out on what nobody answers, not on what is held; a booking brings it back', async () => {
  await hub.feed(byEmr().replace('R1^CLINIC', 'R1^CLINIC||20261105'));
  const id = await only();
  await holdReferral(hub.hub, id, { isOnHold: true, reason: 'waits for the scan' }, ana);
  expect(await expireReferrals(hub.hub)).toBe(0);
  await holdReferral(hub.hub, id, { isOnHold: false }, ana);

  expect(await expireReferrals(hub.hub)).toBe(1);
  expect(await expireReferrals(hub.hub)).toBe(0);
  expect((await referrals())[0]?.state).toBe('expired');
  expect(await events('referral.expired')).toEqual(['referral.expired']);

  await hub.feed(siu('S12', { at: '20261120090000-0500', start: '20261130100000-0500' }));
  expect((await referrals())[0]?.state).toBe('scheduled');
});

test('three calls that reach nobody, and a month of silence: given up', async () => {
  await hub.close();
  hub = await createTestHub({ policy: { expiry: { attempts: 2, days: 0 } } });
  await hub.feed(byEmr());
  const id = await only();
  await logContact(hub.hub, id, 'no_answer', ana);
  expect(await expireReferrals(hub.hub)).toBe(0);
  await logContact(hub.hub, id, 'message_left', ana);

  expect(await expireReferrals(hub.hub)).toBe(1);
  await logContact(hub.hub, id, 'reached', ana);
  expect(await confirmReferral(hub.hub, id, ana)).toBe('done');
});

/** Two doctors of one group, which the team courts. */
async function groupOf(...npis: readonly string[]): Promise<string> {
  const group = newId();
  await execute(
    hub.hub.db,
    sql`insert into partner (id, kind, name, name_key, stage) values (${group}, 'organisation', 'ZZTEST Group', 'zztest group', 'target')`,
  );
  for (const value of npis) {
    const id = newId();
    await execute(
      hub.hub.db,
      sql`insert into partner (id, kind, name, family, name_key, stage, root_id) values (${id}, 'person', ${value}, ${value}, ${value}, 'target', ${group})`,
    );
    await execute(
      hub.hub.db,
      sql`insert into partner_identifier (system, value, partner_id) values ('npi', ${value}, ${id})`,
    );
    await execute(
      hub.hub.db,
      sql`insert into practice_role (id, person_id, organisation_id, is_primary, source) values (${newId()}, ${id}, ${group}, true, 'person')`,
    );
  }
  return group;
}

test('the first referral of an account is published once for all its doctors, and taken back only with the last', async () => {
  const group = await groupOf('1234567893', '1558598797');
  const account = () =>
    queryOne<{ stage: string; stopped: boolean }>(
      hub.hub.db,
      sql`select stage, outreach_stopped_at is not null as stopped from partner where id = ${group}`,
    );
  await hub.feed(siu('S12'));
  await hub.feed(
    siu('S12', {
      mrn: 'TEST-2',
      family: 'ZZTESTFOX',
      birth: '19550505',
      appointment: 'F2',
      visit: 'V2',
      referrer: '1558598797^ZZTESTB^BEA^^^^MD^^NPI^^^^NPI',
    }),
  );

  const firsts = await query<{ subject_id: string }>(
    hub.hub.db,
    sql`select subject_id from event where type = 'partner.first_referral'`,
  );
  expect(firsts).toEqual([{ subject_id: group }]);
  expect(await account()).toEqual({ stage: 'active', stopped: true });

  const [one, two] = await referrals();
  await decideReferral(hub.hub, one?.id ?? '', 'voided', 'test', ana);
  expect(await events('partner.first_referral_voided')).toEqual([]);
  expect((await account())?.stage).toBe('active');
  await decideReferral(hub.hub, two?.id ?? '', 'voided', 'test', ana);
  expect(await events('partner.first_referral_voided')).toEqual(['partner.first_referral_voided']);
  expect(await account()).toEqual({ stage: 'target', stopped: true });
});

test('a patient of a courted doctor books without a referral: the liaison hears of it, and it does not count', async () => {
  await groupOf('1558598797');
  const booked = siu('S12', { referrer: '' }).replace(
    '\rPV1|',
    '\rPD1||||1558598797^ZZTESTB^BEA^^^^MD^^NPI^^^^NPI\rPV1|',
  );

  await hub.feed(booked);

  const possible = await query<{ kind: string; is_counted: boolean; attribution: string }>(
    hub.hub.db,
    sql`select kind, is_counted, attribution from referral`,
  );
  expect(possible).toEqual([{ kind: 'possible', is_counted: false, attribution: 'missing' }]);
  await hub.send();
  const alerts = await query<{ kind: string }>(hub.hub.db, sql`select kind from alert`);
  expect(alerts).toEqual([{ kind: 'possible' }]);

  await hub.feed(siu('S14', { at: '20261106090000-0500' }));
  expect((await referrals()).map((one) => one.state)).toEqual(['scheduled']);
  expect(await events('referral.converted')).toEqual(['referral.converted']);
});

test('what is loaded from former months tells nobody, and counts', async () => {
  await hub.close();
  hub = await createTestHub({ policy: { newsDays: 1 } });
  await hub.feed(byEmr('20200302093000-0500'));
  await hub.send();

  expect(await query(hub.hub.db, sql`select id from alert`)).toEqual([]);
  expect(await query(hub.hub.db, sql`select id from delivery`)).toEqual([]);
  expect(await query(hub.hub.db, sql`select is_counted from referral`)).toEqual([{ is_counted: true }]);
});
