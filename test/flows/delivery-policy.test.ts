import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { deliver } from '../../src/pipeline/deliver.ts';
import { unmergePatients } from '../../src/pipeline/identity.ts';
import { keepConsent } from '../../src/pipeline/intake/consent.ts';
import { holdEffect, releaseHeld, releaseReview } from '../../src/pipeline/held.ts';
import type { DeliveryJob, Hub, Way } from '../../src/pipeline/hub.ts';
import {
  askToDestroy,
  letterToDestroy,
  moveIncident,
  settleRecipient,
} from '../../src/pipeline/incidents.ts';
import { releaseDue } from '../../src/pipeline/release.ts';
import { addEndpoint, dismissReview } from '../../src/pipeline/resolve.ts';
import { newId } from '../../src/lib/ids.ts';
import type { Outcome, Parcel } from '../../src/sdk/destination.ts';
import { execute, query, sql } from '../../src/store/database.ts';
import { listHeld } from '../../src/store/held.ts';
import { findIncident, listIncidents } from '../../src/store/incidents.ts';
import { mdm, merge, siu, type Story } from '../support/hl7.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';
import { npi } from '../support/npi.ts';
import { enterOffices } from '../support/offices.ts';

const ana = 'ana@practice.example';
const arrived: Outcome = { status: 'delivered' };
const busy: Outcome = { status: 'failed', fate: 'transient', code: 'busy', detail: 'Busy.' };
const noFax: Outcome = { status: 'failed', fate: 'permanent', code: 'no-remote-fax', detail: 'A voice.' };
const why = { because: 'called the office' };

let base: TestHub;
let hub: Hub;
let jobs: DeliveryJob[];
const line: { parcels: Parcel[]; answer: (address: string) => Outcome } = {
  parcels: [],
  answer: () => arrived,
};

beforeAll(async () => {
  base = await createTestHub();
  hub = {
    ...base.hub,
    destinations: new Map([...base.hub.destinations, ['fax', fax]]),
    enqueue: (_, added) => Promise.resolve(void jobs.push(...added)),
  };
  await enterOffices(
    hub.db,
    Array.from({ length: 20 }, (_, nr) => ({ destination: 'folder', address: `none-${nr}` })),
  );
  await execute(hub.db, sql`delete from delivery_endpoint`);
}, 60_000);
afterAll(() => base.close());
beforeEach(() => {
  jobs = [];
  line.parcels = [];
  line.answer = () => arrived;
});

const fax: Way = {
  adapter: {
    name: 'fax',
    endpoint: z.object({ address: z.string(), settings: z.record(z.string(), z.unknown()) }),
    isRepeatHarmless: true,
    keepsOfficeHours: true,
  },
  open: {
    deliver: (parcel) => {
      line.parcels.push(parcel);
      return Promise.resolve(line.answer(parcel.address));
    },
    close: () => Promise.resolve(),
  },
};

/** The n-th patient of these tests, sent by the n-th office. */
const story = (nr: number, more: Story = {}): Story => ({
  mrn: `TEST-${nr}`,
  family: `ZZTEST${'ABCDEFGHIJKLMNOPQRST'[nr] ?? ''}`,
  given: `G${nr}`,
  birth: `19${50 + nr}0102`,
  phone: `555-01${String(nr).padStart(2, '0')}`,
  street: `${nr} Main St`,
  appointment: `F${nr}`,
  visit: `V${nr}`,
  note: `N${nr}`,
  text: `Findings of patient ${nr}.`,
  referrer: `${npi(nr)}^ZZTEST^ROBERT^^^Dr^MD^^NPI^^^^NPI`,
  ...more,
});

async function officeOf(nr: number): Promise<string> {
  const rows = await query<{ id: string }>(
    hub.db,
    sql`select partner_id as id from partner_identifier where system = 'npi' and value = ${npi(nr)}`,
  );
  return rows[0]?.id ?? '';
}

/** A number as a file or a feed brings it: nobody verified it. */
async function numberFrom(nr: number, address: string, rank = 1): Promise<string> {
  const id = newId();
  await execute(
    hub.db,
    sql`insert into delivery_endpoint (id, partner_id, destination, address, rank, source) values (${id}, ${await officeOf(nr)}, 'fax', ${address}, ${rank}, 'file:test')`,
  );
  return id;
}

async function numberByPerson(nr: number, address: string, rank = 1): Promise<void> {
  const endpoint = { destination: 'fax', address, settings: {}, rank };
  expect(await addEndpoint(hub, await officeOf(nr), endpoint, ana)).toEqual({});
}

