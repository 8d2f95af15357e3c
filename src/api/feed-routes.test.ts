import { afterAll, beforeAll, expect, test } from 'vitest';
import generic from '../../mappings/feed/generic-referrals.mapping.ts';
import { createTestApi, type TestApi } from '../../test/support/api.ts';
import { feedChannel } from '../../test/support/feed.ts';
import { moveFeedRows } from '../pipeline/feed/move-rows.ts';
import { runImport } from '../pipeline/import/run-import.ts';
import { findImportToDo } from '../store/imports.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
  (api.hub.channels as Map<string, unknown>).set('valley', feedChannel('valley', generic));
});
afterAll(() => api.close());

const upload = (body: string, query = '') =>
  api.call('POST', `/v1/feeds?channel=valley&fileName=export.csv${query}`, { body });

async function work(): Promise<void> {
  for (let next = await findImportToDo(api.hub.db); next; next = await findImportToDo(api.hub.db))
    await runImport(api.hub, next.id);
  while ((await moveFeedRows(api.hub)) > 0);
}

test('a file is handed in with the columns that were saved for its channel, and refused rows come back', async () => {
  const columns = { Nr: 'platformReferralId', Sur: 'patientLast', Giv: 'patientFirst', Born: 'patientDob' };
  expect((await api.call('PUT', '/v1/feed-columns/valley', { body: { columns } })).status).toBe(204);
  expect((await api.call('GET', '/v1/feed-columns/valley')).body).toContain("patientLast: ['Sur'],");

  const kept = await upload('Nr,Sur,Giv,Born\nR-1,Zztest,Ann,2/3/1980\nR-2,Zztest,=Bea,2/31/1980\n');
  expect(kept).toMatchObject({ status: 201, body: { kind: 'feed', state: 'waiting' } });
  await work();

  const { id } = kept.body;
  const listed = await api.call('GET', '/v1/feeds');
  expect(listed.body.feeds).toMatchObject([{ id, state: 'done', rowsRead: 2, rowsBad: 1 }]);
  expect((await api.call('GET', '/v1/imports')).body.imports).toEqual([]);
  const rejects = await api.call('GET', `/v1/feeds/${id}/rejects`);
  expect(rejects.body.split('\r\n')[1]).toMatch(/^R-2,Zztest,'=Bea,2\/31\/1980,3,/);
});

test('what is no file of records, and whose channel reads none, is refused in words', async () => {
  expect(await upload('PK\u0003\u0004')).toMatchObject({ status: 422, body: { code: 'not-a-table' } });
  const other = await api.call('POST', '/v1/feeds?channel=nobody&fileName=a.csv', { body: 'a,b\n1,2\n' });
  expect(other).toMatchObject({ status: 422, body: { code: 'not-a-feed' } });
  expect(other.body.detail).toContain('valley');
});

test('a file waits for a person where it shall', async () => {
  const kept = await upload('Nr,Sur\n1,2\n', '&start=false');

  expect(kept.body).toMatchObject({ state: 'uploaded' });
});
