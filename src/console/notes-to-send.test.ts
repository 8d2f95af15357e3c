import { afterAll, beforeAll, expect, test } from 'vitest';
import { purposeOf } from '../pipeline/release.ts';
import { addEndpoint } from '../pipeline/resolve.ts';
import { execute, query, queryOne, sql } from '../store/database.ts';
import { officePurposes } from '../store/effects.ts';
import { adt, mdm, siu } from '../../test/support/hl7.ts';
import { openTestConsole, type TestConsole } from '../../test/support/console.ts';

let console_: TestConsole;

beforeAll(async () => {
  console_ = await openTestConsole();
  const { feed, send } = console_.hub;
  await feed(siu('S12'), adt('A04'), adt('A03', { at: '20261105110000-0500' }), mdm('T02'));
  // A visit without a note, of somebody whose name a spreadsheet would run.
  const other = { mrn: 'TEST-2', family: '=ZZTESTSUM(1)', given: 'SAM', appointment: 'F2', visit: 'V2' };
  await feed(siu('S12', other), adt('A04', other), adt('A03', { ...other, at: '20261105120000-0500' }));
  await send();
}, 60_000);
afterAll(() => console_.close());

type Row = {
  readonly id: string;
  readonly status: string;
  readonly detail: string | null;
  readonly reference: string | null;
};
const deliveries = () =>
  query<Row & { readonly destination: string; readonly address: string }>(
    console_.hub.hub.db,
    sql`select id, status, detail, reference, destination, address from delivery where purpose = 'note' order by id`,
  );
const text = async (path: string): Promise<string> => (await console_.get(path)).text();
const audits = async (action: string): Promise<number> =>
  (
    await query(
      console_.hub.hub.db,
      sql`select from audit where action = ${action} and actor = 'ana@practice.example'`,
    )
  ).length;

test('a visit without a note and a note without an address are found in their tabs', async () => {
  const unwritten = await text('/notes-to-send?tab=not_final');
  const held = await text('/notes-to-send?tab=held');

  expect(unwritten).toContain('=ZZTESTSUM(1), SAM');
  expect(unwritten).toMatch(/<span class="pill red">\d+ d ago/);
  expect(held).toContain('How do we reach this office?');
  expect(held).toMatch(/href="\/reviews\/[0-9a-f-]{36}"/);
});

test('whatever goes to an office is on this list', () => {
  const toOffices = Object.entries(purposeOf).filter(
    ([, purpose]) => purpose !== undefined && purpose !== 'liaison_alert',
  );

  expect(officePurposes).toEqual(Object.fromEntries(toOffices));
});

