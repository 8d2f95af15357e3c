import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCrmHub } from '../../test/support/crm-hub.ts';
import { openCrmLedger } from '../../test/support/crm-ledger.ts';
import { openSalesforce, salesforceAt } from '../../test/support/crm-salesforce.ts';
import { openTestConsole, type TestConsole } from '../../test/support/console.ts';

let console_: TestConsole;
let crm: Awaited<ReturnType<typeof openSalesforce>>;
let hub: Awaited<ReturnType<typeof openCrmHub>>;
let bad: string;
beforeAll(async () => {
  console_ = await openTestConsole();
  crm = await openSalesforce();
  const { db } = console_.hub.hub;
  const ledger = openCrmLedger(db);
  hub = await openCrmHub(db, salesforceAt(crm.url));
  bad = await ledger.office();
  await ledger.refer(bad);
  await ledger.refer(await ledger.doctor(await ledger.office()));
  crm.refuse((_, values) => (values['Referloop_Id__c'] === bad ? 'Territory is closed' : undefined));
  await hub.turn();
});
afterAll(async () => {
  await crm.close();
  await console_.close();
});

const text = async (path: string): Promise<string> => (await console_.get(path)).text();

test('the list says how far each CRM is and what it refused', async () => {
  const page = await text('/crm');

  expect(page).toContain('salesforce');
  expect(page).toContain('Something to see to');
  expect(page).toContain('up to date with the log');
});

test('one CRM shows what it did not take: which record, which field, why', async () => {
  const page = await text('/crm/salesforce');

  expect(page).toContain('Territory is closed');
  expect(page).toContain(`/partners/${bad}`);
  expect(page).toContain('Parked');
});

test('a retry of one record, a drift check and a backfill are asked for and carried out', async () => {
  crm.refuse(() => undefined);
  const answer = await console_.post('/crm/salesforce/retry', { kind: 'account', id: bad });
  expect(answer.headers.get('location')).toBe('/crm/salesforce?told=asked');
  await hub.settle();
  expect(crm.record('Account', 'Referloop_Id__c', bad)).toBeDefined();

  await console_.post('/crm/salesforce/drift', {});
  const again = await console_.post('/crm/salesforce/drift', {});
  await console_.post('/crm/salesforce/backfill', {});
  await hub.settle();

  expect(again.headers.get('location')).toBe('/crm/salesforce?told=under_way');
  expect(await text('/crm/salesforce')).toMatch(/by ana@practice\.example.*records, all as they should be/s);
});

test('the desk does not see connections, and nobody finds what is not there', async () => {
  const staff = await console_.signInAs('desk@practice.example', 'staff');

  const refused = await staff.get('/crm');
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain('Back to the start');
  expect(await (await staff.get('/channels')).text()).not.toContain('href="/crm"');
  expect((await console_.get('/crm/nobody')).status).toBe(404);
  expect((await console_.post('/crm/salesforce/burn', {})).status).toBe(404);
});
