import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import hl7 from '../mappings/hl7v2/all.mapping.ts';
import fhir from '../mappings/fhir/all.mapping.ts';
import documentReference from '../mappings/fhir/document-reference.mapping.ts';
import serviceRequest from '../mappings/fhir/service-request.mapping.ts';
import { parseMessage } from '../src/formats/hl7v2/parse.ts';
import { Failure } from '../src/lib/failure.ts';
import { mapFhir } from '../src/pipeline/read-fhir.ts';
import type { FhirMapping, Mapped } from '../src/sdk/mapping.ts';
import { fixtureCases, inputsOf } from './support/fixtures.ts';
import { npi } from './support/npi.ts';

const context = {
  channel: 'emr-fhir',
  sender: 'emr',
  zone: 'America/New_York',
  receivedAt: '2026-11-30T12:00:00.000Z',
};

const patient = {
  resourceType: 'Patient',
  id: 'p1',
  identifier: [{ system: 'https://emr.example/mrn', type: { coding: [{ code: 'MR' }] }, value: 'TEST-1' }],
  name: [{ family: 'Zztestdoe', given: ['Anna'] }],
};

const request = {
  resourceType: 'ServiceRequest',
  id: 'sr1',
  identifier: [{ system: 'https://emr.example/orders', value: 'R-100' }],
  status: 'active',
  intent: 'order',
  subject: { reference: 'Patient/p1' },
  requester: {
    identifier: { system: 'http://hl7.org/fhir/sid/us-npi', value: npi(1) },
    display: 'Ruth Zztestdoc',
  },
};

function mapped(mapping: FhirMapping, ...resources: readonly object[]): Mapped {
  const [first, ...included] = resources;
  const bundle = {
    resourceType: 'Bundle',
    type: 'searchset',
    entry: [{ resource: first }, ...included.map((resource) => ({ resource, search: { mode: 'include' } }))],
  };
  return mapFhir(mapping, Buffer.from(JSON.stringify(bundle)), context);
}

function factsOf(result: Mapped) {
  if (result.outcome !== 'facts') throw new Error(result.reason);
  return result.subjects.flatMap(({ facts }) => facts);
}

test('numbers of one EMR meet, whether HL7 or FHIR carries them', () => {
  const site = fhir.with({
    name: 'emr/fhir',
    rules: {
      authorities: { 'https://emr.example/mrn': 'emr:EMR', 'https://emr.example/orders': 'emr:ORDERS' },
    },
  });
  const order = [
    'MSH|^~\\&|EMR|EMR|||20261102100000||OMG^O19|1|P|2.5.1',
    'PID|||TEST-1^^^EMR^MR||ZZTESTDOE^ANNA',
    'ORC|NW|R-100^ORDERS',
    'OBR|1|R-100^ORDERS||57133-1^Referral',
  ].join('\r');
  const [byHl7, byFhir] = [
    hl7.map(parseMessage(Buffer.from(order)), context),
    mapped(site, request, patient),
  ];
  const numbers = (result: Mapped) =>
    factsOf(result).flatMap((fact) => [
      ...fact.links.filter(({ kind }) => kind === 'referral'),
      ...(fact.kind === 'patient_described' ? fact.patient.identifiers : []),
    ]);
  expect(numbers(byFhir)).toEqual(expect.arrayContaining(numbers(byHl7)));
  expect(numbers(byHl7)).toContainEqual({ kind: 'referral', system: 'emr:ORDERS', value: 'R-100' });
});

test('a site names its base URLs and its own doctors, and falls back on the standard rule', () => {
  const site = serviceRequest.with({
    name: 'emr/service-request',
    bases: ['https://emr.example/r4'],
    rules: {
      own: [npi(1)],
      isReferral: (entry, standard) => entry.resource['code'] === undefined && standard(),
    },
  });
  const absolute = { ...request, subject: { reference: 'https://emr.example/r4/Patient/p1' } };
  expect(mapped(serviceRequest, absolute, patient)).toMatchObject({ code: 'reference-foreign' });
  expect(factsOf(mapped(site, absolute, patient))).toContainEqual(
    expect.objectContaining({ kind: 'party_named', role: 'referrer', isInternal: true }),
  );
  expect(mapped(site, { ...absolute, code: { text: 'x' } }, patient).outcome).toBe('filtered');
  expect([site.name, serviceRequest.name]).toEqual(['emr/service-request', 'fhir/service-request']);
});

test('a source that says "absent means final" is believed', () => {
  const note = {
    resourceType: 'DocumentReference',
    id: 'n1',
    status: 'current',
    subject: { reference: 'Patient/p1' },
    content: [{ attachment: { data: Buffer.from('Findings.').toString('base64') } }],
  };
  const site = documentReference.with({ name: 'emr/notes', rules: { isUnstatedFinal: true } });
  const statusOf = (mapping: FhirMapping) => factsOf(mapped(mapping, note, patient)).at(-1);
  expect(statusOf(documentReference)).toMatchObject({ status: 'draft' });
  expect(statusOf(site)).toMatchObject({ status: 'final' });
});

const inputs = fixtureCases().flatMap(({ folder }) =>
  inputsOf(folder)
    .filter((input) => input.endsWith('.fhir.json'))
    .map((input) => readFileSync(join(folder, input), 'utf8')),
);

const junk = fc.constantFrom<unknown>(
  null,
  true,
  0,
  -1.5,
  '',
  ' ',
  'x',
  '#',
  '#p1',
  '/',
  'Patient/',
  'Patient/p1',
  'urn:uuid:',
  '2026',
  [],
  [null],
  [[]],
  ['x'],
  {},
  { reference: 7 },
  { reference: 'Patient/p1' },
  { coding: null },
  { coding: [null] },
  [{ value: 1 }],
  { system: 1, value: [] },
);

test('no mutilated resource makes a mapping throw or state a fact without time, path or sense', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...inputs),
      fc.array(fc.tuple(fc.nat(), junk), { minLength: 1, maxLength: 5 }),
      (text, changes) => {
        const root: unknown = JSON.parse(text);
        for (const [place, value] of changes) replaceAt(root, place, value);
        const result = outcomeOf(root);
        expect(['facts', 'filtered', 'invalid', 'refused']).toContain(result.outcome);
        const facts = result.outcome === 'facts' ? factsOf(result) : [];
        expect(facts.filter((fact) => Number.isNaN(Date.parse(fact.effectiveAt)))).toEqual([]);
        expect(
          facts.filter((fact) => fact.links.some(({ value }) => typeof value !== 'string' || value === '')),
        ).toEqual([]);
        expect(JSON.stringify(facts)).not.toMatch(/"(?:family|given|value|system)":(?!")/);
      },
    ),
    { numRuns: 3000 },
  );
});

/** What opening refuses is a Failure; anything else that is thrown is a mistake of ours. */
function outcomeOf(root: unknown): Mapped | { readonly outcome: 'refused' } {
  try {
    return mapFhir(fhir, Buffer.from(JSON.stringify(root)), context);
  } catch (error) {
    if (error instanceof Failure && error.fate === 'permanent') return { outcome: 'refused' };
    throw error;
  }
}

/** Puts a value in place of the so-manyth member or item, counted through. */
function replaceAt(root: unknown, place: number, value: unknown): void {
  const places: (() => void)[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const holder = node as Record<string, unknown>;
    for (const [name, part] of Object.entries(holder)) {
      places.push(() => {
        holder[name] = structuredClone(value);
      });
      walk(part);
    }
  };
  walk(root);
  places[place % Math.max(1, places.length)]?.();
}
