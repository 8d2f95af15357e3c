import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPort } from '../../../test/contracts/door.ts';
import { describeDestination, parcel, type Peer } from '../../../test/contracts/destination.ts';
import { freePort } from '../../../test/contracts/mllp-peer.ts';
import { destinationContext } from '../../../test/support/destination-context.ts';
import { openFhirServer, type FhirServer } from '../../../test/support/fhir-server.ts';
import { openFhirStandIn } from '../../../test/support/fhir-stand-in.ts';
import { expectValidFhir } from '../../../test/support/fhir-valid.ts';
import type { Outcome, Parcel } from '../../sdk/destination.ts';
import { fhir } from './index.ts';

const never = new AbortController().signal;
const ADDRESS = 'Organization/pcp-office';
const systems = { 'clinic:EMR': 'urn:oid:2.999.2' };
const urls = new Map<Peer, string>();
/** Only who stays silent is given up soon: a busy machine is no silent server. */
const silent = new Set<Peer>();

describeDestination({
  destination: fhir,
  config: (peer) => ({ baseUrl: urls.get(peer) ?? '', timeoutSeconds: silent.has(peer) ? 1 : 30 }),
  settings: { unknownPatient: 'contain' },
  badConfigs: [
    { field: 'baseUrl', config: { baseUrl: 'http://clinic.example/fhir' } },
    { field: 'mode', config: { baseUrl: 'https://clinic.example/fhir', mode: 'batch' } },
    { field: 'systems', config: { baseUrl: 'https://clinic.example/fhir', systems: { EMR: 'EMR' } } },
  ],
  badEndpoints: [
    { field: 'address', endpoint: { address: 'Patient/1', settings: {} } },
    {
      field: 'settings.unknownPatient',
      endpoint: { address: ADDRESS, settings: { unknownPatient: 'guess' } },
    },
  ],
  peers: {
    willing: async () => asPeer(await openFhirServer()),
    refusing: async () => {
      const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'invalid' }] };
      const port = await openPort(() => Promise.resolve(Response.json(outcome, { status: 422 })));
      return asPeer({ url: port.url.replace(/\/$/, ''), close: port.close });
    },
    away: async () => asPeer({ url: `http://127.0.0.1:${await freePort()}`, close: () => Promise.resolve() }),
    silent: async () => {
      const port = await openPort((request) =>
        request.url.endsWith('_search')
          ? Promise.resolve(Response.json({ resourceType: 'Bundle', type: 'searchset' }))
          : new Promise(() => undefined),
      );
      const peer = asPeer({ url: port.url.replace(/\/$/, ''), close: port.close });
      silent.add(peer);
      return peer;
    },
  },
});

function asPeer({ url, close, ...server }: Pick<FhirServer, 'url' | 'close'> & Partial<FhirServer>): Peer {
  const peer: Peer = {
    address: ADDRESS,
    received: async () => {
      if (!server.put) return [];
      const found = await list(url, 'DocumentReference');
      return found.map((one) => JSON.stringify(one['identifier']));
    },
    close,
  };
  urls.set(peer, url);
  return peer;
}

type Stored = { readonly resourceType: string; readonly id: string; readonly [name: string]: unknown };

async function list(url: string, type: string): Promise<readonly Stored[]> {
  const bundle = (await (await fetch(`${url}/${type}?_count=50`)).json()) as {
    entry?: { resource: Stored }[];
  };
  return (bundle.entry ?? []).map(({ resource }) => resource);
}

