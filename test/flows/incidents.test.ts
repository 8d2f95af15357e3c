import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import { unmergePatients } from '../../src/pipeline/identity.ts';
import {
  askToDestroy,
  letterToDestroy,
  moveIncident,
  settleRecipient,
} from '../../src/pipeline/incidents.ts';
import { query, sql } from '../../src/store/database.ts';
import { listDeliveriesOf } from '../../src/store/deliveries.ts';
import { findIncident, listIncidents } from '../../src/store/incidents.ts';
import { countOpening, findLinkOf, loadLinkDocument, putLink } from '../../src/store/secure-links.ts';
import { ana, openDeliveryStory, storyOf as story, type DeliveryStory } from '../support/delivery-story.ts';
import { mdm, merge, siu } from '../support/hl7.ts';

let t: DeliveryStory;
beforeAll(async () => {
  t = await openDeliveryStory();
}, 60_000);
afterAll(() => t.close());
beforeEach(() => t.quiet());

test('a note that went out as another patient’s is an incident: who got it is asked to destroy it, one after another', async () => {
  await t.numberByPerson(12, '555-010-0220');
  await t.open(12);
  const other = story(12, {
    mrn: 'TEST-13',
    given: 'G13',
    birth: '19630102',
    phone: '555-0113',
    street: '13 Elm Ave',
    appointment: 'F13',
    visit: 'V13',
    note: 'N13',
  });
  await t.base.feed(siu('S12', story(12)), siu('S12', other), merge({ ...story(12), prior: 'TEST-13' }));
  await t.base.feed(mdm('T02', other));
  await t.go();
  expect(t.sentTo()).toEqual(['555-010-0220']);
  expect(await listIncidents(t.hub.db)).toEqual([]);

  const records = await query<{ id: string; value: string }>(
    t.hub.db,
    sql`select origin_patient_id as id, value from patient_identifier where value in ('TEST-12', 'TEST-13')`,
  );
  const of = (value: string) => records.find((one) => one.value === value)?.id ?? '';
  await unmergePatients(
    t.hub,
    { record: of('TEST-12'), otherRecord: of('TEST-13') },
    { person: ana, reason: 'two people' },
  );

  const [incident] = await listIncidents(t.hub.db, { state: 'open' });
  expect(incident).toMatchObject({
    reason: 'note_moved',
    patientId: of('TEST-12'),
    belongsTo: of('TEST-13'),
  });
  const id = incident?.id ?? '';
  const events = await query<{ data: Record<string, unknown> }>(
    t.hub.db,
    sql`select data from event where type = 'incident.opened'`,
  );
  expect(events).toMatchObject([{ data: { incidentId: id, recipients: 1 } }]);
  expect(Object.keys(events[0]?.data ?? {}).toSorted()).toEqual(['incidentId', 'recipients', 'referralId']);
  const [got] = (await findIncident(t.hub.db, id))?.recipients ?? [];
  expect(got).toMatchObject({
    state: 'to_ask',
    destination: 'fax',
    address: '555-010-0220',
    status: 'delivered',
  });
  const deliveryId = got?.deliveryId ?? '';
  expect(await letterToDestroy(t.hub, id, deliveryId)).not.toContain('ZZTEST');

  const early = { problem: 'Somebody who got it has not been asked to destroy it.' };
  expect(await moveIncident(t.hub, id, 'contained', ana, '')).toEqual(early);
  expect(await askToDestroy(t.hub, id, deliveryId, ana, 'called Lisa')).toBe('done');
  expect(await moveIncident(t.hub, id, 'contained', ana, 'all asked')).toBe('done');
  const unanswered = { problem: 'Somebody who got it has not answered.' };
  expect(await moveIncident(t.hub, id, 'closed', ana, 'done')).toEqual(unanswered);
  expect(await settleRecipient(t.hub, id, deliveryId, 'destroyed', ana, 'Lisa shredded it')).toBe('done');
  expect(await moveIncident(t.hub, id, 'closed', ana, 'One page, shredded.')).toBe('done');
  expect((await findIncident(t.hub.db, id))?.entries.map((one) => one.what)).toEqual([
    'opened',
    'recipient_asked',
    'contained',
    'recipient_destroyed',
    'closed',
  ]);
  const questions = await query(
    t.hub.db,
    sql`select id from review where kind = 'incident' and state = 'open'`,
  );
  expect(questions).toEqual([]);
});

async function linkOf(deliveryId: string): Promise<string> {
  const key = new Uint8Array(32).fill(deliveryId.length);
  const id = newId();
  await putLink(t.hub.db, {
    id,
    deliveryId,
    tokenSha256: createHash('sha256').update(deliveryId).digest(),
    factor: 'birth_date',
    proofSha256: key,
    hint: undefined,
    document: key,
    mediaType: 'application/pdf',
    pages: 1,
    days: 14,
  });
  return id;
}

test('what still waits behind a link ends with the incident, and it is written down', async () => {
  await t.numberByPerson(15, '555-010-0250');
  await t.open(15);
  await t.seen(15);
  const referralId = (await t.referralOf(15)).id;
  const [delivery] = (await listDeliveriesOf(t.hub.db, referralId)).filter((one) => one.purpose === 'note');
  const deliveryId = delivery?.id ?? '';
  const linkId = await linkOf(deliveryId);
  await countOpening(t.hub.db, linkId);
  await t.base.feed(mdm('T08', story(15, { at: '20261108100000-0500' })).replace('||||||F', '||||||W'));

  expect(await findLinkOf(t.hub.db, deliveryId)).toMatchObject({ revokedBy: 'hub' });
  expect(await loadLinkDocument(t.hub.db, linkId)).toBeUndefined();
  const incident = (await listIncidents(t.hub.db)).find((one) => one.referralId === referralId);
  const { entries = [] } = (await findIncident(t.hub.db, incident?.id ?? '')) ?? {};
  expect(entries.map(({ what }) => what)).toEqual(['opened', 'link_ended']);
  expect(entries[1]?.note).toBe(`Times it had been opened: 1. Delivery ${deliveryId}.`);
});

test('a note its author calls another patient’s is an incident too', async () => {
  await t.numberByPerson(14, '555-010-0240');
  await t.open(14);
  await t.seen(14);
  await t.base.feed(mdm('T08', story(14, { at: '20261108100000-0500' })).replace('||||||F', '||||||W'));

  const referralId = (await t.referralOf(14)).id;
  const found = (await listIncidents(t.hub.db)).filter((one) => one.referralId === referralId);
  expect(found).toMatchObject([{ state: 'open', reason: 'note_wrong', belongsTo: null }]);
});
