import { readFile } from 'node:fs/promises';
import { Client } from 'fhir-kit-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import all from '../../mappings/fhir/all.mapping.ts';
import { createApi } from '../../src/api/create-api.ts';
import type { Door } from '../../src/api/api-deps.ts';
import { openLog } from '../../src/log.ts';
import { processWaiting } from '../../src/pipeline/process.ts';
import type { Channel } from '../../src/sdk/channel.ts';
import type { FhirMapping } from '../../src/sdk/mapping.ts';
import { fhir } from '../../src/sources/fhir/index.ts';
import { startSources, type RunningSources } from '../../src/start-sources.ts';
import { query, queryOne, sql } from '../../src/store/database.ts';
import { loadBody } from '../../src/store/messages.ts';
import { createToken } from '../../src/store/tokens.ts';
import { openPort, type Door as Port } from '../contracts/door.ts';
import { createTestApi, type TestApi } from '../support/api.ts';
import { appointment, callerOf, expectIssue, type Call } from '../support/fhir-door.ts';
import { expectValidFhir } from '../support/fhir-valid.ts';

// What becomes of the messages is the mapping's business and has tests of its own.
const mapping: FhirMapping = {
  name: 'test/door',
  version: 1,
  format: 'fhir',
  accepts: [],
  map: () => ({ outcome: 'filtered', reason: 'Only the door is tested.' }),
};
const channel = {
  name: 'ehr',
  owner: 'it@practice.example',
  zone: 'America/New_York',
  mapping,
  source: fhir,
  config: { maxBytes: 16 * 1024 * 1024 },
} as Channel;

/** What comes in here becomes referrals. */
const mapped = { ...channel, name: 'valley', mapping: all } as Channel;

const doors = new Map<string, Door>();
let api: TestApi;
let port: Port;
let base: string;
let running: RunningSources;
let token: string;
let call: Call;
let client: Client;

beforeAll(async () => {
  api = await createTestApi({ doors });
  (api.hub.channels as Map<string, Channel>).set(mapped.name, mapped);
  const app = createApi(api.deps);
  port = await openPort(async (request) => app.fetch(request));
  running = await open();
  base = `${port.url}v1/channels/ehr/fhir`;
  token = (await createToken(api.hub.db, { scope: 'channel', channel: 'ehr', label: 'ehr' })).token;
  call = callerOf(base, { Authorization: `Bearer ${token}` });
  client = new Client({ baseUrl: base, bearerToken: token });
});
afterAll(async () => {
  await running.stop();
  await port.close();
  await api.close();
});

async function open(): Promise<RunningSources> {
  const opened = await startSources(
    [channel, mapped],
    api.intake,
    api.hub.db,
    openLog('silent'),
    port.url.replace(/\/$/, ''),
  );
  for (const [name, door] of opened.doors) doors.set(name, door);
  return opened;
}

type Stored = {
  readonly id: string;
  readonly type: string;
  readonly reasonCode: string | null;
  readonly reason: string | null;
  readonly bytes: number;
};

function storedSince(count: number): Promise<readonly Stored[]> {
  return query<Stored>(
    api.hub.db,
    sql`select id, type, reason_code as "reasonCode", reason, body_bytes as bytes from message order by id offset ${count}`,
  );
}

async function countStored(): Promise<number> {
  const row = await queryOne<{ readonly count: number }>(
    api.hub.db,
    sql`select count(*)::int as count from message`,
  );
  return row?.count ?? 0;
}

async function bodyOf(id: string, bytes: number): Promise<unknown> {
  return JSON.parse(Buffer.from(await loadBody(api.hub.db, id, bytes)).toString('utf8'));
}

function responseOf(result: unknown): Response {
  const { response } = Client.httpFor(result as Parameters<typeof Client.httpFor>[0]);
  if (!response) throw new Error('fhir-kit-client kept no response');
  return response;
}

type Body = Parameters<Client['create']>[0]['body'];
const resource = (value: object): Body => value as Body;

