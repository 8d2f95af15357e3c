import { afterAll, beforeAll, expect, test } from 'vitest';
import all from '../../mappings/fhir/all.mapping.ts';
import { openLog } from '../../src/log.ts';
import { processWaiting } from '../../src/pipeline/process.ts';
import type { Channel } from '../../src/sdk/channel.ts';
import { fhirPoll } from '../../src/sources/fhir-poll/index.ts';
import { startSources } from '../../src/start-sources.ts';
import { execute, query, queryOne, sql } from '../../src/store/database.ts';
import { until } from '../contracts/until.ts';
import { openFhirServer, type FhirServer } from '../support/fhir-server.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';
import { npi } from '../support/npi.ts';

// An EMR nobody here wrote, polled by the real source into the real pipeline, by the built-in mappings.

let server: FhirServer;
let hub: TestHub;
let channel: Channel;
beforeAll(async () => {
  server = await openFhirServer();
  channel = {
    name: 'polled-emr',
    owner: 'it@practice.example',
    zone: 'America/New_York',
    mapping: { ...all, bases: [server.url] },
    source: fhirPoll,
    config: { baseUrl: server.url, allowPrivate: true, pollSeconds: 0.05, restSeconds: 0.02 },
  } as Channel;
  hub = await createTestHub({ channels: [channel] });
});
afterAll(async () => {
  await hub.close();
  await server.close();
});

/** Polls until every type was read once, then twice more, and works everything off. */
async function synchronise(): Promise<void> {
  const before = server.calls.length;
  const running = await startSources(
    [channel],
    hub.intake,
    hub.hub.db,
    openLog('silent'),
    'https://hub.example',
  );
  const rounds = (): number =>
    server.calls.slice(before).filter((call) => call.startsWith('GET /Communication')).length;
  await until(() => rounds() >= 3);
  await running.stop();
  while ((await processWaiting(hub.hub)) > 0);
}

const note = `The patient was seen for a glaucoma check. ${'Pressure is well controlled. '.repeat(20)}`;

async function fill(): Promise<{ readonly appointmentId: string; readonly appointment: object }> {
  const to = ({ resourceType, id }: { readonly resourceType: string; readonly id: string }) => ({
    reference: `${resourceType}/${id}`,
  });
  const office = await server.put({ resourceType: 'Organization', name: 'Zztest Family Practice' });
  const doctor = await server.put({
    resourceType: 'Practitioner',
    identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: npi(1) }],
    name: [{ family: 'ZZTESTDOC', given: ['RUTH'], suffix: ['MD'] }],
  });
  const role = await server.put({
    resourceType: 'PractitionerRole',
    practitioner: to(doctor),
    organization: to(office),
    telecom: [{ system: 'fax', value: '(212) 555-0142' }],
  });
  const patient = await server.put({
    resourceType: 'Patient',
    identifier: [{ type: { coding: [{ code: 'MR' }] }, system: 'urn:oid:1.2.3.4', value: 'TEST-1' }],
    name: [{ family: 'ZZTESTDOE', given: ['ANNA'] }],
    birthDate: '1961-04-05',
  });
  const order = await server.put({
    resourceType: 'ServiceRequest',
    identifier: [{ system: 'urn:oid:1.2.3.9', value: 'R-100' }],
    status: 'active',
    intent: 'order',
    code: { text: 'Ophthalmology consultation' },
    subject: to(patient),
    authoredOn: '2026-11-02T09:00:00Z',
    // Absolute, as some servers write it.
    requester: { reference: `${server.url}/PractitionerRole/${role.id}` },
  });
  const appointment = {
    resourceType: 'Appointment',
    status: 'booked',
    start: '2026-11-12T10:00:00Z',
    basedOn: [to(order)],
    participant: [{ actor: to(patient), status: 'accepted' }],
  };
  const booked = await server.put(appointment);
  const encounter = await server.put({
    resourceType: 'Encounter',
    status: 'finished',
    class: { code: 'AMB' },
    subject: to(patient),
    basedOn: [to(order)],
    appointment: [to(booked)],
    period: { start: '2026-11-12T10:05:00Z', end: '2026-11-12T10:40:00Z' },
  });
  const binary = await server.put({
    resourceType: 'Binary',
    contentType: 'text/plain',
    data: Buffer.from(note).toString('base64'),
  });
  await server.put({
    resourceType: 'DocumentReference',
    status: 'current',
    docStatus: 'final',
    type: { coding: [{ system: 'http://loinc.org', code: '11488-4' }] },
    subject: to(patient),
    date: '2026-11-12T11:00:00Z',
    author: [to(doctor)],
    content: [{ attachment: { contentType: 'text/plain', url: `${server.url}/Binary/${binary.id}` } }],
    context: { encounter: [to(encounter)], related: [to(order)] },
  });
  return { appointmentId: booked.id, appointment };
}

const messages = () =>
  query<{ readonly type: string; readonly state: string; readonly reason: string | null }>(
    hub.hub.db,
    sql`select type, state, reason from message where channel = 'polled-emr' order by received_at, id`,
  );
const effects = () =>
  query<{ readonly key: string; readonly kind: string; readonly state: string }>(
    hub.hub.db,
    sql`select key, kind, state from effect order by key`,
  );
const count = async (table: 'fact' | 'event' | 'referral') => {
  const statement = {
    fact: sql`select count(*) as count from fact`,
    event: sql`select count(*) as count from event`,
    referral: sql`select count(*) as count from referral`,
  }[table];
  return (await queryOne<{ readonly count: number }>(hub.hub.db, statement))?.count ?? 0;
};

test('a server synchronised once tells everything once; again, and from the beginning, it tells nothing', async () => {
  const { appointmentId, appointment } = await fill();

  await synchronise();

  const first = await messages();
  expect(first.filter(({ state }) => state !== 'applied' && state !== 'filtered')).toEqual([]);
  expect(first.map(({ type }) => type).toSorted()).toEqual([
    'Appointment',
    'DocumentReference',
    'Encounter',
    'Organization',
    'Patient',
    'Practitioner',
    'PractitionerRole',
    'ServiceRequest',
  ]);
  expect(await count('referral')).toBe(1);
  const told = await effects();
  expect(told.map(({ kind }) => kind)).toContain('deliver_note');
  const before = { facts: await count('fact'), events: await count('event') };

  await synchronise();
  // As if the hub had never polled: everything is handed over again.
  await execute(hub.hub.db, sql`delete from source_memory where channel = 'polled-emr'`);
  await synchronise();

  expect(await messages()).toEqual(first);
  expect(await effects()).toEqual(told);
  expect({ facts: await count('fact'), events: await count('event') }).toEqual(before);

  await server.put({ ...appointment, resourceType: 'Appointment', id: appointmentId, status: 'fulfilled' });
  await synchronise();
  expect(await messages()).toHaveLength(first.length + 1);
});