describe.each(['transaction', 'single'] as const)('a server nobody here wrote, %s', (mode) => {
  let server: FhirServer;
  let deliver: (overrides?: Partial<Parcel>) => Promise<Outcome>;
  let open: Awaited<ReturnType<typeof fhir.open>>;
  beforeAll(async () => {
    server = await openFhirServer();
    open = await fhir.open(destinationContext({ baseUrl: server.url, mode, systems }).context);
    deliver = (overrides = {}) => open.deliver(parcel(ADDRESS, {}, overrides), never);
  }, 60_000);
  afterAll(async () => {
    await open.close();
    await server.close();
  });

  test('an unknown patient is refused; a known one gets note, message and a finished task, once', async () => {
    const unknown = await deliver();
    const patient = await server.put({
      resourceType: 'Patient',
      identifier: [{ system: 'urn:oid:2.999.1', value: 'TEST-1' }],
    });
    const request = await server.put({
      resourceType: 'ServiceRequest',
      status: 'active',
      intent: 'order',
      subject: { reference: `Patient/${patient.id}` },
      identifier: [{ system: 'urn:oid:2.999.2', value: 'ORD-77' }],
    });
    await server.put({
      resourceType: 'Task',
      status: 'in-progress',
      intent: 'order',
      focus: { reference: `ServiceRequest/${request.id}` },
    });
    const first = await deliver();
    const second = await deliver();
    const [documents, messages, tasks] = await Promise.all(
      ['DocumentReference', 'Communication', 'Task'].map((type) => list(server.url, type)),
    );
    const document = documents?.[0];

    expect(unknown).toMatchObject({ status: 'failed', fate: 'permanent', code: 'patient-unknown' });
    expect(first).toEqual({ status: 'delivered', reference: `DocumentReference/${document?.id}` });
    expect(second).toEqual(first);
    expect([documents?.length, messages?.length, tasks?.length]).toEqual([1, 1, 1]);
    for (const one of [document, messages?.[0], tasks?.[0]]) expectValidFhir(one);
    expect(document).toMatchObject({
      status: 'current',
      docStatus: 'final',
      subject: { reference: `Patient/${patient.id}` },
      context: { related: [{ reference: `ServiceRequest/${request.id}` }] },
      content: [{ attachment: { contentType: 'application/pdf', size: 24 } }],
    });
    expect(messages?.[0]).toMatchObject({
      recipient: [{ reference: ADDRESS }],
      basedOn: [{ reference: `ServiceRequest/${request.id}` }],
      payload: [{}, { contentReference: { reference: `DocumentReference/${document?.id}` } }],
    });
    expect(tasks?.[0]).toMatchObject({
      status: 'completed',
      businessStatus: { coding: [{ code: '7.0' }] },
      output: [{ valueReference: { reference: `DocumentReference/${document?.id}` } }],
    });
    expect(server.calls.filter((call) => /TEST-1|ORD-77|ZZTEST/.test(call))).toEqual([]);
  });

  test('an amendment takes the place of the note before it', async () => {
    const note = parcel(ADDRESS, {}).about?.note;
    const about = parcel(ADDRESS, {}).about;
    if (!note || !about) throw new Error('no note');
    const amended = { ...note, documentId: 'DOC-6', replaces: 'DOC-5', isAmendment: true };
    const outcome = await deliver({ key: 'amended.v2', about: { ...about, note: amended } });
    const documents = await list(server.url, 'DocumentReference');
    const former = documents.find((one) => JSON.stringify(one).includes('DOC-5'));

    expect(outcome).toMatchObject({ status: 'delivered' });
    expect(documents.find((one) => JSON.stringify(one).includes('amended.v2'))).toMatchObject({
      docStatus: 'amended',
      relatesTo: [{ code: 'replaces', target: { reference: `DocumentReference/${former?.id}` } }],
    });
  });

  test('an order that is another patient’s there is left alone', async () => {
    const other = await server.put({ resourceType: 'Patient' });
    await server.put({
      resourceType: 'ServiceRequest',
      status: 'active',
      intent: 'order',
      subject: { reference: `Patient/${other.id}` },
      identifier: [{ system: 'urn:oid:2.999.2', value: 'ORD-78' }],
    });
    const about = parcel(ADDRESS, {}).about;
    if (!about?.placerOrder) throw new Error('no order');
    const placerOrder = { ...about.placerOrder, value: 'ORD-78' };
    await deliver({ key: 'other.order', about: { ...about, placerOrder } });
    const documents = await list(server.url, 'DocumentReference');

    const sent = documents.find((one) => JSON.stringify(one).includes('other.order'));
    expect(sent).toMatchObject({ status: 'current' });
    expect(JSON.stringify(sent)).not.toContain('ServiceRequest/');
  });

  test('what became of a delivery is looked up by our number', async () => {
    const asked = { address: ADDRESS, settings: {}, sentAt: '2026-01-05T18:00:00.000Z' };

    expect(await open.confirm?.({ ...asked, key: 'amended.v2' }, never)).toMatchObject({
      status: 'delivered',
    });
    expect(await open.confirm?.({ ...asked, key: 'never-sent' }, never)).toMatchObject({ code: 'not-there' });
  });

  test('two patients with our number get nothing', async () => {
    await server.put({
      resourceType: 'Patient',
      identifier: [{ system: 'urn:oid:2.999.1', value: 'TEST-1' }],
    });

    expect(await deliver({ key: 'twins' })).toMatchObject({ fate: 'permanent', code: 'patient-ambiguous' });
  });
});

test.each([
  [400, 'required', 'permanent'],
  [401, 'login', 'transient'],
  [403, 'forbidden', 'permanent'],
  [409, 'conflict', 'transient'],
  [412, 'multiple-matches', 'permanent'],
  [412, 'conflict', 'transient'],
  [422, 'business-rule', 'permanent'],
  [422, 'throttled', 'transient'],
  [429, undefined, 'transient'],
  [503, undefined, 'transient'],
])('a server that answers %d (%s) failed %s, in words of ours', async (status, code, fate) => {
  const port = await openPort((request) =>
    Promise.resolve(
      request.url.endsWith('_search')
        ? Response.json({ resourceType: 'Bundle', type: 'searchset' })
        : Response.json(
            {
              resourceType: 'OperationOutcome',
              issue: [{ severity: 'error', code, diagnostics: 'ZZTESTFIELD is unknown' }],
            },
            { status },
          ),
    ),
  );
  const open = await fhir.open(destinationContext({ baseUrl: port.url }).context);
  const outcome = await open.deliver(parcel(ADDRESS, { unknownPatient: 'contain' }), never);
  await open.close();
  await port.close();

  expect(outcome).toMatchObject({ status: 'failed', fate, code: `fhir-${status}` });
  expect(JSON.stringify(outcome)).not.toContain('ZZTEST');
});

test('it signs in as SMART Backend Services does, and shows its public key at its door', async () => {
  const { privateKey } = (await import('node:crypto')).generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const server = await openFhirStandIn();
  const heard = destinationContext({
    baseUrl: server.url,
    auth: {
      kind: 'smart' as const,
      clientId: 'referloop-test',
      keys: [
        { alg: 'ES384' as const, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() },
      ],
      scope: 'system/DocumentReference.c',
    },
  });
  const open = await fhir.open(heard.context);
  const shown = await heard.knock(new Request(`${heard.context.publicUrl}/jwks.json`));
  const keys = (await shown.json()) as { readonly keys: readonly Record<string, unknown>[] };
  server.smart.keys = keys as never;
  await open.deliver(parcel(ADDRESS, {}), never);
  await open.close();
  await server.close();

  expect(keys.keys[0]).toMatchObject({ alg: 'ES384', use: 'sig' });
  expect(keys.keys[0]).not.toHaveProperty('d');
  expect(server.assertions).toHaveLength(1);
});
