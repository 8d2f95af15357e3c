import fc from 'fast-check';
import { expect, test } from 'vitest';
import fhir from '../../mappings/fhir/all.mapping.ts';
import { processWaiting, replayMessage } from '../../src/pipeline/process.ts';
import type { Channel } from '../../src/sdk/channel.ts';
import { fhirPoll } from '../../src/sources/fhir-poll/index.ts';
import { query, sql } from '../../src/store/database.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';
import { npi } from '../support/npi.ts';

type Resource = { readonly resourceType: string; readonly id: string; readonly [name: string]: unknown };

const at = (day: string, version = '1') => ({ versionId: version, lastUpdated: day });
const to = (reference: string, display?: string) => ({
  reference,
  ...(display === undefined ? {} : { display }),
});

function patient(id: string, more: object = {}): Resource {
  return {
    resourceType: 'Patient',
    id,
    meta: at('2026-11-01T08:00:00Z'),
    identifier: [{ type: { coding: [{ code: 'MR' }] }, system: 'urn:oid:1.2.3.4', value: `TEST-${id}` }],
    name: [{ family: 'ZZTESTDOE', given: ['ANNA'] }],
    birthDate: '1961-04-05',
    ...more,
  };
}

const doctor: Resource = {
  resourceType: 'Practitioner',
  id: 'd1',
  meta: at('2026-11-01T08:00:00Z'),
  identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: npi(1) }],
  name: [{ family: 'ZZTESTDOC', given: ['RUTH'], suffix: ['MD'] }],
};

const role: Resource = {
  resourceType: 'PractitionerRole',
  id: 'r1',
  meta: at('2026-11-01T08:00:00Z'),
  practitioner: to('Practitioner/d1'),
  organization: to('Organization/o1'),
  telecom: [{ system: 'fax', value: '(212) 555-0142' }],
};

const office: Resource = {
  resourceType: 'Organization',
  id: 'o1',
  meta: at('2026-11-01T08:00:00Z'),
  name: 'Zztest Family Practice',
};

function request(version: string, day: string, status: string): Resource {
  return {
    resourceType: 'ServiceRequest',
    id: 'sr1',
    meta: at(day, version),
    identifier: [{ system: 'urn:oid:1.2.3.9', value: 'R-100' }],
    status,
    intent: 'order',
    code: { text: 'Ophthalmology consultation' },
    subject: to('Patient/p1'),
    authoredOn: '2026-11-02T09:00:00Z',
    requester: to('PractitionerRole/r1'),
  };
}

function appointment(version: string, day: string, status: string, start: string): Resource {
  return {
    resourceType: 'Appointment',
    id: 'a1',
    meta: at(day, version),
    status,
    start,
    basedOn: [to('ServiceRequest/sr1')],
    participant: [
      { actor: to('Patient/p1'), status: 'accepted' },
      { actor: to('Practitioner/d9', 'Zztesteye, Max'), status: 'accepted' },
    ],
  };
}

function encounter(version: string, day: string, status: string): Resource {
  return {
    resourceType: 'Encounter',
    id: 'e1',
    meta: at(day, version),
    status,
    class: { code: 'AMB' },
    subject: to('Patient/p1'),
    appointment: [to('Appointment/a1')],
    period: { start: '2026-11-06T15:00:00Z' },
  };
}

function note(version: string, day: string, docStatus: string): Resource {
  return {
    resourceType: 'DocumentReference',
    id: 'n1',
    meta: at(day, version),
    status: 'current',
    docStatus,
    type: { text: 'Consultation note' },
    subject: to('Patient/p1'),
    context: { encounter: [to('Encounter/e1')] },
    content: [
      {
        attachment: {
          contentType: 'text/plain',
          data: Buffer.from(`Findings ${docStatus}.`).toString('base64'),
        },
      },
    ],
  };
}

/** A referral from the order to the amended note, a second record of the patient and its merge, and what they refer to. */
const day: readonly Resource[] = [
  patient('p1'),
  doctor,
  role,
  office,
  request('1', '2026-11-02T09:00:00Z', 'active'),
  appointment('1', '2026-11-03T09:00:00Z', 'booked', '2026-11-05T15:00:00Z'),
  appointment('2', '2026-11-03T10:00:00Z', 'booked', '2026-11-06T15:00:00Z'),
  encounter('1', '2026-11-06T14:55:00Z', 'arrived'),
  encounter('2', '2026-11-06T15:40:00Z', 'finished'),
  note('1', '2026-11-06T16:00:00Z', 'preliminary'),
  note('2', '2026-11-06T17:00:00Z', 'final'),
  note('3', '2026-11-07T09:00:00Z', 'amended'),
  patient('p2', { name: [{ family: 'ZZTESTDO', given: ['A'] }], birthDate: '1961-04-06' }),
  patient('p2', {
    meta: at('2026-11-04T08:00:00Z', '2'),
    active: false,
    link: [{ type: 'replaced-by', other: to('Patient/p1') }],
  }),
  { ...doctor, meta: at('2026-11-05T08:00:00Z', '2'), name: [{ family: 'ZZTESTDOC', given: ['RUTH', 'B'] }] },
];