/** As if every office were open; `closed`: as if this one never opened again this week. */
async function open(
  nr: number,
  hours: Record<string, readonly (readonly [string, string])[]> = always,
): Promise<void> {
  const office = await officeOf(nr);
  await execute(
    hub.db,
    sql`insert into partner_location (id, partner_id, place_key, zone, hours, is_primary, source)
        values (${newId()}, ${office}, 'a', 'America/Chicago', ${sql.json(hours)}, true, 'test')
        on conflict (partner_id, place_key) do update set hours = excluded.hours`,
  );
  await execute(
    hub.db,
    sql`update partner_location set hours = ${sql.json(hours)} where partner_id = ${office}`,
  );
}
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const always = Object.fromEntries(days.map((day) => [day, [['00:00', '24:00']] as const]));
/** Closed now and open on another day of the week. */
const closedNow = (): Record<string, readonly (readonly [string, string])[]> => {
  const inThreeDays = new Date(Date.now() + 3 * 86_400_000).getUTCDay();
  return { [days[(inThreeDays + 6) % 7] ?? 'mon']: [['08:00', '17:00']] };
};

async function seen(nr: number, more: Story = {}): Promise<void> {
  await base.feed(siu('S12', story(nr, more)), mdm('T02', story(nr, more)));
  await go();
}

/** Releases what is due and sends it, in the order it was queued. */
async function go(): Promise<void> {
  while ((await releaseDue(hub)) > 0);
  for (const job of jobs.splice(0)) await deliver(hub, job.deliveryId);
}

const endPauses = () =>
  execute(hub.db, sql`update delivery set next_attempt_at = now() where next_attempt_at is not null`);
const referralOf = async (nr: number) =>
  (
    await query<{ id: string; state: string }>(
      hub.db,
      sql`select r.id, r.state from referral r join patient_identifier i on i.patient_id = r.patient_id
          where i.value = ${`TEST-${nr}`} and r.merged_into is null order by r.id`,
    )
  )[0] ?? { id: '', state: '' };
const heldOf = async (nr: number) => listHeld(hub.db, { referralId: (await referralOf(nr)).id });
const sentTo = () => line.parcels.map((parcel) => parcel.address);

test('a number nobody verified gets nothing until a person says that it is theirs', async () => {
  await numberFrom(0, '555-010-0100');
  await open(0);
  await seen(0);

  const [held] = await heldOf(0);
  expect(held).toMatchObject({
    code: 'unverified_number',
    sentence: 'Nobody has verified 555-010-0100.',
    releasedBy: 'notes',
    partnerName: 'ROBERT ZZTEST',
  });
  expect(sentTo()).toEqual([]);

  expect(await releaseReview(hub, held?.reviewId ?? '', ana, why)).toBe('done');
  await go();
  expect(sentTo()).toEqual(['555-010-0100']);
  expect(await referralOf(0)).toMatchObject({ state: 'closed' });
  expect(await heldOf(0)).toEqual([]);
  expect(await releaseReview(hub, held?.reviewId ?? '', ana, why)).toBe('already_answered');
});

test('a number that replaced one where things arrived is asked about, with both', async () => {
  await numberByPerson(1, '555-010-0111');
  await open(1);
  await seen(1);
  expect(sentTo()).toEqual(['555-010-0111']);
  await execute(hub.db, sql`update delivery_endpoint set retired_at = now() where address = '555-010-0111'`);
  await numberByPerson(1, '555-010-0112');
  await base.feed(mdm('T08', story(1, { text: 'Amended.', at: '20261106140000-0500' })));
  await go();

  expect(sentTo()).toEqual(['555-010-0111']);
  const [asked] = await query<{ id: string; question: Record<string, unknown> }>(
    hub.db,
    sql`select id, question from review where kind = 'changed_number' and state = 'open'`,
  );
  expect(asked?.question).toMatchObject({ number: '555-010-0112', formerNumber: '555-010-0111' });
  expect(asked?.question['formerSuccessAt']).toMatch(/^\d{4}-/);

  const [held] = await heldOf(1);
  expect(await releaseHeld(hub, held?.id ?? '', ana, why)).toBe('done');
  await go();
  expect(sentTo()).toEqual(['555-010-0111', '555-010-0112']);
});

