import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openDoor } from '../../../test/contracts/door.ts';
import { createInbox, describeSource } from '../../../test/contracts/source.ts';
import {
  appointment,
  expectIssue,
  startDoor as start,
  type Answer,
} from '../../../test/support/fhir-door.ts';
import { fhir } from './index.ts';

describeSource({
  source: fhir,
  config: {},
  badConfigs: [
    { field: 'maxBytes', config: { maxBytes: 0 } },
    { field: 'maxByte', config: { maxByte: 1 } },
    { field: 'tls.clientCaFile', config: { tls: { port: 1, certFile: 'a', keyFile: 'b' } } },
    { field: 'tls.port', config: { tls: { port: -1, certFile: 'a', keyFile: 'b', clientCaFile: 'c' } } },
    {
      field: 'tls.baseUrl',
      config: {
        tls: { port: 1, certFile: 'a', keyFile: 'b', clientCaFile: 'c', baseUrl: 'http://x.example' },
      },
    },
  ],
  message: (number) => Buffer.from(JSON.stringify(appointment(`a${number}`))),
  connect: async (_running, inbox) => {
    const door = await openDoor(inbox);
    return {
      send: async (message) => {
        const response = await fetch(`${door.url}v1/channels/contract/fhir/Appointment`, {
          method: 'POST',
          body: message as Uint8Array<ArrayBuffer>,
        });
        return { isPositive: response.ok, bytes: new Uint8Array(await response.arrayBuffer()) };
      },
      close: door.close,
    };
  },
});

const base = 'https://hub.example/v1/channels/contract/fhir';