const clinic = {
  name: 'emr',
  owner: 'it@practice.example',
  source: fhirPoll,
  config: { baseUrl: 'https://ehr.example/r4' },
  zone: 'America/New_York',
  mapping: fhir,
} as Channel;

async function openHub(): Promise<
  TestHub & { readonly tell: (...resources: readonly unknown[]) => Promise<void> }
> {
  const opened = await createTestHub();
  (opened.hub.channels as Map<string, Channel>).set(clinic.name, clinic);
  return {
    ...opened,
    tell: async (...resources) => {
      await Promise.all(
        resources.map((one) =>
          opened.intake.receive(
            clinic.name,
            { body: Buffer.from(JSON.stringify(one)), peer: 'test' },
            'fhir',
          ),
        ),
      );
      while ((await processWaiting(opened.hub)) > 0);
    },
  };
}

async function ledgerOf({ hub }: TestHub) {
  const referrals = await query(
    hub.db,
    sql`select r.state, r.kind, r.appointment_at as appointment, p.family, p.given, p.birth_date as born,
          (select string_agg(i.value, ',' order by i.value) from patient_identifier i where i.patient_id = r.patient_id) as identifiers,
          (select string_agg(i.value, ',' order by i.value) from partner_identifier i where i.partner_id = r.referrer_partner_id and i.system = 'npi') as referrer
        from referral r join patient p on p.id = r.patient_id where r.kind <> 'none' and r.merged_into is null order by identifiers`,
  );
  const effects = await query(
    hub.db,
    sql`select e.kind, e.due_at, e.document_key, e.content_sha256, e.appointment_key from effect e join referral r on r.id = e.referral_id and r.merged_into is null
        where e.state = 'planned' order by e.kind, e.due_at, e.appointment_key, e.document_key`,
  );
  const facts = await query(
    hub.db,
    sql`select kind, effective_at, body - 'lineage' as body from fact where retired_at is null order by kind, effective_at, fingerprint`,
  );
  const states = await query(
    hub.db,
    sql`select state, reason_code as code, count(*) as count from message where position('"language"' in convert_from(body, 'utf8')) = 0
        group by 1, 2 order by 1, 2`,
  );
  return { referrals, effects, facts, states };
}

test('a day of resources in any order, each any number of times, ends in the same ledger', async () => {
  const straight = await play(day, []);
  expect(straight.referrals).toMatchObject([{ state: 'note_ready', referrer: npi(1) }]);
  expect(straight.states).toEqual([
    { state: 'applied', code: null, count: 11 },
    { state: 'filtered', code: 'filtered', count: 4 },
  ]);

  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...day], { minLength: day.length }),
      fc.array(fc.nat(day.length - 1), { maxLength: 6 }),
      fc.integer({ min: 1, max: day.length }),
      async (order, again, together) => {
        expect(await play(order, again, together)).toEqual(straight);
      },
    ),
    { numRuns: 8 },
  );
}, 180_000);

/** `together`: how many arrive before the processor looks. A repetition comes with other blanks, so that it is a message of its own. */
async function play(order: readonly Resource[], again: readonly number[], together = order.length) {
  const hub = await openHub();
  try {
    const all: unknown[] = [...order];
    for (const index of again) all.splice((index * 7) % all.length, 0, { ...order[index], language: 'en' });
    for (let index = 0; index < all.length; index += together)
      await hub.tell(...all.slice(index, index + together));
    return await ledgerOf(hub);
  } finally {
    await hub.close();
  }
}

test('an appointment waits for its patient and is applied when it comes, in whichever message', async () => {
  const hub = await openHub();
  try {
    await hub.tell(appointment('1', '2026-11-03T09:00:00Z', 'booked', '2026-11-05T15:00:00Z'));
    expect(await messagesOf(hub)).toEqual([
      { state: 'invalid', code: 'reference-unknown', path: 'Appointment.participant[0].actor.reference' },
    ]);

    await hub.tell({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ resource: request('1', '2026-11-02T09:00:00Z', 'active') }, { resource: patient('p1') }],
    });

    expect((await messagesOf(hub)).map((one) => one.state)).toEqual(['applied', 'applied']);
    expect((await ledgerOf(hub)).referrals).toMatchObject([{ state: 'scheduled' }]);
  } finally {
    await hub.close();
  }
});

test('who referred is named anew when the doctor and the office are told at last', async () => {
  const hub = await openHub();
  try {
    await hub.tell(patient('p1'), request('1', '2026-11-02T09:00:00Z', 'active'));
    expect((await ledgerOf(hub)).referrals).toMatchObject([{ referrer: null }]);
    await hub.tell(role);
    await hub.tell(office, doctor);
    expect((await ledgerOf(hub)).referrals).toMatchObject([{ referrer: npi(1) }]);
    const parties = await query<{ party: unknown }>(
      hub.hub.db,
      sql`select body -> 'party' as party from fact where kind = 'party_named' and retired_at is null`,
    );
    expect(parties).toMatchObject([
      {
        party: { organisation: 'Zztest Family Practice', fax: '+12125550142', name: { family: 'ZZTESTDOC' } },
      },
    ]);
  } finally {
    await hub.close();
  }
});

