import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  cookieOf,
  openTestConsole,
  password,
  trySignIn,
  type TestConsole,
} from '../../test/support/console.ts';
import { ensureAccount } from '../pipeline/sign-in.ts';
import { execute, query, queryOne, sql } from '../store/database.ts';

const email = 'ana@practice.example';
let console_: TestConsole;

beforeAll(async () => {
  console_ = await openTestConsole();
});
afterAll(() => console_.close());

const form = (values: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>>) => ({
  method: 'POST',
  body: new URLSearchParams(values),
  headers: { cookie: console_.cookie, ...headers },
});

test('nobody sees anything without signing in', async () => {
  for (const path of ['/', '/referrals', '/messages', '/live', '/anything']) {
    const answer = await console_.app.request(path);
    expect([path, answer.status, answer.headers.get('location')]).toEqual([path, 303, '/sign-in']);
  }
});

test('the cookie is for this site alone and the table knows only its hash', async () => {
  const answer = await trySignIn(console_.app, email, password);
  const cookie = answer.headers.getSetCookie().find((one) => one.startsWith('referloop-session='));
  const token = cookieOf(answer, 'session').split('=')[1] ?? '';
  const rows = await query<{ token: string }>(
    console_.hub.hub.db,
    sql`select encode(token_sha256, 'escape') as token from session`,
  );

  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(/SameSite=Strict/);
  expect(token).toHaveLength(43);
  expect(rows.map((row) => row.token).join()).not.toContain(token);
});

test('over HTTPS the cookie is secure and bound to the host', async () => {
  const secure = await openTestConsole({ isSecure: true });
  const answer = await trySignIn(secure.app, email, password);
  await secure.close();

  expect(answer.headers.getSetCookie().find((one) => one.includes('session'))).toMatch(
    /^__Host-referloop-session=.*Secure/,
  );
});

test('signing in again makes a new session and ends the old one', async () => {
  const first = cookieOf(await trySignIn(console_.app, email, password), 'session');
  const page = await console_.app.request('/sign-in');
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const again = await console_.app.request('/sign-in', {
    method: 'POST',
    body: new URLSearchParams({ csrf, email, password }),
    headers: { cookie: `${first}; ${cookieOf(page, 'form')}`, origin: 'http://127.0.0.1:8080' },
  });

  expect(cookieOf(again, 'session')).not.toBe(first);
  expect((await console_.app.request('/referrals', { headers: { cookie: first } })).status).toBe(303);
});

test('a session that slept too long or lived too long is over', async () => {
  const { db } = console_.hub.hub;
  for (const age of [
    sql`last_seen_at = now() - interval '31 minutes'`,
    sql`expires_at = now() - interval '1 second'`,
  ]) {
    const cookie = cookieOf(await trySignIn(console_.app, email, password), 'session');
    expect((await console_.app.request('/referrals', { headers: { cookie } })).status).toBe(200);
    await execute(
      db,
      sql`update session set ${age} where token_sha256 = (select token_sha256 from session order by created_at desc limit 1)`,
    );

    expect((await console_.app.request('/referrals', { headers: { cookie } })).status).toBe(303);
  }
});

test('a page that refreshes itself does not keep its session awake; a person does', async () => {
  const { db } = console_.hub.hub;
  const cookie = cookieOf(await trySignIn(console_.app, email, password), 'session');
  const newest = sql`token_sha256 = (select token_sha256 from session order by created_at desc limit 1)`;
  const seen = async () =>
    (
      await queryOne<{ old: boolean }>(
        db,
        sql`select last_seen_at < now() - interval '10 minutes' as old from session where ${newest}`,
      )
    )?.old;
  await execute(db, sql`update session set last_seen_at = now() - interval '20 minutes' where ${newest}`);

  await console_.app.request('/referrals', { headers: { cookie, 'x-refresh': '1' } });
  expect(await seen()).toBe(true);
  await console_.app.request('/referrals', { headers: { cookie } });
  expect(await seen()).toBe(false);
});

test('a form without the session’s token changes nothing', async () => {
  for (const csrf of ['', 'x'.repeat(43)]) {
    const answer = await console_.app.request(
      '/sign-out',
      form({ csrf }, { origin: 'http://127.0.0.1:8080' }),
    );
    expect(answer.status).toBe(403);
  }
  expect((await console_.get('/referrals')).status).toBe(200);
});

test('a form from another site is refused even with the token', async () => {
  const foreign: readonly Readonly<Record<string, string>>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:8080', 'sec-fetch-site': 'cross-site' },
    { origin: 'http://127.0.0.1:8080', 'sec-fetch-site': 'same-site' },
  ];
  for (const headers of foreign) {
    const answer = await console_.app.request('/sign-out', form({ csrf: console_.csrf }, headers));
    expect(answer.status).toBe(403);
  }
});

test('signing out ends the session for good', async () => {
  const visitor = await console_.signInAs('ben@practice.example', 'staff');
  const answer = await visitor.post('/sign-out', {});

  expect(answer.headers.get('location')).toBe('/sign-in');
  expect((await visitor.get('/referrals')).status).toBe(303);
});

test('a disabled account is out at once', async () => {
  const visitor = await console_.signInAs('cara@practice.example', 'staff');
  await execute(
    console_.hub.hub.db,
    sql`update account set is_disabled = true where email = 'cara@practice.example'`,
  );

  expect((await visitor.get('/referrals')).status).toBe(303);
  expect((await trySignIn(console_.app, 'cara@practice.example', password)).status).toBe(401);
});

test('failures make the next attempts wait longer, by account and by address, and the right password still gets in', async () => {
  const target = 'dora@practice.example';
  await console_.signInAs(target, 'staff');
  console_.pauses.length = 0;
  for (let attempt = 0; attempt < 9; attempt += 1)
    expect((await trySignIn(console_.app, target, 'wrong', { 'x-test-peer': '10.9.9.9' })).status).toBe(401);
  const fromElsewhere = await trySignIn(console_.app, target, password, { 'x-test-peer': '10.1.1.1' });
  await trySignIn(console_.app, 'nobody@practice.example', 'wrong', { 'x-test-peer': '10.9.9.9' });

  expect(console_.pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000, 8000]);
  expect(fromElsewhere.status).toBe(303);
});

test('failures are written down and the password never is', async () => {
  await trySignIn(console_.app, email, 'a-wrong-secret', { 'x-test-peer': '10.7.7.7' });
  const rows = await query<Record<string, unknown>>(
    console_.hub.hub.db,
    sql`select * from audit where action = 'sign_in_failed' and peer = '10.7.7.7'`,
  );

  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain('a-wrong-secret');
});

test('a changed password of the administrator ends the sessions of the old one', async () => {
  const visitor = await console_.signInAs('eve@practice.example', 'admin');
  await ensureAccount(console_.hub.hub.db, 'eve@practice.example', password);
  expect((await visitor.get('/referrals')).status).toBe(200);
  await ensureAccount(console_.hub.hub.db, 'eve@practice.example', 'another long password');

  expect((await visitor.get('/referrals')).status).toBe(303);
  expect((await trySignIn(console_.app, 'eve@practice.example', 'another long password')).status).toBe(303);
});

test('passwords are kept as argon2id', async () => {
  const row = await queryOne<{ password_hash: string }>(
    console_.hub.hub.db,
    sql`select password_hash from account where email = ${email}`,
  );

  expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});
