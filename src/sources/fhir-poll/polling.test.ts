import { afterEach, describe, expect, test } from 'vitest';
import { until } from '../../../test/contracts/until.ts';
import { pollWith, type PollConfig } from '../../../test/support/fhir-polling.ts';
import { openFhirServer } from '../../../test/support/fhir-server.ts';

/** Against a server nobody here wrote. */

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function start(change: Partial<PollConfig> = {}) {
  const server = await openFhirServer();
  opened.push(server.close);
  const poll = pollWith({ baseUrl: server.url, ...change });
  opened.push(poll.close);
  return { server, ...poll };
}

const patient = { resourceType: 'Patient', name: [{ family: 'ZZTESTMARROW' }] };

describe('a server in memory', () => {
  test('is read whole, who is referred to before who refers, byte for byte', async () => {
    const { server, inbox, arrived, run, rounds, troubles } = await start();
    const organisation = await server.put({ resourceType: 'Organization', name: 'ZZTEST Family Medicine' });
    const doctor = await server.put({ resourceType: 'Practitioner', name: [{ family: 'ZZTESTDOC' }] });
    const person = await server.put({
      ...patient,
      managingOrganization: { reference: `Organization/${organisation.id}` },
    });
    const order = await server.put({
      resourceType: 'ServiceRequest',
      status: 'active',
      intent: 'order',
      subject: { reference: `Patient/${person.id}` },
      requester: { reference: `Practitioner/${doctor.id}` },
    });

    await run();
    await rounds();

    expect(arrived()).toEqual([
      `Organization/${organisation.id}`,
      `Practitioner/${doctor.id}`,
      `Patient/${person.id}`,
      `ServiceRequest/${order.id}`,
    ]);
    expect(inbox.arrivals[3]).toMatchObject({
      type: 'ServiceRequest',
      contentType: 'application/fhir+json',
      identity: expect.stringMatching(
        new RegExp(`^ServiceRequest/${order.id}/_history/${order.meta.versionId}#[0-9a-f]{16}$`),
      ) as string,
      peer: new URL(server.url).host,
    });
    expect(JSON.parse(Buffer.from(inbox.arrivals[3]?.body ?? []).toString())).toEqual(order);
    expect(troubles()).toEqual([]);
  });

  test('is asked for what changed; a new version arrives, an old one does not come again', async () => {
    const { server, inbox, run, rounds } = await start({ types: ['Patient'] });
    const first = await server.put(patient);
    await run();
    await rounds();

    await server.put({ ...patient, resourceType: 'Patient', id: first.id, gender: 'female' });
    await until(() => inbox.arrivals.length === 2);
    await rounds();

    expect(new Set(inbox.arrivals.map(({ identity }) => identity)).size).toBe(2);
    expect(inbox.arrivals).toHaveLength(2);
    expect(server.calls.at(-1)).toMatch(/^GET \/Patient\?_lastUpdated=ge[\dT:-]+Z&_count=200$/);
  });

  test('goes on after a restart where it was, and what it hands over again is a repeat', async () => {
    const { server, inbox, run, rounds } = await start({ types: ['Patient'] });
    await server.put(patient);
    const { stop } = await run();
    await rounds();
    await stop();

    await server.put({ ...patient, gender: 'male' });
    await run();
    await rounds();

    expect(inbox.stored.size).toBe(2);
    expect(server.calls.at(-1)).toContain('_lastUpdated=ge');
  });

  test('another server behind the same channel is read from the beginning', async () => {
    const { server, inbox, run, rounds } = await start({ types: ['Patient'] });
    const other = await openFhirServer();
    opened.push(other.close);
    await server.put(patient);
    await other.put({ ...patient, gender: 'female' });
    const { stop } = await run();
    await rounds();
    await stop();

    await run({ baseUrl: other.url });
    await until(() => inbox.stored.size === 2);

    expect(other.calls.find((call) => call.startsWith('GET /Patient?'))).not.toContain('_lastUpdated');
  });

  test('who is referred to and not polled is fetched first, and again when it may have changed', async () => {
    const { server, arrived, run, rounds } = await start({ types: ['Appointment'] });
    const person = await server.put(patient);
    const booking = {
      resourceType: 'Appointment',
      status: 'booked',
      participant: [{ actor: { reference: `Patient/${person.id}` }, status: 'accepted' }],
    };
    const one = await server.put(booking);
    await run();
    await rounds();
    const other = await server.put(booking);
    await rounds();

    expect(arrived()).toEqual([`Patient/${person.id}`, `Appointment/${one.id}`, `Appointment/${other.id}`]);
    expect(server.calls.filter((call) => call.startsWith('GET /Patient'))).toEqual([
      `GET /Patient?_id=${person.id}&_count=1`,
      `GET /Patient?_id=${person.id}&_count=1`,
    ]);
  });

  test('the note of a DocumentReference comes with it, from its own server, five megabytes large', async () => {
    const { server, inbox, run } = await start({ types: ['DocumentReference'] });
    const data = Buffer.alloc(5 * 1024 * 1024, 'An invented note. ').toString('base64');
    const binary = await server.put({ resourceType: 'Binary', contentType: 'text/plain', data });
    const note = await server.put({
      resourceType: 'DocumentReference',
      status: 'current',
      content: [{ attachment: { contentType: 'text/plain', url: `Binary/${binary.id}` } }],
    });

    await run();
    await until(() => inbox.stored.size === 1);

    const bundle = JSON.parse(Buffer.from(inbox.arrivals[0]?.body ?? []).toString()) as object;
    expect(bundle).toMatchObject({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [
        { fullUrl: `${server.url}/DocumentReference/${note.id}`, resource: note },
        { fullUrl: `${server.url}/Binary/${binary.id}`, resource: { resourceType: 'Binary', data } },
      ],
    });
    expect(inbox.arrivals[0]).toMatchObject({ type: 'DocumentReference' });
  });

  test('wants a password, and has it', async () => {
    const { server, inbox, run, rounds } = await start({
      types: ['Patient'],
      auth: { kind: 'basic', username: 'hub', password: 'ZZTEST-word' },
    });
    server.demand(`Basic ${Buffer.from('hub:ZZTEST-word').toString('base64')}`);
    await server.put(patient);

    await run();
    await rounds();

    expect(inbox.stored.size).toBe(1);
  });

  test('refuses the password: said once, without it', async () => {
    const { server, inbox, run, troubles } = await start({
      auth: { kind: 'basic', username: 'hub', password: 'ZZTEST-word' },
    });
    server.demand('Basic another');
    await run();
    await until(() => server.calls.length > 5);

    expect(troubles()).toEqual(['Organization could not be read: The server answered 401.']);
    expect(JSON.stringify(inbox.events)).not.toContain('ZZTEST-word');
  });

  test('has no pages: what a first page leaves out is said, and the type is not called read', async () => {
    const { server, inbox, run, troubles } = await start({ types: ['Patient'], pageSize: 2 });
    for (let number = 0; number < 3; number += 1) await server.put(patient);
    await run();
    await until(() => troubles().length > 0);

    expect(troubles()[0]).toContain('2 of 3 and no next link');
    expect(inbox.stored.size).toBe(2);
    expect(await inbox.context({}).memory.recall('cursor:Patient')).toBeUndefined();
  });
});
