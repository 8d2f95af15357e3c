import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { salesforce } from '../../src/connectors/salesforce/index.ts';
import type { Crm } from '../../src/sdk/crm.ts';
import { findCrm, listCrms, beginBackfill } from '../../src/store/crm.ts';
import { beginDrift, listDriftFindings, listDriftRuns } from '../../src/store/crm-drift.ts';
import { listRefused, retryRefused } from '../../src/store/crm-records.ts';
import { execute, sql } from '../../src/store/database.ts';
import { openCrmHub } from '../support/crm-hub.ts';
import { emptyCrmLedger, openCrmLedger, type CrmLedger } from '../support/crm-ledger.ts';
import { openSalesforce, salesforceAt } from '../support/crm-salesforce.ts';
import { busy } from '../support/crm-stand-in.ts';
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

describe('what the ledger says stands in Salesforce', () => {
  test('account, contact, referral, case and task, pointing at one another', async () => {
    const hub = await openCrmHub(database.db, ours());
    const office = await ledger.office();
    const doctor = await ledger.doctor(office);
    const referral = await ledger.refer(doctor);
    await ledger.firstReferral(office, referral);
    const late = await ledger.escalate(referral);

    await hub.settle();

    const account = crm.record('Account', ID, office);
    const contact = crm.record('Contact', ID, doctor);
    expect(account?.values).toMatchObject({
      Referloop_Counted_Referrals__c: 1,
      Referloop_Stage__c: 'active',
      BillingCity: 'Springfield',
    });
    expect(contact?.values).toMatchObject({
      LastName: expect.stringMatching(/^ZZTEST/),
      AccountId: account?.id,
    });
    expect(crm.record('Referloop_Referral__c', ID, referral)?.values).toMatchObject({
      State__c: 'received',
      Account__c: account?.id,
      Referrer__c: contact?.id,
    });
    expect(crm.record('Case', ID, late)?.values).toMatchObject({
      Subject: 'The patient has not been called',
      Referloop_Open__c: true,
      AccountId: account?.id,
    });
    expect(crm.record('Task', ID, office)?.values).toMatchObject({
      Subject: expect.stringContaining('stop cold outreach'),
      Status: 'Not Started',
      WhatId: account?.id,
    });
  });

  test('nothing of a patient leaves, in no field of any record', async () => {
    const hub = await openCrmHub(database.db, ours());
    await ledger.refer(await ledger.doctor(await ledger.office()));

    await hub.settle();

    const all = JSON.stringify(crm.objects().map((object) => [...crm.all(object).values()]));
    expect(all).not.toMatch(/ZZTESTPATIENT|ALMA|1958-02-14|2175550142|ZZTESTSERVICE/);
  });

  test('patient fields leave where an agreement is in place, and then the CRM’s words are not kept', async () => {
    const agreement = { signedOn: '2026-10-01', reference: 'contracts/crm-baa.pdf' };
    const mapping = { referral: { fields: { Patient_Family__c: { from: 'patientFamily' } } } } as const;
    const hub = await openCrmHub(database.db, ours({ agreement, mapping }));
    crm.refuse((object) => (object === 'Referloop_Referral__c' ? 'ZZTESTPATIENT is no name' : undefined));
    const referral = await ledger.refer(await ledger.doctor());

    await hub.settle();
    const [refused] = await listRefused(database.db, 'salesforce', 10);
    expect(refused?.detail).not.toContain('ZZTESTPATIENT');
    crm.refuse(() => undefined);
    await retryRefused(database.db, 'salesforce');
    await hub.settle();

    expect(crm.record('Referloop_Referral__c', ID, referral)?.values['Patient_Family__c']).toBe(
      'ZZTESTPATIENT',
    );
  });

  test('what people own in the CRM is written once and never again', async () => {
    const hub = await openCrmHub(database.db, ours());
    const office = await ledger.office();
    await ledger.refer(office);
    await hub.settle();
    const account = crm.record('Account', ID, office);
    Object.assign(account?.values ?? {}, {
      Name: 'What the sales team calls it',
      Referloop_Stage__c: 'somebody typed',
    });

    await ledger.refer(office);
    await hub.settle();

    expect(crm.record('Account', ID, office)?.values).toMatchObject({
      Name: 'What the sales team calls it',
      Referloop_Stage__c: 'active',
      Referloop_Counted_Referrals__c: 2,
    });
  });

  test('a record that stood there before keeps what people own, also when it is new to the hub', async () => {
    const hub = await openCrmHub(database.db, ours());
    const office = await ledger.office();
    await ledger.refer(office);
    await hub.settle();
    Object.assign(crm.record('Account', ID, office)?.values ?? {}, { Name: 'Theirs' });
    await execute(database.db, sql`truncate crm_record`);

    await hub.replay();
    await ledger.refer(office);
    await hub.settle();

    expect(crm.record('Account', ID, office)?.values).toMatchObject({
      Name: 'Theirs',
      Referloop_Counted_Referrals__c: 2,
    });
  });

  test('a referral that goes to another partner leaves the figures of the first', async () => {
    const hub = await openCrmHub(database.db, ours());
    const [one, other] = [await ledger.office(), await ledger.office()];
    const referral = await ledger.refer(one);
    await hub.settle();

    await ledger.attribute(referral, other);
    await hub.settle();

    expect(crm.record('Account', ID, one)?.values['Referloop_Counted_Referrals__c']).toBe(0);
    expect(crm.record('Account', ID, other)?.values['Referloop_Counted_Referrals__c']).toBe(1);
  });

  test('what was merged says into what, and counts where it went', async () => {
    const hub = await openCrmHub(database.db, ours());
    const [one, other] = [await ledger.office(), await ledger.office()];
    const [first, second] = [await ledger.refer(one), await ledger.refer(other)];
    await hub.settle();

    await ledger.mergePartners(one, other);
    await ledger.mergeReferrals(first, second);
    await hub.settle();

    const survivor = crm.record('Account', ID, other);
    expect(survivor?.values['Referloop_Counted_Referrals__c']).toBe(1);
    expect(crm.record('Account', ID, one)?.values).toMatchObject({
      Referloop_Merged__c: true,
      Referloop_Merged_Into__c: survivor?.id,
      Referloop_Counted_Referrals__c: 0,
    });
    expect(crm.record('Referloop_Referral__c', ID, first)?.values).toMatchObject({
      Merged__c: true,
      Counted__c: false,
    });
  });

  test('the setters’ task stays theirs, and says so when the first referral was none', async () => {
    const hub = await openCrmHub(database.db, ours());
    const office = await ledger.office('target');
    const referral = await ledger.refer(office);
    await ledger.firstReferral(office, referral);
    await hub.settle();
    Object.assign(crm.record('Task', ID, office)?.values ?? {}, { Status: 'In Progress', OwnerId: 'setter' });

    await ledger.voidFirst(office, referral);
    await hub.settle();

    expect(crm.record('Task', ID, office)?.values).toMatchObject({
      Status: 'In Progress',
      OwnerId: 'setter',
      Referloop_Voided__c: true,
      Subject: expect.stringContaining('after all'),
    });
  });

  test('a directory change that publishes nothing arrives too', async () => {
    const hub = await openCrmHub(database.db, ours());
    const office = await ledger.office();
    await ledger.refer(office);
    await hub.settle();

    await execute(
      database.db,
      sql`update partner set stage = 'lapsed', updated_at = now() where id = ${office}`,
    );
    await hub.settle();

    expect(crm.record('Account', ID, office)?.values['Referloop_Stage__c']).toBe('lapsed');
  });
});

