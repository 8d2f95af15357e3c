import { afterEach, beforeEach, expect, test } from 'vitest';
import { decideReferral } from '../../src/pipeline/resolve.ts';
import { releaseDue } from '../../src/pipeline/release.ts';
import { ensureAccount } from '../../src/pipeline/sign-in.ts';
import { tellDue } from '../../src/pipeline/tell/tell-due.ts';
import { findAccountByEmail } from '../../src/store/accounts.ts';
import { execute, query, sql } from '../../src/store/database.ts';
import {
  addMute,
  ensureListener,
  saveWishes,
  setTeams,
  watchPartner,
  watchReferral,
  type Wishes,
} from '../../src/store/listeners.ts';
import { transaction } from '../../src/store/transaction.ts';
import { adt, siu } from '../support/hl7.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';
import { startMailCatcher, type MailCatcher } from '../support/mail-catcher.ts';

let mail: MailCatcher;
let base: TestHub;
const person = 'ana@practice.example';

beforeEach(async () => {
  mail = await startMailCatcher();
  base = await createTestHub({ smtpUrl: mail.url });
}, 60_000);
afterEach(async () => {
  await base.close();
  await mail.stop();
});

const second = { mrn: 'TEST-2', family: 'ZZTESTTWO', given: 'BERTA', appointment: 'F2', visit: 'V2' };
const third = { mrn: 'TEST-3', family: 'ZZTESTTHREE', given: 'CLEO', appointment: 'F3', visit: 'V3' };

/** An account that listens, with these wishes beside the defaults. */
async function listener(email: string, wishes: Partial<Wishes> = {}): Promise<string> {
  const { db } = base.hub;
  await ensureAccount(db, email, 'correct horse battery', 'staff');
  const account = await findAccountByEmail(db, email);
  const id = await ensureListener(db, account?.id ?? '');
  const all = {
    wants: {},
    byEmail: true,
    quietFrom: null,
    quietUntil: null,
    passes: [],
    digest: 'off',
    digestAt: '08:00',
    ways: [],
  } as const;
  await transaction(db, (tx) => saveWishes(tx, id, { ...all, ...wishes }, 1, person));
  return id;
}

const everything: Partial<Wishes> = { wants: { referral: 'all', first_referral: 'all' } };
const tells = () =>
  query<{ address: string; kind: string; because: string; state: string }>(
    base.hub.db,
    sql`select address, kind, because, state from tell order by created_at, address`,
  );
const referrals = () =>
  query<{ id: string; partnerId: string }>(
    base.hub.db,
    sql`select id, referrer_partner_id as "partnerId" from referral order by id`,
  );
/** The hour has come for whatever waits. */
async function laterOn(): Promise<number> {
  await execute(base.hub.db, sql`update tell set due_at = now() where state = 'waiting'`);
  const told = await tellDue(base.hub);
  await base.send();
  return told;
}
const mailsTo = (address: string): readonly string[] =>
  mail.mails.filter((one) => one.includes(`To: ${address}`));

test('a first referral reaches liaison and team at once, the next one only who looks after the office', async () => {
  await transaction(base.hub.db, async (tx) =>
    setTeams(tx, await listener('sam@practice.example'), ['setters'], person),
  );
  await listener('other@practice.example');

  await base.feed(siu('S12'));
  await base.send();
  await base.feed(siu('S12', second));
  await base.send();

  expect(await tells()).toEqual([
    { address: 'liaison@practice.example', kind: 'first_referral', because: 'liaison', state: 'told' },
    { address: 'sam@practice.example', kind: 'first_referral', because: 'team', state: 'told' },
    { address: 'liaison@practice.example', kind: 'referral', because: 'liaison', state: 'told' },
  ]);
  expect(mailsTo('sam@practice.example')).toHaveLength(1);
  expect(mail.mails).toHaveLength(3);
});

test('nobody is told twice: not after a release that broke off, and not when it is wanted anew', async () => {
  await listener('eve@practice.example', { ...everything, digest: 'day' });
  await base.feed(siu('S12'), siu('S12', second));
  const broken = { ...base.hub, enqueue: () => Promise.reject(new Error('the queue is gone')) };
  await expect(releaseDue(broken)).rejects.toThrow('the queue is gone');
  expect(await tells()).toEqual([]);

  await base.send();
  await expect(
    execute(base.hub.db, sql`update tell set due_at = now() where state = 'waiting'`),
  ).resolves.toBe(1);
  await expect(tellDue(broken)).rejects.toThrow('the queue is gone');
  await laterOn();
  const [first] = await referrals();
  await decideReferral(base.hub, first?.id ?? '', 'voided', 'test', person);
  await execute(
    base.hub.db,
    sql`update effect set state = 'planned', due_at = now() where kind = 'alert_liaison'`,
  );
  await base.send();
  await laterOn();

  // Two for the liaison; the first referral at once and one digest.
  expect(mail.mails).toHaveLength(4);
  expect(mailsTo('eve@practice.example')).toHaveLength(2);
});

