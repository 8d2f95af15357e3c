import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addEndpoint } from '../../src/pipeline/resolve.ts';
import { query, queryOne, sql } from '../../src/store/database.ts';
import { adt, mdm, ref, siu } from '../support/hl7.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';
import { startMailCatcher, type MailCatcher } from '../support/mail-catcher.ts';

let mail: MailCatcher;
let hub: TestHub;

beforeAll(async () => {
  mail = await startMailCatcher();
});
afterAll(() => mail.stop());
beforeEach(async () => {
  hub = await createTestHub({ smtpUrl: mail.url });
  return () => hub.close();
});

const states = () =>
  query<{ state: string; kind: string }>(
    hub.hub.db,
    sql`select state, kind from referral where kind <> 'none' and merged_into is null order by id`,
  );
const events = async () =>
  (await query<{ type: string }>(hub.hub.db, sql`select type from event order by position`)).map(
    (row) => row.type,
  );
const deliveries = () =>
  query<{ purpose: string; status: string; code: string | null; detail: string | null }>(
    hub.hub.db,
    sql`select purpose, status, code, detail from delivery order by id`,
  );

async function referrerTakesFolders(confirm: 'written' | 'gateway' = 'written'): Promise<void> {
  const partner = await queryOne<{ id: string }>(
    hub.hub.db,
    sql`select partner_id as id from partner_identifier where system = 'npi' and value = '1234567893'`,
  );
  const answer = await addEndpoint(
    hub.hub,
    partner?.id ?? '',
    { destination: 'folder', address: 'zztestref', settings: { confirm } },
    'admin@practice.example',
  );
  expect(answer).toEqual({});
}

test('a booking tells the liaison once and a delivered note closes the loop', async () => {
  await hub.feed(siu('S12'), siu('S12'));
  await hub.send();
  expect(await states()).toEqual([{ state: 'scheduled', kind: 'explicit' }]);
  expect(mail.mails).toHaveLength(1);
  expect(mail.mails[0]).toMatch(/First referral from/);
  expect(mail.mails[0]).not.toMatch(/ZZTESTLEE|ANNA|19700102|1970-01-02/);

  await referrerTakesFolders();
  await hub.feed(adt('A04', { at: '20261105101500-0500' }), adt('A03', { at: '20261105110000-0500' }));
  expect(await states()).toEqual([{ state: 'seen', kind: 'explicit' }]);
  await hub.feed(mdm('T02'));
  expect(await states()).toEqual([{ state: 'note_ready', kind: 'explicit' }]);
  await hub.send();

  expect(await deliveries()).toMatchObject([
    { purpose: 'liaison_alert', status: 'sent' },
    { purpose: 'note', status: 'delivered' },
  ]);
  expect(await states()).toEqual([{ state: 'closed', kind: 'explicit' }]);
  expect(await events()).toEqual([
    'partner.discovered',
    'referral.received',
    'referral.scheduled',
    'partner.first_referral',
    'referral.seen',
    'referral.note_ready',
    'delivery.queued',
    'delivery.delivered',
    'referral.closed',
  ]);
  const [pdf] = (await readdir(join(hub.spool, 'zztestref'))).filter((name) => name.endsWith('.pdf'));
  expect((await readFile(join(hub.spool, 'zztestref', pdf ?? ''))).subarray(0, 5).toString()).toBe('%PDF-');
});

test('a note that comes before everything else closes the same loop', async () => {
  await hub.feed(mdm('T02'));
  expect(await states()).toEqual([]);
  await hub.feed(adt('A03', { at: '20261105110000-0500' }), siu('S12'));
  await referrerTakesFolders();
  await hub.send();
  await hub.send();

  expect(await states()).toEqual([{ state: 'closed', kind: 'explicit' }]);
});

test('a note without a way to send waits for a person and goes when the way is known', async () => {
  await hub.feed(siu('S12'), adt('A03'), mdm('T02'));
  await hub.send();
  const open = await query<{ kind: string }>(
    hub.hub.db,
    sql`select kind from review where state = 'open' order by kind`,
  );
  expect(open.map((row) => row.kind)).toEqual(['no_endpoint', 'partner_discovered']);

  await referrerTakesFolders();
  await hub.send();

  expect(await states()).toEqual([{ state: 'closed', kind: 'explicit' }]);
});

