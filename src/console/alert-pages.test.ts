import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestConsole, type TestConsole, type Visitor } from '../../test/support/console.ts';
import { siu } from '../../test/support/hl7.ts';
import { sms } from '../destinations/sms/index.ts';
import type { Destination } from '../sdk/destination.ts';
import { query, queryOne, sql } from '../store/database.ts';

let console_: TestConsole;
let sam: Visitor;
let partner = '';

beforeAll(async () => {
  const config = { sendUrl: 'http://127.0.0.1:9/sms', user: 'u', password: 'p', from: '+13125550100' };
  const ways = [{ name: 'practice-sms', destination: sms as Destination<unknown>, config }];
  console_ = await openTestConsole({}, { ways });
  await console_.hub.feed(siu('S12'));
  await console_.hub.send();
  sam = await console_.signInAs('sam@practice.example', 'staff');
  const row = await queryOne<{ id: string }>(
    console_.hub.hub.db,
    sql`select referrer_partner_id as id from referral`,
  );
  partner = row?.id ?? '';
}, 60_000);
afterAll(() => console_.close());

const text = async (visitor: Visitor, path: string): Promise<string> => (await visitor.get(path)).text();
const versionOf = async (visitor: Visitor): Promise<string> =>
  /name="version" value="(\d+)"/.exec(await text(visitor, '/alerts/told'))?.[1] ?? '';
const wishes = {
  byEmail: '1',
  digest: 'day',
  digestAt: '09:30',
  quietFrom: '20:00',
  quietUntil: '07:00',
  'want:referral': 'all',
  'way:practice-sms': '312 555 0177',
};

test('a person says how, what and when, and sees it again', async () => {
  const version = await versionOf(sam);
  const saved = await sam.post('/alerts/told', { ...wishes, 'pass:urgent': '1', version });
  const page = await text(sam, '/alerts/told');

  expect(saved.headers.get('location')).toBe('/alerts/told?told=saved');
  expect(page).toContain('value="+13125550177"');
  expect(page).toMatch(/<option value="all" selected=""/);
  expect(page).toContain('value="09:30"');
  // Somebody else's page shows nothing of it, and whoever saves an old page is told.
  expect(await text(console_, '/alerts/told')).not.toContain('+13125550177');
  expect((await sam.post('/alerts/told', { ...wishes, version })).status).toBe(409);
});

test.each([
  [{ quietUntil: '' }, 'fill in both, or neither'],
  [{ quietFrom: '25:00' }, '“25:00” is no time of day'],
  [{ quietFrom: '07:00' }, 'begin and end at the same time'],
  [{ 'way:practice-sms': '12' }, 'practice-sms: “12” is no phone number'],
  [{ digest: 'never' }, 'Choose how alerts are collected'],
])('what cannot be kept (%j) is said and shown again', async (wrong, sentence) => {
  const answer = await sam.post('/alerts/told', { ...wishes, ...wrong, version: await versionOf(sam) });
  const page = await answer.text();

  expect(answer.status).toBe(422);
  expect(page).toContain(sentence);
  // What was typed beside it is still there.
  expect(page).toContain('value="09:30"');
});

test('one click at an alert mutes its office for a week or watches its referral; both are taken back', async () => {
  const alerts = await text(sam, '/alerts');
  expect(alerts).toContain('action="/alerts/told/mute"');
  const referral = /name="referral" value="([^"]+)"/.exec(alerts)?.[1] ?? '';

  const muted = await sam.post('/alerts/told/mute', { back: '/alerts', partner, days: '7' });
  expect(muted.headers.get('location')).toBe('/alerts?told=muted');
  await sam.post('/alerts/told/watch', { referral, back: '//evil.example' });
  const page = await text(sam, '/alerts/told');
  expect(page).toContain('Everything of ');
  expect(page).toMatch(/Referral R-[0-9A-F]{8}/);

  await sam.post('/alerts/told/unmute', { mute: /name="mute" value="([^"]+)"/.exec(page)?.[1] ?? '' });
  await sam.post('/alerts/told/unwatch', { referral });
  expect(await text(sam, '/alerts/told')).not.toMatch(/Everything of|Referral R-/);
  expect((await sam.post('/alerts/told/mute', { partner: 'nobody' })).status).toBe(404);
});

test('administrators decide on teams, places and watchers; others are told that they do not', async () => {
  for (const path of ['/alerts/people', `/alerts/partners/${partner}`])
    expect((await sam.get(path)).status).toBe(403);
  const account = await queryOne<{ id: string }>(
    console_.hub.hub.db,
    sql`select id from account where email = 'sam@practice.example'`,
  );
  await console_.post('/alerts/people/teams', { account: account?.id ?? '', 'team:setters': '1' });
  expect(await text(sam, '/alerts/told')).toContain('Your teams: setters');

  const added = await console_.post('/alerts/places', { name: 'Desk mailbox' });
  const place = added.headers.get('location') ?? '';
  const saved = await console_.post(place, {
    digest: 'off',
    'way:email': 'desk@practice.example',
    'want:first_referral': 'all',
    version: '1',
  });
  expect(saved.headers.get('location')).toBe(`${place}?told=saved`);
  await console_.post(`/alerts/partners/${partner}`, { add: place.split('/').at(-1) ?? '' });
  await console_.post(`/alerts/partners/${partner}`, { add: account?.id ?? '' });
  const watchers = await text(console_, `/alerts/partners/${partner}`);
  expect(watchers).toMatch(/Desk mailbox[\s\S]*sam/);

  const id = await queryOne<{ id: string }>(
    console_.hub.hub.db,
    sql`select listener_id as id from tell_watch w join tell_listener l on l.id = w.listener_id where l.name is null`,
  );
  await console_.post(`/alerts/partners/${partner}`, { remove: id?.id ?? '' });
  await console_.post(`${place}/delete`, {});
  expect(await query(console_.hub.hub.db, sql`select from tell_watch`)).toEqual([]);
  expect((await console_.get(place)).status).toBe(404);
});

test('a way that tells people takes nothing for an office', async () => {
  const answer = await console_.post(`/partners/${partner}/way`, {
    destination: 'practice-sms',
    address: '+13125550177',
    'purpose:notes': '1',
    section: 'way-new',
  });

  expect(await answer.text()).toContain('takes nothing for an office');
});
