import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { newId } from '../../lib/ids.ts';
import { execute, sql } from '../database.ts';
import { listEndpoints } from '../deliveries.ts';
import { listEndpointsFor, type EndpointAsk } from './endpoint-choice.ts';

let database: TestDatabase;
const [group, north, south, doctor, atNorth, atSouth, patient] = Array.from({ length: 7 }, () => newId());
const referrals = new Map<string, string>();

beforeAll(async () => {
  database = await createTestDatabase();
  const offices = [
    [group, 'ZZTEST Group', null],
    [north, 'ZZTEST North', group],
    [south, 'ZZTEST South', null],
  ] as const;
  for (const [id, name, parent] of offices)
    await execute(
      database.db,
      sql`insert into partner (id, kind, name, name_key, stage, parent_id) values (${id}, 'organisation', ${name}, lower(${name}), 'active', ${parent})`,
    );
  await execute(
    database.db,
    sql`insert into partner (id, kind, name, name_key, stage) values (${doctor}, 'person', 'Robert ZZTESTREF', 'zztestref robert', 'active')`,
  );
  await execute(
    database.db,
    sql`insert into practice_role (id, person_id, organisation_id, is_primary, fax, source) values
        (${atNorth}, ${doctor}, ${north}, true, null, 'person'), (${atSouth}, ${doctor}, ${south}, false, '2125550121', 'person')`,
  );
  await execute(database.db, sql`insert into patient (id, family) values (${patient}, 'ZZTESTLEE')`);
  const endpoints: readonly (readonly [string | undefined, string, number, string | null, object?])[] = [
    [group, 'group', 1, null],
    [north, 'north', 1, null],
    [south, 'south', 1, null],
    [south, 'south-marketing', 1, null, { purposes: ['marketing'] }],
    [doctor, 'own', 1, null],
    [doctor, 'own-bad', 1, null, { health: 'bad' }],
    [doctor, 'doctor-at-north', 2, atNorth ?? null],
    [doctor, 'doctor-at-north-preferred', 9, atNorth ?? null],
    [doctor, 'doctor-at-south', 1, atSouth ?? null],
    [doctor, 'doctor-at-south-retired', 1, atSouth ?? null, { isRetired: true }],
  ];
  for (const [partner, address, rank, role, more = {}] of endpoints) {
    const {
      purposes = ['notes', 'notices'],
      health = 'ok',
      isRetired = false,
    } = more as Record<string, never>;
    await execute(
      database.db,
      sql`insert into delivery_endpoint (id, partner_id, destination, address, rank, role_id, purposes, health, retired_at)
          values (${newId()}, ${partner}, 'folder', ${address}, ${rank}, ${role}, ${purposes}::text[], ${health}, case when ${isRetired} then now() end)`,
    );
  }
  await execute(
    database.db,
    sql`update practice_role set preferred_endpoint_id = (select id from delivery_endpoint where address = 'doctor-at-north-preferred') where id = ${atNorth}`,
  );
});
afterAll(() => database.drop());

/** A referral whose referrer was named like this. */
async function naming(claim: object): Promise<string> {
  const key = JSON.stringify(claim);
  const id = referrals.get(key) ?? newId();
  if (!referrals.has(key))
    await execute(
      database.db,
      sql`insert into referral (id, patient_id, kind, state, is_counted, received_at, referrer_partner_id, priority, version, view)
          values (${id}, ${patient}, 'explicit', 'seen', true, now(), ${doctor}, 'routine', 1, ${sql.json({ referrer: { partnerId: doctor, claim } })})`,
    );
  referrals.set(key, id);
  return id;
}

const addresses = async (claim: object, partnerId = doctor, purpose: EndpointAsk['purpose'] = 'notes') => {
  const [found = []] = await listEndpointsFor(database.db, [
    { partnerId: partnerId ?? '', referralId: await naming(claim), purpose },
  ]);
  return found.map((one) => one.address);
};

test('the practice the referral names decides: preferred, then theirs there, their own, the office and what it is part of', async () => {
  expect(await addresses({ organisation: 'ZZTEST, North' })).toEqual([
    'doctor-at-north-preferred',
    'doctor-at-north',
    'own',
    'north',
    'group',
  ]);
  expect(await addresses({ organisation: 'ZZTEST SOUTH' })).toEqual(['doctor-at-south', 'own', 'south']);
  expect(await addresses({ fax: '(212) 555-0121' })).toEqual(['doctor-at-south', 'own', 'south']);
});

test('without a practice that is known the person comes first and the primary practice counts', async () => {
  const expected = ['own', 'doctor-at-north-preferred', 'doctor-at-north', 'north', 'group'];

  expect(await addresses({})).toEqual(expected);
  expect(await addresses({ organisation: 'ZZTEST Elsewhere' })).toEqual(expected);
});

test('an office gets it at its own address, and only for what the address is for', async () => {
  expect(await addresses({}, north)).toEqual(['north', 'group']);
  expect(await addresses({}, south)).toEqual(['south']);
  expect(await addresses({}, south, 'marketing')).toEqual(['south-marketing']);
});

test('a suspect address is the last resort, and asks keep their order', async () => {
  await execute(
    database.db,
    sql`update delivery_endpoint set health = 'suspect' where address like 'doctor-at-north%'`,
  );
  const claim = { organisation: 'ZZTEST North' };

  expect(await addresses(claim)).toEqual([
    'own',
    'north',
    'group',
    'doctor-at-north-preferred',
    'doctor-at-north',
  ]);
  const referralId = await naming(claim);
  const found = await listEndpointsFor(
    database.db,
    [south, newId(), doctor].map((partnerId) => ({
      partnerId: partnerId ?? '',
      referralId,
      purpose: 'notices' as const,
    })),
  );
  expect(found.map((one) => one[0]?.address)).toEqual(['south', undefined, 'own']);
});

test('whoever chooses by hand is not shown what nothing is sent to', async () => {
  const [active, ended] = [newId(), newId()];
  await execute(
    database.db,
    sql`insert into partner (id, kind, name, name_key, stage, deactivated_on) values
        (${active}, 'person', 'ZZTEST A', 'zztest a', 'active', null), (${ended}, 'person', 'ZZTEST B', 'zztest b', 'active', '2026-01-15')`,
  );
  await execute(
    database.db,
    sql`insert into delivery_endpoint (id, partner_id, destination, address, source, verified_at) values
        (${newId()}, ${active}, 'direct', 'listed@direct.example', 'nppes', null),
        (${newId()}, ${active}, 'direct', 'verified@direct.example', 'nppes', now()),
        (${newId()}, ${active}, 'folder', 'entered', 'person', null),
        (${newId()}, ${ended}, 'folder', 'ended', 'person', now())`,
  );

  const found = await listEndpoints(database.db, [active, ended]);

  expect(found.map((one) => one.address).toSorted()).toEqual(['entered', 'verified@direct.example']);
});
