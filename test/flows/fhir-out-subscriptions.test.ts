import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Bundle, Parameters } from 'fhir/r4.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createApi } from '../../src/api/create-api.ts';
import { newId } from '../../src/lib/ids.ts';
import { notifySubscriptions } from '../../src/pipeline/fhir-out/notify.ts';
import { execute, query, queryOne, sql } from '../../src/store/database.ts';
import { leaseSubscriptions } from '../../src/store/fhir-subscriptions.ts';
import { createFhirOut, referrerTakesFolders, type FhirOut } from '../support/fhir-out.ts';
import { expectValidOut } from '../support/fhir-valid-out.ts';
import { adt, mdm, ref, siu } from '../support/hl7.ts';

const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';

let hub: FhirOut;
let receiver: Receiver;

type Receiver = {
  readonly url: string;
  readonly bundles: Bundle[];
  readonly headers: IncomingHttpHeaders[];
  status: number;
  readonly close: () => Promise<void>;
};

beforeEach(async () => {
  hub = await createFhirOut();
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.close();
  await hub.closeAll();
});

async function startReceiver(): Promise<Receiver> {
  const heard: Pick<Receiver, 'bundles' | 'headers'> & { status: number } = {
    bundles: [],
    headers: [],
    status: 204,
  };
  const server = await new Promise<Server>((resolve) => {
    const started = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        if (heard.status < 300) {
          heard.bundles.push(JSON.parse(Buffer.concat(parts).toString()) as Bundle);
          heard.headers.push(request.headers);
        }
        response.writeHead(heard.status).end();
      });
    }).listen(0, '127.0.0.1', () => resolve(started));
  });
  return Object.assign(heard, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

type Wish = {
  readonly topic?: string;
  readonly content?: string;
  readonly filters?: readonly string[];
  readonly header?: readonly string[];
  readonly more?: object;
  readonly channel?: readonly object[];
};

function wish({
  topic = 'referral-changed',
  content = 'id-only',
  filters = [],
  header = [],
  more = {},
  channel = [],
}: Wish = {}) {
  return {
    resourceType: 'Subscription',
    status: 'requested',
    reason: 'keep our list of referrals',
    criteria: `${hub.base}/SubscriptionTopic/${topic}`,
    _criteria: {
      extension: filters.map((one) => ({ url: `${BACKPORT}/backport-filter-criteria`, valueString: one })),
    },
    channel: {
      type: 'rest-hook',
      endpoint: receiver.url,
      payload: 'application/fhir+json',
      _payload: { extension: [{ url: `${BACKPORT}/backport-payload-content`, valueCode: content }] },
      header,
      extension: channel,
    },
    ...more,
  };
}

async function subscribe(one: Wish = {}, token: 'fhir' | 'events' = 'fhir'): Promise<string> {
  const { status, body } = await hub.ask('POST', 'Subscription', { body: wish(one), token });
  expect(status).toBe(201);
  expectValidOut(body);
  return body.id as string;
}

/** Lets the hub tell until nothing is due. */
async function tell(): Promise<void> {
  while (
    (await notifySubscriptions({ db: hub.hub.db, publicUrl: hub.hubAtPort.publicUrl, allowPrivate: true })) >
    0
  );
}

const pausesAreOver = () => execute(hub.hub.db, sql`update fhir_subscription set next_attempt_at = now()`);
const statusOf = async (id: string) => (await hub.ask('GET', `Subscription/${id}`)).body.status as string;

function parameter(bundle: Bundle | undefined, name: string) {
  const status = bundle?.entry?.[0]?.resource as Parameters | undefined;
  return status?.parameter?.filter((one) => one.name === name) ?? [];
}
const typesOf = () => receiver.bundles.map((one) => parameter(one, 'type')[0]?.valueCode);
const numbersTold = () =>
  receiver.bundles.flatMap((one) =>
    parameter(one, 'notification-event').map((event) =>
      Number(event.part?.find(({ name }) => name === 'event-number')?.valueString),
    ),
  );

test('a handshake, then every change in order; a receiver that was down misses nothing', async () => {
  const id = await subscribe(
    {
      header: ['Authorization: Bearer s3cret'],
      channel: [{ url: `${BACKPORT}/backport-max-count`, valuePositiveInt: 1 }],
    },
    'events',
  );
  const { body: shown } = await hub.ask('GET', `Subscription/${id}`, { token: 'events' });
  expect(JSON.stringify(shown)).not.toContain('s3cret');
  expect(shown.status).toBe('requested');

  await hub.feed(ref('I12', { at: '20261101090000-0500' }));
  await tell();
  expect(typesOf()).toEqual(['handshake', 'event-notification']);
  expect(receiver.headers[0]).toMatchObject({
    authorization: 'Bearer s3cret',
    'content-type': 'application/fhir+json',
  });
  for (const bundle of receiver.bundles) expectValidOut(bundle);
  expect(receiver.bundles[1]?.entry?.[1]).toMatchObject({
    fullUrl: expect.stringContaining('/Task/') as string,
  });
  expect(receiver.bundles[1]?.entry?.[1]?.resource).toBeUndefined();

  receiver.status = 500;
  await hub.feed(
    siu('S12', { order: 'R1^CLINIC' }),
    siu('S26', { order: 'R1^CLINIC', at: '20261105120000-0500' }),
  );
  await tell();
  await hub.feed(adt('A03', { at: '20261105130000-0500' }));
  await tell();
  expect(numbersTold()).toEqual([1]);
  const { body: status } = await hub.ask('GET', `Subscription/${id}/$status`, { token: 'events' });
  expectValidOut(status);

  receiver.status = 200;
  await pausesAreOver();
  await tell();
  const told = numbersTold();
  expect(told).toEqual(told.map((_, index) => index + 1));
  expect(told.length).toBeGreaterThan(3);
  const { body: events } = await hub.ask(
    'GET',
    `Subscription/${id}/$events?eventsSinceNumber=2&eventsUntilNumber=3`,
    { token: 'events' },
  );
  expectValidOut(events);
  expect(parameter(events as Bundle, 'notification-event')).toHaveLength(2);
  expect(parameter(events as Bundle, 'events-since-subscription-start')[0]?.valueString).toBe(
    String(told.length),
  );
});

test('the secret of one receiver is not told to another: headers stay for the same origin only', async () => {
  const id = await subscribe({ header: ['Authorization: Bearer s3cret'] });
  const { header: _, ...channel } = wish().channel;

  await hub.ask('PUT', `Subscription/${id}`, { body: { ...wish(), channel } });
  await tell();
  const endpoint = receiver.url.replace('127.0.0.1', 'localhost');
  await hub.ask('PUT', `Subscription/${id}`, { body: { ...wish(), channel: { ...channel, endpoint } } });
  await tell();

  expect(receiver.headers.map(({ authorization }) => authorization)).toEqual(['Bearer s3cret', undefined]);
});

test('after failure upon failure it stands in error, goes on counting, and only its client starts it again', async () => {
  const id = await subscribe();
  await tell();
  receiver.status = 503;
  await hub.feed(ref('I12', { at: '20261101090000-0500' }));
  for (let nr = 0; nr < 8; nr += 1) {
    await tell();
    await pausesAreOver();
  }
  expect(await statusOf(id)).toBe('error');
  receiver.status = 200;
  await hub.feed(siu('S12', { order: 'R1^CLINIC' }));
  await tell();
  expect(typesOf()).toEqual(['handshake']);
  const { body } = await hub.ask('GET', `Subscription/${id}/$status`);
  const [entry] = (body as Bundle).entry ?? [];
  const counted = (entry?.resource as Parameters | undefined)?.parameter?.find(
    ({ name }) => name === 'events-since-subscription-start',
  );
  expect(Number(counted?.valueString)).toBeGreaterThan(1);

  const again = await hub.ask('PUT', `Subscription/${id}`, { body: wish() });
  expect(again.body.status).toBe('requested');
  await tell();
  expect(await statusOf(id)).toBe('active');
  expect(typesOf().slice(0, 2)).toEqual(['handshake', 'handshake']);
  expect(numbersTold()).toEqual(
    Array.from({ length: Number(counted?.valueString) }, (_, index) => index + 1),
  );
});

test('a receiver that refuses the handshake is never told anything', async () => {
  receiver.status = 404;
  const id = await subscribe();
  await hub.feed(ref('I12'));
  for (let nr = 0; nr < 4; nr += 1) {
    await tell();
    await pausesAreOver();
  }
  expect(await statusOf(id)).toBe('error');
  receiver.status = 200;
  await tell();
  expect(receiver.bundles).toEqual([]);
});

test('filters: by status, by business status and by who sent it', async () => {
  await hub.feed(ref('I12', { at: '20261101090000-0500' }));
  const { body } = await hub.ask('GET', 'ServiceRequest');
  const requester = (body as Bundle).entry?.map(
    ({ resource }) => (resource as { requester?: { reference: string } }).requester?.reference,
  )[0];
  const noShows = await subscribe({ filters: ['Task?status=in-progress&business-status=5.1.2'] });
  await subscribe({ filters: [`Task?requester=${requester}`, 'Task?business-status=5.1.1'] });
  await subscribe({ filters: [`Task?requester=Practitioner/${newId()}`] });
  await hub.feed(
    siu('S12', { order: 'R1^CLINIC' }),
    siu('S26', { order: 'R1^CLINIC', at: '20261105120000-0500' }),
  );
  await tell();
  const events = receiver.bundles.filter(
    (one) => parameter(one, 'type')[0]?.valueCode === 'event-notification',
  );
  expect(events.map((one) => parameter(one, 'subscription')[0]?.valueReference?.reference)).toHaveLength(2);
  expect(
    new Set(events.map((one) => parameter(one, 'subscription')[0]?.valueReference?.reference)).size,
  ).toBe(2);
  const { body: shown } = await hub.ask('GET', `Subscription/${noShows}`);
  expect(shown._criteria.extension[0].valueString).toBe('Task?status=in-progress&business-status=5.1.2');
});

test('full-resource carries the Task and is written to the audit; a delivered note is a topic of its own', async () => {
  await subscribe({ content: 'full-resource' });
  await subscribe({ content: 'full-resource', topic: 'note-delivered' });
  await subscribe({ content: 'empty' });
  await hub.feed(siu('S12'), adt('A03', { at: '20261105110000-0500' }), mdm('T02'));
  await referrerTakesFolders(hub);
  await hub.send();
  await tell();
  for (const bundle of receiver.bundles) expectValidOut(bundle);
  const carried = receiver.bundles.flatMap(
    (one) => one.entry?.slice(1).map(({ resource }) => resource) ?? [],
  );
  expect(new Set(carried.map((one) => one?.resourceType))).toEqual(new Set(['Task', 'DocumentReference']));
  expect(carried.filter((one) => one?.resourceType === 'DocumentReference')).toHaveLength(1);
  const empty = receiver.bundles.filter(
    (one) => one.entry?.length === 1 && parameter(one, 'notification-event').length > 0,
  );
  expect(JSON.stringify(empty)).not.toMatch(/Task\/|ServiceRequest\//);
  const audits = await query(hub.hub.db, sql`select from audit where action = 'fhir_notify'`);
  expect(audits.length).toBeGreaterThanOrEqual(2);
});

test('of a protected patient full-resource carries nothing but the id', async () => {
  await subscribe({ content: 'full-resource' });
  await hub.feed(siu('S12'));
  await execute(hub.hub.db, sql`update patient set is_protected = true`);
  await tell();
  const told = receiver.bundles.filter((one) => parameter(one, 'notification-event').length > 0);
  for (const bundle of told) expectValidOut(bundle);
  const entries = told.flatMap((one) => one.entry?.slice(1) ?? []);
  expect(entries.length).toBeGreaterThan(0);
  expect(entries.every((one) => one.resource === undefined && one.fullUrl?.includes('/Task/'))).toBe(true);
});

test('a heartbeat when nothing happened for as long as was asked', async () => {
  const id = await subscribe({
    channel: [{ url: `${BACKPORT}/backport-heartbeat-period`, valueUnsignedInt: 60 }],
  });
  await tell();
  await execute(hub.hub.db, sql`update fhir_subscription set last_sent_at = now() - interval '61 seconds'`);
  await tell();
  expect(typesOf()).toEqual(['handshake', 'heartbeat']);
  expectValidOut(receiver.bundles[1]);
  expect(await statusOf(id)).toBe('active');
});

test('it ends with its day, with its token, and by DELETE', async () => {
  const [ended, revoked, deleted] = [await subscribe(), await subscribe({}, 'events'), await subscribe()];
  await tell();
  receiver.bundles.length = 0;
  await execute(hub.hub.db, sql`update fhir_subscription set ends_at = now() where id = ${ended}`);
  await execute(hub.hub.db, sql`update api_token set revoked_at = now() where scope = 'events'`);
  expect((await hub.ask('DELETE', `Subscription/${deleted}`)).status).toBe(204);
  await hub.feed(ref('I12'));
  await tell();
  expect(receiver.bundles).toEqual([]);
  const rows = await query(hub.hub.db, sql`select id, status, error from fhir_subscription order by id`);
  expect(rows).toEqual([
    { id: ended, status: 'off', error: 'ended' },
    { id: revoked, status: 'off', error: 'token revoked' },
  ]);
});

test('a hub that died in the middle leaves a lease that runs out; two hubs at once tell everything once', async () => {
  await subscribe();
  await tell();
  await hub.feed(ref('I12', { at: '20261101090000-0500' }), siu('S12', { order: 'R1^CLINIC' }));
  expect(await leaseSubscriptions(hub.hub.db, newId(), 10)).toHaveLength(1);
  await tell();
  expect(numbersTold()).toEqual([]);
  await execute(hub.hub.db, sql`update fhir_subscription set leased_until = now()`);
  await Promise.all([tell(), tell(), tell()]);
  const told = numbersTold();
  expect(told).toEqual(told.map((_, index) => index + 1));
  const row = await queryOne<{ events: number }>(hub.hub.db, sql`select events from fhir_subscription`);
  expect(told).toHaveLength(row?.events ?? 0);
});

describe('refused', () => {
  const cases: readonly (readonly [string, () => object, number, string])[] = [
    ['an unknown topic', () => wish({ topic: 'encounter-start' }), 422, 'Subscription.criteria'],
    [
      'a filter of another resource',
      () => wish({ filters: ['Patient?name=x'] }),
      422,
      'Subscription.criteria.extension',
    ],
    [
      'a filter by something else',
      () => wish({ filters: ['Task?patient=x'] }),
      422,
      'Subscription.criteria.extension',
    ],
    [
      'a status that is none',
      () => wish({ filters: ['Task?status=done'] }),
      422,
      'Subscription.criteria.extension',
    ],
    [
      'a header that changes the exchange',
      () => wish({ header: ['Host: other.example'] }),
      422,
      'Subscription.channel.header',
    ],
    [
      'a header of two lines',
      () => wish({ header: ['X-A: b\r\nHost: other.example'] }),
      422,
      'Subscription.channel.header',
    ],
    [
      'another channel',
      () => ({ ...wish(), channel: { type: 'email', endpoint: 'mailto:x@office.example' } }),
      400,
      'Subscription.channel.type',
    ],
    ['no reason', () => ({ ...wish(), reason: undefined }), 400, 'Subscription.reason'],
    ['another resource', () => ({ resourceType: 'Task' }), 400, 'Subscription.resourceType'],
  ];
  test('whatever does not fit, with the path of it', async () => {
    const answers: unknown[] = [];
    for (const [name, body] of cases) {
      const answer = await hub.ask('POST', 'Subscription', { body: body() });
      expectValidOut(answer.body);
      answers.push([name, answer.status, answer.body.issue[0].expression[0]]);
    }
    expect(answers).toEqual(cases.map(([name, , status, path]) => [name, status, path]));
  });

  test('what is not one’s own, patients for a token that may not see them, and addresses inside', async () => {
    const id = await subscribe();
    for (const path of [`Subscription/${id}`, `Subscription/${id}/$status`, `Subscription/${id}/$events`])
      expect((await hub.ask('GET', path, { token: 'events' })).status).toBe(404);
    expect((await hub.ask('DELETE', `Subscription/${id}`, { token: 'events' })).status).toBe(404);
    const full = await hub.ask('POST', 'Subscription', {
      body: wish({ content: 'full-resource' }),
      token: 'events',
    });
    expect(full.status).toBe(403);
    expect((await hub.ask('POST', 'Subscription', { body: wish(), token: 'channel' })).status).toBe(403);

    const strict = createApi({ ...hub.deps, hub: hub.hubAtPort, allowPrivateWebhooks: false });
    const inside = await strict.request('/fhir/R4/Subscription', {
      method: 'POST',
      headers: { Authorization: `Bearer ${hub.tokens.fhir}`, 'Content-Type': 'application/fhir+json' },
      body: JSON.stringify({
        ...wish(),
        channel: { ...wish().channel, endpoint: 'https://169.254.169.254/latest' },
      }),
    });
    expect(inside.status).toBe(422);
  });
});
