import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApi, type TestApi } from '../../test/support/api.ts';
import { siu } from '../../test/support/hl7.ts';
import { newId } from '../lib/ids.ts';
import { query, queryOne, sql } from '../store/database.ts';

let api: TestApi;
let lee: string;
beforeAll(async () => {
  api = await createTestApi();
  await api.feed(siu('S12'));
  lee = (await queryOne<{ id: string }>(api.hub.db, sql`select id from patient`))?.id ?? '';
});
afterAll(() => api.close());

const consent = {
  scope: 'email_appointments',
  isGiven: true,
  signedOn: '2026-11-05',
  email: 'lee@mail.example',
};

describe('consents', () => {
  test('are written down, listed newest first, and the audit knows', async () => {
    const path = `/v1/patients/${lee}/consents`;
    expect((await api.call('POST', path, { body: consent })).status).toBe(201);
    const { email: _, ...refused } = { ...consent, isGiven: false };
    expect((await api.call('POST', path, { body: refused })).status).toBe(201);

    const { status, body } = await api.call('GET', path);

    expect(status).toBe(200);
    expect(body.consents).toMatchObject([
      { scope: 'email_appointments', isGiven: false, email: null },
      { scope: 'email_appointments', isGiven: true, email: 'lee@mail.example', signedOn: '2026-11-05' },
    ]);
    const audit = await query(
      api.hub.db,
      sql`select action from audit where patient_id = ${lee} and action like '%consent%' order by id`,
    );
    expect(audit).toEqual([
      { action: 'consent_given' },
      { action: 'consent_refused' },
      { action: 'view_consents' },
    ]);
  });

  test.each([
    ['another scope', { ...consent, scope: 'telephone' }],
    ['no day', { ...consent, signedOn: '2026-02-30' }],
    ['no address', { ...consent, email: 'lee' }],
    ['a field nobody knows', { ...consent, by: 'x' }],
  ])('%s is refused', async (_what, body) => {
    expect((await api.call('POST', `/v1/patients/${lee}/consents`, { body })).status).toBe(400);
  });

  test('of nobody there are none, and without the right nobody sees any', async () => {
    const path = `/v1/patients/${newId()}/consents`;

    expect((await api.call('GET', path)).status).toBe(404);
    expect((await api.call('POST', path, { body: consent })).status).toBe(404);
    for (const token of [api.tokens.events, api.tokens.channel])
      expect((await api.call('GET', `/v1/patients/${lee}/consents`, { token })).status).toBe(403);
  });
});