describe('fhir-kit-client', () => {
  test('finds out what the endpoint can do, in a CapabilityStatement that is valid', async () => {
    const statement = await client.capabilityStatement();

    expectValidFhir(statement);
    expect(statement).toMatchObject({ fhirVersion: '4.0.1', implementation: { url: base } });
  });

  test('creates, updates and deletes; every request is a message', async () => {
    const before = await countStored();

    const created = await client.create({
      resourceType: 'Patient',
      body: resource({ resourceType: 'Patient', name: [{ family: 'ZZTESTDOOR' }] }),
    });
    const updated = await client.update({
      resourceType: 'Appointment',
      id: 'kit-1',
      body: resource(appointment('kit-1')),
    });
    const deleted = await client.delete({ resourceType: 'Appointment', id: 'kit-1' });

    const stored = await storedSince(before);
    expect(created['id']).toBe(stored[0]?.id);
    expect(responseOf(created).status).toBe(201);
    expect(responseOf(created).headers.get('location')).toBe(`${base}/Patient/${stored[0]?.id}`);
    expect(updated).toMatchObject(appointment('kit-1'));
    expect(responseOf(deleted).status).toBe(204);
    expect(stored.map(({ type }) => type)).toEqual(['Patient', 'Appointment', 'Appointment']);
    expect(await bodyOf(stored[2]?.id ?? '', stored[2]?.bytes ?? 0)).toMatchObject({
      type: 'batch',
      entry: [{ request: { method: 'DELETE', url: 'Appointment/kit-1' } }],
    });
  });

  test('sends a transaction and a batch and gets one valid entry for each of theirs', async () => {
    const entry = [
      {
        fullUrl: 'urn:uuid:6f2f9a3e-8a64-4f67-8c5e-6d2f0d8f7a12',
        request: { method: 'POST', url: 'Patient' },
        resource: { resourceType: 'Patient' },
      },
      { request: { method: 'PUT', url: 'Appointment/kit-2' }, resource: appointment('kit-2') },
    ];
    const transaction = await client.transaction({
      body: resource({ resourceType: 'Bundle', type: 'transaction', entry }),
    });
    const broken = { request: { method: 'GET', url: 'Patient/x' } };
    const batch = await client.batch({
      body: resource({ resourceType: 'Bundle', type: 'batch', entry: [...entry, broken] }),
    });

    for (const answer of [transaction, batch]) expectValidFhir(answer);
    expect(transaction).toMatchObject({ type: 'transaction-response' });
    expect(statusesOf(transaction)).toEqual(['201 Created', '200 OK']);
    expect(statusesOf(batch)).toEqual(['201 Created', '200 OK', '405 Method Not Allowed']);
  });

  test('reads the OperationOutcome of what it did wrong', async () => {
    const wrong = client.update({
      resourceType: 'Appointment',
      id: 'kit-3',
      body: resource(appointment('other')),
    });

    const error = (await wrong.catch((caught: unknown) => caught)) as {
      readonly response: { readonly status: number; readonly data: unknown };
    };
    expect(error.response.status).toBe(400);
    expectValidFhir(error.response.data);
  });
});

function statusesOf(bundle: unknown): readonly string[] {
  const { entry } = bundle as {
    readonly entry: readonly { readonly response: { readonly status: string } }[];
  };
  return entry.map(({ response }) => response.status);
}

