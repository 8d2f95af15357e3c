import type { Bundle, DocumentReference, Patient, ServiceRequest, Task } from 'fhir/r4.js';
import { Client } from 'fhir-kit-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { joinReferrals } from '../../src/pipeline/referral-decisions.ts';
import { execute, query, queryOne, sql } from '../../src/store/database.ts';
import { createFhirOut, referrerTakesFolders, resourcesOf, type FhirOut } from '../support/fhir-out.ts';
import { expectValidOut } from '../support/fhir-valid-out.ts';
import { adt, mdm, merge, ref, siu } from '../support/hl7.ts';

let hub: FhirOut;

const people = [
  ['ALDER', 'RUTH'],
  ['BOWMAN', 'IGOR'],
  ['CHAVEZ', 'MILA'],
  ['DUGGAN', 'OTTO'],
  ['EKSTROM', 'VERA'],
  ['FONTAINE', 'HUGO'],
  ['GRIMALDI', 'PETRA'],
] as const;

const businessOf = (task: Task | undefined) => task?.businessStatus?.coding?.[0]?.code;

describe('one referral, from its order to its note', () => {
  beforeEach(async () => {
    hub = await createFhirOut();
    return () => hub.closeAll();
  });

  async function standing() {
    const { body } = await hub.ask(
      'GET',
      'ServiceRequest?_revinclude=Task:focus&_include=ServiceRequest:subject',
    );
    expectValidOut(body);
    const [request] = resourcesOf(body as Bundle, 'ServiceRequest', 'match');
    const [task] = resourcesOf(body as Bundle, 'Task', 'include');
    return [request?.status, task?.status, businessOf(task)];
  }

  test('the ServiceRequest and its Task say at each step how it stands', async () => {
    await hub.feed(ref('I12', { at: '20261101090000-0500' }));
    expect(await standing()).toEqual(['active', 'requested', '2.0']);
    await hub.feed(siu('S12', { order: 'R1^CLINIC' }));
    expect(await standing()).toEqual(['active', 'in-progress', '5.1.1']);
    await hub.feed(siu('S26', { order: 'R1^CLINIC', at: '20261105120000-0500' }));
    expect(await standing()).toEqual(['active', 'in-progress', '5.1.2']);
    await hub.feed(
      siu('S12', {
        appointment: 'F2',
        order: 'R1^CLINIC',
        start: '20261112100000-0500',
        at: '20261106090000-0500',
      }),
    );
    expect(await standing()).toEqual(['active', 'in-progress', '5.1.1']);
    await hub.feed(adt('A03', { at: '20261112110000-0500' }));
    expect(await standing()).toEqual(['active', 'in-progress', '5.1']);
    await hub.feed(mdm('T02', { start: '20261112100000-0500', at: '20261112140000-0500' }));
    expect(await standing()).toEqual(['active', 'in-progress', '5.1.4']);
    await referrerTakesFolders(hub);
    await hub.send(true);
    expect(await standing()).toEqual(['completed', 'completed', '7.0']);

    const { body: found } = await hub.ask(
      'GET',
      'Task?business-status=7.0&status=completed&_include=Task:focus',
    );
    const [task] = resourcesOf(found as Bundle, 'Task', 'match');
    const [request] = resourcesOf(found as Bundle, 'ServiceRequest', 'include');
    expect(request).toMatchObject({ id: task?.id, intent: 'order' });
    expect(request?.identifier?.map(({ value }) => value)).toContain('R1');
    const path = task?.output?.[0]?.valueReference?.reference ?? '';
    const { body: document } = await hub.ask('GET', path);
    expectValidOut(document);
    expect(document).toMatchObject({ status: 'current', docStatus: 'final', subject: request?.subject });
    const url = (document as DocumentReference).content[0]?.attachment.url ?? '';
    const bytes = await hub.ask('GET', url.slice(hub.base.length + 1));
    expect(bytes.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(bytes.headers.get('content-disposition')).toBe('attachment');
    expect(bytes.body).toContain('Findings normal.');
    const binary = await hub.ask('GET', url.slice(hub.base.length + 1), {
      headers: { Accept: 'application/fhir+json' },
    });
    expectValidOut(binary.body);
    expect(Buffer.from(binary.body.data, 'base64').toString()).toBe(bytes.body);
  });

  test('appointments and notes are found by referral and by patient, a page at a time', async () => {
    await hub.feed(
      ref('I12', { at: '20261101090000-0500' }),
      siu('S12', { order: 'R1^CLINIC' }),
      siu('S12', { appointment: 'F2', order: 'R1^CLINIC', start: '20261107100000-0500' }),
      siu('S15', { appointment: 'F3', order: 'R1^CLINIC', start: '20261109100000-0500' }),
    );
    const { body: requests } = await hub.ask(
      'GET',
      'ServiceRequest?_revinclude=Appointment:based-on&_revinclude=DocumentReference:related',
    );
    expectValidOut(requests);
    const [request] = resourcesOf(requests as Bundle, 'ServiceRequest');
    const all = resourcesOf(requests as Bundle, 'Appointment', 'include');
    expect(all.map(({ status }) => status).toSorted()).toEqual(['booked', 'booked', 'cancelled']);

    const found: string[] = [];
    let next: string | undefined =
      `Appointment?based-on=ServiceRequest/${request?.id}&_count=2&_total=accurate`;
    while (next !== undefined) {
      const { body } = await hub.ask('GET', next);
      expectValidOut(body);
      expect(body.total).toBe(3);
      found.push(...resourcesOf(body as Bundle, 'Appointment', 'match').map(({ id }) => id ?? ''));
      const link = (body as Bundle).link?.find(({ relation }) => relation === 'next')?.url;
      next = link?.slice(hub.base.length + 1);
    }
    expect(found.toSorted()).toEqual(all.map(({ id }) => id ?? '').toSorted());
    const one = await hub.ask('GET', `Appointment/${found[0]}`);
    expectValidOut(one.body);
    const byId = await hub.ask('GET', `Appointment?_id=${found[1]}`);
    expect(resourcesOf(byId.body as Bundle, 'Appointment').map(({ id }) => id)).toEqual([found[1]]);
    const ofPatient = await hub.ask(
      'GET',
      `Appointment?patient=${request?.subject.reference}&_summary=count`,
    );
    expect(ofPatient.body).toMatchObject({ total: 3 });
    expect(ofPatient.body.entry).toBeUndefined();
  });

  test('a patient who was merged is answered under the survivor, with links both ways', async () => {
    await hub.feed(
      siu('S12'),
      siu('S12', {
        mrn: 'TEST-2',
        appointment: 'F9',
        family: 'ZZTESTQUIST',
        given: 'BRUNO',
        birth: '19520711',
        phone: '555-0177',
        street: '9 Oak Rd',
      }),
    );
    const before = await query<{ id: string }>(hub.hub.db, sql`select id from patient order by id`);
    await hub.feed(merge({ mrn: 'TEST-1', prior: 'TEST-2', at: '20261106090000-0500' }));

    const patients: Patient[] = [];
    for (const { id } of before) patients.push((await hub.ask('GET', `Patient/${id}`)).body as Patient);
    for (const patient of patients) expectValidOut(patient);
    const [alias] = patients.filter(({ active }) => active === false);
    const [survivor] = patients.filter(({ active }) => active === true);
    expect(alias?.link).toEqual([{ other: { reference: `Patient/${survivor?.id}` }, type: 'replaced-by' }]);
    expect(alias?.name).toBeUndefined();
    expect(survivor?.link).toEqual([{ other: { reference: `Patient/${alias?.id}` }, type: 'replaces' }]);

    const { body } = await hub.ask('POST', 'Task/_search', {
      body: new URLSearchParams({ patient: `Patient/${alias?.id}` }),
    });
    const subjects = resourcesOf(body as Bundle, 'Task').map((task) => task.for?.reference);
    expect(new Set(subjects)).toEqual(new Set([`Patient/${survivor?.id}`]));
  });
});

describe('two referrals that turn out to be one', () => {
  beforeAll(async () => {
    hub = await createFhirOut();
  });
  afterAll(() => hub.closeAll());

  test('the other one is entered in error and leads on; numbers and old ids lead to the one that stays', async () => {
    await hub.feed(
      ref('I12', { order: 'R1^CLINIC', at: '20261101090000-0500' }),
      ref('I12', { order: 'R2^CLINIC', at: '20261102090000-0500' }),
    );
    const rows = await query<{ id: string }>(
      hub.hub.db,
      sql`select id from referral where kind = 'explicit' order by id`,
    );
    const [stays = '', goes = ''] = rows.map(({ id }) => id);
    expect(await joinReferrals(hub.hub, stays, goes, 'ana@practice.example')).toBe('done');
    const merged = await queryOne<{ id: string; into: string }>(
      hub.hub.db,
      sql`select id, merged_into as into from referral where merged_into is not null`,
    );

    const { body: old } = await hub.ask('GET', `ServiceRequest/${merged?.id}`);
    expectValidOut(old);
    expect(old).toMatchObject({
      status: 'entered-in-error',
      supportingInfo: [{ reference: `ServiceRequest/${merged?.into}` }],
    });
    const { body: task } = await hub.ask('GET', `Task/${merged?.id}`);
    expectValidOut(task);
    expect(task).toMatchObject({ status: 'entered-in-error' });
    const { body: byNumber } = await hub.ask('GET', 'ServiceRequest?identifier=R1,R2');
    const [kept] = resourcesOf(byNumber as Bundle, 'ServiceRequest');
    expect(resourcesOf(byNumber as Bundle, 'ServiceRequest')).toHaveLength(1);
    expect(kept).toMatchObject({
      id: merged?.into,
      replaces: [{ reference: `ServiceRequest/${merged?.id}` }],
    });
    expect(kept?.identifier?.map(({ value }) => value)).toEqual(
      expect.arrayContaining(['R1', 'R2', merged?.id]),
    );
    const wrong = await hub.ask('GET', 'Task?status=entered-in-error&_summary=count');
    expect(wrong.body.total).toBe(1);
  });
});

describe('asking', () => {
  beforeAll(async () => {
    hub = await createFhirOut();
    for (const [index, [family, given]] of people.entries())
      await hub.feed(
        ref('I12', {
          mrn: `TEST-${index + 1}`,
          family: `ZZTEST${family}`,
          given,
          birth: `19${50 + index * 6}0${index + 1}1${index}`,
          phone: `555-011${index}`,
          street: `${index * 37 + 5} ${given} Rd`,
          order: `R${index + 1}^CLINIC`,
          at: `202611020${index + 1}3000-0500`,
        }),
      );
  });
  afterAll(() => hub.closeAll());

  const numbers = (bundle: Bundle) =>
    resourcesOf(bundle, 'ServiceRequest', 'match').map(({ identifier }) => identifier?.at(-1)?.value);

  test('an independent client reads, searches by POST and leafs through pages', async () => {
    const client = new Client({
      baseUrl: hub.base,
      customHeaders: { Authorization: `Bearer ${hub.tokens.fhir}` },
    });
    expectValidOut(await client.capabilityStatement());
    const first = (await client.search({
      resourceType: 'ServiceRequest',
      searchParams: { _count: 3, _include: ['ServiceRequest:subject', 'ServiceRequest:requester'] },
    })) as unknown as Bundle;
    const seen: (string | undefined)[] = [];
    let page: Bundle | undefined = first;
    while (page !== undefined) {
      expectValidOut(page);
      seen.push(...numbers(page));
      expect(resourcesOf(page, 'Practitioner', 'include')).toHaveLength(1);
      page = (await client.nextPage({ bundle: page as never })) as unknown as Bundle | undefined;
    }
    expect(seen).toEqual(['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7']);

    const [some] = resourcesOf(first, 'ServiceRequest');
    const read = (await client.read({
      resourceType: 'ServiceRequest',
      id: some?.id ?? '',
    })) as unknown as ServiceRequest;
    expect(read).toEqual(some);
    const posted = (await client.resourceSearch({
      resourceType: 'Task',
      searchParams: { 'patient.identifier': 'TEST-3', _include: 'Task:patient' },
      options: { postSearch: true },
    })) as unknown as Bundle;
    expect(resourcesOf(posted, 'Patient', 'include')[0]?.identifier?.[0]?.value).toBe('TEST-3');
    expect(resourcesOf(posted, 'Task', 'match')).toHaveLength(1);
    expect(JSON.stringify(posted.link)).not.toContain('TEST-3');
  });

  test('pages stay whole while rows change: what changes comes again at the end, nothing is left out', async () => {
    const { body: first } = await hub.ask('GET', 'ServiceRequest?_count=3');
    const [moved] = resourcesOf(first as Bundle, 'ServiceRequest');
    await execute(hub.hub.db, sql`update referral set updated_at = now() where id = ${moved?.id}`);
    const seen = numbers(first as Bundle);
    let link = (first as Bundle).link?.find(({ relation }) => relation === 'next')?.url;
    while (link !== undefined) {
      const { body } = await hub.ask('GET', link.slice(hub.base.length + 1));
      seen.push(...numbers(body as Bundle));
      link = (body as Bundle).link?.find(({ relation }) => relation === 'next')?.url;
    }
    expect(new Set(seen).size).toBe(7);
    expect(seen).toHaveLength(8);
    const newest = await hub.ask('GET', 'ServiceRequest?_sort=-_lastUpdated&_count=1');
    expect(resourcesOf(newest.body as Bundle, 'ServiceRequest')[0]?.id).toBe(moved?.id);
  });

  test('by number, with its issuer or without, and by the id of the hub', async () => {
    const { body } = await hub.ask('GET', 'ServiceRequest?identifier=R4');
    const [one] = resourcesOf(body as Bundle, 'ServiceRequest');
    const theirs = one?.identifier?.find(({ value }) => value === 'R4');
    const ours = one?.identifier?.[0];
    for (const token of [`${theirs?.system}|R4`, `${ours?.system}|${ours?.value}`, ours?.value ?? ''])
      for (const type of ['ServiceRequest', 'Task']) {
        const { body: again } = await hub.ask('GET', `${type}?identifier=${encodeURIComponent(token)}`);
        expect((again as Bundle).entry?.map(({ resource }) => resource?.id)).toEqual([one?.id]);
      }
    const wrong = await hub.ask('GET', 'ServiceRequest?identifier=urn:other|R4');
    expect(wrong.body.entry).toBeUndefined();
  });

  test('by requester, by time and by status, alone and together', async () => {
    const { body: all } = await hub.ask(
      'GET',
      'ServiceRequest?requester:identifier=http://hl7.org/fhir/sid/us-npi|1234567893&_total=accurate',
    );
    expect(all.total).toBe(7);
    const requester = resourcesOf(all as Bundle, 'ServiceRequest')[0]?.requester?.reference ?? '';
    const counts = async (path: string) => (await hub.ask('GET', `${path}&_summary=count`)).body.total;
    expect(await counts(`Task?requester=${requester}&status=requested`)).toBe(7);
    expect(await counts(`Task?requester=${requester}&status=completed`)).toBe(0);
    expect(await counts('Task?status=on-hold,requested&business-status=2.0')).toBe(7);
    expect(await counts('Task?_lastUpdated=lt2020')).toBe(0);
    expect(await counts('Task?_lastUpdated=ge2020&_lastUpdated=lt2999-01-01')).toBe(7);
    const last = resourcesOf(all as Bundle, 'ServiceRequest').at(-1)?.meta?.lastUpdated ?? '';
    expect(await counts(`Task?_lastUpdated=gt${last}`)).toBe(0);
    expect(await counts(`Task?_lastUpdated=ge${last}`)).toBeGreaterThan(0);
  });

  test('people and offices by number, with what they are part of', async () => {
    const { body } = await hub.ask(
      'GET',
      'Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|1234567893&_revinclude=PractitionerRole:practitioner',
    );
    expectValidOut(body);
    expect(resourcesOf(body as Bundle, 'Practitioner')[0]?.name?.[0]?.family).toBe('ZZTESTREF');
    const practice = await hub.ask('GET', 'Organization/practice');
    expectValidOut(practice.body);
    expect(practice.body.name).toBe('Lakeside Eye');
    expect((await hub.ask('GET', 'Organization?_id=practice')).body.entry).toHaveLength(1);
    expect((await hub.ask('GET', 'Practitioner')).status).toBe(400);
  });

  test('a version that is known is not sent again', async () => {
    const { body } = await hub.ask('GET', 'Task?_count=1');
    const [task] = resourcesOf(body as Bundle, 'Task');
    const read = await hub.ask('GET', `Task/${task?.id}`);
    const etag = read.headers.get('etag') ?? '';
    expect(etag).toBe(`W/"${task?.meta?.versionId}"`);
    const again = await hub.ask('GET', `Task/${task?.id}`, { headers: { 'If-None-Match': etag } });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  test('only what was asked for of a resource, marked as a part', async () => {
    const { body } = await hub.ask('GET', 'Task?_count=1&_elements=businessStatus');
    expectValidOut(body);
    const [task] = resourcesOf(body as Bundle, 'Task');
    expect(Object.keys(task ?? {}).toSorted()).toEqual([
      'businessStatus',
      'id',
      'intent',
      'meta',
      'resourceType',
      'status',
    ]);
    expect(task?.meta?.tag?.[0]?.code).toBe('SUBSETTED');
  });
});