test('a digest is one message of what is still so; what was withdrawn before is in none', async () => {
  await listener('eve@practice.example', { ...everything, digest: 'hour' });
  await base.feed(siu('S12'));
  await base.send();
  mail.mails.length = 0;
  const fourth = { ...second, mrn: 'TEST-4', family: 'ZZTESTFOUR', appointment: 'F4', visit: 'V4' };
  await base.feed(siu('S12', second), siu('S12', third), siu('S12', fourth));
  await base.send();
  const [, gone, ...kept] = await referrals();
  await decideReferral(base.hub, gone?.id ?? '', 'voided', 'test', person);

  await execute(base.hub.db, sql`update tell set due_at = now() where state = 'waiting'`);
  // Collected, and then one more is withdrawn before the mail leaves.
  expect(await tellDue(base.hub)).toBe(3);
  await decideReferral(base.hub, kept[0]?.id ?? '', 'voided', 'test', person);
  await base.send();

  const [digest = '', ...more] = mailsTo('eve@practice.example');
  expect(more).toEqual([]);
  expect(digest).toContain(kept[1]?.id);
  expect(digest).not.toContain(gone?.id);
  expect(digest).not.toContain(kept[0]?.id);
  expect(digest).not.toMatch(/ZZTEST(?!REF)|BERTA|CLEO|TEST-\d/);
});

test('an alert nobody was told of leaves nothing behind when it is withdrawn, and is told when it is wanted again', async () => {
  await base.feed(siu('S12'));
  await execute(base.hub.db, sql`update partner set liaison_email = 'eve@practice.example'`);
  await listener('eve@practice.example', { ...everything, quietFrom: '00:00', quietUntil: '23:59' });
  await base.send();
  const [one] = await referrals();
  expect(await tells()).toMatchObject([{ state: 'waiting' }]);
  await decideReferral(base.hub, one?.id ?? '', 'voided', 'test', person);
  expect(await tells()).toMatchObject([{ state: 'dropped' }]);
  expect(await laterOn()).toBe(0);
  expect(mail.mails).toEqual([]);

  await execute(base.hub.db, sql`update effect set state = 'planned' where kind = 'alert_liaison'`);
  await base.send();
  expect(await tells()).toMatchObject([{ state: 'waiting' }]);
});

test('a mute keeps away what comes and what waits, also where the doctor’s practice is muted', async () => {
  const eve = await listener('eve@practice.example', { digest: 'day' });
  await base.feed(siu('S12'));
  await base.send();
  const [one] = await referrals();
  await transaction(base.hub.db, (tx) => watchPartner(tx, eve, one?.partnerId ?? '', person));
  await base.feed(siu('S12', second));
  await base.send();
  expect(await tells()).toContainEqual({
    address: 'eve@practice.example',
    kind: 'referral',
    because: 'watcher',
    state: 'waiting',
  });

  await transaction(base.hub.db, (tx) => addMute(tx, eve, { partnerId: one?.partnerId ?? '', days: 7 }));
  await base.feed(siu('S12', third));
  await base.send();
  await laterOn();

  const states = (await tells()).filter(({ address }) => address === 'eve@practice.example');
  expect(states.map(({ state }) => state)).toEqual(['muted', 'muted']);
  expect(mailsTo('eve@practice.example')).toEqual([]);
});

test('who watches a referral hears how it goes on, once for each state', async () => {
  const eve = await listener('eve@practice.example');
  await base.feed(siu('S12'));
  await base.send();
  const [one] = await referrals();
  await watchReferral(base.hub.db, eve, one?.id ?? '');
  expect(await laterOn()).toBe(0);

  await base.feed(adt('A04', { at: '20261105101500-0500' }), adt('A03', { at: '20261105110000-0500' }));
  expect(await laterOn()).toBe(0);
  expect(await laterOn()).toBe(1);
  await laterOn();

  expect(mailsTo('eve@practice.example')).toHaveLength(1);
  expect(mailsTo('eve@practice.example')[0]).toMatch(/A referral you watch: seen/);
});

test('two who watch the same referral and share an address are told there once', async () => {
  const shared = { byEmail: false, ways: [{ destination: 'email', address: 'team@practice.example' }] };
  const watchers = [
    await listener('eve@practice.example', shared),
    await listener('sam@practice.example', shared),
  ];
  await base.feed(siu('S12'));
  await base.send();
  const [one] = await referrals();
  for (const id of watchers) await watchReferral(base.hub.db, id, one?.id ?? '');

  await base.feed(adt('A04', { at: '20261105101500-0500' }), adt('A03', { at: '20261105110000-0500' }));
  await laterOn();
  await laterOn();
  await laterOn();

  expect(mailsTo('team@practice.example')).toHaveLength(1);
});

test('a liaison whose account is closed is told nothing: whoever looks after all offices is', async () => {
  await listener('gone@practice.example');
  await execute(
    base.hub.db,
    sql`update account set is_disabled = true where email = 'gone@practice.example'`,
  );
  await base.feed(siu('S12'));
  await execute(base.hub.db, sql`update partner set liaison_email = 'Gone@practice.example'`);
  await base.send();

  expect(await tells()).toMatchObject([{ address: 'liaison@practice.example', because: 'liaison' }]);
});
