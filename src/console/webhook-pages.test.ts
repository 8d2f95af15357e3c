import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestConsole, type TestConsole, type Visitor } from '../../test/support/console.ts';
import { emptyEvents, openReceiver, publishOf, type Receiver } from '../../test/support/webhooks.ts';
import { newId } from '../lib/ids.ts';
import { dispatchWebhooks, type Publishing } from '../pipeline/publish.ts';
import { runReplays } from '../pipeline/webhook/replay.ts';
import { query, sql } from '../store/database.ts';
import { listReplays } from '../store/webhook-replays.ts';
import { findWebhook, listWebhooks } from '../store/webhooks.ts';

let console_: TestConsole;
let publishing: Publishing;
let crm: Receiver;
let status = 204;

beforeAll(async () => {
  console_ = await openTestConsole({ allowPrivateWebhooks: true });
  crm = await openReceiver((response) => response.writeHead(status).end('thanks <b>'));
  const { db, publicUrl } = console_.hub.hub;
  publishing = { db, publicUrl, allowPrivate: true };
}, 60_000);
afterAll(async () => {
  await crm.close();
  await console_.close();
});
beforeEach(async () => {
  status = 204;
  crm.received.length = 0;
  await emptyEvents(publishing.db);
});

const page = async (path: string, visitor: Visitor = console_): Promise<string> =>
  (await visitor.get(path)).text();

async function add(): Promise<string> {
  await console_.post('/webhooks', { url: crm.url, description: 'CRM' });
  const [made] = await listWebhooks(publishing.db, 1);
  return made?.id ?? '';
}

test('a receiver is added, its secret shown once; an address that will not do is refused in words', async () => {
  expect(await page('/webhooks')).toContain('Nobody is sent events yet.');
  const refused = await console_.post('/webhooks', { url: 'ftp://crm.example' });
  expect([refused.status, await listWebhooks(publishing.db, 5)]).toEqual([422, []]);
  const made = await (
    await console_.post('/webhooks', { url: crm.url, description: 'CRM', types: 'referral.closed' })
  ).text();

  expect(made).toMatch(/whsec_[A-Za-z0-9+/]{43}=/);
  const list = await page('/webhooks');
  expect(list).toContain(crm.url);
  expect(list).not.toContain('whsec_');
  const [webhook] = await listWebhooks(publishing.db, 5);
  expect(webhook?.types).toEqual(['referral.closed']);
  expect(await page(`/webhooks/${webhook?.id ?? ''}`)).toContain(webhook?.publicKeys[0] ?? 'none');
});

test('a test event of any type shows what went out and what came back', async () => {
  const id = await add();
  status = 200;
  const answer = await console_.post(`/webhooks/${id}/test`, { type: 'partner.silent' });
  const shown = await page(answer.headers.get('location') ?? '');

  const [got] = crm.received;
  expect(shown).toContain(String(got?.headers['webhook-signature']));
  expect(shown).toContain('&quot;type&quot;: &quot;partner.silent&quot;');
  expect(shown).toContain('thanks &lt;b&gt;');
  expect((await console_.post(`/webhooks/${id}/test`, { type: 'no.such' })).status).toBe(422);
});

test('a failing one says so, and is tried now when somebody says so', async () => {
  const id = await add();
  status = 503;
  await publishOf(publishing.db, [newId()], 'referral.seen');
  await dispatchWebhooks(publishing);
  const failing = await page(`/webhooks/${id}`);
  expect(failing).toContain('Failing, waits');
  expect(failing).toContain('http-503');

  status = 204;
  await console_.post(`/webhooks/${id}/active`, {});
  expect(await dispatchWebhooks(publishing)).toBe(1);
  expect(await page(`/webhooks/${id}`)).toContain('Flowing');
});