describe('repeats', () => {
  test('twenty who ask at once for one patient by its identifier create one', async () => {
    const before = await countStored();
    const criteria = { 'If-None-Exist': 'identifier=urn:oid:2.999.1|TEST-77' };

    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        call(
          'POST',
          '/Patient',
          {
            resourceType: 'Patient',
            id: `door-${number}`,
            identifier: [{ system: 'urn:oid:2.999.1', value: 'TEST-77' }],
          },
          criteria,
        ),
      ),
    );

    expect(answers.map(({ status }) => status).toSorted((a, b) => b - a)).toEqual([
      201,
      ...Array(19).fill(200),
    ]);
    const places = new Set(answers.map(({ headers }) => headers.get('location')));
    expect(places.size).toBe(1);
    const [one] = await storedSince(before);
    expect(await countStored()).toBe(before + 1);
    const kept = (await bodyOf(one?.id ?? '', one?.bytes ?? 0)) as { readonly id: string };
    expect([...places]).toEqual([`${base}/Patient/${kept.id}`]);
  });

  test('one version is one message, over a restart too', async () => {
    const before = await countStored();
    const put = () => call('PUT', '/Appointment/v1', appointment('v1', { meta: { versionId: '3' } }));

    const [first, second] = [await put(), await put()];
    await running.stop();
    running = await open();
    const third = await put();

    expect([first, second, third].map(({ headers }) => headers.get('x-referloop-outcome'))).toEqual([
      'stored',
      'duplicate',
      'duplicate',
    ]);
    expect(await countStored()).toBe(before + 1);
  });

  test('"booked, cancelled, booked" without a version is three messages', async () => {
    const before = await countStored();

    for (const status of ['booked', 'booked', 'cancelled', 'booked'])
      await call('PUT', '/Appointment/r1', appointment('r1', { status }));

    expect(await countStored()).toBe(before + 3);
  });

  test('the same broken body again is answered the same and kept once', async () => {
    const before = await countStored();

    const [one, other] = [await call('POST', '/Patient', '{"a":'), await call('POST', '/Patient', '{"a":')];

    expect(other.body).toEqual(one.body);
    expect([one.status, other.status]).toEqual([400, 400]);
    expect(await countStored()).toBe(before + 1);
  });
});

describe('bad input is answered with the reason, kept, and the next good request is served', () => {
  const deep = `{"resourceType":"Basic","extension":${'[{"extension":'.repeat(50_000)}[]${'}]'.repeat(50_000)}}`;
  const text = JSON.stringify(appointment('a1'));
  const cases: readonly (readonly [string, string | Uint8Array, number, string])[] = [
    ['cut JSON', text.slice(0, -10), 400, 'structure'],
    ['NaN', text.replace('"booked"', 'NaN'), 400, 'structure'],
    ['a member twice', text.replace('"status"', '"status":"noshow","status"'), 400, 'structure'],
    ['deep nesting', deep, 400, 'structure'],
    ['__proto__', text.replace('{', '{"__proto__":{"isAdmin":true},'), 400, 'structure'],
    ['10 MB of nothing', Buffer.alloc(10 * 1024 * 1024), 400, 'structure'],
    ['10 MB of blanks', Buffer.alloc(10 * 1024 * 1024, ' '), 400, 'structure'],
    ['UTF-16', Buffer.from(`\uFEFF${text}`, 'utf16le'), 400, 'structure'],
    ['no resource', '[1,2]', 400, 'structure'],
    ['STU3', JSON.stringify(appointment('a1', { incomingReferral: [] })), 422, 'not-supported'],
    ['R5', JSON.stringify(appointment('a1', { cancellationReason: {} })), 422, 'not-supported'],
    [
      'an instant that is none',
      JSON.stringify(appointment('a1', { start: '2026-02-30T10:00:00Z' })),
      422,
      'value',
    ],
    ['a status R4 does not have', JSON.stringify(appointment('a1', { status: 'rescheduled' })), 422, 'value'],
    ['no status', JSON.stringify(appointment('a1', { status: undefined })), 422, 'required'],
  ];

  test.each(cases)('%s', async (_name, body, status, code) => {
    const before = await countStored();

    const answer = await call('POST', '/Appointment', body);
    const next = await call('PUT', '/Appointment/next', appointment('next'));

    expectValidFhir(answer.body);
    expect(expectIssue(answer, status, code)).toMatch(/\S+ \S+/);
    const [kept] = await storedSince(before);
    expect(kept?.reasonCode).toMatch(/^(json|fhir)/);
    expect(kept?.bytes).toBe(Buffer.byteLength(body));
    expect(next.status).toBe(200);
  });

  test('what breaks a rule is told by its path, all of it at once', async () => {
    const answer = await call(
      'PUT',
      '/Appointment/a1',
      appointment('a1', { status: 'moved', start: 'tomorrow', end: '2026' }),
    );

    expect(answer.body.issue.map((issue: { expression: string[] }) => issue.expression[0])).toEqual([
      'Appointment.status',
      'Appointment.start',
      'Appointment.end',
    ]);
  });

  test('a reference to what nobody sent yet is taken', async () => {
    const body = appointment('a5', { basedOn: [{ reference: 'ServiceRequest/not-yet' }] });

    expect((await call('PUT', '/Appointment/a5', body)).status).toBe(200);
  });
});

