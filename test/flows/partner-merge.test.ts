import { afterEach, beforeEach, expect, test } from 'vitest';
import { mergePartners } from '../../src/pipeline/directory-merge.ts';
import { addEndpoint, confirmPartner } from '../../src/pipeline/resolve.ts';
import { loadPartnerPage } from '../../src/store/directory/read-partner.ts';
import { execute, query, queryOne, sql } from '../../src/store/database.ts';
import { newId } from '../../src/lib/ids.ts';
import { adt, mdm, siu } from '../support/hl7.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';
import { npi } from '../support/npi.ts';

const ana = 'ana@practice.example';
const by = { person: ana };
/** Named without a number: whoever says so means somebody the directory does not know. */
const bare = '^ZZTESTREF^ROBERT^^^^MD';

let base: TestHub;
beforeEach(async () => {
  base = await createTestHub();
});
afterEach(() => base.close());

/** The entry of the registry. */
async function known(stage = 'unknown'): Promise<string> {
  const id = newId();
  await execute(
    base.hub.db,
    sql`insert into partner (id, kind, name, family, given, stage, name_key, source, city, phone, provenance) values
        (${id}, 'person', 'Robert ZZTESTREF, MD', 'ZZTESTREF', 'ROBERT', ${stage}, 'zztestref robert', 'nppes', 'Bronx', '2125550100',
          '{"family": {"source": "nppes", "at": "2026-01-01"}, "phone": {"source": "nppes", "at": "2026-01-01"}}')`,
  );
  await execute(
    base.hub.db,
    sql`insert into partner_identifier (system, value, partner_id) values ('npi', ${npi(7)}, ${id})`,
  );
  return id;
}

const referrerOf = async () =>
  (
    await queryOne<{ id: string }>(
      base.hub.db,
      sql`select referrer_partner_id as id from referral where kind = 'explicit' and merged_into is null order by received_at limit 1`,
    )
  )?.id ?? '';
const deliveries = (purpose: string) =>
  query<{ status: string; address: string; partner_id: string }>(
    base.hub.db,
    sql`select status, address, partner_id from delivery where purpose = ${purpose} order by id`,
  );
const takes = (partnerId: string, address: string) =>
  addEndpoint(base.hub, partnerId, { destination: 'folder', address, settings: { confirm: 'written' } }, ana);

test('a note that one entry got is not sent to the other, whatever is said and folded afterwards', async () => {
  await base.feed(
    siu('S12', { referrer: bare }),
    adt('A03', { referrer: bare }),
    mdm('T02', { referrer: bare }),
  );
  const discovered = await referrerOf();
  await takes(discovered, 'north');
  await base.send(true);
  expect(await deliveries('note')).toMatchObject([{ status: 'delivered', address: 'north' }]);
  const alerts = await query(base.hub.db, sql`select id from alert order by id`);

  const registered = await known();
  await takes(registered, 'south');
  const merged = await mergePartners(base.hub, { from: discovered, into: registered }, by);
  await base.send(true);
  expect(merged).toMatchObject({ outcome: 'saved', id: registered });
  // The same again, a new statement about the same visit, and a new confirmation of the office.
  await base.feed(
    mdm('T02', { referrer: bare }),
    mdm('T04', { referrer: bare }),
    adt('A08', { referrer: bare, at: '20261106101500-0500' }),
  );
  await confirmPartner(base.hub, registered, { stage: 'active' }, ana);
  await base.send(true);

  expect(await deliveries('note')).toEqual([
    { status: 'delivered', address: 'north', partner_id: registered },
  ]);
  expect(await query(base.hub.db, sql`select id from alert order by id`)).toEqual(alerts);
  expect(await deliveries('correction')).toEqual([]);
  const referral = await queryOne(
    base.hub.db,
    sql`select state, referrer_partner_id as id from referral where kind = 'explicit' and merged_into is null`,
  );
  expect(referral).toEqual({ state: 'closed', id: registered });
});

