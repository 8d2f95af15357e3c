import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApi, type TestApi } from '../../test/support/api.ts';
import { siu } from '../../test/support/hl7.ts';
import { newId } from '../lib/ids.ts';
import { query, sql } from '../store/database.ts';

let api: TestApi;
let lee: string;
let roe: string;
beforeAll(async () => {
  api = await createTestApi();
  const other = { mrn: 'TEST-2', family: 'ZZTESTROE', given: 'BEN', birth: '19651231', phone: '555-0102' };
  await api.feed(siu('S12'), siu('S12', { ...other, appointment: 'F2', visit: 'V2' }));
  const held = await query<{ id: string }>(
    api.hub.db,
    sql`select patient_id as id from patient_identifier order by value`,
  );
  [lee = '', roe = ''] = held.map((one) => one.id);
});
afterAll(() => api.close());

const auditOf = (objectId: string) =>
  query<{ action: string; patientId: string | null }>(
    api.hub.db,
    sql`select action, patient_id as "patientId" from audit where object_id = ${objectId} and object_kind = 'patient' order by id`,
  );
const post = (path: string, body: unknown) => api.call('POST', path, { body });

describe('patients', () => {
  test('are found by name, by nobody without the right, and the audit knows', async () => {
    const { status, body } = await post('/v1/patients/search', { text: 'zztestroe' });

    expect(status).toBe(200);
    expect(body.patients).toMatchObject([{ id: roe, family: 'ZZTESTROE', numbers: [{ value: 'TEST-2' }] }]);
    expect(await auditOf('patients')).toEqual([{ action: 'search', patientId: null }]);
    const events = { token: api.tokens.events };
    expect((await api.call('GET', `/v1/patients/${roe}`, events)).status).toBe(403);
  });

  test('are merged and taken apart again', async () => {
    const reason = 'The family says so.';
    expect((await post(`/v1/patients/${lee}/merge`, { otherId: roe, reason })).status).toBe(200);
    expect((await post(`/v1/patients/${lee}/merge`, { otherId: roe, reason })).body).toMatchObject({
      code: 'already-done',
    });

    const merged = await api.call('GET', `/v1/patients/${roe}`);
    expect(merged.body).toMatchObject({
      id: lee,
      isAlias: true,
      changes: [{ what: 'merged', reason, counts: { numbers: 1 } }],
    });
    expect(merged.body.said.name.map((one: { value: string }) => one.value)).toEqual(
      expect.arrayContaining(['ANNA ZZTESTLEE', 'BEN ZZTESTROE']),
    );

    const undo = { record: roe, reason };
    expect((await post(`/v1/patients/${lee}/unmerge`, undo)).status).toBe(200);
    expect((await post(`/v1/patients/${lee}/unmerge`, undo)).status).toBe(409);
    expect((await api.call('GET', `/v1/patients/${roe}`)).body).toMatchObject({ id: roe, isAlias: false });
    expect((await auditOf(lee)).map((one) => one.action)).toEqual([
      'merge_patients',
      'merge_patients',
      'unmerge_patients',
      'unmerge_patients',
    ]);
  });

  test('give up a number and a message that are somebody else’s', async () => {
    const [message] = await query<{ id: string }>(
      api.hub.db,
      sql`select id from message where patient_id = ${roe}`,
    );
    const reason = 'Wrong chart.';
    const move = { messageId: message?.id, to: lee, reason };
    expect((await post(`/v1/patients/${roe}/move-message`, move)).status).toBe(200);
    expect((await post(`/v1/patients/${roe}/move-message`, move)).body).toMatchObject({ code: 'changed' });
    const number = { system: 'clinic:CLINIC', value: 'TEST-2' };
    expect((await post(`/v1/patients/${lee}/move-number`, { number, to: 'new', reason })).status).toBe(200);
    const { body } = await api.call('GET', `/v1/patients/${lee}`);
    expect(body.numbers).toEqual([{ system: 'clinic:CLINIC', value: 'TEST-1' }]);
  });

  test('that do not exist, and changes without a reason, are refused', async () => {
    const nobody = newId();
    expect((await api.call('GET', `/v1/patients/${nobody}`)).status).toBe(404);
    expect((await post(`/v1/patients/${nobody}/merge`, { otherId: lee, reason: 'x' })).status).toBe(404);
    expect((await post(`/v1/patients/${lee}/merge`, { otherId: roe, reason: ' ' })).status).toBe(400);
    expect((await post(`/v1/patients/${lee}/merge`, { otherId: roe })).status).toBe(400);
  });
});
