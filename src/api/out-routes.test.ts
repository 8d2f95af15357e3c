import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApi, type TestApi } from '../../test/support/api.ts';
import { mdm, merge, siu } from '../../test/support/hl7.ts';
import { npi } from '../../test/support/npi.ts';
import { enterOffices } from '../../test/support/offices.ts';
import { referrerOf, storyOf } from '../../test/support/delivery-story.ts';
import { newId } from '../lib/ids.ts';
import { unmergePatients } from '../pipeline/identity.ts';
import { insertAccount, listColleagues } from '../store/accounts.ts';
import { execute, query, queryOne, sql } from '../store/database.ts';
import { insertPlace } from '../store/listeners.ts';
import { transaction } from '../store/transaction.ts';
import { createApi } from './create-api.ts';

let api: TestApi;
let server: Server;
let base = '';
beforeAll(async () => {
  api = await createTestApi();
  await enterOffices(
    api.hub.db,
    [0, 1, 2, 3, 4].map((nr) => ({ destination: 'folder', address: `office-${nr}` })),
  );
  const app = createApi(api.deps);
  server = await new Promise<Server>((resolve) => {
    const started = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0, createServer }, () =>
      resolve(started as Server),
    );
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}, 60_000);
afterAll(async () => {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  await api.close();
});

// Tests look into answers of every shape.
// oxlint-disable-next-line typescript/no-explicit-any
type Answer = { readonly status: number; readonly body: any; readonly type: string | null };

async function call(
  method: string,
  path: string,
  body?: unknown,
  token = api.tokens.operator,
  key?: string,
): Promise<Answer> {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      ...(key === undefined ? {} : { 'Idempotency-Key': key }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const type = response.headers.get('content-type');
  const isJson = /[/+]json/.test(type ?? '');
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, type, body: isJson ? JSON.parse(bytes.toString()) : bytes };
}

async function officeOf(nr: number): Promise<string> {
  const row = await queryOne<{ id: string }>(
    api.hub.db,
    sql`select partner_id as id from partner_identifier where system = 'npi' and value = ${npi(nr)}`,
  );
  return row?.id ?? '';
}

async function referralOf(nr: number): Promise<string> {
  const row = await queryOne<{ id: string }>(
    api.hub.db,
    sql`select r.id from referral r join patient_identifier i on i.patient_id = r.patient_id
        where i.value = ${`TEST-${nr}`} and r.merged_into is null order by r.id limit 1`,
  );
  return row?.id ?? '';
}

const actionsOn = async (objectId: string) =>
  (
    await query<{ actor: string; action: string }>(
      api.hub.db,
      sql`select actor, action from audit where object_id = ${objectId} order by id`,
    )
  ).map((one) => `${one.actor} ${one.action}`);

/** Names and numbers of the invented patients. */
const patients = /ZZTEST[A-E]|TEST-\d|Findings of/;

test('every route of it is for operators alone', async () => {
  for (const path of ['/v1/holds', '/v1/incidents', '/v1/letters', '/v1/alert-listeners'])
    expect((await call('GET', path, undefined, api.tokens.events)).status).toBe(403);
});

