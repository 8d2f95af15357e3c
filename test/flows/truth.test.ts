import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addEndpoint, releaseNote } from '../../src/pipeline/resolve.ts';
import { query, queryOne, sql } from '../../src/store/database.ts';
import { adt, mdm, ref, siu } from '../support/hl7.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';
import { startMailCatcher, type MailCatcher } from '../support/mail-catcher.ts';

const ana = 'ana@practice.example';
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

const kinds = async (state: string) =>
  (
    await query<{ kind: string }>(
      hub.hub.db,
      sql`select kind from effect where state = ${state} order by kind`,
    )
  ).map((row) => row.kind);
const purposes = async () =>
  (
    await query<{ purpose: string }>(
      hub.hub.db,
      sql`select purpose from delivery where status = 'delivered' order by id`,
    )
  ).map((row) => row.purpose);
const reviews = async () =>
  await query<{ id: string; kind: string }>(
    hub.hub.db,
    sql`select id, kind from review where state = 'open' and kind like 'note%'`,
  );
const firstOf = async (npi: string) =>
  (
    await queryOne<{ first: string | null }>(
      hub.hub.db,
      sql`select p.first_referral_id as first from partner p join partner_identifier i on i.partner_id = p.id where i.value = ${npi}`,
    )
  )?.first;

async function takesFolders(npi = '1234567893'): Promise<void> {
  const partner = await queryOne<{ id: string }>(
    hub.hub.db,
    sql`select partner_id as id from partner_identifier where value = ${npi}`,
  );
  await addEndpoint(
    hub.hub,
    partner?.id ?? '',
    { destination: 'folder', address: `office-${npi}`, settings: { confirm: 'written' } },
    ana,
  );
}

const held = (code: string, story = {}) => mdm('T02', story).replace('|AU||AV', `|AU|${code}|AV`);

test('a notice that a batch first moves and then makes untrue is not sent', async () => {
  await hub.feed(siu('S12'), siu('S15', { at: '20261103090000-0500' }));
  await takesFolders();

  await hub.feed(
    siu('S15', { at: '20261103093000-0500' }),
    siu('S12', { appointment: 'F2', at: '20261103094000-0500', start: '20261112100000-0500' }),
  );
  await hub.send(true);

  expect(await purposes()).toEqual([]);
  expect(await kinds('withdrawn')).toEqual(['notify_cancellation']);
});

test('a missed visit that is cancelled afterwards is told as cancelled, without a word that the patient came', async () => {
  await hub.feed(siu('S12'), siu('S26', { at: '20261105120000-0500' }));
  await takesFolders();
  await hub.send(true);

  await hub.feed(siu('S15', { at: '20261105160000-0500' }));
  await hub.send(true);

  expect(await purposes()).toEqual(['no_show', 'cancellation']);
});

test('silence about confidentiality does not lift a hold', async () => {
  await hub.feed(
    siu('S12'),
    adt('A03'),
    held('V'),
    mdm('T04', { at: '20261105150000-0500' }).replace(/\rOBX[^\r]*/, ''),
  );

  expect((await reviews()).map((one) => one.kind)).toEqual(['note_held']);
  expect(await kinds('planned')).not.toContain('deliver_note');
});

test('releasing one version does not release the next', async () => {
  await hub.feed(siu('S12'), adt('A03'), held('R'));
  await takesFolders();
  await releaseNote(hub.hub, (await reviews())[0]?.id ?? '', ana);
  await hub.send();
  expect(await purposes()).toEqual(['note']);

  await hub.feed(held('R', { at: '20261106090000-0500', text: 'Something more delicate.' }));
  await hub.send();

  expect(await purposes()).toEqual(['note']);
  expect((await reviews()).map((one) => one.kind)).toEqual(['note_held']);
});

test('the note of a protected patient is held although the note does not say so', async () => {
  const registered = adt('A28', { at: '20261001090000-0500' }).replace('\rPV1', '\rPD1||||||||||||Y\rPV1');
  await hub.feed(registered, siu('S12'), adt('A03'), mdm('T02'));

  expect((await reviews()).map((one) => one.kind)).toEqual(['note_held']);
});

test('a note whose referral turns out to be another one is sent and closes that one', async () => {
  await hub.feed(ref('I12', { order: 'R7^CLINIC', at: '20260101090000-0500' }));
  await hub.feed(siu('S12'), adt('A03'), mdm('T02'));
  await takesFolders();

  await hub.feed(siu('S14', { order: 'R7^CLINIC', at: '20261103090000-0500' }));
  await hub.send();

  expect(
    await query(hub.hub.db, sql`select state from referral where merged_into is null and kind <> 'none'`),
  ).toEqual([{ state: 'closed' }]);
});

test('a corrected referrer takes the first referral along, and the former one never gets the note', async () => {
  const other = '1558598797^ZZTESTOTHER^EVA^^^^MD^^NPI^^^^NPI';
  await hub.feed(siu('S12'), adt('A03'));
  expect(await firstOf('1234567893')).toBeTruthy();
  await takesFolders();

  await hub.feed(
    siu('S14', { at: '20261105120000-0500', referrer: other }),
    adt('A08', { at: '20261105120500-0500', referrer: other }),
  );
  await takesFolders('1558598797');
  await hub.feed(mdm('T02', { referrer: other }));
  await hub.send();

  expect(await firstOf('1234567893')).toBeNull();
  expect(await firstOf('1558598797')).toBeTruthy();
  expect(await query(hub.hub.db, sql`select address, status from delivery where purpose = 'note'`)).toEqual([
    { address: 'office-1558598797', status: 'delivered' },
  ]);
});