describe('one resource', () => {
  test('a creation is 201 with the place of what was stored, its ETag and the resource', async () => {
    const call = await start(createInbox(noAnswer));

    const answer = await call('POST', '/Appointment', appointment(undefined));

    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`${base}/Appointment/message-1`);
    expect(answer.headers.get('etag')).toBe('W/"message-1"');
    expect(answer.headers.get('x-referloop-message-id')).toBe('message-1');
    expect(answer.body).toMatchObject({ resourceType: 'Appointment', id: 'message-1', status: 'booked' });
  });

  test('the same creation again is answered with the same place', async () => {
    const inbox = createInbox(noAnswer);
    const call = await start(inbox);

    const first = await call('POST', '/Appointment', appointment(undefined));
    const second = await call('POST', '/Appointment', appointment(undefined));

    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect(second.headers.get('x-referloop-outcome')).toBe('duplicate');
    expect(second.status).toBe(201);
  });

  test('an update is 200, with the version of the sender as ETag, and names version and content as its identity', async () => {
    const inbox = createInbox(noAnswer);
    const call = await start(inbox);

    const answer = await call('PUT', '/Appointment/a1', appointment('a1', { meta: { versionId: '7' } }));

    expect(answer.status).toBe(200);
    expect(answer.headers.get('location')).toBe(`${base}/Appointment/a1`);
    expect(answer.headers.get('etag')).toBe('W/"7"');
    expect(inbox.arrivals[0]?.identity).toMatch(/^Appointment\/a1\/_history\/7#[0-9a-f]{16}$/);
    expect(inbox.arrivals[0]?.type).toBe('Appointment');
  });

  test('one version, written in two ways, is one identity; another content of it is another', async () => {
    const inbox = createInbox(noAnswer);
    const call = await start(inbox);
    const resource = appointment('a1', { meta: { versionId: '7' } });

    await call('PUT', '/Appointment/a1', JSON.stringify(resource));
    await call('PUT', '/Appointment/a1', JSON.stringify(resource, null, 2));
    await call('PUT', '/Appointment/a1', { ...resource, status: 'cancelled' });

    const [one, other, third] = inbox.arrivals.map(({ identity }) => identity);
    expect(other).toBe(one);
    expect(third).not.toBe(one);
  });

  test('without version and time, "booked, cancelled, booked" is three statements and a second try none', async () => {
    const inbox = createInbox(noAnswer);
    const call = await start(inbox);
    const [booked, cancelled] = [appointment('a1'), appointment('a1', { status: 'cancelled' })];

    for (const said of [booked, booked, cancelled, cancelled, booked])
      await call('PUT', '/Appointment/a1', said);

    const identities = inbox.arrivals.map(({ identity }) => identity);
    expect(identities.map((one) => identities.indexOf(one))).toEqual([0, 0, 2, 2, 4]);
  });

  test('Prefer chooses between nothing, the resource and an OperationOutcome', async () => {
    const call = await start(createInbox(noAnswer));
    const send = (wish: string): Promise<Answer> =>
      call('PUT', '/Appointment/a1', appointment('a1'), { Prefer: `handling=lenient; return=${wish}` });

    expect((await send('minimal')).body).toBeNull();
    expect((await send('representation')).body).toEqual(appointment('a1'));
    expect((await send('OperationOutcome')).body).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'information', diagnostics: 'Stored as message message-1.' }],
    });
  });

  test('a conditional creation is known by its criteria, in whatever order they stand', async () => {
    const inbox = createInbox(noAnswer);
    const call = await start(inbox);
    const create = (criteria: string): Promise<Answer> =>
      call('POST', '/Patient', { resourceType: 'Patient', active: true }, { 'If-None-Exist': criteria });

    const first = await create('identifier=urn:x|1&active=true');
    const second = await create('Patient?active=true&identifier=urn%3Ax%7C1');

    expect(inbox.arrivals[1]?.identity).toBe(inbox.arrivals[0]?.identity);
    // It is shown in lists, and a criterion may be a number of a patient.
    expect(inbox.arrivals[0]?.identity).toMatch(/^POST Patient\?[0-9a-f]{64}$/);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expectIssue(await create('identifier='), 412, 'invalid');
  });

  test('a conditional update carries the identifier it is addressed by', async () => {
    const inbox = createInbox(noAnswer);
    const call = await start(inbox);
    const body = appointment(undefined, { identifier: [{ system: 'urn:x', value: 'A-1' }] });

    const taken = await call('PUT', '/Appointment?identifier=urn:x|A-1', body);
    const other = await call('PUT', '/Appointment?identifier=urn:x|A-2', body);
    const vague = await call('PUT', '/Appointment?status=booked', body);

    expect(taken.status).toBe(200);
    expectIssue(other, 412, 'invalid');
    expect(other.body.issue[0].expression).toEqual(['Appointment.identifier']);
    expectIssue(vague, 412, 'not-supported');
    expect(inbox.arrivals.map(({ fault }) => fault?.code)).toEqual([
      undefined,
      'fhir-invalid',
      'fhir-not-supported',
    ]);
  });

  test('a deletion is stored as an entry of a batch that says so', async () => {
    const inbox = createInbox(noAnswer);
    const call = await start(inbox);

    const answer = await call('DELETE', '/Appointment/a1');

    expect(answer.status).toBe(204);
    expect(JSON.parse(Buffer.from(inbox.arrivals[0]?.body ?? []).toString())).toEqual({
      resourceType: 'Bundle',
      type: 'batch',
      entry: [{ request: { method: 'DELETE', url: 'Appointment/a1' } }],
    });
  });
});

function noAnswer(): undefined {
  return undefined;
}

