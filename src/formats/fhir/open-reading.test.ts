import { expect, test } from 'vitest';
import { checkReading } from './check.ts';
import { openReading, type OpenOptions } from './open-reading.ts';
import type { FhirReading } from './reading.ts';

const open = (value: unknown, options?: OpenOptions) =>
  openReading(Buffer.from(JSON.stringify(value)), options);
const bundle = (type: string, ...entry: readonly unknown[]) => ({ resourceType: 'Bundle', type, entry });
const to = (reference: string) => ({ reference });
const base = 'https://ehr.example/fhir/';

function first(reading: FhirReading) {
  const [entry] = reading.entries;
  if (entry === undefined) throw new Error('Nothing was stated.');
  return entry;
}

test('a resource by itself is a statement of its own', () => {
  const { entries, bundle: type } = open({ resourceType: 'Appointment', id: 'a1', status: 'booked' });
  expect(entries).toMatchObject([{ path: 'Appointment', method: 'PUT', resource: { id: 'a1' } }]);
  expect(type).toBeUndefined();
});

test.each([
  [
    'searchset',
    [
      { resource: { resourceType: 'Task', id: 't' }, search: { mode: 'match' } },
      { resource: { resourceType: 'Patient', id: 'p' }, search: { mode: 'include' } },
      { resource: { resourceType: 'OperationOutcome' }, search: { mode: 'outcome' } },
    ],
    ['Task'],
    ['Patient'],
  ],
  [
    'transaction',
    [{ resource: { resourceType: 'Task', id: 't' }, request: { method: 'POST', url: 'Task' } }],
    ['Task'],
    [],
  ],
  [
    'batch',
    [
      { request: { method: 'GET', url: 'Task/1' } },
      { resource: { resourceType: 'Task' }, request: { method: 'PUT', url: 'Task/1' } },
    ],
    ['Task'],
    [],
  ],
  [
    'message',
    [{ resource: { resourceType: 'MessageHeader' } }, { resource: { resourceType: 'Task' } }],
    ['Task'],
    [],
  ],
  [
    'document',
    [{ resource: { resourceType: 'Composition' } }, { resource: { resourceType: 'Patient' } }],
    ['Composition'],
    ['Patient'],
  ],
  [
    'history',
    [
      { resource: { resourceType: 'Parameters', parameter: [{ name: 'subscription' }] } },
      { resource: { resourceType: 'Task' } },
    ],
    ['Task'],
    [],
  ],
  [
    'history',
    [
      { resource: { resourceType: 'SubscriptionStatus' } },
      { fullUrl: `${base}Task/1`, request: { method: 'PUT', url: 'Task/1' } },
    ],
    [],
    [],
  ],
])('%s: what states something and what only comes along', (type, entry, stated, included) => {
  const reading = open(bundle(type, ...entry));
  expect(reading.entries.map((one) => one.resource.resourceType)).toEqual(stated);
  expect(reading.included.map((one) => one.resource.resourceType)).toEqual(included);
  expect(reading.isNothing === undefined).toBe(stated.length > 0);
});

test('a document inside a message states its Composition', () => {
  const document = bundle(
    'document',
    { resource: { resourceType: 'Composition', id: 'c' } },
    { resource: { resourceType: 'Patient', id: 'p' } },
  );
  const reading = open(
    bundle(
      'message',
      { resource: { resourceType: 'MessageHeader' } },
      { resource: { resourceType: 'Task' } },
      { resource: document },
    ),
  );
  expect(reading.entries.map(({ path }) => path)).toEqual([
    'Bundle.entry[1].resource',
    'Bundle.entry[2].resource.entry[0].resource',
  ]);
  expect(reading.included.map(({ path }) => path)).toEqual(['Bundle.entry[2].resource.entry[1].resource']);
  expect(() =>
    open(
      bundle(
        'message',
        { resource: { resourceType: 'MessageHeader' } },
        { resource: bundle('document', { resource: { resourceType: 'Patient' } }) },
      ),
    ),
  ).toThrow('Bundle.entry[1].resource.entry[0] is no Composition');
});