describe('holds', () => {
  test('are listed with the reason; what has no address is not let go by a word', async () => {
    for (const nr of [0, 1, 2]) await api.feed(siu('S12', storyOf(nr)), mdm('T02', storyOf(nr)));
    expect((await call('GET', '/v1/holds')).body).toEqual({ holds: [] });
    await execute(api.hub.db, sql`delete from delivery_endpoint where partner_id = ${await officeOf(2)}`);
    await api.send();
    const missing = (await call('GET', `/v1/holds?partnerId=${await officeOf(2)}`)).body.holds;
    expect(missing).toMatchObject([
      { code: 'no_endpoint', endsBy: 'mend', purpose: 'note', referralId: await referralOf(2) },
    ]);
    expect((await call('POST', `/v1/holds/${missing[0].id}/release`, { because: 'x' })).body.code).toBe(
      'needs-way',
    );
    expect((await call('POST', `/v1/holds/${newId()}/release`, { because: 'x' })).status).toBe(404);
    expect((await call('POST', `/v1/holds/${missing[0].id}/release`, {})).status).toBe(400);
  });

  test('what has not left is held back and let go once, each with its audit; pages name no patient', async () => {
    await api.feed(siu('S12', storyOf(3)), mdm('T02', storyOf(3)));
    const effect = await queryOne<{ id: string }>(
      api.hub.db,
      sql`select id from effect where kind = 'deliver_note' and referral_id = ${await referralOf(3)}`,
    );
    const id = effect?.id ?? '';
    const because = 'ZZTESTD is not to be named';

    expect((await call('PUT', `/v1/holds/${id}`, { because })).body).toEqual({ id });
    expect((await call('PUT', `/v1/holds/${id}`, { because })).status).toBe(200);
    const page = await call('GET', '/v1/holds?limit=1');
    const rest = await call('GET', `/v1/holds?limit=1&after=${page.body.next}`);
    const codes = [...page.body.holds, ...rest.body.holds].map((one: { code: string }) => one.code);
    expect(codes.toSorted()).toEqual(['by_person', 'no_endpoint']);
    expect(rest.body.next).toBeUndefined();
    expect(JSON.stringify([page.body, rest.body])).not.toMatch(patients);

    expect((await call('POST', `/v1/holds/${id}/release`, { because: 'may go' })).body).toEqual({ id });
    const again = await call('POST', `/v1/holds/${id}/release`, { because: 'may go' });
    expect([again.status, again.body.code]).toEqual([409, 'not-held']);
    await api.send();
    expect((await call('PUT', `/v1/holds/${id}`, { because })).body.code).toBe('too-late');
    expect(await actionsOn(id)).toEqual([
      'api:ops delivery_held',
      'api:ops delivery_held',
      'api:ops delivery_released',
    ]);
    expect((await call('GET', '/v1/holds?after=nonsense')).body.code).toBe('cursor-malformed');
  });
});

test('a number that is not theirs is refused, and what waited for it looks for another way', async () => {
  await execute(
    api.hub.db,
    sql`insert into delivery_endpoint (id, partner_id, destination, address, source)
        values (${newId()}, ${await officeOf(2)}, 'folder', '555-010-0299', 'file:test')`,
  );
  await execute(api.hub.db, sql`update effect set state = 'planned', due_at = now() where state = 'blocked'`);
  await api.send();
  const [hold] = (await call('GET', `/v1/holds?partnerId=${await officeOf(2)}`)).body.holds;
  expect(hold).toMatchObject({ endsBy: 'release', reviewId: expect.any(String) });
  const path = `/v1/holds/${hold.id}/refusal`;

  expect((await call('POST', path, { because: 'A shop has it.' })).body).toEqual({ id: hold.id });
  expect(await actionsOn(hold.reviewId)).toContain('api:ops review_dismiss');
  const health = await queryOne(
    api.hub.db,
    sql`select health from delivery_endpoint where address = '555-010-0299'`,
  );
  expect(health).toEqual({ health: 'bad' });
  expect((await call('POST', path, { because: 'again' })).status).toBe(404);
  await api.send();
  expect((await call('GET', `/v1/holds?partnerId=${await officeOf(2)}`)).body.holds).toMatchObject([
    { code: 'no_endpoint' },
  ]);
});