describe('what cannot be taken', () => {
  test.each([
    ['another type in the body', '/Patient/a1', 400, 'invalid', 'Appointment'],
    ['another id in the body', '/Appointment/a2', 400, 'value', 'Appointment.id'],
    ['a type FHIR does not have', '/Meeting/a1', 404, 'not-supported', undefined],
    ['an id that is none', '/Appointment/a_1', 400, 'value', undefined],
    ['a place below a resource', '/Appointment/a1/_history', 404, 'not-supported', undefined],
  ] as const)(
    '%s is answered with the reason and kept as invalid',
    async (_name, path, status, code, expression) => {
      const inbox = createInbox(noAnswer);
      const call = await start(inbox);

      const answer = await call('PUT', path, appointment('a1'));

      expectIssue(answer, status, code);
      expect(answer.body.issue[0].expression).toEqual(expression === undefined ? undefined : [expression]);
      expect(inbox.arrivals).toHaveLength(1);
      expect(inbox.arrivals[0]?.fault?.reason).toMatch(/\S+ \S+/);
      expect(answer.headers.get('x-referloop-outcome')).toBe('invalid');
    },
  );

  test('an update whose body names no id is told to', async () => {
    const call = await start(createInbox(noAnswer));

    expectIssue(await call('PUT', '/Appointment/a1', appointment(undefined)), 400, 'required');
  });

  test('cut JSON is 400 and kept', async () => {
    const inbox = createInbox(noAnswer);
    const call = await start(inbox);

    expectIssue(await call('POST', '/Appointment', '{"resourceType":"Appointment","sta'), 400, 'structure');
    expect(inbox.arrivals[0]?.fault?.code).toBe('json-truncated');
  });

  test('PATCH is told to PUT, a read that nothing is read here', async () => {
    const inbox = createInbox(noAnswer);
    const call = await start(inbox);

    const patched = await call('PATCH', '/Appointment/a1', '[]');
    const read = await call('GET', '/Appointment/a1');
    const put = await call('PUT', '', appointment('a1'));

    expect(expectIssue(patched, 405, 'not-supported')).toContain('PUT');
    expect(patched.headers.get('allow')).toContain('PUT');
    expectIssue(read, 405, 'not-supported');
    expectIssue(put, 405, 'not-supported');
    expect(inbox.arrivals).toEqual([]);
  });

  test.each([
    ['XML', { 'Content-Type': 'application/fhir+xml' }],
    ['another charset', { 'Content-Type': 'application/fhir+json; charset=iso-8859-1' }],
    ['another version of FHIR', { 'Content-Type': 'application/fhir+json; fhirVersion=5.0' }],
    ['another packing', { 'Content-Encoding': 'br' }],
  ])('%s is 415 and reported', async (_name, headers) => {
    const inbox = createInbox(noAnswer);
    const call = await start(inbox);

    expectIssue(await call('POST', '/Appointment', appointment('a1'), headers), 415, 'not-supported');
    expect(inbox.arrivals).toEqual([]);
    expect(inbox.events.map(({ kind }) => kind)).toEqual(['failed']);
  });

  test('whoever wants XML back hears that there is JSON only', async () => {
    const call = await start(createInbox(noAnswer));

    expectIssue(await call('GET', '/metadata?_format=xml'), 406, 'not-supported');
    expectIssue(
      await call('GET', '/metadata', undefined, { Accept: 'application/fhir+xml' }),
      406,
      'not-supported',
    );
    expect((await call('GET', '/metadata?_format=application/fhir+json')).status).toBe(200);
  });

  test('what could not be stored is 503 with Retry-After, and the next try is taken', async () => {
    const inbox = createInbox(noAnswer);
    const call = await start(inbox);
    inbox.failNext();

    const refused = await call('PUT', '/Appointment/a1', appointment('a1'));
    const taken = await call('PUT', '/Appointment/a1', appointment('a1'));

    expectIssue(refused, 503, 'transient');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(taken.status).toBe(200);
  });
});

describe('sizes', () => {
  test('a packed body is unpacked', async () => {
    const inbox = createInbox(noAnswer);
    const call = await start(inbox);
    const body = Buffer.from(JSON.stringify(appointment('a1')));

    const answer = await call('PUT', '/Appointment/a1', gzipSync(body), { 'Content-Encoding': 'gzip' });

    expect(answer.status).toBe(200);
    expect(Buffer.from(inbox.arrivals[0]?.body ?? [])).toEqual(body);
  });

  test('a bomb is not unpacked further than the limit, and nothing of it is kept', async () => {
    const inbox = createInbox(noAnswer);
    const call = await start(inbox, { maxBytes: 1024 * 1024 });
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));

    const answer = await call('POST', '/Appointment', bomb, { 'Content-Encoding': 'gzip' });
    const next = await call('PUT', '/Appointment/a1', appointment('a1'));

    expect(bomb.length).toBeLessThan(1024 * 1024);
    expectIssue(answer, 413, 'too-costly');
    expect([next.status, inbox.arrivals.length]).toEqual([200, 1]);
  });

  test('what says gzip and is none is kept as it came', async () => {
    const inbox = createInbox(noAnswer);
    const call = await start(inbox);

    const answer = await call('POST', '/Appointment', 'no gzip', { 'Content-Encoding': 'gzip' });

    expectIssue(answer, 400, 'structure');
    expect(Buffer.from(inbox.arrivals[0]?.body ?? []).toString()).toBe('no gzip');
  });

  test('a body over the limit is 413, an empty one 400', async () => {
    const inbox = createInbox(noAnswer);
    const call = await start(inbox, { maxBytes: 100 });

    expectIssue(await call('POST', '/Appointment', 'x'.repeat(101)), 413, 'too-costly');
    expectIssue(await call('POST', '/Appointment'), 400, 'required');
    expect(inbox.arrivals).toEqual([]);
  });
});
