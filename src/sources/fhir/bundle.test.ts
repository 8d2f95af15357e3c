import { describe, expect, test } from 'vitest';
import { createInbox } from '../../../test/contracts/source.ts';
import { appointment, expectIssue, startDoor as start } from '../../../test/support/fhir-door.ts';
import { expectValidFhir } from '../../../test/support/fhir-valid.ts';

const base = 'https://hub.example/v1/channels/contract/fhir';
const none = (): undefined => undefined;

function bundle(type: string, ...entry: readonly object[]): object {
  return { resourceType: 'Bundle', type, entry };
}

function put(id: string, more: object = {}): object {
  return { request: { method: 'PUT', url: `Appointment/${id}` }, resource: appointment(id, more) };
}

const create = {
  fullUrl: 'urn:uuid:6f2f9a3e-8a64-4f67-8c5e-6d2f0d8f7a11',
  request: { method: 'POST', url: 'Patient' },
  resource: { resourceType: 'Patient', identifier: [{ system: 'urn:x', value: 'TEST-1' }] },
};
const remove = { request: { method: 'DELETE', url: 'Appointment/a9' } };

describe('transaction', () => {
  test('is one message, answered entry for entry', async () => {
    const inbox = createInbox(none);
    const call = await start(inbox);

    const answer = await call(
      'POST',
      '',
      bundle('transaction', create, put('a1', { meta: { versionId: '2' } }), remove),
    );

    expect(answer.status).toBe(200);
    expect(inbox.arrivals.map(({ type }) => type)).toEqual(['Bundle transaction']);
    expect(answer.body).toEqual({
      resourceType: 'Bundle',
      type: 'transaction-response',
      entry: [
        {
          response: { status: '201 Created', location: `${base}/Patient/message-1-0`, etag: 'W/"message-1"' },
        },
        { response: { status: '200 OK', location: `${base}/Appointment/a1`, etag: 'W/"2"' } },
        { response: { status: '204 No Content' } },
      ],
    });
  });

  test('one wrong entry and none is taken: the whole is kept as invalid, and the place is told', async () => {
    const inbox = createInbox(none);
    const call = await start(inbox);
    const wrong = { ...put('a2'), request: { method: 'PUT', url: 'Appointment/a3' } };

    const answer = await call('POST', '', bundle('transaction', put('a1'), wrong));

    expectIssue(answer, 400, 'value');
    expect(answer.body.issue[0].expression).toEqual(['Bundle.entry[1].resource.id']);
    expect(inbox.arrivals.map(({ fault }) => fault?.reason)).toEqual([
      'Bundle.entry[1].resource.id: The id in the body is not the id in the URL.',
    ]);
  });

  test('an entry that does not say what it wants is told to', async () => {
    const call = await start(createInbox(none));

    const answer = await call('POST', '', bundle('transaction', { resource: appointment('a1') }));

    expectIssue(answer, 400, 'required');
    expect(answer.body.issue[0].expression).toEqual(['Bundle.entry[0].request']);
  });

  test('representation and OperationOutcome are told of every entry', async () => {
    const call = await start(createInbox(none));
    const send = (wish: string) =>
      call('POST', '/', bundle('transaction', create, remove), { Prefer: `return=${wish}` });

    const [whole, words] = [await send('representation'), await send('OperationOutcome')];

    for (const { body } of [whole, words]) expectValidFhir(body);
    expect(whole.body.entry[0].resource).toMatchObject({ resourceType: 'Patient', id: 'message-1-0' });
    expect(words.body.entry[1].response.outcome).toMatchObject({ resourceType: 'OperationOutcome' });
  });
});

