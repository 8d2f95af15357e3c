import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { npi } from '../../test/support/npi.ts';

/**
 * A FHIR server of `input.resources` invented resources, in pages with `next` links: nothing is kept, every resource is made from its
 * number when it is asked for. Says its port to the parent; ends when told `stop`.
 */
export type GeneratorInput = { readonly resources: number };

const { resources } = JSON.parse(process.argv[2] ?? '{}') as GeneratorInput;
/** When everything was changed last: yesterday, a second apart, in the order of numbers. */
const stampMs = Date.now() - 86_400_000;

const shares = { Practitioner: 0.02, Patient: 0.2, ServiceRequest: 0.3, Appointment: 0.48 };
type Type = keyof typeof shares;

const counts = Object.fromEntries(
  Object.entries(shares).map(([type, share]) => [type, Math.max(1, Math.round(resources * share))]),
) as Readonly<Record<Type, number>>;

function make(type: Type, number: number): object {
  const head = {
    resourceType: type,
    id: `${type.toLowerCase()}-${number}`,
    meta: { versionId: '1', lastUpdated: new Date(stampMs + (number % 3_600) * 1000).toISOString() },
  };
  const to = (other: Type, index: number) => ({
    reference: `${other}/${other.toLowerCase()}-${index % counts[other]}`,
  });
  const day = new Date(Date.UTC(2026, 8, 1) + (number % 60) * 86_400_000).toISOString().slice(0, 10);
  switch (type) {
    case 'Practitioner':
      return {
        ...head,
        identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: npi(number) }],
        name: [{ family: `ZZTESTDOC${number}`, given: ['RUTH'], suffix: ['MD'] }],
      };
    case 'Patient':
      return {
        ...head,
        identifier: [
          { type: { coding: [{ code: 'MR' }] }, system: 'urn:oid:1.2.3.4', value: `TEST-${number}` },
        ],
        name: [{ family: `ZZTEST${letters(number)}`, given: ['ANNA'] }],
        birthDate: new Date(Date.UTC(1940, 0, 1) + number * 86_400_000).toISOString().slice(0, 10),
      };
    case 'ServiceRequest':
      return {
        ...head,
        identifier: [{ system: 'urn:oid:1.2.3.9', value: `R-${number}` }],
        status: 'active',
        intent: 'order',
        code: { text: 'Ophthalmology consultation' },
        subject: to('Patient', number),
        requester: to('Practitioner', number),
        authoredOn: `${day}T09:00:00Z`,
        note: [{ text: 'Blurred vision of the left eye for two weeks; please see and advise. '.repeat(4) }],
      };
    case 'Appointment':
      return {
        ...head,
        status: ['booked', 'fulfilled', 'noshow', 'cancelled'][number % 4],
        start: `${day}T14:00:00Z`,
        basedOn: [to('ServiceRequest', number)],
        participant: [
          { actor: to('Patient', number % counts.ServiceRequest), status: 'accepted' },
          { actor: { display: 'Zztesteye, Max' }, status: 'accepted' },
        ],
      };
  }
}

/** 0 → `A`, 25 → `Z`, 26 → `AA`: names hold no figures. */
function letters(number: number): string {
  const rest = Math.floor(number / 26) - 1;
  return `${rest >= 0 ? letters(rest) : ''}${String.fromCharCode(65 + (number % 26))}`;
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`);
  const type = url.pathname.slice(1) as Type;
  const total = counts[type] ?? 0;
  const since = Date.parse((url.searchParams.get('_lastUpdated') ?? '').replace(/^ge/, ''));
  const size = Number(url.searchParams.get('_count') ?? '100');
  const from = Number(url.searchParams.get('_offset') ?? '0');
  const found = since > stampMs + 3_600_000 ? 0 : total;
  const numbers = Array.from(
    { length: Math.max(0, Math.min(size, found - from)) },
    (_, index) => from + index,
  );
  const next = new URL(url);
  next.searchParams.set('_offset', String(from + size));
  const body = {
    resourceType: 'Bundle',
    type: 'searchset',
    total: found,
    link: from + size < found ? [{ relation: 'next', url: next.href }] : [],
    entry: numbers.map((number) => ({ resource: make(type, number) })),
  };
  response.setHeader('content-type', 'application/fhir+json');
  response.end(JSON.stringify(body));
});

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('message', () => {
  server.close();
  server.closeAllConnections();
  process.disconnect();
});
