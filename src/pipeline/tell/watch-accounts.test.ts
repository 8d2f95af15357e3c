import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestConsole, type TestConsole } from '../../../test/support/console.ts';
import { storyOf } from '../../../test/support/delivery-story.ts';
import { mdm, siu } from '../../../test/support/hl7.ts';
import { startMailCatcher, type MailCatcher } from '../../../test/support/mail-catcher.ts';
import { enterOffices } from '../../../test/support/offices.ts';
import { execute, query, sql } from '../../store/database.ts';
import { loadFigures } from '../../store/figures.ts';
import { tellDue } from './tell-due.ts';
import { watchAccounts } from './watch-accounts.ts';

let mail: MailCatcher;
let console_: TestConsole;
beforeAll(async () => {
  mail = await startMailCatcher();
  console_ = await openTestConsole({}, { smtpUrl: mail.url });
  const { hub } = console_;
  await enterOffices(
    hub.hub.db,
    [0, 1].map((nr) => ({ destination: 'folder', address: `office-${nr}` })),
  );
  await hub.feed(siu('S12', storyOf(0)), mdm('T02', storyOf(0)));
  await hub.feed(siu('S12', storyOf(1)), mdm('T02', storyOf(1)));
  await hub.send();
  mail.mails.length = 0;
}, 60_000);
afterAll(async () => {
  await console_.close();
  await mail.stop();
});

/** As the gateway leaves them when it refuses the account. */
const block = (code: string | null) =>
  execute(
    console_.hub.hub.db,
    code === null
      ? sql`update delivery set status = 'delivered', code = null where purpose = 'note'`
      : sql`update delivery set status = 'failed_transient', code = ${code}, detail = 'Invalid Access Code.',
            next_attempt_at = now() + interval '1 hour' where purpose = 'note'`,
  );

async function round(): Promise<number> {
  const count = await watchAccounts(console_.hub.hub);
  await tellDue(console_.hub.hub);
  await console_.hub.send();
  return count;
}

const asked = () =>
  query<{ kind: string; state: string }>(
    console_.hub.hub.db,
    sql`select kind, state from review where kind = 'account_blocked' order by created_at`,
  );
const page = async (path: string): Promise<string> => (await console_.get(path)).text();

test('a gateway that refuses the account is one question, one mail and a banner until it takes it again', async () => {
  expect(await round()).toBe(0);
  expect(await page('/notes-to-send')).not.toContain('refuses our account');

  await block('fax-account');
  expect(await watchAccounts(console_.hub.hub)).toBe(1);
  expect(await watchAccounts(console_.hub.hub)).toBe(0);
  await tellDue(console_.hub.hub);
  for (const path of ['/notes-to-send', '/channels']) {
    const text = await page(path);
    expect(text).toContain('the gateway refuses our account.');
    expect(text).toContain('Invalid Access Code.');
  }
  expect(await page('/reviews')).toContain('A gateway refuses our account');
  expect((await loadFigures(console_.hub.hub.db)).accountBlocked).toMatchObject([
    { destination: 'folder', count: 2 },
  ]);
  expect(await asked()).toEqual([{ kind: 'account_blocked', state: 'open' }]);
});

test('the mail goes to the manager once and names no patient; mended, the question settles by itself', async () => {
  const [told] = await query<{ address: string; kind: string; state: string }>(
    console_.hub.hub.db,
    sql`select address, kind, state from tell where kind = 'account'`,
  );
  expect(told).toEqual({ address: 'liaison@practice.example', kind: 'account', state: 'told' });
  await console_.hub.send();
  const alerts = mail.mails.filter((one) => one.includes('refuses our account'));
  expect(alerts).toHaveLength(1);
  expect(alerts[0]).toContain('folder: the gateway refuses our account, 2 parcels wait');
  expect(alerts[0]).toMatch(/\/notes-to-send\?tab=(?:3D)?ready/);
  expect(alerts[0]).not.toMatch(/ZZTEST|TEST-\d/);

  await block(null);
  expect(await round()).toBe(1);
  expect(await asked()).toEqual([{ kind: 'account_blocked', state: 'withdrawn' }]);
  await block('fax-account');
  expect(await round()).toBe(1);
  // Another time is told anew, and stands beside what was.
  expect(await asked()).toHaveLength(2);
  const again = await query(console_.hub.hub.db, sql`select from tell where kind = 'account'`);
  expect(again).toHaveLength(2);
});
