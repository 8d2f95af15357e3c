import { afterAll, beforeAll, expect, test } from 'vitest';
import { addEndpoint } from '../../src/pipeline/resolve.ts';
import { confirmSent } from '../../src/pipeline/deliver.ts';
import { fhir } from '../../src/destinations/fhir/index.ts';
import type { Destination } from '../../src/sdk/destination.ts';
import { execute, queryOne, sql } from '../../src/store/database.ts';
import { openFhirServer, type FhirServer } from '../support/fhir-server.ts';
import { adt, mdm, siu } from '../support/hl7.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';

let server: FhirServer;
let hub: TestHub;

beforeAll(async () => {
  server = await openFhirServer();
  hub = await createTestHub({
    ways: [
      { name: 'northside-fhir', destination: fhir as Destination<unknown>, config: { baseUrl: server.url } },
    ],
  });
}, 60_000);
afterAll(async () => {
  await hub.close();
  await server.close();
});

test('a note in a partner’s FHIR server closes the loop; one whose answer was lost is found there and not sent again', async () => {
  await hub.feed(siu('S12'), adt('A04'), adt('A03', { at: '20261105110000-0500' }), mdm('T02'));
  await hub.send();
  const { db } = hub.hub;
  const partner = await queryOne<{ id: string }>(
    db,
    sql`select partner_id as id from effect where state = 'blocked'`,
  );
  const way = {
    destination: 'northside-fhir',
    address: 'Organization/northside',
    settings: { unknownPatient: 'contain' },
  };
  await addEndpoint(hub.hub, partner?.id ?? '', way, 'ana@practice.example');
  await hub.send();
  const delivery = () =>
    queryOne<{ readonly id: string; readonly status: string; readonly reference: string | null }>(
      db,
      sql`select id, status, reference from delivery where destination = 'northside-fhir' order by id desc limit 1`,
    );
  const first = await delivery();
  const state = await queryOne(db, sql`select state from referral where note_delivered_at is not null`);
  // As if the hub had died before it heard the answer.
  await execute(
    db,
    sql`update delivery set status = 'ambiguous', reference = null, delivered_at = null where id = ${first?.id}`,
  );
  const settled = await confirmSent(hub.hub);
  const found = (await (await fetch(`${server.url}/DocumentReference?_count=9`)).json()) as {
    readonly entry?: readonly { readonly resource: Readonly<Record<string, unknown>> }[];
  };

  expect(first).toMatchObject({ status: 'delivered' });
  expect(state).toEqual({ state: 'closed' });
  expect(settled).toBe(1);
  expect(await delivery()).toEqual(first);
  expect(found.entry).toHaveLength(1);
  expect(found.entry?.[0]?.resource).toMatchObject({
    identifier: [{ system: 'urn:referloop:delivery', value: first?.id }],
    subject: { reference: '#patient' },
    docStatus: 'final',
  });
}, 60_000);