test('a number that is not theirs is never used, and what waited goes another way', async () => {
  await numberFrom(2, '555-010-0120');
  await open(2);
  await seen(2);
  const [held] = await heldOf(2);
  await dismissReview(hub, held?.reviewId ?? '', 'a laundry', ana);
  await go();
  expect(await heldOf(2)).toMatchObject([{ code: 'no_endpoint', releasedBy: 'notes' }]);
  const [without] = await heldOf(2);
  expect(await releaseHeld(hub, without?.id ?? '', ana, why)).toBe('needs_way');

  const way = { destination: 'fax', address: '555-010-0121', settings: {} };
  expect(await releaseHeld(hub, without?.id ?? '', ana, { ...why, way })).toBe('done');
  await go();
  expect(sentTo()).toEqual(['555-010-0121']);
});

test('a fax waits for the office to open, an urgent one does not, and a person may hurry it', async () => {
  await numberByPerson(3, '555-010-0130');
  await open(3, closedNow());
  await seen(3);

  const [held] = await heldOf(3);
  expect(held).toMatchObject({ kind: 'delivery', code: 'office_hours', sentence: 'The office is closed.' });
  expect(Date.parse(held?.until ?? '')).toBeGreaterThan(Date.now() + 86_400_000);
  expect(sentTo()).toEqual([]);
  expect(await releaseHeld(hub, held?.id ?? '', ana, why)).toBe('done');
  line.answer = () => busy;
  for (const job of jobs.splice(0)) await deliver(hub, job.deliveryId);
  expect(sentTo()).toEqual(['555-010-0130']);
  // The line was busy: tried again when the office opens, and the closed days do not count.
  const [again] = await query<{ days: number; left: number }>(
    hub.db,
    sql`select (extract(epoch from next_attempt_at - now()) / 86400)::float8 as days, (extract(epoch from deadline_at - next_attempt_at) / 3600)::float8 as left
        from delivery where address = '555-010-0130'`,
  );
  expect(again?.days).toBeGreaterThan(1);
  expect(again?.left).toBeGreaterThan(24);

  await numberByPerson(4, '555-010-0140');
  await open(4, closedNow());
  await base.feed(siu('S12', story(4)), mdm('T02', story(4)));
  await execute(hub.db, sql`update referral set priority = 'urgent' where id = ${(await referralOf(4)).id}`);
  line.answer = () => arrived;
  await go();
  expect(sentTo().at(-1)).toBe('555-010-0140');
});

test('a patient who objects holds every note until somebody answers for it, also one that is on its way', async () => {
  await numberByPerson(5, '555-010-0150');
  await open(5, closedNow());
  await seen(5);
  expect(await heldOf(5)).toMatchObject([{ code: 'office_hours' }]);
  const [patient] = await query<{ id: string }>(
    hub.db,
    sql`select patient_id as id from referral where id = ${(await referralOf(5)).id}`,
  );
  const objection = { scope: 'share_notes', isGiven: false, signedOn: '2026-11-01' } as const;
  await keepConsent(hub, patient?.id ?? '', objection, { actor: ana });
  await endPauses();
  const [waiting] = await heldOf(5);
  expect(waiting).toBeUndefined();
  for (const row of await query<{ id: string }>(
    hub.db,
    sql`select id from delivery where address = '555-010-0150' and status = 'queued'`,
  ))
    await deliver(hub, row.id);
  const [held] = await heldOf(5);
  expect(held).toMatchObject({ code: 'patient_objection', releasedBy: 'manager' });
  expect(sentTo()).toEqual([]);

  await open(5);
  expect(await releaseHeld(hub, held?.id ?? '', ana, why)).toBe('done');
  await go();
  expect(sentTo()).toEqual(['555-010-0150']);
});

const pcpOf = (nr: number, text: string) =>
  text.replace('\rPV1|', `\rPD1||||${npi(nr)}^ZZTEST^ROBERT^^^^MD^^NPI^^^^NPI\rPV1|`);

test('a doctor’s office gets the first three notes of patients it did not refer; then the liaison is asked, once for all', async () => {
  await numberByPerson(6, '555-010-0160');
  await open(6);
  for (const nr of [30, 31, 32, 33, 34]) {
    const visit = story(6, {
      mrn: `TEST-${nr}`,
      given: `P${nr}`,
      birth: `19600${nr - 29}15`,
      phone: `555-01${nr}`,
      appointment: `F${nr}`,
      visit: `V${nr}`,
      note: `N${nr}`,
      text: `Note ${nr}.`,
      referrer: '',
    });
    await base.feed(pcpOf(6, siu('S12', visit)), pcpOf(6, mdm('T02', visit)));
  }
  await go();

  expect(sentTo()).toHaveLength(3);
  const held = await listHeld(hub.db, { partnerId: await officeOf(6) });
  expect(held.map((one) => [one.code, one.effectKind, one.releasedBy])).toEqual([
    ['offer_asked', 'offer_note', 'lead'],
    ['offer_asked', 'offer_note', 'lead'],
  ]);
  const tasks = await query<{ kind: string }>(
    hub.db,
    sql`select kind from review where kind in ('visit_office', 'offer_note') and state = 'open' order by kind`,
  );
  expect(tasks.map((one) => one.kind)).toEqual(['offer_note', 'visit_office']);
  expect(await releaseHeld(hub, held[0]?.id ?? '', ana, { ...why, office: 'always' })).toBe('done');
  await go();
  expect(sentTo()).toHaveLength(5);
  const states = await query<{ kind: string; state: string }>(
    hub.db,
    sql`select distinct r.kind, r.state from referral r where r.pcp_partner_id = ${await officeOf(6)}`,
  );
  expect(states).toEqual([{ kind: 'possible', state: 'possible' }]);
});

