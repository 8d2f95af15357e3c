import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestHub, type TestHub } from '../../../test/support/hub.ts';
import { ref } from '../../../test/support/hl7.ts';
import { startMailCatcher, type MailCatcher } from '../../../test/support/mail-catcher.ts';
import { defaultRules, parseWeek, type EscalationRules } from '../../domain/escalation-rules.ts';
import { findAccountByEmail } from '../../store/accounts.ts';
import { execute, query, sql } from '../../store/database.ts';
import { addMute, ensureListener, insertPlace, saveWishes, type Wishes } from '../../store/listeners.ts';
import { transaction } from '../../store/transaction.ts';
import { escalateDue } from '../escalate.ts';
import { ensureAccount } from '../sign-in.ts';
import { tellDue } from './tell-due.ts';

const zone = 'America/New_York';
const sam = 'sam@practice.example';
const rules: EscalationRules = {
  ...defaultRules(zone),
  hours: {
    zone,
    week: parseWeek('mon-sun 00:00-24:00') ?? [],
    holidays: { usFederal: false, closed: [], open: [] },
  },
  addresses: { call_centre: 'Sam@practice.example', lead: 'lead@practice.example' },
};

let mail: MailCatcher;
let hub: TestHub;
beforeEach(async () => {
  mail = await startMailCatcher();
  hub = await createTestHub({ smtpUrl: mail.url, policy: { escalation: rules } });
}, 60_000);
afterEach(async () => {
  await hub.close();
  await mail.stop();
});

const calm: Wishes = {
  wants: {},
  byEmail: true,
  quietFrom: null,
  quietUntil: null,
  passes: [],
  digest: 'off',
  digestAt: '08:00',
  ways: [],
};

/** Sam has an account, holds the role of the call centre, and says how. */
async function listener(wishes: Partial<Wishes>): Promise<string> {
  const { db } = hub.hub;
  await ensureAccount(db, sam, 'correct horse battery', 'staff');
  const id = await ensureListener(db, (await findAccountByEmail(db, sam))?.id ?? '');
  await transaction(db, (tx) => saveWishes(tx, id, { ...calm, ...wishes }, 1, sam));
  return id;
}

/** HL7 time of so many hours ago. */
function ago(hours: number): string {
  const digits = new Date(Date.now() - hours * 3_600_000).toISOString().replaceAll(/\D/g, '').slice(0, 14);
  return `${digits}+0000`;
}

/** A referral nobody called about for hours: one level of one clock has run out. */
async function late(): Promise<void> {
  await hub.feed(ref('I12', { at: ago(5) }).replace('RF1|P|R|', 'RF1|P|A|'));
  await escalateDue(hub.hub);
}

async function send(): Promise<void> {
  await tellDue(hub.hub);
  await hub.send();
}

const tells = () =>
  query<{ kind: string; because: string; state: string; isWaiting: boolean }>(
    hub.hub.db,
    sql`select kind, because, state, due_at > now() as "isWaiting" from tell where kind = 'late' order by created_at`,
  );
const lateMails = () => mail.mails.filter((one) => /To: .*(?:sam|lead)@practice/i.test(one));