test('a no-show is told once by the next morning, and an arrival after that is a correction', async () => {
  await hub.feed(siu('S12'), siu('S26', { at: '20261105120000-0500' }));
  await referrerTakesFolders();
  const due = await queryOne<{ due_at: string }>(
    hub.hub.db,
    sql`select due_at from effect where kind = 'notify_no_show'`,
  );
  expect(due?.due_at).toBe('2026-11-06T13:00:00.000Z');
  await hub.send(true);
  expect(await deliveries()).toContainEqual(
    expect.objectContaining({ purpose: 'no_show', status: 'delivered' }),
  );

  await hub.feed(siu('S14', { at: '20261105121500-0500', status: 'Checked out' }));
  await hub.send(true);

  expect(await states()).toEqual([{ state: 'seen', kind: 'explicit' }]);
  expect(await deliveries()).toContainEqual(
    expect.objectContaining({ purpose: 'correction', status: 'delivered' }),
  );
});

test('a no-show that is reversed before the notice goes out is never told', async () => {
  await hub.feed(siu('S12'), siu('S26', { at: '20261105120000-0500' }));
  await hub.feed(adt('A04', { at: '20261105121500-0500' }));
  await referrerTakesFolders();
  await hub.send(true);

  expect((await deliveries()).filter((one) => one.purpose !== 'liaison_alert')).toEqual([]);
});

test('a cancellation is told unless a new booking came first', async () => {
  await referrerKnown();
  await hub.feed(
    siu('S15', { at: '20261103090000-0500' }),
    siu('S12', { appointment: 'F2', at: '20261103091000-0500', start: '20261112100000-0500' }),
  );
  await hub.send(true);
  expect((await deliveries()).filter((one) => one.purpose === 'cancellation')).toEqual([]);
  expect(await states()).toEqual([{ state: 'scheduled', kind: 'explicit' }]);

  await hub.feed(siu('S15', { appointment: 'F2', at: '20261104090000-0500' }));
  await hub.send(true);

  expect((await deliveries()).filter((one) => one.purpose === 'cancellation')).toHaveLength(1);
  expect(await states()).toEqual([{ state: 'appt_cancelled', kind: 'explicit' }]);
});

async function referrerKnown(): Promise<void> {
  await hub.feed(siu('S12'));
  await referrerTakesFolders();
  await hub.send();
}

test('an order and the booking that names the same office are one referral', async () => {
  await hub.feed(ref('I12', { at: '20261101090000-0500' }), siu('S12'));

  expect(await states()).toEqual([{ state: 'scheduled', kind: 'explicit' }]);
});

test('an amended note goes out again as a replacement and the loop stays closed', async () => {
  await referrerKnown();
  await hub.feed(adt('A03'), mdm('T02'));
  await hub.send();
  await hub.feed(mdm('T10', { at: '20261106090000-0500', text: 'Findings corrected.' }));
  await hub.send();

  expect(await states()).toEqual([{ state: 'closed', kind: 'explicit' }]);
  expect((await deliveries()).filter((one) => one.purpose === 'note')).toMatchObject([
    { status: 'delivered' },
    { status: 'delivered' },
  ]);
});

test('a withdrawn note that was sent asks a person', async () => {
  await referrerKnown();
  await hub.feed(adt('A03'), mdm('T02'));
  await hub.send();
  await hub.feed(mdm('T11', { at: '20261106090000-0500' }));

  const open = await query<{ kind: string }>(
    hub.hub.db,
    sql`select kind from review where state = 'open' and kind like 'note%'`,
  );
  expect(open).toEqual([{ kind: 'note_retracted' }]);
});

test('a note without a signature is stopped before it leaves', async () => {
  await referrerKnown();
  const unsigned = mdm('T02').replace(
    /\|1245319599\^ZZTESTDOC\^MARIA\^\^\^\^MD\^\^NPI\^\^\^\^\^\^\d+-0500/,
    '|',
  );
  await hub.feed(adt('A03'), unsigned);
  await hub.send();

  expect(await deliveries()).toContainEqual(
    expect.objectContaining({ purpose: 'note', status: 'cancelled', code: 'proof-incomplete' }),
  );
  const open = await query<{ kind: string }>(
    hub.hub.db,
    sql`select kind from review where state = 'open' and kind like 'note%'`,
  );
  expect(open).toEqual([{ kind: 'note_incomplete' }]);
});

test('two referrals that a later message ties together become one, and the log says so', async () => {
  await hub.feed(ref('I12', { order: 'R7^CLINIC', at: '20260101090000-0500' }));
  await hub.feed(siu('S12'));
  expect(await states()).toHaveLength(2);

  await hub.feed(siu('S14', { order: 'R7^CLINIC', at: '20261103090000-0500' }));

  expect(await states()).toEqual([{ state: 'scheduled', kind: 'explicit' }]);
  expect(await events()).toContain('referral.merged');
});
