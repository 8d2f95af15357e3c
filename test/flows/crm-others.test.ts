import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dataverse } from '../../src/connectors/dataverse/index.ts';
import { hubspot } from '../../src/connectors/hubspot/index.ts';
import { rest } from '../../src/connectors/rest/index.ts';
import type { Crm, CrmConnector } from '../../src/sdk/crm.ts';
import { mergeMappings } from '../../src/sdk/crm-mapping.ts';
import { beginBackfill, findCrm } from '../../src/store/crm.ts';
import { beginDrift, listDriftRuns } from '../../src/store/crm-drift.ts';
import { listRefused, retryRefused } from '../../src/store/crm-records.ts';
import { execute, sql } from '../../src/store/database.ts';
import { openDataverse } from '../support/crm-dataverse.ts';
import { openCrmHub } from '../support/crm-hub.ts';
import { openHubspot } from '../support/crm-hubspot.ts';
import { emptyCrmLedger, openCrmLedger, type CrmLedger } from '../support/crm-ledger.ts';
import { openRestCrm } from '../support/crm-rest.ts';
import { busy } from '../support/crm-stand-in.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let ledger: CrmLedger;
beforeAll(async () => {
  database = await createTestDatabase();
  ledger = openCrmLedger(database.db);
});
afterAll(() => database.drop());
beforeEach(() => emptyCrmLedger(database.db));

type StandIn = Awaited<ReturnType<typeof openRestCrm>>;

const cases = [
  {
    name: 'hubspot',
    open: openHubspot,
    connector: hubspot as CrmConnector<unknown>,
    config: (url: string) => ({
      baseUrl: url,
      auth: { kind: 'oauth', clientId: 'client', clientSecret: 'secret', refreshToken: 'refresh' },
      mostPerSecond: 100,
    }),
    mapping: {},
    objects: { account: 'companies', contact: 'contacts', referral: 'deals', task: 'tasks' },
    idField: 'referloop_id',
    counted: 'referloop_counted_referrals',
    name_: 'name',
    unknown: 'no_such_property',
    code: 'property-doesnt-exist',
    others: 120,
  },
  {
    name: 'dataverse',
    open: openDataverse,
    connector: dataverse as CrmConnector<unknown>,
    config: (url: string) => ({
      instanceUrl: url,
      tenant: 'tenant',
      tokenUrl: `${url}/tenant/oauth2/v2.0/token`,
      clientId: 'client',
      clientSecret: 'secret',
      mostPerSecond: 50,
    }),
    mapping: {},
    objects: { account: 'accounts', contact: 'contacts', referral: 'rl_referrals', task: 'tasks' },
    idField: 'rl_id',
    counted: 'rl_countedreferrals',
    name_: 'name',
    unknown: 'rl_nosuchcolumn',
    code: '0x80048d19',
    others: 120,
  },
  {
    name: 'rest',
    open: openRestCrm,
    connector: rest as CrmConnector<unknown>,
    config: (url: string) => ({
      baseUrl: url,
      auth: { kind: 'header', name: 'X-Api-Key', value: 'key' },
      objects: Object.fromEntries(
        ['Account', 'Contact', 'Referral', 'Task'].map((object) => [
          object,
          {
            find: { url: `/api/v1/${object}?externalId={id}`, at: 'list.0' },
            create: { url: `/api/v1/${object}` },
            update: { method: 'PUT', url: `/api/v1/${object}/{remoteId}` },
          },
        ]),
      ),
      mostPerSecond: 100,
    }),
    mapping: {
      account: {
        object: 'Account',
        idField: 'externalId',
        fields: { name: { from: 'name', owner: 'crm' }, 'figures.counted': { from: 'countedReferrals' } },
      },
      contact: {
        object: 'Contact',
        idField: 'externalId',
        fields: {
          'name.last': { from: 'family' },
          accountId: { link: 'account' },
          counted: { from: 'countedReferrals' },
        },
      },
      referral: {
        object: 'Referral',
        idField: 'externalId',
        fields: {
          state: { from: 'state', words: { received: 'New' } },
          accountId: { link: 'account' },
          contactId: { link: 'contact' },
        },
      },
      task: { object: 'Task', idField: 'externalId', fields: { name: { from: 'title' } } },
    },
    objects: { account: 'Account', contact: 'Contact', referral: 'Referral', task: 'Task' },
    idField: 'externalId',
    counted: 'figures.counted',
    name_: 'name',
    unknown: 'no_such',
    code: 'http-422',
    others: 25,
  },
] as const;