describe('what goes wrong', () => {
  test('a record that is refused is parked with its reason; the others are written', async () => {
    const hub = await openCrmHub(database.db, ours());
    const [bad, good] = [await ledger.office(), await ledger.office()];
    crm.refuse((_, values) => (values[ID] === bad ? 'Territory is closed' : undefined));
    await ledger.refer(bad);
    await ledger.refer(good);

    await hub.turn();

    const refused = await listRefused(database.db, 'salesforce', 10);
    expect(refused.find((one) => one.subjectId === bad)).toMatchObject({
      state: 'parked',
      code: 'field-custom-validation-exception',
      field: 'Name',
      detail: 'Territory is closed',
    });
    expect(crm.record('Account', ID, good)).toBeDefined();
  });

  test('what is parked is not asked again until it or the mapping changes', async () => {
    const hub = await openCrmHub(database.db, ours());
    const bad = await ledger.office();
    crm.refuse((_, values) => (values[ID] === bad ? 'Territory is closed' : undefined));
    await beginBackfill(database.db, 'salesforce');
    await hub.settle();
    const asked = crm.count('PATCH');

    await beginBackfill(database.db, 'salesforce');
    await hub.settle();
    expect(crm.count('PATCH')).toBe(asked);
    crm.refuse(() => undefined);
    const mapping = { account: { fields: { Description: { from: 'territory' } } } } as const;
    const remapped = await openCrmHub(database.db, ours({ mapping }));
    await remapped.settle();

    expect(crm.record('Account', ID, bad)?.values['Description']).toBe('north');
    expect(await listRefused(database.db, 'salesforce', 10)).toEqual([]);
  });

  test('a child waits for its parent with growing pauses', async () => {
    const hub = await openCrmHub(database.db, ours());
    const office = await ledger.office();
    const referral = await ledger.refer(office);
    crm.refuse((object) => (object === 'Account' ? 'not today' : undefined));
    await hub.turn();
    const waiting = (await listRefused(database.db, 'salesforce', 10)).find((one) => one.kind === 'referral');
    expect(waiting).toMatchObject({ state: 'due', attempts: 1 });

    crm.refuse(() => undefined);
    await retryRefused(database.db, 'salesforce', { kind: 'account', subjectId: office });
    await hub.settle();

    expect(crm.record('Referloop_Referral__c', ID, referral)?.values['Account__c']).toBe(
      crm.record('Account', ID, office)?.id,
    );
  });

  test('one field that Salesforce does not have refuses records, not the connection', async () => {
    const mapping = { account: { fields: { No_Such_Field__c: { value: 'x', owner: 'crm' } } } } as const;
    const hub = await openCrmHub(database.db, ours({ mapping }));
    const [one, other] = [await ledger.office(), await ledger.office()];
    await beginBackfill(database.db, 'salesforce');

    await hub.settle();

    const refused = await listRefused(database.db, 'salesforce', 10);
    expect(refused.map((row) => row.subjectId).toSorted()).toEqual([one, other].toSorted());
    expect(refused[0]).toMatchObject({ state: 'parked', code: 'invalid-field' });
  });

  test('an object that Salesforce does not have keeps its own records waiting and no others', async () => {
    const hub = await openCrmHub(database.db, ours({ mapping: { referral: { object: 'Nothing__c' } } }));
    const office = await ledger.office();
    const referral = await ledger.refer(office);
    await ledger.firstReferral(office, referral);

    await hub.turn();

    expect(crm.record('Account', ID, office)).toBeDefined();
    expect(crm.record('Task', ID, office)).toBeDefined();
    expect(await findCrm(database.db, 'salesforce')).toMatchObject({ failures: 0 });
    expect(await listRefused(database.db, 'salesforce', 5)).toMatchObject([
      { kind: 'referral', state: 'due', code: 'crm-object', detail: expect.stringContaining('Nothing__c') },
    ]);
  });

  test('429 with Retry-After is waited out, and nothing is lost', async () => {
    const hub = await openCrmHub(database.db, ours());
    const office = await ledger.office();
    await ledger.refer(office);
    crm.once(
      (url) => url.pathname.includes('/composite/'),
      () => busy('1200'),
    );

    await hub.turn();

    const state = await findCrm(database.db, 'salesforce');
    expect(state).toMatchObject({ failures: 1, code: 'busy' });
    expect(Date.parse(state?.nextLookAt ?? '') - Date.now()).toBeGreaterThan(1_000_000);
    await hub.settle();
    expect(crm.record('Account', ID, office)).toBeDefined();
    expect(await findCrm(database.db, 'salesforce')).toMatchObject({ failures: 0, code: null });
  });

  test('a session that ended is asked for anew within the same call', async () => {
    const hub = await openCrmHub(database.db, ours());
    await ledger.refer(await ledger.office());
    await hub.settle();
    crm.revokeTokens();
    const office = await ledger.office();
    await ledger.refer(office);

    await hub.turn();

    expect(crm.record('Account', ID, office)).toBeDefined();
  });

  test('a wrong secret is said, and the records wait', async () => {
    const config = salesforce.config.parse({
      instanceUrl: crm.url,
      auth: { kind: 'client-credentials', clientId: 'client', clientSecret: 'wrong' },
    });
    const hub = await openCrmHub(database.db, ours({ config }));
    await ledger.refer(await ledger.office());

    await hub.turn();

    const [state] = await listCrms(database.db);
    expect(state).toMatchObject({ code: 'token-refused', written: 0 });
    expect(state?.due).toBeGreaterThan(0);
  });

  test.each([
    ['recreate', true],
    ['report', false],
  ] as const)('a record deleted in the CRM: %s', async (whenDeleted, isThere) => {
    const hub = await openCrmHub(database.db, ours({ whenDeleted }));
    const office = await ledger.office();
    const referral = await ledger.refer(office);
    await hub.settle();
    crm.remove('Referloop_Referral__c', crm.record('Referloop_Referral__c', ID, referral)?.id ?? '');

    await ledger.setState(referral, 'seen');
    await hub.settle();

    expect(crm.record('Referloop_Referral__c', ID, referral) !== undefined).toBe(isThere);
    const refused = await listRefused(database.db, 'salesforce', 10);
    expect(refused.map((one) => one.code)).toEqual(isThere ? [] : ['deleted-in-crm']);
    // A person wants it back.
    await retryRefused(database.db, 'salesforce');
    await hub.settle();
    expect(crm.record('Referloop_Referral__c', ID, referral)).toBeDefined();
  });
});