test('a deletion names what is no more, and when', () => {
  const reading = open(
    bundle('history', {
      request: { method: 'DELETE', url: `Appointment/a1` },
      response: { lastModified: '2026-11-04T09:00:00Z' },
    }),
  );
  expect(reading.entries).toEqual([
    {
      resource: { resourceType: 'Appointment', id: 'a1' },
      path: 'Bundle.entry[0]',
      method: 'DELETE',
      at: '2026-11-04T09:00:00Z',
    },
  ]);
});

test.each([
  [[1, 2], 'the body is no FHIR resource'],
  [{ id: 'x' }, 'the body is no FHIR resource: it names no resourceType'],
  [{ resourceType: 'Patient', id: 'a/b' }, 'Patient.id is no id'],
  [bundle('heap'), 'Bundle.type is none of'],
  [{ resourceType: 'Bundle', type: 'batch', entry: {} }, 'Bundle.entry is not a list'],
  [bundle('batch', { resource: 'x' }), 'Bundle.entry[0].resource is no FHIR resource'],
  [bundle('message', { resource: { resourceType: 'Task' } }), 'Bundle.entry[0] is no MessageHeader'],
  [bundle('document', { resource: { resourceType: 'Patient' } }), 'Bundle.entry[0] is no Composition'],
  [
    bundle('transaction', { request: { method: 'PATCH', url: 'Task/1' } }),
    'Bundle.entry[0].request.method is PATCH',
  ],
  [
    bundle('transaction', { request: { method: 'DELETE', url: 'Task?x=1' } }),
    'Bundle.entry[0].request.url does not name',
  ],
])('refuses %j', (value, says) => {
  expect(() => open(value)).toThrow(says);
});

test('references lead to what is contained, in the Bundle or known; never to a foreign host', () => {
  const urn = 'urn:uuid:5b0d2b0e-0000-4000-8000-000000000001';
  const reading = open(
    bundle(
      'collection',
      {
        fullUrl: `${base}Task/t`,
        resource: {
          resourceType: 'Task',
          id: 't',
          contained: [
            { resourceType: 'PractitionerRole', id: 'r', practitioner: to('#d') },
            { resourceType: 'Practitioner', id: 'd' },
          ],
        },
      },
      { fullUrl: urn, resource: { resourceType: 'Organization' } },
      { fullUrl: `${base}Patient/p`, resource: { resourceType: 'Patient', id: 'p' } },
    ),
    {
      known: ({ type, id }) =>
        type === 'Location' && id === 'l' ? { resourceType: 'Location', id } : undefined,
    },
  );
  const task = first(reading);
  const path = (reference: string) => reading.resolve(to(reference), task)?.path;
  expect(path(urn)).toBe('Bundle.entry[1].resource');
  expect(path('Patient/p')).toBe('Bundle.entry[2].resource');
  expect(path('Patient/p/_history/3')).toBe('Bundle.entry[2].resource');
  expect(path(`${base}Patient/p`)).toBe('Bundle.entry[2].resource');
  expect(path('Location/l')).toBe('Location/l');
  expect(reading.resolve(to(`${base}Location/l`), task)?.isTold).toBe(true);
  const nowhere = [
    'https://elsewhere.example/fhir/Patient/p',
    'Patient/q',
    'Patient?identifier=x',
    '#x',
    'file:///etc/passwd',
    'http://169.254.169.254/latest',
  ];
  expect(nowhere.filter((reference) => path(reference) !== undefined)).toEqual([]);
  const role = reading.resolve(to('#r'), task);
  expect(role && reading.resolve(role.resource['practitioner'], role)?.path).toBe(
    'Bundle.entry[0].resource.contained[1]',
  );
});

