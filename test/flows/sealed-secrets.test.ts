import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { emptyEvents, webhookTools } from '../support/webhooks.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { checkSecrets } from '../../src/cli/doctor/secrets.ts';
import { newId } from '../../src/lib/ids.ts';
import { dispatchWebhooks } from '../../src/pipeline/publish.ts';
import { execute, queryOne, sql, type Database } from '../../src/store/database.ts';
import type { Keyring, SecretKey } from '../../src/store/keyring.ts';
import { approveDisclosure, askDisclosure } from '../../src/store/webhook-disclosure.ts';
import { sealStoredKeys } from '../../src/store/webhook-keys.ts';
import {
  findWebhook,
  findWebhookTarget,
  insertWebhook,
  rotateWebhookSecret,
} from '../../src/store/webhooks.ts';

let database: TestDatabase;
const tools = webhookTools(() => database.db);
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => emptyEvents(database.db));
afterEach(tools.close);

const keyOf = (id: string): SecretKey => ({ id, key: randomBytes(32) });
const [first, second] = [keyOf('first'), keyOf('second')];
const hubWith = (...keyring: Keyring): Database => ({ ...database.db, keyring });

const wish = { url: 'https://crm.example/', description: '', types: [], position: 0 };
const lying = async (id: string): Promise<string> => {
  const row = await queryOne<{ text: string }>(
    database.db,
    sql`select concat_ws(' ', secret, previous_secret, signing_key, previous_signing_key) as text from webhook_endpoint where id = ${id}`,
  );
  return row?.text ?? '';
};
const levelOf = async (db: Database) => (await checkSecrets(db, db.keyring ?? [])).level;

test('with a key secrets are sealed, and go on signing; without one they lie in clear and the doctor says so', async () => {
  const hub = hubWith(first);
  const { id, secret } = await insertWebhook(hub, wish);
  expect(await lying(id)).toMatch(/^sealed:first:\S+ sealed:first:\S+$/);
  expect((await findWebhookTarget(hub, id))?.secrets).toEqual([secret]);
  const { publicKeys = [] } = (await findWebhook(hub, id)) ?? {};
  expect(publicKeys).toEqual([expect.stringMatching(/^whpk_.{44}$/)]);
  const fresh = await rotateWebhookSecret(hub, id);
  expect((await findWebhookTarget(hub, id))?.secrets).toEqual([fresh, secret]);
  expect((await findWebhook(hub, id))?.publicKeys[1]).toBe(publicKeys[0]);
  expect(await levelOf(hub)).toBe('ok');

  const bare = hubWith();
  const clear = await insertWebhook(bare, wish);
  expect(await lying(clear.id)).toContain(clear.secret);
  await execute(database.db, sql`delete from webhook_endpoint where id = ${id}`);
  expect(await levelOf(bare)).toBe('warn');
});

test('what lies in clear, or under an older key, is sealed at the start, and again only when it must', async () => {
  const { id, secret } = await insertWebhook(hubWith(), wish);
  expect(await sealStoredKeys(hubWith())).toBe(0);
  expect(await sealStoredKeys(hubWith(first))).toBe(1);
  expect(await lying(id)).not.toContain('whs');
  expect(await levelOf(hubWith(second, first))).toBe('warn');

  expect(await sealStoredKeys(hubWith(second, first))).toBe(1);
  expect(await sealStoredKeys(hubWith(second, first))).toBe(0);
  expect(await lying(id)).toMatch(/^sealed:second:\S+ sealed:second:\S+$/);
  expect((await findWebhookTarget(hubWith(second), id))?.secrets).toEqual([secret]);
});

test('a secret that is put into the row of another receiver opens nothing', async () => {
  const hub = hubWith(first);
  const [one, other] = [await insertWebhook(hub, wish), await insertWebhook(hub, wish)];
  await execute(
    database.db,
    sql`update webhook_endpoint set secret = (select secret from webhook_endpoint where id = ${one.id}) where id = ${other.id}`,
  );
  expect(await findWebhookTarget(hub, other.id)).toMatchObject({ isLocked: true, secrets: [] });
});

test('without its key nothing is sent unsigned, and with it everything arrives', async () => {
  const receiver = await tools.receiver();
  const { id } = await insertWebhook(hubWith(first), { ...wish, url: receiver.url });
  await tools.publish('referral.seen');
  const publishing = { publicUrl: 'https://hub.example', allowPrivate: true };

  expect(await dispatchWebhooks({ ...publishing, db: hubWith(second) })).toBe(0);
  expect(receiver.received).toEqual([]);
  expect(await findWebhook(database.db, id)).toMatchObject({
    lastCode: 'secret-key-missing',
    state: 'active',
  });
  expect(await levelOf(hubWith(second))).toBe('fail');

  await tools.makeDue(id);
  expect(await dispatchWebhooks({ ...publishing, db: hubWith(first) })).toBe(1);
  expect(receiver.received).toHaveLength(1);
});

test('two people are two accounts, whatever they are called', async () => {
  const { id } = await insertWebhook(database.db, wish);
  const [ana, bea] = [newId(), newId()];
  const full = { profile: 'full', agreement: 'BAA with Example CRM' } as const;
  await askDisclosure(database.db, id, { ...full, askedBy: { id: ana, name: 'ana@practice.example' } });

  expect(await approveDisclosure(database.db, id, { id: ana, name: 'ana.zztest@practice.example' })).toBe(
    'same-person',
  );
  expect(await approveDisclosure(database.db, id, { id: bea, name: 'ana@practice.example' })).toBe(
    'approved',
  );
  expect((await findWebhook(database.db, id))?.phiProfile).toBe('full');

  // Asked before the hub wrote accounts down: told apart by name.
  await askDisclosure(database.db, id, { ...full, askedBy: { id: ana, name: 'ana@practice.example' } });
  await execute(database.db, sql`update webhook_endpoint set phi_asked_id = null`);
  expect(await approveDisclosure(database.db, id, { id: bea, name: 'ana@practice.example' })).toBe(
    'same-person',
  );
});
