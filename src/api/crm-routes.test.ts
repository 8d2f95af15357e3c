import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApi, type TestApi } from '../../test/support/api.ts';
import { enterCrms, findCrm } from '../store/crm.ts';
import { markPartners, saveOutcomes, takeDue } from '../store/crm-records.ts';
import { transaction } from '../store/transaction.ts';
import { openCrmLedger } from '../../test/support/crm-ledger.ts';

let api: TestApi;
let office: string;
beforeAll(async () => {
  api = await createTestApi();
  const { db } = api.hub;
  office = await openCrmLedger(db).office();
  await transaction(db, async (tx) => {
    await enterCrms(tx, [{ name: 'salesforce', adapter: 'salesforce', mappingSha256: 'a' }]);
    await markPartners(tx, 'salesforce', [office]);
    const due = await takeDue(tx, 'salesforce', 10);
    await saveOutcomes(
      tx,
      'salesforce',
      due.map(({ kind, subjectId, marks }) => ({
        kind,
        subjectId,
        marks,
        is: 'parked' as const,
        hash: 'h',
        code: 'invalid-field',
        field: 'Name',
        detail: 'No such column',
      })),
    );
  });
});
afterAll(() => api.close());

test('lists CRMs, and what they refused with field and reason', async () => {
  const { body } = await api.call('GET', '/v1/crms');
  const refused = await api.call('GET', '/v1/crms/salesforce/refused');

  expect(body.crms).toMatchObject([{ name: 'salesforce', parked: 1, behind: 0, isBackfilling: false }]);
  expect(refused.body.records).toMatchObject([
    {
      kind: 'account',
      subjectId: office,
      state: 'parked',
      code: 'invalid-field',
      field: 'Name',
      detail: 'No such column',
    },
  ]);
});

test.each(['backfill', 'drift', 'retry', 'replay'])('asks for %s', async (act) => {
  const answer = await api.call('POST', `/v1/crms/salesforce/${act}`);

  expect(answer).toMatchObject({ status: 202, body: { state: 'asked' } });
});

test('what was asked stands in the store for the hub to do', async () => {
  const drift = await api.call('GET', '/v1/crms/salesforce/drift');

  expect(await findCrm(api.hub.db, 'salesforce')).toMatchObject({ backfillKind: 'partner', position: 0 });
  expect(drift.body.runs).toMatchObject([{ checked: 0, findings: [] }]);
});

test('names what is not there', async () => {
  expect((await api.call('GET', '/v1/crms/nobody/refused')).status).toBe(404);
  expect((await api.call('POST', '/v1/crms/nobody/drift')).status).toBe(404);
  expect((await api.call('POST', '/v1/crms/salesforce/burn')).status).toBe(400);
});