test('events are counted, sent again since an hour or one by one, and stopped', async () => {
  const id = await add();
  const [first, second] = await publishOf(
    publishing.db,
    [newId(), newId()],
    'referral.seen',
    'referral.closed',
  );
  await dispatchWebhooks(publishing);
  crm.received.length = 0;
  const path = `/webhooks/${id}/replays`;

  const counted = await (await console_.post(path, { since: '2020-01-01T08:00', go: 'count' })).text();
  expect(counted).toContain('2 events would be sent again.');
  expect(await runReplays(publishing)).toBe(0);
  await console_.post(path, { eventId: second ?? '', go: 'send' });
  await runReplays(publishing);
  expect(crm.ids()).toEqual([second]);
  await console_.post(path, { since: '2020-01-01T08:00', type: 'referral.seen', go: 'send' });
  const [running] = await listReplays(publishing.db, id, 1);
  await console_.post(`${path}/${running?.id ?? ''}/stop`, {});
  expect(await runReplays(publishing)).toBe(0);
  expect(await page(`/webhooks/${id}`)).toContain('Stopped');
  for (const form of [
    {},
    { since: 'x' },
    { eventId: newId() },
    { since: '2020-01-01T08:00', eventId: first ?? '' },
  ])
    expect((await console_.post(path, { ...form, go: 'send' })).status).toBe(422);
});

test('new keys are shown once; deleting asks twice', async () => {
  const id = await add();
  const rotated = await (await console_.post(`/webhooks/${id}/rotate`, {})).text();
  expect(rotated).toMatch(/whsec_[A-Za-z0-9+/]{43}=/);
  expect((await findWebhook(publishing.db, id))?.publicKeys).toHaveLength(2);

  expect((await console_.post(`/webhooks/${id}/delete`, {})).status).toBe(422);
  await console_.post(`/webhooks/${id}/delete`, { sure: 'yes' });
  expect(await findWebhook(publishing.db, id)).toBeUndefined();
});

test('what it learns of patients takes an agreement, and for names a second administrator', async () => {
  const id = await add();
  const path = `/webhooks/${id}/disclosure`;
  const second = await console_.signInAs('bea@practice.example', 'admin');
  const operator = await console_.signInAs('op@practice.example', 'operator');
  const full = { profile: 'full', agreement: 'BAA with Example CRM', inForce: 'yes' };

  expect((await console_.post(path, { ...full, inForce: '' })).status).toBe(422);
  expect((await operator.post(path, full)).status).toBe(403);
  await console_.post(path, full);
  expect((await findWebhook(publishing.db, id))?.phiProfile).toBe('none');
  expect((await console_.post(`/webhooks/${id}/approval`, {})).status).toBe(422);
  await second.post(`/webhooks/${id}/approval`, {});

  expect(await findWebhook(publishing.db, id)).toMatchObject({
    phiProfile: 'full',
    phiApprovedBy: 'bea@practice.example',
  });
  // An operator sees that something was sent, and nothing of the patient in it.
  const answer = await console_.post(`/webhooks/${id}/test`, { type: 'referral.seen' });
  const path_ = answer.headers.get('location') ?? '';
  expect(await page(path_)).toContain('1961-04-05');
  expect(await page(path_, operator)).not.toContain('1961-04-05');
  const looks = await query(
    publishing.db,
    sql`select actor from audit where action = 'webhook_body_viewed' and object_id = ${id}`,
  );
  expect(looks).toEqual([{ actor: 'ana@practice.example' }]);
});

test('the desk does not see connections, and what is not there says so', async () => {
  const id = await add();
  const staff = await console_.signInAs('desk@practice.example', 'staff');

  expect((await staff.get('/webhooks')).status).toBe(403);
  expect((await staff.post(`/webhooks/${id}/delete`, { sure: 'yes' })).status).toBe(403);
  for (const path of [`/webhooks/${newId()}`, '/webhooks/x', `/webhooks/${id}/attempts/${newId()}`])
    expect((await console_.get(path)).status).toBe(404);
});
