import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestConsole, type TestConsole, type Visitor } from '../../test/support/console.ts';
import { storyOf } from '../../test/support/delivery-story.ts';
import { mdm, merge, siu } from '../../test/support/hl7.ts';
import { enterOffices } from '../../test/support/offices.ts';
import { unmergePatients } from '../pipeline/identity.ts';
import { query, queryOne, sql } from '../store/database.ts';
import { listIncidents } from '../store/incidents.ts';

let console_: TestConsole;
let sam: Visitor;
let path = '';
let deliveryId = '';

/** A note that reached an office under a chart that turned out to be two. */
beforeAll(async () => {
  console_ = await openTestConsole();
  const { db } = console_.hub.hub;
  await enterOffices(db, [{ destination: 'folder', address: 'office-0' }]);
  const other = storyOf(0, {
    mrn: 'TEST-44',
    given: 'G44',
    birth: '19440102',
    appointment: 'F44',
    visit: 'V44',
    note: 'N44',
  });
  const { hub } = console_;
  await hub.feed(siu('S12', storyOf(0)), siu('S12', other), merge({ ...storyOf(0), prior: 'TEST-44' }));
  await hub.feed(mdm('T02', other));
  await hub.send();
  const records = await query<{ id: string }>(
    db,
    sql`select origin_patient_id as id from patient_identifier where value in ('TEST-0', 'TEST-44') order by value`,
  );
  const [record = '', otherRecord = ''] = records.map((one) => one.id);
  await unmergePatients(
    hub.hub,
    { record, otherRecord },
    { person: 'ana@practice.example', reason: 'two people' },
  );
  const [incident] = await listIncidents(db);
  path = `/incidents/${incident?.id}`;
  const row = await queryOne<{ id: string }>(db, sql`select delivery_id as id from incident_recipient`);
  deliveryId = row?.id ?? '';
  sam = await console_.signInAs('sam@practice.example', 'staff');
}, 60_000);
afterAll(() => console_.close());

const text = async (visitor: Visitor, at: string): Promise<string> => (await visitor.get(at)).text();

test('the menu and Notes to send lead to the incidents, for those who see patients', async () => {
  const operator = await console_.signInAs('op@practice.example', 'operator');
  const list = await text(sam, '/incidents');

  expect(await text(sam, '/partners')).toContain('href="/incidents"');
  expect(await text(sam, '/notes-to-send')).toContain('href="/incidents"');
  expect(list).toContain(`href="${path}"`);
  expect(list).toContain('Open');
  expect(await text(operator, '/partners')).not.toContain('href="/incidents"');
  expect((await operator.get(path)).status).toBe(403);
});

test('a page says who got it and how, and every look is written down', async () => {
  const page = await text(sam, path);

  expect(page).toContain(`/deliveries/${deliveryId}`);
  expect(page).toContain('Not asked yet');
  expect(page).toContain('office-0');
  const letter = await text(sam, `${path}/letter/${deliveryId}`);
  expect(letter).toContain('Destroy every copy');
  expect(letter).not.toMatch(/ZZTEST|G44/);
  const looks = await query<{ actor: string }>(
    console_.hub.hub.db,
    sql`select actor from audit where action = 'view_incident'`,
  );
  expect(looks.map((one) => one.actor)).toEqual(['sam@practice.example']);
  expect((await sam.get(`/incidents/${deliveryId}`)).status).toBe(404);
});

test('it is contained and closed in its order, and what was found is kept', async () => {
  const early = await sam.post(`${path}/state`, { state: 'contained', note: '' });
  expect(early.status).toBe(422);
  expect(await early.text()).toContain('has not been asked to destroy it');
  expect((await sam.post(`${path}/note`, { note: '' })).status).toBe(422);
  await sam.post(`${path}/note`, { note: 'Their fax stands in the hall.' });
  await sam.post(`${path}/recipient`, { deliveryId, state: 'asked', note: 'called Lisa' });
  await sam.post(`${path}/state`, { state: 'contained', note: '' });
  await sam.post(`${path}/recipient`, { deliveryId, state: 'destroyed', note: 'shredded' });
  const closed = await sam.post(`${path}/state`, { state: 'closed', note: 'A wrong merge.' });
  const page = await text(sam, path);

  expect(closed.headers.get('location')).toBe(`${path}?told=saved`);
  for (const said of ['Their fax stands in the hall.', 'called Lisa', 'shredded', 'A wrong merge.'])
    expect(page).toContain(said);
  expect(page).toContain('Open it again');
  expect(page).not.toContain(`${path}/recipient"`);
});

test('a partner’s page names who watches it; administrators change it from there', async () => {
  const partner = await queryOne<{ id: string }>(
    console_.hub.hub.db,
    sql`select referrer_partner_id as id from referral where referrer_partner_id is not null limit 1`,
  );
  const at = `/partners/${partner?.id}`;
  expect(await text(sam, at)).not.toContain('Watched by');
  expect(await text(console_, at)).toContain(`href="/alerts/partners/${partner?.id}"`);
  await sam.post('/alerts/told/watch', { partner: partner?.id ?? '' });

  expect(await text(sam, at)).toMatch(/Watched by [^<]+/);
  expect(await text(sam, at)).not.toContain(`href="/alerts/partners/${partner?.id}"`);
  expect(await text(console_, at)).toMatch(/<a href="\/alerts\/partners\/[^"]+">Watched by /);
});