describe('incidents', () => {
  test('are listed, looked at, noted, contained and closed in their order', async () => {
    const other = storyOf(4, {
      mrn: 'TEST-44',
      given: 'G44',
      birth: '19440102',
      appointment: 'F44',
      visit: 'V44',
      note: 'N44',
    });
    await api.feed(siu('S12', storyOf(4)), siu('S12', other), merge({ ...storyOf(4), prior: 'TEST-44' }));
    await api.feed(mdm('T02', other));
    await api.send();
    const records = await query<{ id: string; value: string }>(
      api.hub.db,
      sql`select origin_patient_id as id, value from patient_identifier where value in ('TEST-4', 'TEST-44')`,
    );
    const of = (value: string) => records.find((one) => one.value === value)?.id ?? '';
    await unmergePatients(
      api.hub,
      { record: of('TEST-4'), otherRecord: of('TEST-44') },
      { person: 'ana@practice.example', reason: 'two people' },
    );

    const [line] = (await call('GET', '/v1/incidents?state=open')).body.incidents;
    expect(line).toMatchObject({ reason: 'note_moved', patientId: of('TEST-4'), belongsTo: of('TEST-44') });
    const path = `/v1/incidents/${line.id}`;
    const one = (await call('GET', path)).body;
    const [{ deliveryId }] = one.recipients;
    expect(one.recipients).toMatchObject([{ state: 'to_ask', destination: 'folder' }]);
    expect((await call('GET', `${path}/recipients/${deliveryId}/letter`)).body.text).toContain(
      'Destroy every copy',
    );

    const early = await call('PUT', `${path}/state`, { state: 'contained' });
    expect([early.status, early.body.code]).toEqual([409, 'not-yet']);
    expect((await call('POST', `${path}/notes`, { note: 'Lisa is on leave' })).status).toBe(200);
    const asked = { state: 'asked', note: 'called Lisa' };
    expect((await call('PUT', `${path}/recipients/${newId()}`, asked)).status).toBe(404);
    expect((await call('PUT', `${path}/recipients/${deliveryId}`, asked)).body.recipients[0].askedBy).toBe(
      'api:ops',
    );
    expect((await call('PUT', `${path}/state`, { state: 'contained' })).body.state).toBe('contained');
    await call('PUT', `${path}/recipients/${deliveryId}`, { state: 'destroyed', note: 'shredded' });
    const closed = await call('PUT', `${path}/state`, { state: 'closed', note: 'A wrong merge.' });

    expect(closed.body).toMatchObject({ state: 'closed', closedAt: expect.any(String) });
    expect(closed.body.entries.map((entry: { what: string }) => entry.what)).toEqual([
      'opened',
      'noted',
      'recipient_asked',
      'contained',
      'recipient_destroyed',
      'closed',
    ]);
    expect((await actionsOn(line.id)).filter((action) => action.endsWith('incident_changed'))).toHaveLength(
      5,
    );
    expect((await call('GET', `/v1/incidents/${newId()}`)).status).toBe(404);
  });
});

describe('letters', () => {
  test('are read, put in other words, guarded against gifts and late savers, and put back', async () => {
    const { body } = await call('GET', '/v1/letters');
    expect(body.letters).toHaveLength(7);
    const words = { title: 'Thank you', body: 'We thank you for {{patient}}.' };
    const path = '/v1/letters/thank_you';
    expect((await call('PUT', path, { ...words, basedOn: 0 })).body).toMatchObject({ ...words, number: 1 });
    expect((await call('PUT', path, { ...words, basedOn: 0 })).body.code).toBe('changed');
    const wrong = await call('PUT', path, { title: 'A', body: '{{patiant}}', basedOn: 1 });
    expect([wrong.status, wrong.body.errors[0].field]).toEqual([422, 'body']);
    const gift = { title: 'Thank you', body: 'Lunch is on us.', basedOn: 1 };
    expect((await call('PUT', path, gift)).body.code).toBe('needs-answer');
    expect((await call('PUT', path, { ...gift, isSure: true })).body.number).toBe(2);
    expect((await call('POST', `${path}/reset`, { basedOn: 2 })).body).toMatchObject({
      number: 3,
      isBuiltIn: true,
    });
    expect((await call('GET', path)).body.versions.map((one: { number: number }) => one.number)).toEqual([
      3, 2, 1,
    ]);
    expect(await actionsOn('thank_you/3')).toEqual(['api:ops letter_reset']);
  });

  test('are previewed as they would go out, and only when they could', async () => {
    const draft = { title: 'Thank you', body: 'We thank you for {{patient}}.' };
    const pdf = await call('POST', '/v1/letters/thank_you/preview', draft);
    expect([pdf.status, pdf.type, pdf.body.subarray(0, 5).toString()]).toEqual([
      200,
      'application/pdf',
      '%PDF-',
    ]);
    const png = await call('POST', '/v1/letters/thank_you/preview', { ...draft, format: 'png' });
    expect([png.type, png.body.subarray(1, 4).toString()]).toEqual(['image/png', 'PNG']);
    expect((await call('POST', '/v1/letters/thank_you/preview', { title: '', body: 'x' })).status).toBe(422);
    expect((await call('GET', '/v1/letters/love')).status).toBe(400);
  });

  test('a thank-you goes once, a decline only of what was declined', async () => {
    const path = `/v1/referrals/${await referralOf(3)}/letters`;
    const sent = await call('POST', path, { kind: 'thank_you' });
    expect(sent.status).toBe(202);
    expect((await call('POST', path, { kind: 'thank_you' })).body.code).toBe('letter-sent-before');
    expect((await call('POST', path, { kind: 'decline', reason: 'Full.' })).body.code).toBe(
      'letter-not-declined',
    );
    expect((await call('POST', `/v1/referrals/${newId()}/letters`, { kind: 'thank_you' })).status).toBe(404);
    // What was ordered is held and let go by the id of the answer.
    expect((await call('PUT', `/v1/holds/${sent.body.id}`, { because: 'later' })).status).toBe(200);
    expect((await call('POST', `/v1/holds/${sent.body.id}/release`, { because: 'now' })).status).toBe(200);
  });

  test('a status report and a parcel of notes go to one partner', async () => {
    const more = storyOf(5, { referrer: referrerOf(3) });
    const third = storyOf(6, { referrer: referrerOf(3) });
    await api.feed(siu('S12', more), siu('S12', third), mdm('T02', more), mdm('T02', third));
    const id = await officeOf(3);
    const report = (await call('GET', `/v1/partners/${id}/status-report`)).body;
    expect(report.referrals.length).toBeGreaterThan(0);
    expect(report.referrals[0].words).toBe('Seen; note on its way');
    expect((await call('POST', `/v1/partners/${id}/status-report`)).status).toBe(202);
    expect((await call('POST', `/v1/partners/${newId()}/status-report`)).status).toBe(404);

    const { notes } = (await call('GET', `/v1/partners/${id}/notes`)).body;
    expect(JSON.stringify([report, notes])).not.toMatch(patients);
    const ids = notes.slice(0, 2).map((one: { id: string }) => one.id);
    const gone = await call('POST', `/v1/partners/${id}/bundles`, { notes: [ids[0], newId()] });
    expect([gone.status, gone.body.detail]).toEqual([409, 'The note at notes[1] is not there any more.']);
    const elsewhere = await call('POST', `/v1/partners/${await officeOf(1)}/bundles`, { notes: ids });
    expect(elsewhere.body.code).toBe('bundle-other-practice');
    expect((await call('POST', `/v1/partners/${id}/bundles`, { notes: ids })).status).toBe(202);
    await api.send();
    const parcel = await queryOne(api.hub.db, sql`select status from delivery where purpose = 'bundle'`);
    expect(parcel).toEqual({ status: 'delivered' });
    expect(await actionsOn(id)).toEqual(['api:ops status_sent', 'api:ops bundle_sent']);
  });
});