describe.each(cases)('$name', (one) => {
  let crm: StandIn;
  beforeEach(async () => {
    crm = await one.open();
    return crm.close;
  });

  const open = (change: Partial<Crm> = {}) =>
    openCrmHub(database.db, {
      name: one.name,
      owner: 'crm@practice.example',
      connector: one.connector,
      config: one.connector.config.parse(one.config(crm.url)),
      mapping: one.mapping,
      ...change,
    });
  const record = (kind: keyof typeof one.objects, id: string) =>
    crm.record(one.objects[kind], one.idField, id);
  const countOf = (id: string): string => {
    const values = record('account', id)?.values ?? {};
    const [head = '', part] = one.counted.split('.');
    return String(part === undefined ? values[head] : (values[head] as Record<string, unknown>)[part]);
  };

  test('writes each record once, keeps what people own, and a replay writes nothing', async () => {
    const hub = await open();
    const office = await ledger.office();
    const doctor = await ledger.doctor(office);
    const referral = await ledger.refer(doctor);
    await ledger.firstReferral(office, referral);
    await hub.settle();
    expect(countOf(office)).toBe('1');
    expect(record('referral', referral)).toBeDefined();
    expect(record('task', office)).toBeDefined();
    Object.assign(record('account', office)?.values ?? {}, { [one.name_]: 'Theirs' });

    await ledger.refer(doctor);
    await hub.settle();
    expect(countOf(office)).toBe('2');
    expect(record('account', office)?.values[one.name_]).toBe('Theirs');
    const written = crm.written();
    await hub.replay();
    await hub.settle();

    expect(crm.written()).toBe(written);
    const all = JSON.stringify(crm.objects().map((object) => [...crm.all(object).values()]));
    expect(all).not.toMatch(/ZZTESTPATIENT|ALMA|1958-02-14|2175550142|ZZTESTSERVICE/);
  });

  test('one that is refused is parked, and all others are written', async () => {
    const hub = await open();
    const offices: string[] = [];
    for (let count = 0; count <= one.others; count += 1) offices.push(await ledger.office());
    const [bad = ''] = offices;
    crm.refuse((_, values) => (values[one.idField] === bad ? 'Territory is closed' : undefined));
    await beginBackfill(database.db, one.name);

    await hub.settle();

    expect(crm.all(one.objects.account).size).toBe(one.others);
    expect(await listRefused(database.db, one.name, 10)).toMatchObject([
      { subjectId: bad, state: 'parked', detail: expect.stringContaining('Territory is closed') },
    ]);
    crm.refuse(() => undefined);
    await retryRefused(database.db, one.name);
    await hub.settle();
    expect(record('account', bad)).toBeDefined();
  });

  test('a busy CRM is left alone for as long as it asks', async () => {
    const hub = await open();
    const office = await ledger.office();
    await ledger.refer(office);
    crm.once(
      (url) => url.pathname.includes(one.objects.account) || url.pathname.endsWith('$batch'),
      () => busy('1200'),
    );

    await hub.turn();

    const state = await findCrm(database.db, one.name);
    expect(state).toMatchObject({ failures: 1, code: 'busy' });
    expect(Date.parse(state?.nextLookAt ?? '') - Date.now()).toBeGreaterThan(1_000_000);
    await hub.settle();
    expect(countOf(office)).toBe('1');
  });

  test('the check of the night mends what differs and makes what is gone again', async () => {
    const hub = await open();
    const [changed, gone] = [await ledger.office(), await ledger.office()];
    await beginBackfill(database.db, one.name);
    await hub.settle();
    const [head = '', part] = one.counted.split('.');
    Object.assign(record('account', changed)?.values ?? {}, {
      [head]: part === undefined ? '99' : { [part]: 99 },
    });
    crm.remove(one.objects.account, record('account', gone)?.id ?? '');

    await beginDrift(database.db, one.name, { requestedBy: 'test' });
    await hub.settle();

    expect(await listDriftRuns(database.db, one.name, 1)).toMatchObject([
      { checked: 2, differing: 1, missing: 1 },
    ]);
    expect(countOf(changed)).toBe('0');
    expect(record('account', gone)).toBeDefined();
  });

  test('a field nobody made in the CRM parks its records with the name of the field', async () => {
    const hub = await open({
      mapping: mergeMappings(one.mapping, {
        account: { fields: { [one.unknown]: { value: 'x', owner: 'crm' } } },
      }),
    });
    const [first, second] = [await ledger.office(), await ledger.office()];
    await beginBackfill(database.db, one.name);

    await hub.settle();

    const refused = await listRefused(database.db, one.name, 10);
    expect(refused.map((row) => row.subjectId).toSorted()).toEqual([first, second].toSorted());
    expect(refused[0]).toMatchObject({ state: 'parked', code: one.code, field: one.unknown });
  });
});