describe('the check of the night', () => {
  test('reads back, names what differs, and mends hub-owned fields only', async () => {
    const hub = await openCrmHub(database.db, ours());
    const [changed, gone, same] = [await ledger.office(), await ledger.office(), await ledger.office()];
    for (const id of [changed, gone, same]) await ledger.refer(id);
    await hub.settle();
    Object.assign(crm.record('Account', ID, changed)?.values ?? {}, {
      Referloop_Counted_Referrals__c: 99,
      Name: 'Theirs',
    });
    crm.remove('Account', crm.record('Account', ID, gone)?.id ?? '');
    const written = crm.written();

    await beginDrift(database.db, 'salesforce', { requestedBy: 'ana@practice.example' });
    await hub.settle();

    const [run] = await listDriftRuns(database.db, 'salesforce', 1);
    expect(run).toMatchObject({ checked: 6, differing: expect.any(Number), missing: 1 });
    const findings = await listDriftFindings(database.db, run?.id ?? '', 10);
    expect(findings.find((one) => one.subjectId === changed)).toMatchObject({
      found: 'different',
      fields: ['Referloop_Counted_Referrals__c'],
    });
    expect(findings.find((one) => one.subjectId === gone && one.kind === 'account')?.found).toBe('missing');
    expect(crm.record('Account', ID, changed)?.values).toMatchObject({
      Referloop_Counted_Referrals__c: 1,
      Name: 'Theirs',
    });
    expect(crm.record('Account', ID, gone)).toBeDefined();
    expect(crm.written()).toBeGreaterThan(written);
  });
});