test('a copy to the patient’s own doctor is told apart and does not close the loop; who refers and is the doctor gets one', async () => {
  const copying: Hub = {
    ...hub,
    policy: {
      ...hub.policy,
      delivery: {
        verifiedNumbersOnly: true,
        keepsOfficeHours: false,
        copiesToPcp: true,
        offersToPcp: true,
        automaticOffers: 3,
      },
    },
  };
  const was = { ...base.hub.policy };
  Object.assign(base.hub.policy, copying.policy);
  try {
    await numberByPerson(8, '555-010-0180');
    await base.feed(pcpOf(8, siu('S12', story(7))), pcpOf(8, mdm('T02', story(7))));
    await base.feed(pcpOf(8, siu('S12', story(8))), pcpOf(8, mdm('T02', story(8))));
    while ((await releaseDue(copying)) > 0);
    for (const job of jobs.splice(0)) await deliver(copying, job.deliveryId);

    const effects = await query<{ kind: string; state: string }>(
      hub.db,
      sql`select e.kind, e.state from effect e where e.kind in ('deliver_note', 'copy_note') and e.referral_id = ${(await referralOf(7)).id} order by e.kind`,
    );
    expect(effects).toEqual([
      { kind: 'copy_note', state: 'released' },
      { kind: 'deliver_note', state: 'blocked' },
    ]);
    expect(await referralOf(7)).toMatchObject({ state: 'note_ready' });
    expect(await referralOf(8)).toMatchObject({ state: 'closed' });
    expect(sentTo()).toEqual(['555-010-0180', '555-010-0180']);
  } finally {
    Object.assign(base.hub.policy, was, { delivery: was.delivery });
  }
});

test('a person holds back what has not left, and lets it go', async () => {
  await numberByPerson(9, '555-010-0190');
  await open(9, closedNow());
  await seen(9);
  const [waiting] = await heldOf(9);
  expect(await holdEffect(hub, waiting?.id ?? '', ana, 'The doctor wants to look at it again.')).toBe('done');
  const [held] = await heldOf(9);
  expect(held).toMatchObject({
    code: 'by_person',
    heldBy: ana,
    sentence: 'The doctor wants to look at it again.',
  });
  await endPauses();
  await go();
  expect(sentTo()).toEqual([]);

  await open(9);
  expect(await releaseHeld(hub, held?.id ?? '', ana, why)).toBe('done');
  await go();
  expect(sentTo()).toEqual(['555-010-0190']);
  expect(await holdEffect(hub, held?.id ?? '', ana, 'too late')).toBe('too_late');
});

test('a busy line holds up what is behind, for a while; nothing overtakes what the office is told of the same referral', async () => {
  await numberByPerson(10, '555-010-0200');
  await open(10);
  line.answer = () => busy;
  await seen(10);
  await base.feed(mdm('T02', story(10, { note: 'N10B', text: 'A second document.' })));
  const neighbour = story(10, {
    mrn: 'TEST-15',
    given: 'G15',
    birth: '19650102',
    phone: '555-0115',
    street: '15 Elm Ave',
    appointment: 'F15',
    visit: 'V15',
    note: 'N15',
  });
  await base.feed(siu('S12', neighbour), mdm('T02', neighbour));
  await go();
  expect(sentTo()).toEqual(['555-010-0200']);

  const queued = await query<{ id: string; referral: string }>(
    hub.db,
    sql`select id, referral_id as referral from delivery where address = '555-010-0200' order by id`,
  );
  const [first = '', second = '', third = ''] = queued.map((one) => one.id);
  expect(queued[0]?.referral).toBe(queued[1]?.referral);
  // So often that it is no passing trouble: the neighbour's goes by, the same patient's does not.
  await execute(hub.db, sql`update delivery set attempts = 6 where id = ${first}`);
  line.answer = () => arrived;
  await deliver(hub, second);
  expect(line.parcels.map((parcel) => parcel.key)).toEqual([first, third]);

  await endPauses();
  await deliver(hub, second);
  expect(line.parcels.map((parcel) => parcel.key)).toEqual([first, third, first, second]);
});