test('who says nothing is told by mail at once, as ever; whoever does is told as they say', async () => {
  await listener({});
  await late();
  await send();

  const mine = lateMails().find((one) => /sam@/i.test(one));
  expect(mine).toMatch(/Late .*R-[0-9A-F]{8}/);
  expect(mine).toMatch(/\/referrals\//);
  expect(mine).not.toMatch(/ZZTEST|ANNA|1970/);
  expect(await tells()).toEqual([{ kind: 'late', because: 'role', state: 'told', isWaiting: false }]);
  // Once, however often it is looked at.
  const count = mail.mails.length;
  await escalateDue(hub.hub);
  await send();
  expect(mail.mails).toHaveLength(count);
});

/** All day but one minute that is not now. */
function quietNow() {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' });
  const hour = Number(clock.format(new Date()));
  const at = (of: number) => `${String((of + 24) % 24).padStart(2, '0')}:00`;
  return { quietFrom: at(hour - 2), quietUntil: at(hour + 3) };
}

test('in quiet hours it waits, also what is urgent, unless they let that pass', async () => {
  await listener(quietNow());
  await late();
  await send();
  expect(lateMails().filter((one) => /sam@/i.test(one))).toEqual([]);
  expect(await tells()).toEqual([{ kind: 'late', because: 'role', state: 'waiting', isWaiting: true }]);

  // Settled before the hour has come: nobody hears of it.
  await execute(hub.hub.db, sql`update escalation set state = 'closed', closed_at = now()`);
  await execute(hub.hub.db, sql`update tell set due_at = now()`);
  await send();
  expect(lateMails().filter((one) => /sam@/i.test(one))).toEqual([]);
});

test('a mailbox people share holds the role as a person does: its quiet hours hold', async () => {
  const { db } = hub.hub;
  await transaction(db, async (tx) => {
    const id = await insertPlace(tx, 'Call centre');
    const ways = [{ destination: 'email', address: sam }];
    await saveWishes(tx, id, { ...calm, byEmail: false, ...quietNow(), ways }, 1, 'admin@practice.example');
  });
  await late();
  await send();

  expect(lateMails().filter((one) => /sam@/i.test(one))).toEqual([]);
  expect(await tells()).toEqual([{ kind: 'late', because: 'role', state: 'waiting', isWaiting: true }]);
});

test('urgent ones pass where they are let', async () => {
  await listener({ ...quietNow(), passes: ['urgent'] });
  await late();
  await send();

  expect(lateMails().filter((one) => /sam@/i.test(one))).toHaveLength(1);
});

test('who muted it is told nothing, and sees that; who left no way at all is mailed all the same', async () => {
  const id = await listener({});
  await transaction(hub.hub.db, (tx) => addMute(tx, id, { kind: 'late', days: 7 }));
  await late();
  await send();
  expect(lateMails().filter((one) => /sam@/i.test(one))).toEqual([]);
  expect(await tells()).toMatchObject([{ state: 'muted' }]);

  await execute(hub.hub.db, sql`update tell_listener set by_email = false`);
  await execute(hub.hub.db, sql`update escalation_mail set created_at = created_at - interval '1 day'`);
  const story = { mrn: 'TEST-2', family: 'ZZTESTB', given: 'BERTA', order: 'ORD-2', at: ago(5) };
  await hub.feed(ref('I12', story).replace('RF1|P|R|', 'RF1|P|A|'));
  await escalateDue(hub.hub);
  await send();
  expect(lateMails().filter((one) => /sam@/i.test(one))).toHaveLength(1);
});

test('who is told last cannot mute it, neither before nor while it waits', async () => {
  const id = await listener(quietNow());
  await execute(hub.hub.db, sql`update account set email = 'lead@practice.example' where email = ${sam}`);
  await transaction(hub.hub.db, (tx) => addMute(tx, id, { kind: 'late' }));
  await late();
  expect(await tells()).toMatchObject([{ state: 'muted' }]);

  const levels = sql`owners = '{call_centre,call_centre,lead}', dues = array[now(), now(), now()], next_due_at = now()`;
  await execute(hub.hub.db, sql`update escalation set ${levels} where state = 'raised'`);
  await execute(hub.hub.db, sql`update escalation_mail set created_at = created_at - interval '1 day'`);
  await escalateDue(hub.hub);
  expect(await tells()).toMatchObject([{ state: 'muted' }, { state: 'waiting' }]);

  await execute(hub.hub.db, sql`update tell set due_at = now() where state = 'waiting'`);
  await send();
  expect(lateMails().filter((one) => /To: .*lead@/i.test(one))).toHaveLength(1);
});

test('whose account was closed while it waited is not told: the address of the role is', async () => {
  const ways = [{ destination: 'email', address: 'sam.at.home@practice.example' }];
  await listener({ ...quietNow(), byEmail: false, ways });
  await late();
  await send();
  expect(await tells()).toMatchObject([{ state: 'waiting' }]);

  await execute(hub.hub.db, sql`update account set is_disabled = true`);
  await execute(hub.hub.db, sql`update tell set due_at = now()`);
  await send();
  expect(lateMails().filter((one) => /To: .*sam@/i.test(one))).toHaveLength(1);
  expect(mail.mails.filter((one) => /at\.home/i.test(one))).toEqual([]);
});
