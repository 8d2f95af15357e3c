import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { salesforce } from '../../src/connectors/salesforce/index.ts';
import type { Crm } from '../../src/sdk/crm.ts';
import { beginBackfill, findCrm } from '../../src/store/crm.ts';
import { listDriftRuns } from '../../src/store/crm-drift.ts';
import { startReconcileCrm } from '../../src/jobs/reconcile-crm.ts';
import { listRefused } from '../../src/store/crm-records.ts';
import { execute, sql } from '../../src/store/database.ts';
import { openCrmHub } from '../support/crm-hub.ts';
import { emptyCrmLedger, openCrmLedger, type CrmLedger } from '../support/crm-ledger.ts';
import { openSalesforce, salesforceAt } from '../support/crm-salesforce.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const ID = 'Referloop_Id__c';

let database: TestDatabase;
let ledger: CrmLedger;
let crm: Awaited<ReturnType<typeof openSalesforce>>;
beforeAll(async () => {
  database = await createTestDatabase();
  ledger = openCrmLedger(database.db);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await emptyCrmLedger(database.db);
  crm = await openSalesforce();
  return crm.close;
});

function ours(change: Partial<Crm> = {}): Crm {
  return salesforceAt(crm.url, change);
}

describe('the night', () => {
  test('begins once a day at its hour, and finds what published nothing', async () => {
    const clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'America/New_York',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    const driftAt = clock.format(new Date(Date.now() - 60_000));
    const hub = await openCrmHub(database.db, ours({ driftAt }));
    const office = await ledger.office();
    // Entered long before the connector: no event, and no change since.
    await execute(
      database.db,
      sql`update partner set updated_at = now() - interval '2 days' where id = ${office}`,
    );
    await hub.settle();
    expect(crm.record('Account', ID, office)).toBeUndefined();

    await execute(database.db, sql`truncate crm_drift_run cascade`);
    await hub.settle();
    await hub.turn();

    expect(crm.record('Account', ID, office)).toBeDefined();
    expect(await listDriftRuns(database.db, 'salesforce', 5)).toMatchObject([
      { requestedBy: 'night', finishedAt: expect.any(String) },
    ]);
  });
});

describe('a running hub', () => {
  test('writes what happens by itself, and stops in the middle of a pause', async () => {
    const hub = await openCrmHub(database.db, ours());
    const failed: string[] = [];
    const loop = startReconcileCrm(
      {
        db: database.db,
        policy: { zone: 'America/New_York', noShowNoticeAt: '08:00', cancellationGraceMinutes: 30 },
      },
      hub.reconciling.crms,
      (code) => failed.push(code),
    );
    const referral = await ledger.refer(await ledger.doctor());
    loop.wake();

    await expect
      .poll(() => crm.record('Referloop_Referral__c', ID, referral)?.values['State__c'], { timeout: 20_000 })
      .toBe('received');
    await loop.stop();

    expect(failed).toEqual([]);
  });
});

describe('many at once', () => {
  test('go through Bulk API 2.0, and what it refuses is parked', async () => {
    const config = salesforce.config.parse({
      instanceUrl: crm.url,
      auth: { kind: 'jwt', clientId: 'client', username: 'hub@practice.example', privateKey: crm.privateKey },
      mostPerSecond: 100,
      bulkFrom: 20,
    });
    const hub = await openCrmHub(database.db, ours({ config }));
    const offices: string[] = [];
    for (let count = 0; count < 30; count += 1) offices.push(await ledger.office());
    const [bad = ''] = offices;
    crm.refuse((_, values) => (values[ID] === bad ? 'Territory is closed' : undefined));

    await beginBackfill(database.db, 'salesforce');
    await hub.settle();

    expect(crm.jobs.size).toBe(1);
    expect(crm.count('PATCH /services/data/v62.0/composite')).toBe(0);
    expect(crm.all('Account').size).toBe(29);
    expect(crm.record('Account', ID, offices[1] ?? '')?.values).toMatchObject({ BillingCity: 'Springfield' });
    expect(await listRefused(database.db, 'salesforce', 10)).toMatchObject([
      {
        subjectId: bad,
        state: 'parked',
        code: 'field-custom-validation-exception',
        field: 'Name',
        detail: 'Territory is closed',
      },
    ]);
  });

  test('what one load after the other refuses for now is parked in the end', async () => {
    const config = salesforce.config.parse({
      instanceUrl: crm.url,
      auth: { kind: 'client-credentials', clientId: 'client', clientSecret: 'secret' },
      mostPerSecond: 100,
      bulkFrom: 20,
    });
    const hub = await openCrmHub(database.db, ours({ config }));
    for (let count = 0; count < 25; count += 1) await ledger.office();
    crm.refuse(() => 'Foreign key external ID: 1 not found for field Referloop_Id__c in entity Account');

    await beginBackfill(database.db, 'salesforce');
    await hub.settle(60);

    const refused = await listRefused(database.db, 'salesforce', 50);
    expect(refused.map((one) => [one.state, one.code])).toEqual(
      Array.from({ length: 25 }, () => ['parked', 'no-target']),
    );
  });

  test('a CRM that takes no loads is written batch by batch', async () => {
    const config = salesforce.config.parse({
      instanceUrl: crm.url,
      auth: { kind: 'client-credentials', clientId: 'client', clientSecret: 'secret' },
      mostPerSecond: 100,
      bulkFrom: 20,
    });
    const hub = await openCrmHub(database.db, ours({ config }));
    for (let count = 0; count < 25; count += 1) await ledger.office();
    crm.once(
      (url) => url.pathname.endsWith('/jobs/ingest'),
      () => Response.json([{ errorCode: 'EXCEEDEDQUOTA', message: 'quota' }], { status: 400 }),
    );

    await beginBackfill(database.db, 'salesforce');
    await hub.settle();

    expect([crm.jobs.size, crm.all('Account').size]).toEqual([0, 25]);
    expect(await findCrm(database.db, 'salesforce')).toMatchObject({ failures: 0, code: null });
  });

  test('a load goes on with the next hub, and what changed meanwhile is written after it', async () => {
    const config = salesforce.config.parse({
      instanceUrl: crm.url,
      auth: { kind: 'client-credentials', clientId: 'client', clientSecret: 'secret' },
      mostPerSecond: 100,
      bulkFrom: 20,
    });
    const hub = await openCrmHub(database.db, ours({ config }));
    const offices: string[] = [];
    for (let count = 0; count < 25; count += 1) offices.push(await ledger.office());
    const [changed = ''] = offices;
    await beginBackfill(database.db, 'salesforce');
    while (crm.jobs.size === 0) await hub.turn();
    await ledger.refer(changed);

    const next = await openCrmHub(database.db, ours({ config }));
    await next.settle();

    expect(crm.jobs.size).toBe(1);
    expect(crm.all('Account').size).toBe(25);
    expect(crm.created()).toBe(26);
    expect(crm.record('Account', ID, changed)?.values).toMatchObject({ Referloop_Counted_Referrals__c: 1 });
  });
});