describe('what is asked for again after a lost answer', () => {
  const again = (path: string, body?: unknown, key = 'wish-1') =>
    call('POST', path, body, api.tokens.operator, key);
  const ordered = async () =>
    (
      await query(
        api.hub.db,
        sql`select from effect where kind in ('send_status', 'send_letter', 'send_bundle')`,
      )
    ).length;

  test('is sent once, and answered as the first time, also when both come at once', async () => {
    await api.feed(siu('S12', storyOf(7, { referrer: referrerOf(3) })));
    const path = `/v1/partners/${await officeOf(3)}/status-report`;
    const before = await ordered();
    const answers = await Promise.all([again(path), again(path)]);
    answers.push(await again(path));
    expect(new Set(answers.map((one) => `${one.status} ${one.body.id}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(202);
    expect(await ordered()).toBe(before + 1);

    expect((await again(path, undefined, 'wish-2')).body.id).not.toBe(answers[0]?.body.id);
    expect((await again(path, undefined, 'a b')).status).toBe(400);
    expect(await ordered()).toBe(before + 2);
  });

  test('a letter is answered as the first time; another wish under its key is refused, one that failed may come again', async () => {
    const path = `/v1/referrals/${await referralOf(4)}/letters`;
    const refused = await again(path, { kind: 'decline', reason: 'Full.' });
    expect([refused.status, refused.body.code]).toEqual([409, 'letter-not-declined']);
    const sent = await again(path, { kind: 'thank_you' });
    expect(sent.status).toBe(202);
    expect(await again(path, { kind: 'thank_you' })).toEqual(sent);
    const other = await again(path, { kind: 'decline', reason: 'Full.' });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-reused']);
  });

  test('a delivery that arrived is not sent again twice', async () => {
    await api.send();
    const row = await queryOne<{ id: string }>(
      api.hub.db,
      sql`select id from delivery where status = 'delivered' and purpose = 'status' order by id limit 1`,
    );
    const path = `/v1/deliveries/${row?.id}/resend`;
    const first = await again(path);
    expect(first.status).toBe(202);
    await api.send();
    expect(await again(path)).toEqual(first);
    await execute(api.hub.db, sql`update asked_once set at = at - interval '31 days'`);
    expect((await again(path, undefined, 'wish-3')).body.deliveryId).not.toBe(first.body.deliveryId);
    expect(await query(api.hub.db, sql`select from asked_once`)).toHaveLength(1);
  });
});

describe('who is told', () => {
  test('settings of a person are read and saved whole; a late saver and a wrong address are told', async () => {
    const account = {
      email: 'sam@practice.example',
      displayName: 'Sam',
      role: 'staff',
      passwordHash: 'x',
    } as const;
    await insertAccount(api.hub.db, account);
    const [sam] = await listColleagues(api.hub.db);
    const path = `/v1/alert-listeners/${sam?.id}`;
    const { listeners } = (await call('GET', '/v1/alert-listeners')).body;
    expect(listeners).toEqual([
      { id: sam?.id, kind: 'person', name: 'Sam', email: account.email, teams: [] },
    ]);
    const before = (await call('GET', path)).body;
    expect(before).toMatchObject({ byEmail: true, digest: 'off', ways: [], version: 1 });

    const wishes = {
      wants: { referral: 'all' },
      byEmail: true,
      ways: [],
      quiet: { from: '20:00', until: '07:00' },
      passes: ['urgent'],
      digest: 'day',
    };
    const saved = await call('PUT', path, { ...wishes, version: 1 });
    expect(saved.body).toMatchObject({ ...wishes, digestAt: '08:00', version: 2 });
    expect((await call('PUT', path, { ...wishes, version: 1 })).status).toBe(409);
    const wrong = { ...wishes, ways: [{ destination: 'pigeon', address: 'x' }], version: 2 };
    expect((await call('PUT', path, wrong)).body.errors[0].field).toBe('ways.0');
    const late = { ...wishes, quiet: { from: '25:00', until: '07:00' }, version: 2 };
    expect((await call('PUT', path, late)).status).toBe(400);

    const muted = await call('POST', `${path}/mutes`, { partnerId: await officeOf(1), days: 7 });
    expect(muted.body.mutes).toMatchObject([{ partnerId: await officeOf(1), until: expect.any(String) }]);
    expect((await call('POST', `${path}/mutes`, {})).status).toBe(400);
    expect((await call('POST', `${path}/mutes`, { partnerId: newId() })).status).toBe(404);
    expect((await call('DELETE', `${path}/mutes/${muted.body.mutes[0].id}`)).body.mutes).toEqual([]);
    expect((await call('GET', `/v1/alert-listeners/${newId()}`)).status).toBe(404);
  });

  test('people and places watch partners and referrals, until they do not', async () => {
    const [sam] = await listColleagues(api.hub.db);
    const place = await transaction(api.hub.db, (tx) => insertPlace(tx, 'Front desk'));
    const [partner, referral] = [await officeOf(1), await referralOf(1)];
    for (const listener of [sam?.id, place]) {
      expect((await call('PUT', `/v1/partners/${partner}/watchers/${listener}`)).status).toBe(204);
      expect((await call('PUT', `/v1/referrals/${referral}/watchers/${listener}`)).status).toBe(204);
    }
    const { body } = await call('GET', `/v1/partners/${partner}/watchers`);
    expect(body).toEqual({
      liaison: 'liaison@practice.example',
      watchers: [
        { listenerId: place, name: 'Front desk', enteredBy: 'api:ops' },
        { listenerId: sam?.id, name: 'Sam', enteredBy: 'api:ops' },
      ],
    });
    expect((await call('GET', `/v1/alert-listeners/${sam?.id}`)).body).toMatchObject({
      partnerIds: [partner],
      referralIds: [referral],
    });
    expect((await call('DELETE', `/v1/partners/${partner}/watchers/${place}`)).status).toBe(204);
    expect((await call('DELETE', `/v1/referrals/${referral}/watchers/${place}`)).status).toBe(204);
    expect((await call('GET', `/v1/alert-listeners/${place}`)).body).toMatchObject({
      kind: 'place',
      partnerIds: [],
      referralIds: [],
    });
    expect((await call('PUT', `/v1/partners/${newId()}/watchers/${place}`)).status).toBe(404);
    expect((await call('PUT', `/v1/referrals/${referral}/watchers/${newId()}`)).status).toBe(404);
    expect(await actionsOn(place)).toContain('api:ops alert_watcher_removed');
  });
});
