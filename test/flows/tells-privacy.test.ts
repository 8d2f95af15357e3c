import { afterAll, beforeAll, expect, test } from 'vitest';
import { slack } from '../../src/destinations/slack/index.ts';
import { sms } from '../../src/destinations/sms/index.ts';
import { teams } from '../../src/destinations/teams/index.ts';
import { tellDue } from '../../src/pipeline/tell/tell-due.ts';
import { ensureAccount } from '../../src/pipeline/sign-in.ts';
import type { Destination } from '../../src/sdk/destination.ts';
import { findAccountByEmail } from '../../src/store/accounts.ts';
import { execute, query, sql } from '../../src/store/database.ts';
import { ensureListener, saveWishes, watchReferral } from '../../src/store/listeners.ts';
import { transaction } from '../../src/store/transaction.ts';
import { openFaxVendor } from '../support/fax-vendor.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';
import { startMailCatcher, type MailCatcher } from '../support/mail-catcher.ts';
import { seededRandom } from '../support/random.ts';
import { tellVisits } from '../support/visits.ts';

let mail: MailCatcher;
let vendor: Awaited<ReturnType<typeof openFaxVendor>>;
let base: TestHub;

beforeAll(async () => {
  mail = await startMailCatcher();
  vendor = await openFaxVendor(() => Response.json({ sid: 'SMzztest' }));
  const channels = { channels: { desk: `${vendor.url}/desk` }, hosts: ['127.0.0.1'] };
  const ways = [
    { name: 'slack', destination: slack as Destination<unknown>, config: channels },
    { name: 'teams', destination: teams as Destination<unknown>, config: channels },
    {
      name: 'sms',
      destination: sms as Destination<unknown>,
      config: { sendUrl: `${vendor.url}/sms`, user: 'u', password: 'p', from: '+13125550100' },
    },
  ];
  base = await createTestHub({ smtpUrl: mail.url, ways });
}, 60_000);
afterAll(async () => {
  await base.close();
  await vendor.close();
  await mail.stop();
});

test('no value of a patient is in any message, at once or collected, by any way', async () => {
  const { db } = base.hub;
  for (const digest of ['off', 'day'] as const) {
    const email = `${digest}@practice.example`;
    await ensureAccount(db, email, 'correct horse battery', 'staff');
    const id = await ensureListener(db, (await findAccountByEmail(db, email))?.id ?? '');
    const number = digest === 'off' ? '+13125550177' : '+13125550178';
    const ways = [
      { destination: 'slack', address: 'desk' },
      { destination: 'teams', address: 'desk' },
      { destination: 'sms', address: number },
    ];
    const wants = { first_referral: 'all', referral: 'all', possible: 'all', thank_partner: 'all' } as const;
    const wishes = {
      wants,
      byEmail: true,
      quietFrom: null,
      quietUntil: null,
      passes: [],
      digest,
      digestAt: '08:00',
      ways,
    };
    await transaction(db, (tx) => saveWishes(tx, id, wishes, 1, email));
  }
  await base.feed(...tellVisits(1, 12, 3, seededRandom(7)));
  await base.send();
  const watcher = await query<{ id: string; referral: string }>(
    db,
    sql`select l.id, r.id as referral from tell_listener l cross join referral r where l.digest = 'off'`,
  );
  for (const { id, referral } of watcher) await watchReferral(db, id, referral);
  await execute(db, sql`update tell_referral set told_state = 'received'`);
  for (let round = 0; round < 2; round += 1) {
    await execute(db, sql`update tell set due_at = now() where state = 'waiting'`);
    await tellDue(base.hub);
    await base.send();
  }

  const said = [...mail.mails, ...vendor.seen.map((one) => JSON.stringify([one.json, ...one.form.values()]))];
  const ways = await query<{ destination: string; kinds: readonly string[] }>(
    db,
    sql`select destination, array_agg(distinct kind order by kind) as kinds from tell where state = 'told' group by 1 order by 1`,
  );
  expect(ways.map((one) => one.destination)).toEqual(['email', 'slack', 'sms', 'teams']);
  for (const { kinds } of ways)
    expect(kinds).toEqual(['first_referral', 'referral', 'thank_partner', 'watched']);
  expect(said.some((one) => /\d+ alerts/.test(one))).toBe(true);
  const values = await query<{ value: string }>(
    db,
    sql`select distinct v.value from patient p cross join lateral (values (p.family), (p.given), (p.birth_date),
          (p.address ->> 'line1'), (p.name_key)) v (value) where v.value is not null and length(v.value) > 2
        union select value from patient_identifier
        union select regexp_replace(phone, '\\D', '', 'g') from patient, unnest(phones) phone`,
  );
  expect(values.length).toBeGreaterThan(40);
  // Whole words: a number may stand inside a random id.
  const leaksIn = (texts: readonly string[]) =>
    values.filter(({ value }) =>
      texts.some((one) => new RegExp(`(?<![A-Za-z0-9-])${escaped(value)}(?![A-Za-z0-9-])`, 'i').test(one)),
    );
  expect(leaksIn([`{"text":"${values.map(({ value }) => value).join(' ')}"}`])).toHaveLength(values.length);
  expect(leaksIn(said)).toEqual([]);
}, 60_000);

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