describe('links', () => {
  test('HubSpot: an association of the hub moves, one that people made stays', async () => {
    const crm = await openHubspot();
    const config = hubspot.config.parse({
      baseUrl: crm.url,
      auth: { kind: 'private-app', token: 'pat-test' },
      mostPerSecond: 100,
    });
    const owner = 'crm@practice.example';
    const hub = await openCrmHub(database.db, {
      name: 'hubspot',
      owner,
      connector: hubspot as CrmConnector<unknown>,
      config,
    });
    const [one, other] = [await ledger.office(), await ledger.office()];
    const referral = await ledger.refer(one);
    await ledger.refer(other);
    await hub.settle();
    const deal = crm.record('deals', 'referloop_id', referral)?.id ?? '';
    const company = (id: string): string => crm.record('companies', 'referloop_id', id)?.id ?? '';
    crm.all('companies');
    (crm.all('companies') as Map<string, unknown>).set('77', { id: '77', values: { name: 'Theirs' } });
    crm.link('deals', deal, 'companies', '77');

    await ledger.attribute(referral, other);
    await hub.settle();

    expect(crm.linked('deals', deal, 'companies').toSorted()).toEqual(['77', company(other)].toSorted());

    // Nobody is known who sent it after all.
    await execute(database.db, sql`update referral set referrer_partner_id = null where id = ${referral}`);
    await ledger.publish('referral.attributed', 'referral', referral, { referralId: referral });
    await hub.settle();

    expect(crm.linked('deals', deal, 'companies')).toEqual(['77']);
    await crm.close();
  });

  test('HubSpot answers one by one too (207)', async () => {
    const crm = await openHubspot({ refusesOneByOne: true });
    const config = hubspot.config.parse({
      baseUrl: crm.url,
      auth: { kind: 'private-app', token: 'pat-test' },
      mostPerSecond: 100,
    });
    const owner = 'crm@practice.example';
    const hub = await openCrmHub(database.db, {
      name: 'hubspot',
      owner,
      connector: hubspot as CrmConnector<unknown>,
      config,
    });
    const [bad, good] = [await ledger.office(), await ledger.office()];
    crm.refuse((_, values) => (values['referloop_id'] === bad ? 'Territory is closed' : undefined));
    await beginBackfill(database.db, 'hubspot');

    await hub.settle();

    expect(await listRefused(database.db, 'hubspot', 5)).toMatchObject([
      { subjectId: bad, code: 'validation-error', state: 'parked' },
    ]);
    expect(crm.record('companies', 'referloop_id', good)).toBeDefined();
    expect(crm.count('POST /crm/v3/objects/companies/batch/upsert')).toBe(1);
    await crm.close();
  });

  test('Dataverse: 429 for a part of a batch is waited out', async () => {
    const crm = await openDataverse();
    const config = dataverse.config.parse(cases[1].config(crm.url));
    const owner = 'crm@practice.example';
    const hub = await openCrmHub(database.db, {
      name: 'dataverse',
      owner,
      connector: dataverse as CrmConnector<unknown>,
      config,
    });
    const offices = [await ledger.office(), await ledger.office(), await ledger.office()];
    crm.busyWithin('600');
    await beginBackfill(database.db, 'dataverse');

    await hub.turn();
    expect(await findCrm(database.db, 'dataverse')).toMatchObject({ code: 'busy' });
    await hub.settle();

    expect(crm.all('accounts').size).toBe(offices.length);
    expect(crm.created()).toBe(offices.length);
  });
});
