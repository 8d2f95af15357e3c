import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestConsole, type TestConsole } from '../../test/support/console.ts';
import { mdm, ref, siu } from '../../test/support/hl7.ts';
import { addEndpoint } from '../pipeline/resolve.ts';
import { query, queryOne, sql } from '../store/database.ts';

let console_: TestConsole;
let partner = '';

beforeAll(async () => {
  console_ = await openTestConsole();
  const { hub, feed } = console_.hub;
  for (const [nr, family] of ['ONE', 'TWO'].entries()) {
    const story = {
      mrn: `TEST-${nr}`,
      family: `ZZTEST${family}`,
      given: ['ADA', 'BELA'][nr] ?? '',
      birth: `195${nr}010${nr + 1}`,
      phone: `555-010${nr}`,
      street: `${nr + 1} Elm Road`,
      appointment: `F${nr}`,
      visit: `V${nr}`,
    };
    await feed(siu('S12', story), mdm('T02', { ...story, note: `N${nr}`, text: `Eye of ${family}` }));
  }
  await feed(
    ref('I12', { mrn: 'TEST-7', family: 'ZZTESTNEW', given: 'CORA', birth: '19770707', phone: '555-0177' }),
  );
  const row = await queryOne<{ id: string }>(
    hub.db,
    sql`select partner_id as id from partner_identifier where system = 'npi' and value = '1234567893'`,
  );
  partner = row?.id ?? '';
  const endpoint = { destination: 'folder', address: 'north', settings: { confirm: 'written' }, rank: 1 };
  await addEndpoint(hub, partner, endpoint, 'ana@practice.example');
}, 60_000);
afterAll(() => console_.close());

const purposes = async () =>
  (
    await query<{ purpose: string }>(
      console_.hub.hub.db,
      sql`select purpose from delivery where status = 'delivered' and purpose <> 'liaison_alert' order by purpose`,
    )
  ).map((row) => row.purpose);

test('from a partner one sends the status of their patients, and several notes together', async () => {
  const { send } = console_.hub;
  expect(await (await console_.get(`/partners/${partner}`)).text()).toContain(`/deliveries/to/${partner}`);
  const page = await (await console_.get(`/deliveries/to/${partner}`)).text();
  for (const family of ['ZZTESTONE', 'ZZTESTTWO', 'ZZTESTNEW']) expect(page).toContain(family);
  expect(page).toContain('Seen; note on its way');

  expect((await console_.post(`/deliveries/to/${partner}/status`, {})).status).toBe(303);
  await send();
  expect(await purposes()).toContain('status');

  const keys = [...page.matchAll(/name="note" value="([^"]+)"/g)].map(([, key]) => key ?? '');
  expect(keys).toHaveLength(2);
  const one = await console_.post(`/deliveries/to/${partner}/bundle`, { note: keys[0] ?? '' });
  expect(one.status).toBe(422);
  expect(await one.text()).toMatch(/two to 15 notes: 1 were chosen[\s\S]*checked/);
  expect((await console_.get('/deliveries/to/not-an-id')).status).toBe(404);
});

test('from a referral one thanks once, and declines only what is declined', async () => {
  const { hub, send } = console_.hub;
  const row = await queryOne<{ id: string }>(
    hub.db,
    sql`select r.id from referral r join patient p on p.id = r.patient_id where p.family = 'ZZTESTNEW'`,
  );
  const path = `/referrals/${row?.id ?? ''}/letter`;
  expect(await (await console_.get(path)).text()).toContain('Decline the referral first');
  const refused = await console_.post(path, { kind: 'decline', reason: 'We are full.' });
  expect(refused.status).toBe(422);

  expect((await console_.post(path, { kind: 'thank_you' })).status).toBe(303);
  await send();
  expect(await purposes()).toContain('letter');
  expect(await (await console_.get(path)).text()).toContain('Thanks are said once');
});

test('nobody without the right to see patients gets there', async () => {
  const operator = await console_.signInAs('oda@practice.example', 'operator');

  expect((await operator.get(`/deliveries/to/${partner}`)).status).toBe(403);
});