test('a refusal goes on to the next number only when somebody vouches for it', async () => {
  await numberByPerson(11, '555-010-0210');
  await numberFrom(11, '555-010-0211', 2);
  await open(11);
  line.answer = () => noFax;
  await seen(11);
  expect(sentTo()).toEqual(['555-010-0210']);
  const [held] = await heldOf(11);
  expect(held).toMatchObject({ code: 'unverified_number' });
  line.answer = () => arrived;
  expect(await releaseHeld(hub, held?.id ?? '', ana, why)).toBe('done');
  await go();
  expect(sentTo()).toEqual(['555-010-0210', '555-010-0211']);
  expect(await referralOf(11)).toMatchObject({ state: 'closed' });
});

test('a note that went out as another patient’s is an incident: who got it is asked to destroy it, one after another', async () => {
  await numberByPerson(12, '555-010-0220');
  await open(12);
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
  await base.feed(siu('S12', story(12)), siu('S12', other), merge({ ...story(12), prior: 'TEST-13' }));
  await base.feed(mdm('T02', other));
  await go();
  expect(sentTo()).toEqual(['555-010-0220']);
  expect(await listIncidents(hub.db)).toEqual([]);

  const records = await query<{ id: string; value: string }>(
    hub.db,
    sql`select origin_patient_id as id, value from patient_identifier where value in ('TEST-12', 'TEST-13')`,
  );
  const of = (value: string) => records.find((one) => one.value === value)?.id ?? '';
  await unmergePatients(
    hub,
    { record: of('TEST-12'), otherRecord: of('TEST-13') },
    { person: ana, reason: 'two people' },
  );

  const [incident] = await listIncidents(hub.db, { state: 'open' });
  expect(incident).toMatchObject({
    reason: 'note_moved',
    patientId: of('TEST-12'),
    belongsTo: of('TEST-13'),
  });
  const id = incident?.id ?? '';
  const events = await query<{ data: Record<string, unknown> }>(
    hub.db,
    sql`select data from event where type = 'incident.opened'`,
  );
  expect(events).toMatchObject([{ data: { incidentId: id, recipients: 1 } }]);
  expect(Object.keys(events[0]?.data ?? {}).toSorted()).toEqual(['incidentId', 'recipients', 'referralId']);
  const [got] = (await findIncident(hub.db, id))?.recipients ?? [];
  expect(got).toMatchObject({
    state: 'to_ask',
    destination: 'fax',
    address: '555-010-0220',
    status: 'delivered',
  });
  const deliveryId = got?.deliveryId ?? '';
  expect(await letterToDestroy(hub, id, deliveryId)).not.toContain('ZZTEST');

  const early = { problem: 'Somebody who got it has not been asked to destroy it.' };
  expect(await moveIncident(hub, id, 'contained', ana, '')).toEqual(early);
  expect(await askToDestroy(hub, id, deliveryId, ana, 'called Lisa')).toBe('done');
  expect(await moveIncident(hub, id, 'contained', ana, 'all asked')).toBe('done');
  const unanswered = { problem: 'Somebody who got it has not answered.' };
  expect(await moveIncident(hub, id, 'closed', ana, 'done')).toEqual(unanswered);
  expect(await settleRecipient(hub, id, deliveryId, 'destroyed', ana, 'Lisa shredded it')).toBe('done');
  expect(await moveIncident(hub, id, 'closed', ana, 'One page, shredded.')).toBe('done');
  expect((await findIncident(hub.db, id))?.entries.map((one) => one.what)).toEqual([
    'opened',
    'recipient_asked',
    'contained',
    'recipient_destroyed',
    'closed',
  ]);
  const questions = await query(
    hub.db,
    sql`select id from review where kind = 'incident' and state = 'open'`,
  );
  expect(questions).toEqual([]);
});

test('a note its author calls another patient’s is an incident too', async () => {
  await numberByPerson(14, '555-010-0240');
  await open(14);
  await seen(14);
  await base.feed(mdm('T08', story(14, { at: '20261108100000-0500' })).replace('||||||F', '||||||W'));

  const found = (await listIncidents(hub.db)).filter((one) => one.reason === 'note_wrong');
  expect(found).toMatchObject([{ state: 'open', belongsTo: null, referralId: (await referralOf(14)).id }]);
});