describe('from the door to the ledger', () => {
  const valley = (): Call =>
    callerOf(`${port.url}v1/channels/valley/fhir`, { Authorization: `Bearer ${api.tokens.operator}` });

  async function process(): Promise<void> {
    while ((await processWaiting(api.hub)) > 0);
  }

  function referralsOf(family: string): Promise<readonly { readonly state: string }[]> {
    return query(
      api.hub.db,
      sql`select r.state from referral r join patient p on p.id = r.patient_id where p.family = ${family}`,
    );
  }

  test('the sample becomes a scheduled referral, once, however often it is sent', async () => {
    const sample = await readFile('docs/fhir/sample-transaction.json');

    for (let time = 0; time < 2; time += 1) expect((await valley()('POST', '', sample)).status).toBe(200);
    await process();

    expect(await referralsOf('ZZTESTSAMPLE')).toEqual([{ state: 'scheduled' }]);
  });

  test('who was created without an id is known by the place the sender was told', async () => {
    const name = [{ family: 'ZZTESTNOID', given: ['RAY'] }];
    const created = await valley()('POST', '/Patient', {
      resourceType: 'Patient',
      name,
      birthDate: '1970-02-03',
    });
    const id = (created.body as { readonly id: string }).id;

    await valley()('PUT', '/ServiceRequest/noid-1', {
      resourceType: 'ServiceRequest',
      id: 'noid-1',
      status: 'active',
      intent: 'order',
      subject: { reference: `Patient/${id}` },
      authoredOn: '2026-03-02T09:00:00-05:00',
    });
    await process();

    expect(created.headers.get('location')).toMatch(new RegExp(`/Patient/${id}$`));
    expect(await referralsOf('ZZTESTNOID')).toHaveLength(1);
  });

  test('of a transaction too, whose references are URNs', async () => {
    const fullUrl = 'urn:uuid:6f2f9a3e-8a64-4f67-8c5e-6d2f0d8f7a77';
    const answer = await valley()('POST', '', {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        {
          fullUrl,
          request: { method: 'POST', url: 'Patient' },
          resource: {
            resourceType: 'Patient',
            name: [{ family: 'ZZTESTURN', given: ['KIM'] }],
            birthDate: '1980-04-05',
          },
        },
        {
          request: { method: 'POST', url: 'ServiceRequest' },
          resource: {
            resourceType: 'ServiceRequest',
            status: 'active',
            intent: 'order',
            subject: { reference: fullUrl },
            authoredOn: '2026-03-02T09:00:00-05:00',
          },
        },
      ],
    });
    const places = (answer.body.entry as { response: { location: string } }[]).map(
      ({ response }) => response.location,
    );
    const [patient = '', request = ''] = places.map((place) => place.split('/').slice(-2).join('/'));
    await valley()('PUT', '/Appointment/urn-1', {
      ...appointment('urn-1'),
      basedOn: [{ reference: request }],
      participant: [{ actor: { reference: patient }, status: 'accepted' }],
    });
    await process();

    expect(await referralsOf('ZZTESTURN')).toEqual([{ state: 'scheduled' }]);
  });
});

describe('who may come in', () => {
  test.each([
    ['nobody', {}, 401, 'login'],
    ['a stranger', { Authorization: 'Bearer rl_channel_nobody' }, 401, 'login'],
    ['another channel', () => ({ Authorization: `Bearer ${api.tokens.channel}` }), 403, 'forbidden'],
  ] as const)('%s is refused in the words of FHIR', async (_name, headers, status, code) => {
    const said = typeof headers === 'function' ? headers() : headers;
    const answer = await callerOf(base, said)('PUT', '/Appointment/a1', appointment('a1'));

    expectIssue(answer, status, code);
    expectValidFhir(answer.body);
    expect(answer.headers.has('www-authenticate')).toBe(status === 401);
  });

  test('a channel that is none, or no FHIR endpoint, is not found in the words of FHIR', async () => {
    const elsewhere = callerOf(`${port.url}v1/channels/nowhere/fhir`, {
      Authorization: `Bearer ${api.tokens.operator}`,
    });

    expectIssue(await elsewhere('GET', '/metadata'), 404, 'not-found');
  });
});