test('base URLs of the sender make its absolute references its own', () => {
  const value = { resourceType: 'Task', id: 't', for: to('https://EHR.example/fhir/Patient/p') };
  const known: OpenOptions['known'] = ({ id }) => ({ resourceType: 'Patient', id });
  const [without, within] = [
    open(value, { known }),
    open(value, { known, bases: ['https://ehr.example/fhir'] }),
  ];
  expect(without.resolve(value.for, first(without))).toBeUndefined();
  expect(within.resolve(value.for, first(within))?.resource.id).toBe('p');
});

test.each([
  [
    { resourceType: 'Appointment', status: 'booked', start: '2026-11-05T09:00:00' },
    'Appointment.start',
    'fhir-value',
  ],
  [
    { resourceType: 'Appointment', status: 'booked', start: '2026-11-05T24:00:00Z' },
    'Appointment.start',
    'fhir-value',
  ],
  [
    { resourceType: 'Appointment', status: 'booked', end: '2026-11-31T09:00:00Z' },
    'Appointment.end',
    'fhir-value',
  ],
  [
    { resourceType: 'ServiceRequest', status: 'active', authoredOn: '2026-11-05T09:00' },
    'ServiceRequest.authoredOn',
    'fhir-value',
  ],
  [{ resourceType: 'Patient', birthDate: '05/04/1961' }, 'Patient.birthDate', 'fhir-value'],
  [{ resourceType: 'Patient', birthDate: 19610405 }, 'Patient.birthDate', 'fhir-value'],
  [{ resourceType: 'Patient', meta: { lastUpdated: '2026' } }, 'Patient.meta.lastUpdated', 'fhir-value'],
  [{ resourceType: 'Patient', name: { family: 'Zztest' } }, 'Patient.name', 'fhir-value'],
  [{ resourceType: 'Task', status: 'done' }, 'Task.status', 'fhir-value'],
  [
    {
      resourceType: 'Composition',
      status: 'final',
      attester: [{ time: '2026-11-05T09:00:00Z' }, { time: 'soon' }],
    },
    'Composition.attester[1].time',
    'fhir-value',
  ],
  [{ resourceType: 'ProcedureRequest', status: 'active' }, 'ProcedureRequest', 'fhir-version'],
  [
    { resourceType: 'Appointment', status: 'booked', participant: [{ required: true }] },
    'Appointment.participant.required',
    'fhir-version',
  ],
  [{ resourceType: 'Encounter', status: 'finished', class: [{}] }, 'Encounter.class', 'fhir-version'],
  [{ resourceType: 'Encounter', status: 'completed' }, 'Encounter.status', 'fhir-version'],
  [
    { resourceType: 'DocumentReference', status: 'current', content: [{ format: [{}] }] },
    'DocumentReference.content.format',
    'fhir-version',
  ],
  [
    { resourceType: 'Task', status: 'requested', requester: { agent: to('Practitioner/1') } },
    'Task.requester.agent',
    'fhir-version',
  ],
  [{ resourceType: 'Practitioner', name: { family: ['Zztest'] } }, 'Practitioner.name', 'fhir-version'],
])('%j is refused at %s', (resource, path, code) => {
  const [alone] = checkReading(open(resource));
  expect(alone).toMatchObject({ code, path });
  expect(alone?.reason).not.toMatch(/Zztest|1961/);
  const [within] = checkReading(open(bundle('collection', { resource })));
  expect(within?.path).toBe(path.replace(/^[A-Za-z]+/, 'Bundle.entry[0].resource'));
});

test('what R4 allows is taken: days for dateTimes, fractions, both zones', () => {
  for (const resource of [
    { resourceType: 'ServiceRequest', status: 'active', authoredOn: '2026-11' },
    {
      resourceType: 'Appointment',
      status: 'booked',
      start: '2026-11-05T09:00:00.123456+05:30',
      end: '2026-12-31T23:59:60Z',
    },
    { resourceType: 'Patient', birthDate: '1961' },
    {
      resourceType: 'DocumentReference',
      status: 'current',
      content: [{ format: { code: 'x' }, attachment: {} }],
    },
  ])
    expect(checkReading(open(resource))).toEqual([]);
});