test('every tab and filter answers, and keeps nothing in a cache', async () => {
  const partner = await queryOne<{ id: string }>(
    console_.hub.hub.db,
    sql`select referrer_partner_id as id from referral where referrer_partner_id is not null limit 1`,
  );
  for (const tab of ['not_final', 'held', 'ready', 'sent', 'delivered', 'failed', 'nonsense'])
    for (const filter of [
      '',
      `&partner=${partner?.id}&from=2026-11-01&to=2026-11-30&provider=Nobody`,
      '&after=17_x&who=zz',
    ]) {
      const answer = await console_.get(`/notes-to-send?tab=${tab}${filter}`);
      expect([tab, filter, answer.status]).toEqual([tab, filter, 200]);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  const operator = await console_.signInAs('olga@practice.example', 'operator');
  expect((await operator.get('/notes-to-send')).status).toBe(403);
});

test('a file of a tab runs nothing in a spreadsheet, and who took it is written down', async () => {
  const answer = await console_.get('/notes-to-send?tab=not_final&format=csv');
  const file = await answer.text();

  expect(answer.headers.get('content-disposition')).toContain('notes-to-send-not-final.csv');
  expect(file).toContain("'=ZZTESTSUM(1)");
  expect(file.split('\r\n')[0]).toMatch(/^\uFEFF?Visit,Patient family name/);
  expect(await audits('export_notes_to_send')).toBe(1);
});

test('what failed is sent again together, and by whoever comes second not once more', async () => {
  const { hub } = console_.hub;
  const partner = await queryOne<{ id: string }>(
    hub.db,
    sql`select partner_id as id from effect where state = 'blocked'`,
  );
  const way = { destination: 'folder', address: 'zztestfax', settings: { confirm: 'gateway' } };
  await addEndpoint(hub, partner?.id ?? '', way, 'ana@practice.example');
  await console_.hub.send();
  const [sent] = await deliveries();
  const isSent = await text('/notes-to-send?tab=sent');
  await execute(
    hub.db,
    sql`update delivery set status = 'dead', detail = 'The line was busy.' where id = ${sent?.id}`,
  );
  const failed = await text('/notes-to-send');
  const form = { back: '/notes-to-send?tab=failed', which: 'ticked' };
  const nothing = await console_.post('/notes-to-send/resend', form);
  const first = await console_.post('/notes-to-send/resend', { ...form, id: sent?.id ?? '' });
  const second = await console_.post('/notes-to-send/resend', { ...form, id: sent?.id ?? '' });
  await console_.hub.send();

  expect(isSent).toContain('zztestfax');
  expect(failed).toContain('The line was busy.');
  expect(nothing.headers.get('location')).toBe('/notes-to-send?tab=failed&told=none_ticked');
  expect(first.headers.get('location')).toBe('/notes-to-send?tab=failed&told=resent_all');
  expect(second.headers.get('location')).toBe('/notes-to-send?tab=failed&told=resent_some');
  expect((await deliveries()).map((one) => one.status)).toEqual(['cancelled', 'sent']);
});

test('a wrong number is mended only when it was checked, and what it replaces is used no more', async () => {
  const id = (await deliveries()).at(-1)?.id ?? '';
  const form = { address: 'zztestright', back: '/notes-to-send' };
  const unchecked = await console_.post(`/deliveries/${id}/fix`, form);
  const wrong = await console_.post(`/deliveries/${id}/fix`, { ...form, address: '../x', checked: 'yes' });
  const right = await console_.post(`/deliveries/${id}/fix`, { ...form, checked: 'yes' });
  await console_.hub.send();
  const endpoints = await query(
    console_.hub.hub.db,
    sql`select address, retired_at is null as "isUsed", verified_by from delivery_endpoint order by created_at`,
  );

  expect([unchecked.status, wrong.status, right.status]).toEqual([422, 422, 303]);
  expect(await wrong.text()).toContain('name one folder');
  expect(endpoints).toEqual([
    { address: 'zztestfax', isUsed: false, verified_by: 'ana@practice.example' },
    { address: 'zztestright', isUsed: true, verified_by: 'ana@practice.example' },
  ]);
  expect((await deliveries()).at(-1)).toMatchObject({ address: 'zztestright', status: 'sent' });
});

test('the packet opens as it was sent, and says so when it cannot', async () => {
  const id = (await deliveries()).at(-1)?.id ?? '';
  const answer = await console_.get(`/deliveries/${id}/packet`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  await execute(console_.hub.hub.db, sql`update delivery set packet_sha256 = 'other' where id = ${id}`);
  const changed = await console_.get(`/deliveries/${id}/packet`);
  const today = await console_.get(`/deliveries/${id}/packet?as=today`);

  expect(answer.headers.get('content-type')).toBe('application/pdf');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  expect(changed.status).toBe(409);
  expect(await changed.text()).toContain('as it would be sent today');
  expect(today.status).toBe(200);
  expect(await audits('view_packet')).toBe(3);
}, 30_000);

test('a letter is printed, carried, and delivered when somebody says who took it', async () => {
  const before = (await deliveries()).at(-1)?.id ?? '';
  const printed = await console_.post(`/deliveries/${before}/print`, {});
  await console_.hub.send();
  const letter = (await deliveries()).at(-1);
  const again = await console_.post(`/deliveries/${letter?.id}/print`, {});
  const nobody = await console_.post(`/deliveries/${letter?.id}/hand-over`, {
    receiver: ' ',
    at: '2026-11-06T09:30',
  });
  const taken = await console_.post(`/deliveries/${letter?.id}/hand-over`, {
    receiver: 'Rita Zztest',
    at: '2026-11-06T09:30',
    back: '/notes-to-send?tab=sent',
  });
  const page = await text(`/deliveries/${letter?.id}`);
  const referral = await queryOne(
    console_.hub.hub.db,
    sql`select state from referral where note_delivered_at is not null`,
  );

  expect(printed.headers.get('location')).toBe(`/deliveries/${letter?.id}/packet`);
  expect(letter).toMatchObject({ destination: 'print', status: 'sent' });
  expect(again.headers.get('location')).toBe(`/deliveries/${letter?.id}/packet`);
  expect(nobody.status).toBe(422);
  expect(taken.headers.get('location')).toBe('/notes-to-send?tab=sent&told=confirmed');
  expect((await deliveries()).find((one) => one.id === letter?.id)).toMatchObject({
    status: 'delivered',
    detail: 'Handed to Rita Zztest, 2026-11-06 09:30.',
    reference: 'by hand: ana@practice.example',
  });
  expect(page).toContain('4 ways were tried');
  expect(referral).toEqual({ state: 'closed' });
  expect(await text('/notes-to-send?tab=delivered')).toContain('What was sent');
});

test('a failed one whose other way arrived is no open work: the page opens where there is some', async () => {
  await execute(console_.hub.hub.db, sql`update delivery set status = 'dead' where address = 'zztestright'`);

  const opened = await text('/notes-to-send');
  expect(opened).toContain('name="tab" value="not_final"');
  expect(opened).toContain('See the visit');
  expect(await text('/notes-to-send?tab=failed')).toContain('Nothing failed.');
});

test('somebody holds a note back with a reason, and somebody lets it go', async () => {
  const { hub, feed, send } = console_.hub;
  const one = {
    mrn: 'TEST-3',
    family: 'ZZTESTHOLD',
    given: 'IDA',
    birth: '19630404',
    phone: '555-0177',
    street: '9 Elm Rd',
  };
  const visit = {
    ...one,
    appointment: 'F3',
    visit: 'V3',
    order: 'R3^CLINIC',
    note: 'N3',
    text: 'Findings of another.',
  };
  await feed(siu('S12', visit), adt('A04', visit), adt('A03', visit), mdm('T02', visit));
  await execute(
    hub.db,
    sql`update effect set due_at = now() + interval '1 hour' where state = 'planned' and kind = 'deliver_note'`,
  );
  const id = (
    await queryOne<{ id: string }>(
      hub.db,
      sql`select id from effect where state = 'planned' and kind = 'deliver_note'`,
    )
  )?.id;
  const ready = await text('/notes-to-send?tab=ready');
  const back = '/notes-to-send?tab=ready';
  const silent = await console_.post(`/notes-to-send/${id}/hold`, { because: ' ', back });
  const held = await console_.post(`/notes-to-send/${id}/hold`, {
    because: 'The provider wants to see it first.',
    back,
  });
  const shown = await text('/notes-to-send?tab=held');
  await console_.post(`/notes-to-send/${id}/release`, {
    because: 'The provider saw it.',
    back: '/notes-to-send?tab=held',
  });
  await send(true);

  expect(ready).toContain('ZZTESTHOLD, IDA');
  expect(silent.headers.get('location')).toBe(`${back}&told=say_why`);
  expect(held.headers.get('location')).toBe(`${back}&told=held_back`);
  expect(shown).toContain('The provider wants to see it first.');
  expect((await deliveries()).at(-1)).toMatchObject({ address: 'zztestright', status: 'sent' });
  expect(await text('/notes-to-send?tab=held')).toContain('No note waits for an answer.');
});

test('what failed at an address that turned out wrong does not go there again', async () => {
  const old = (await deliveries()).findLast((one) => one.address === 'zztestfax')?.id ?? '';
  await execute(console_.hub.hub.db, sql`update delivery set status = 'dead' where id = ${old}`);
  const before = (await deliveries()).length;
  const many = await console_.post('/notes-to-send/resend', {
    back: '/notes-to-send',
    which: 'ticked',
    id: old,
  });
  const one = await console_.post(`/deliveries/${old}/resend`, {});

  expect(many.headers.get('location')).toBe('/notes-to-send?told=resent_some');
  expect(one.status).toBe(422);
  expect(await one.text()).toContain('choose another way');
  expect(await deliveries()).toHaveLength(before);
});
