import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApi, type TestApi } from '../../test/support/api.ts';
import { ref, siu } from '../../test/support/hl7.ts';
import { newId } from '../lib/ids.ts';
import { escalateDue } from '../pipeline/escalate.ts';
import { execute, query, sql } from '../store/database.ts';
import { insertAccount } from '../store/accounts.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
  const digits = (days: number) =>
    `${new Date(Date.now() + days * 86_400_000).toISOString().replaceAll(/\D/g, '').slice(0, 14)}+0000`;
  for (let nr = 1; nr <= 3; nr += 1) {
    const story = {
      mrn: `TEST-${nr}`,
      family: ['ZZTESTLEE', 'ZZTESTMORRIS', 'ZZTESTQUIST'][nr - 1] ?? '',
      given: ['ANNA', 'BERTRAM', 'CHIDI'][nr - 1] ?? '',
      birth: `197${nr}0${nr}1${nr}`,
      phone: `555-010${nr}`,
      order: `R${nr}^CLINIC`,
    };
    await api.feed(ref('I12', { ...story, at: digits(-10) }));
  }
  const missing = { mrn: 'TEST-9', family: 'ZZTESTNINE', birth: '19800909', phone: '555-0109', referrer: '' };
  await api.feed(siu('S12', { ...missing, at: digits(-1), start: digits(1) }));
  await escalateDue(api.hub);
  await insertAccount(api.hub.db, {
    email: 'ana@practice.example',
    displayName: 'Ana',
    role: 'staff',
    passwordHash: 'x',
  });
});
afterAll(() => api.close());

const late = async () => (await api.call('GET', '/v1/escalations')).body.escalations;

test('what is late is listed in pages, without patients', async () => {
  const first = await api.call('GET', '/v1/escalations?kind=not_contacted&limit=2');
  const second = await api.call('GET', `/v1/escalations?kind=not_contacted&limit=2&after=${first.body.next}`);

  expect(first.body.escalations).toHaveLength(2);
  expect(second.body.escalations).toHaveLength(1);
  expect(second.body.next).toBeUndefined();
  expect(first.body.escalations[0]).toMatchObject({
    kind: 'not_contacted',
    state: 'raised',
    owner: 'manager',
    owners: ['call_centre', 'lead', 'manager'],
    level: 3,
    isClosedByPerson: false,
  });
  expect(JSON.stringify([first.body, second.body])).not.toMatch(/ZZTEST|ANNA|19700102|1970-01-02|TEST-/);
});

test('counts say who holds how many', async () => {
  const { body } = await api.call('GET', '/v1/escalations/counts');

  expect(body.counts).toContainEqual(
    expect.objectContaining({ owner: 'manager', kind: 'not_contacted', late: 3, running: 0, snoozed: 0 }),
  );
});

test('who has to be asked is listed by point, without patients', async () => {
  const { body } = await api.call('GET', '/v1/missing/call');

  expect(body.missing).toEqual([
    expect.objectContaining({ kind: 'none', missing: ['referrer', 'pcp'], isToday: false }),
  ]);
  expect(JSON.stringify(body)).not.toMatch(/ZZTEST|19800|1980-0|TEST-/);
  expect((await api.call('GET', '/v1/missing/lunch')).status).toBe(400);
});

test('one that is put off leaves the list, and the second of two people is told', async () => {
  const [one] = await late();
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const path = `/v1/escalations/${one.id}/snooze`;
  const body = { version: one.version, until, reason: 'Calls back tomorrow.' };

  expect((await api.call('POST', path, { body })).status).toBe(200);
  expect((await api.call('POST', path, { body })).status).toBe(409);
  expect((await late()).map((each: { id: string }) => each.id)).not.toContain(one.id);
  const snoozed = await api.call('GET', '/v1/escalations?state=snoozed');
  expect(snoozed.body.escalations).toMatchObject([{ id: one.id, snoozedUntil: until }]);
  const past = { ...body, version: one.version + 1, until: '2026-01-01T00:00:00Z' };
  expect((await api.call('POST', path, { body: past })).status).toBe(400);
});

test('one that a person closed stays closed, with the audit to show for it', async () => {
  const [one] = await late();
  const path = `/v1/escalations/${one.id}/done`;
  const body = { version: one.version, reason: 'Reached by letter.' };

  expect((await api.call('POST', path, { body: { ...body, reason: ' ' } })).status).toBe(400);
  expect((await api.call('POST', path, { body })).status).toBe(200);
  expect((await api.call('POST', path, { body })).status).toBe(404);
  await execute(api.hub.db, sql`update escalation set dues = dues where id = ${one.id}`);
  const closed = await api.call('GET', '/v1/escalations?state=closed');
  expect(closed.body.escalations).toMatchObject([{ id: one.id, isClosedByPerson: true }]);
  expect(
    await query(api.hub.db, sql`select actor, action from audit where object_id = ${one.id} order by id`),
  ).toEqual([{ actor: expect.stringMatching(/^api:/), action: 'escalation_done' }]);
});

test('one is given to a person who exists', async () => {
  const [one] = await late();
  const path = `/v1/escalations/${one.id}/assign`;
  const to = (address: string | null, version: number) =>
    api.call('POST', path, { body: { version, to: address } });

  expect((await to('nobody@practice.example', one.version)).body.code).toBe('no-such-person');
  expect((await to('ana@practice.example', one.version)).status).toBe(200);
  expect((await late())[0]).toMatchObject({ id: one.id, assignedTo: 'ana@practice.example' });
  expect((await to(null, one.version + 1)).status).toBe(200);
  expect(
    (await api.call('POST', `/v1/escalations/${newId()}/assign`, { body: { version: 1, to: null } })).status,
  ).toBe(404);
});

test('readers of events see none of this', async () => {
  expect((await api.call('GET', '/v1/escalations', { token: api.tokens.events })).status).toBe(403);
});
