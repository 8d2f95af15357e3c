import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { execute, query, sql } from './database.ts';
import { createToken, findToken, listTokens, revokeToken } from './tokens.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a token is found by its text and by nothing else', async () => {
  const { id, token } = await createToken(database.db, { scope: 'channel', channel: 'emr', label: 'EMR' });

  expect(token).toMatch(/^rl_channel_[\w-]{43}$/);
  expect(await findToken(database.db, token)).toEqual({ id, label: 'EMR', scope: 'channel', channel: 'emr' });
  expect(await findToken(database.db, `${token}x`)).toBeUndefined();
  expect(await findToken(database.db, token.slice(0, -1))).toBeUndefined();
  expect(await findToken(database.db, '')).toBeUndefined();
  expect(await findToken(database.db, `rl_${'x'.repeat(100_000)}`)).toBeUndefined();
});

test('the database holds no token, only a hash', async () => {
  const { id, token } = await createToken(database.db, { scope: 'events', label: 'CRM' });

  const rows = await query<{ row: string }>(
    database.db,
    sql`select row_to_json(t)::text as row from api_token t where id = ${id}`,
  );

  expect(rows[0]?.row).not.toContain(token.slice('rl_events_'.length));
});

test('a revoked token opens nothing, and is revoked once', async () => {
  const { id, token } = await createToken(database.db, { scope: 'operator', label: 'ops' });

  expect(await revokeToken(database.db, id)).toBe(true);

  expect(await findToken(database.db, token)).toBeUndefined();
  expect(await revokeToken(database.db, id)).toBe(false);
  expect((await listTokens(database.db, 10)).find((one) => one.id === id)?.revokedAt).not.toBeNull();
});

test('the time of last use is written once a minute, not at every use', async () => {
  const { id, token } = await createToken(database.db, { scope: 'events', label: 'CRM' });
  const lastUse = async () =>
    (await listTokens(database.db, 50)).find((one) => one.id === id)?.lastUsedAt ?? null;

  expect(await lastUse()).toBeNull();
  await findToken(database.db, token);
  const first = await lastUse();
  await findToken(database.db, token);
  expect(await lastUse()).toBe(first);
  await execute(
    database.db,
    sql`update api_token set last_used_at = now() - interval '2 minutes' where id = ${id}`,
  );
  const stale = await lastUse();
  await findToken(database.db, token);

  expect(await lastUse()).not.toBe(stale);
});

test('a channel token names its channel, and only that kind does', async () => {
  await expect(createToken(database.db, { scope: 'channel', label: 'x' })).rejects.toMatchObject({
    code: 'token-channel',
  });
  await expect(
    createToken(database.db, { scope: 'operator', label: 'x', channel: 'emr' }),
  ).rejects.toMatchObject({ code: 'token-channel' });
});