describe('batch', () => {
  test('entries that cannot be taken are answered as such, the others are taken; the whole is kept beside them', async () => {
    const inbox = createInbox(none);
    const call = await start(inbox);
    const batch = bundle(
      'batch',
      { request: { method: 'GET', url: 'Patient/p1' } },
      put('a1'),
      { request: { method: 'PATCH', url: 'Patient/p1' }, resource: { resourceType: 'Patient' } },
      put('a2'),
      { request: { method: 'POST', url: 'Patient' }, resource: { status: 'booked' } },
    );

    const answer = await call('POST', '', batch);

    expectValidFhir(answer.body);
    expect(answer.body.type).toBe('batch-response');
    expect(answer.body.entry.map((entry: { response: { status: string } }) => entry.response.status)).toEqual(
      ['405 Method Not Allowed', '200 OK', '405 Method Not Allowed', '200 OK', '400 Bad Request'],
    );
    expect(answer.body.entry[4].response.outcome.issue[0].expression).toEqual(['Bundle.entry[4].resource']);
    expect(inbox.arrivals.map(({ fault }) => fault?.code)).toEqual(['fhir-batch', undefined]);
    expect(JSON.parse(Buffer.from(inbox.arrivals[0]?.body ?? []).toString())).toEqual(batch);
    expect(JSON.parse(Buffer.from(inbox.arrivals[1]?.body ?? []).toString())).toEqual(
      bundle('batch', put('a1'), put('a2')),
    );
  });

  test('all good is one message as it came; none good is kept only', async () => {
    const inbox = createInbox(none);
    const call = await start(inbox);

    const good = await call('POST', '', bundle('batch', put('a1'), remove));
    const bad = await call('POST', '', bundle('batch', { request: { method: 'GET', url: 'Patient' } }));

    expect([good.status, bad.status]).toEqual([200, 200]);
    expect(bad.body.entry[0].response.status).toBe('405 Method Not Allowed');
    expect(inbox.arrivals.map(({ fault }) => fault !== undefined)).toEqual([false, true]);
  });

  test('an empty one is answered with nothing in it', async () => {
    const call = await start(createInbox(none));

    expect((await call('POST', '', { resourceType: 'Bundle', type: 'batch' })).body).toEqual({
      resourceType: 'Bundle',
      type: 'batch-response',
    });
  });

  test('the same again after something else was said of one of its resources is no repeat', async () => {
    const inbox = createInbox(none);
    const call = await start(inbox);
    const morning = bundle('batch', put('a1'), put('a2'));

    await call('POST', '', morning);
    await call('POST', '', morning);
    await call('PUT', '/Appointment/a2', appointment('a2', { status: 'cancelled' }));
    await call('POST', '', morning);

    const identities = inbox.arrivals.map(({ identity }) => identity);
    expect(identities.map((one) => identities.indexOf(one))).toEqual([0, 0, 2, 3]);
  });
});

describe('message and other Bundles', () => {
  const header = {
    resourceType: 'MessageHeader',
    id: 'm1',
    eventUri: 'urn:booked',
    source: { endpoint: 'urn:emr' },
  };
  const message = bundle('message', { resource: header }, { resource: appointment('a1') });

  test.each(['/$process-message', ''])('a message to [base]%s is answered by a message', async (path) => {
    const call = await start(createInbox(none));

    const answer = await call('POST', path, message);

    expect(answer.status).toBe(200);
    expectValidFhir(answer.body);
    expect(answer.body).toMatchObject({ resourceType: 'Bundle', type: 'message' });
    expect(answer.body.entry[0].resource).toMatchObject({
      resourceType: 'MessageHeader',
      eventUri: 'urn:booked',
      response: { identifier: 'm1', code: 'ok' },
    });
  });

  test('no message is $process-message’d', async () => {
    const call = await start(createInbox(none));

    expectIssue(
      await call('POST', '/$process-message', bundle('collection', { resource: appointment('a1') })),
      400,
      'invalid',
    );
  });

  test.each(['collection', 'history'])(
    'a %s is stored and answered with an OperationOutcome',
    async (type) => {
      const inbox = createInbox(none);
      const call = await start(inbox);

      const answer = await call('POST', '', bundle(type, put('a1')));

      expect(answer.status).toBe(200);
      expectValidFhir(answer.body);
      expect(answer.body.issue[0].severity).toBe('information');
      expect(inbox.arrivals[0]?.type).toBe(`Bundle ${type}`);
    },
  );

  test('a resource that is no Bundle is told where to go', async () => {
    const call = await start(createInbox(none));

    expect(expectIssue(await call('POST', '', appointment('a1')), 400, 'invalid')).toContain('[base]/[type]');
  });
});