test('a reference to another patient is refused, also when the other is only told later, until the sender mends it', async () => {
  const hub = await openHub();
  const crossed = { ...appointment('1', '2026-11-03T09:00:00Z', 'booked', '2026-11-05T15:00:00Z'), id: 'a2' };
  const other = { ...request('1', '2026-11-02T09:00:00Z', 'active'), subject: to('Patient/p2') };
  try {
    await hub.tell(
      patient('p1'),
      patient('p2', { name: [{ family: 'ZZTESTROE' }], birthDate: '1970-01-02' }),
    );
    await hub.tell(crossed);
    await hub.tell(other);
    expect(await messagesOf(hub)).toContainEqual({
      state: 'invalid',
      code: 'reference-other-patient',
      path: 'Appointment.basedOn[0]',
    });
    const appointments = await query(
      hub.hub.db,
      sql`select from fact where kind = 'appointment_stated' and retired_at is null`,
    );
    expect(appointments).toEqual([]);

    await hub.tell({ ...other, meta: at('2026-11-04T09:00:00Z', '2'), subject: to('Patient/p1') });
    expect((await messagesOf(hub)).filter((one) => one.state !== 'applied')).toEqual([]);
  } finally {
    await hub.close();
  }
});

test('one record number of three people is a question for each but the first', async () => {
  const hub = await openHub();
  const people = [
    ['p1', 'ANNA', 'ZZTESTDOE', '1961-04-05'],
    ['p2', 'BEN', 'ZZTESTROE', '1975-10-11'],
    ['p3', 'CARL', 'ZZTESTPOE', '1988-07-30'],
  ].map(([id = '', given, family, birthDate]) =>
    patient(id, {
      identifier: [{ type: { coding: [{ code: 'MR' }] }, system: 'urn:oid:1.2.3.4', value: 'TEST-1' }],
      name: [{ family, given: [given] }],
      birthDate,
    }),
  );
  try {
    for (const one of people) await hub.tell(one);
    expect((await messagesOf(hub)).map((one) => one.state)).toEqual(['applied', 'review', 'review']);
  } finally {
    await hub.close();
  }
});

test('a deleted appointment is taken back, even when it is heard of after its deletion', async () => {
  const hub = await openHub();
  const deletion = {
    resourceType: 'Bundle',
    type: 'history',
    timestamp: '2026-11-04T09:00:00Z',
    entry: [
      {
        request: { method: 'DELETE', url: 'Appointment/a1' },
        response: { status: '204', lastModified: '2026-11-04T08:59:00Z' },
      },
    ],
  };
  try {
    await hub.tell(deletion);
    await hub.tell(patient('p1'), request('1', '2026-11-02T09:00:00Z', 'active'));
    expect((await messagesOf(hub))[0]).toMatchObject({ state: 'invalid', code: 'reference-unknown' });
    await hub.tell(appointment('1', '2026-11-03T09:00:00Z', 'booked', '2026-11-05T15:00:00Z'));
    expect((await ledgerOf(hub)).referrals).toMatchObject([{ state: 'received' }]);
    expect((await messagesOf(hub)).map((one) => one.state)).toEqual([
      'applied',
      'applied',
      'applied',
      'applied',
    ]);
  } finally {
    await hub.close();
  }
});

test('absolute references below the address of the server are its own; others lead nowhere', async () => {
  const hub = await openHub();
  const visit = appointment('1', '2026-11-03T09:00:00Z', 'booked', '2026-11-05T15:00:00Z');
  const of = (id: string, reference: string): unknown => ({
    ...JSON.parse(JSON.stringify(visit).replaceAll('Patient/p1', reference)),
    id,
    identifier: undefined,
  });

  await hub.tell(patient('p1'), of('own', 'https://EHR.example/r4/Patient/p1'));
  await hub.tell(of('foreign', 'https://other.example/r4/Patient/p1'));

  expect(
    await query(
      hub.hub.db,
      sql`select convert_from(body, 'utf8')::jsonb ->> 'id' as id, state from message order by 1`,
    ),
  ).toEqual([
    { id: 'foreign', state: 'invalid' },
    { id: 'own', state: 'applied' },
    { id: 'p1', state: 'applied' },
  ]);
  await hub.close();
});

test('a replay of every message changes nothing', async () => {
  const hub = await openHub();
  try {
    await hub.tell(...day);
    const before = await ledgerOf(hub);
    for (const { id } of await query<{ id: string }>(
      hub.hub.db,
      sql`select id from message order by id desc`,
    ))
      await replayMessage(hub.hub, id);
    while ((await processWaiting(hub.hub)) > 0);
    expect(await ledgerOf(hub)).toEqual(before);
  } finally {
    await hub.close();
  }
});

function messagesOf({ hub }: TestHub) {
  return query<{ state: string; code: string | null; path: string | null }>(
    hub.db,
    sql`select state, reason_code as code, reason_path as path from message order by id`,
  );
}