test('whom both entries are the referrer of is told once, and a no-show that was told is not corrected', async () => {
  const numbered = `${npi(7)}^ZZTESTREF^ROBERT^^^^MD^^NPI^^^^NPI`;
  await base.feed(siu('S12', { referrer: bare }), siu('S26', { referrer: bare, at: '20261105120000-0500' }));
  const discovered = await referrerOf();
  await takes(discovered, 'north');
  await base.send(true);
  await base.feed(
    siu('S12', {
      referrer: numbered,
      mrn: 'TEST-2',
      family: 'ZZTESTKIM',
      birth: '19800101',
      phone: '555-0102',
      appointment: 'F2',
      visit: 'V2',
    }),
  );
  const registered =
    (
      await queryOne<{ id: string }>(
        base.hub.db,
        sql`select partner_id as id from partner_identifier where value = ${npi(7)}`,
      )
    )?.id ?? '';
  await base.send(true);
  expect(await deliveries('no_show')).toMatchObject([{ status: 'delivered' }]);
  const thanks = () =>
    query<{ key: string }>(
      base.hub.db,
      sql`select key, state from effect where kind = 'thank_partner' order by key`,
    );
  expect(await thanks()).toHaveLength(2);

  expect(await mergePartners(base.hub, { from: discovered, into: registered }, by)).toMatchObject({
    outcome: 'saved',
  });
  await base.send(true);

  expect(await deliveries('no_show')).toMatchObject([{ status: 'delivered', partner_id: registered }]);
  expect(await deliveries('correction')).toEqual([]);
  const keys = (await thanks()).map((one) => one.key);
  expect(keys.filter((key) => key.startsWith('thank_partner|'))).toHaveLength(1);
  expect(keys.every((key) => !key.includes(discovered) || key.startsWith('merged|'))).toBe(true);
  const page = await loadPartnerPage(base.hub.db, discovered);
  expect(page).toMatchObject({
    followedFrom: discovered,
    counts: { own: 2 },
    entry: { id: registered, stage: 'discovered' },
  });
});

test('the number and the name an entry was found by lead to the survivor from then on', async () => {
  await base.feed(siu('S12', { referrer: bare }));
  const discovered = await referrerOf();
  const registered = await known();
  await mergePartners(base.hub, { from: discovered, into: registered }, by);

  await base.feed(
    siu('S12', {
      referrer: bare,
      mrn: 'TEST-3',
      family: 'ZZTESTKIM',
      birth: '19800101',
      phone: '555-0103',
      appointment: 'F3',
      visit: 'V3',
    }),
  );

  const all = await query<{ id: string }>(
    base.hub.db,
    sql`select distinct referrer_partner_id as id from referral where kind = 'explicit' and merged_into is null`,
  );
  expect(all).toEqual([{ id: registered }]);
  const open = await query(
    base.hub.db,
    sql`select key from review where state = 'open' and kind = 'partner_discovered'`,
  );
  expect(open).toEqual([]);
  const trace = await queryOne<{ before: { moved: Record<string, unknown[]> } }>(
    base.hub.db,
    sql`select before from partner_change where partner_id = ${discovered} and what = 'merged'`,
  );
  expect(trace?.before.moved['facts']?.length).toBeGreaterThan(0);
  expect(trace?.before.moved['referrals']).toHaveLength(1);
});

test('what is still on its way to both goes out once', async () => {
  await base.feed(
    siu('S12', { referrer: bare }),
    adt('A03', { referrer: bare }),
    mdm('T02', { referrer: bare }),
  );
  const discovered = await referrerOf();
  const registered = await known();
  await takes(registered, 'south');
  // Nobody knew where to send it: it waits for an address, which the other entry has.
  await base.send(true);
  expect(await deliveries('note')).toEqual([]);

  await mergePartners(base.hub, { from: discovered, into: registered }, by);
  await base.send(true);
  await base.send(true);

  expect(await deliveries('note')).toEqual([
    { status: 'delivered', address: 'south', partner_id: registered },
  ]);
  expect(
    await query(base.hub.db, sql`select key from review where state = 'open' and kind = 'no_endpoint'`),
  ).toEqual([]);
});
