import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { deliver } from '../../src/pipeline/deliver.ts';
import { holdEffect, releaseHeld, releaseReview } from '../../src/pipeline/held.ts';
import type { Hub } from '../../src/pipeline/hub.ts';
import { keepConsent } from '../../src/pipeline/intake/consent.ts';
import { releaseDue } from '../../src/pipeline/release.ts';
import { dismissReview } from '../../src/pipeline/resolve.ts';
import { execute, query, sql } from '../../src/store/database.ts';
import { listHeld } from '../../src/store/held.ts';
import {
  ana,
  arrived,
  busy,
  closedNow,
  noFax,
  openDeliveryStory,
  pcpOf,
  storyOf as story,
  type DeliveryStory,
} from '../support/delivery-story.ts';
import { mdm, siu } from '../support/hl7.ts';

const why = { because: 'called the office' };
let t: DeliveryStory;
beforeAll(async () => {
  t = await openDeliveryStory();
}, 60_000);
afterAll(() => t.close());
beforeEach(() => t.quiet());

test('a number nobody verified gets nothing until a person says that it is theirs', async () => {
  await t.numberFrom(0, '555-010-0100');
  await t.open(0);
  await t.seen(0);

  const [held] = await t.heldOf(0);
  expect(held).toMatchObject({
    code: 'unverified_number',
    sentence: 'Nobody has verified 555-010-0100.',
    releasedBy: 'notes',
    partnerName: 'ROBERT ZZTEST',
  });
  expect(t.sentTo()).toEqual([]);

  expect(await releaseReview(t.hub, held?.reviewId ?? '', ana, why)).toBe('done');
  await t.go();
  expect(t.sentTo()).toEqual(['555-010-0100']);
  expect(await t.referralOf(0)).toMatchObject({ state: 'closed' });
  expect(await t.heldOf(0)).toEqual([]);
  expect(await releaseReview(t.hub, held?.reviewId ?? '', ana, why)).toBe('already_answered');
});

test('a number that replaced one where things arrived is asked about, with both', async () => {
  await t.numberByPerson(1, '555-010-0111');
  await t.open(1);
  await t.seen(1);
  expect(t.sentTo()).toEqual(['555-010-0111']);
  await execute(
    t.hub.db,
    sql`update delivery_endpoint set retired_at = now() where address = '555-010-0111'`,
  );
  await t.numberByPerson(1, '555-010-0112');
  await t.base.feed(mdm('T08', story(1, { text: 'Amended.', at: '20261106140000-0500' })));
  await t.go();

  expect(t.sentTo()).toEqual(['555-010-0111']);
  const [asked] = await query<{ id: string; question: Record<string, unknown> }>(
    t.hub.db,
    sql`select id, question from review where kind = 'changed_number' and state = 'open'`,
  );
  expect(asked?.question).toMatchObject({ number: '555-010-0112', formerNumber: '555-010-0111' });
  expect(asked?.question['formerSuccessAt']).toMatch(/^\d{4}-/);

  const [held] = await t.heldOf(1);
  expect(await releaseHeld(t.hub, held?.id ?? '', ana, why)).toBe('done');
  await t.go();
  expect(t.sentTo()).toEqual(['555-010-0111', '555-010-0112']);
});

test('a number that is not theirs is never used, and what waited goes another way', async () => {
  await t.numberFrom(2, '555-010-0120');
  await t.open(2);
  await t.seen(2);
  const [held] = await t.heldOf(2);
  await dismissReview(t.hub, held?.reviewId ?? '', 'a laundry', ana);
  await t.go();
  expect(await t.heldOf(2)).toMatchObject([{ code: 'no_endpoint', releasedBy: 'notes' }]);
  const [without] = await t.heldOf(2);
  expect(await releaseHeld(t.hub, without?.id ?? '', ana, why)).toBe('needs_way');

  const way = { destination: 'fax', address: '555-010-0121', settings: {} };
  expect(await releaseHeld(t.hub, without?.id ?? '', ana, { ...why, way })).toBe('done');
  await t.go();
  expect(t.sentTo()).toEqual(['555-010-0121']);
});

test('a fax waits for the office to open, an urgent one does not, and a person may hurry it', async () => {
  await t.numberByPerson(3, '555-010-0130');
  await t.open(3, closedNow());
  await t.seen(3);

  const [held] = await t.heldOf(3);
  expect(held).toMatchObject({ kind: 'delivery', code: 'office_hours', sentence: 'The office is closed.' });
  expect(Date.parse(held?.until ?? '')).toBeGreaterThan(Date.now() + 86_400_000);
  expect(t.sentTo()).toEqual([]);
  expect(await releaseHeld(t.hub, held?.id ?? '', ana, why)).toBe('done');
  t.line.answer = () => busy;
  for (const job of t.jobs.splice(0)) await deliver(t.hub, job.deliveryId);
  expect(t.sentTo()).toEqual(['555-010-0130']);
  // The line was busy: tried again when the office opens, and the closed days do not count.
  const [again] = await query<{ days: number; left: number }>(
    t.hub.db,
    sql`select (extract(epoch from next_attempt_at - now()) / 86400)::float8 as days, (extract(epoch from deadline_at - next_attempt_at) / 3600)::float8 as left
        from delivery where address = '555-010-0130'`,
  );
  expect(again?.days).toBeGreaterThan(1);
  expect(again?.left).toBeGreaterThan(24);

  await t.numberByPerson(4, '555-010-0140');
  await t.open(4, closedNow());
  await t.base.feed(siu('S12', story(4)), mdm('T02', story(4)));
  await execute(
    t.hub.db,
    sql`update referral set priority = 'urgent' where id = ${(await t.referralOf(4)).id}`,
  );
  t.line.answer = () => arrived;
  await t.go();
  expect(t.sentTo().at(-1)).toBe('555-010-0140');
});

test('a patient who objects holds every note until somebody answers for it, also one that is on its way', async () => {
  await t.numberByPerson(5, '555-010-0150');
  await t.open(5, closedNow());
  await t.seen(5);
  expect(await t.heldOf(5)).toMatchObject([{ code: 'office_hours' }]);
  const [patient] = await query<{ id: string }>(
    t.hub.db,
    sql`select patient_id as id from referral where id = ${(await t.referralOf(5)).id}`,
  );
  const objection = { scope: 'share_notes', isGiven: false, signedOn: '2026-11-01' } as const;
  await keepConsent(t.hub, patient?.id ?? '', objection, { actor: ana });
  await t.endPauses();
  const [waiting] = await t.heldOf(5);
  expect(waiting).toBeUndefined();
  for (const row of await query<{ id: string }>(
    t.hub.db,
    sql`select id from delivery where address = '555-010-0150' and status = 'queued'`,
  ))
    await deliver(t.hub, row.id);
  const [held] = await t.heldOf(5);
  expect(held).toMatchObject({ code: 'patient_objection', releasedBy: 'manager' });
  expect(t.sentTo()).toEqual([]);

  await t.open(5);
  expect(await releaseHeld(t.hub, held?.id ?? '', ana, why)).toBe('done');
  await t.go();
  expect(t.sentTo()).toEqual(['555-010-0150']);
});

test('a doctor’s office gets the first three notes of patients it did not refer; then the liaison is asked, once for all', async () => {
  await t.numberByPerson(6, '555-010-0160');
  await t.open(6);
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
    await t.base.feed(pcpOf(6, siu('S12', visit)), pcpOf(6, mdm('T02', visit)));
  }
  await t.go();

  expect(t.sentTo()).toHaveLength(3);
  const held = await listHeld(t.hub.db, { partnerId: await t.officeOf(6) });
  expect(held.map((one) => [one.code, one.effectKind, one.releasedBy])).toEqual([
    ['offer_asked', 'offer_note', 'lead'],
    ['offer_asked', 'offer_note', 'lead'],
  ]);
  const tasks = await query<{ kind: string }>(
    t.hub.db,
    sql`select kind from review where kind in ('visit_office', 'offer_note') and state = 'open' order by kind`,
  );
  expect(tasks.map((one) => one.kind)).toEqual(['offer_note', 'visit_office']);
  expect(await releaseHeld(t.hub, held[0]?.id ?? '', ana, { ...why, office: 'always' })).toBe('done');
  await t.go();
  expect(t.sentTo()).toHaveLength(5);
  const states = await query<{ kind: string; state: string }>(
    t.hub.db,
    sql`select distinct r.kind, r.state from referral r where r.pcp_partner_id = ${await t.officeOf(6)}`,
  );
  expect(states).toEqual([{ kind: 'possible', state: 'possible' }]);
});

test('a copy to the patient’s own doctor is told apart and does not close the loop; who refers and is the doctor gets one', async () => {
  const copying: Hub = {
    ...t.hub,
    policy: {
      ...t.hub.policy,
      delivery: {
        verifiedNumbersOnly: true,
        keepsOfficeHours: false,
        copiesToPcp: true,
        offersToPcp: true,
        automaticOffers: 3,
      },
    },
  };
  const was = { ...t.base.hub.policy };
  Object.assign(t.base.hub.policy, copying.policy);
  try {
    await t.numberByPerson(8, '555-010-0180');
    await t.base.feed(pcpOf(8, siu('S12', story(7))), pcpOf(8, mdm('T02', story(7))));
    await t.base.feed(pcpOf(8, siu('S12', story(8))), pcpOf(8, mdm('T02', story(8))));
    while ((await releaseDue(copying)) > 0);
    for (const job of t.jobs.splice(0)) await deliver(copying, job.deliveryId);

    const effects = await query<{ kind: string; state: string }>(
      t.hub.db,
      sql`select e.kind, e.state from effect e where e.kind in ('deliver_note', 'copy_note') and e.referral_id = ${(await t.referralOf(7)).id} order by e.kind`,
    );
    expect(effects).toEqual([
      { kind: 'copy_note', state: 'released' },
      { kind: 'deliver_note', state: 'blocked' },
    ]);
    expect(await t.referralOf(7)).toMatchObject({ state: 'note_ready' });
    expect(await t.referralOf(8)).toMatchObject({ state: 'closed' });
    expect(t.sentTo()).toEqual(['555-010-0180', '555-010-0180']);
  } finally {
    Object.assign(t.base.hub.policy, was, { delivery: was.delivery });
  }
});

test('a person holds back what has not left, and lets it go', async () => {
  await t.numberByPerson(9, '555-010-0190');
  await t.open(9, closedNow());
  await t.seen(9);
  const [waiting] = await t.heldOf(9);
  expect(await holdEffect(t.hub, waiting?.id ?? '', ana, 'The doctor wants to look at it again.')).toBe(
    'done',
  );
  const [held] = await t.heldOf(9);
  expect(held).toMatchObject({
    code: 'by_person',
    heldBy: ana,
    sentence: 'The doctor wants to look at it again.',
  });
  await t.endPauses();
  await t.go();
  expect(t.sentTo()).toEqual([]);

  await t.open(9);
  expect(await releaseHeld(t.hub, held?.id ?? '', ana, why)).toBe('done');
  await t.go();
  expect(t.sentTo()).toEqual(['555-010-0190']);
  expect(await holdEffect(t.hub, held?.id ?? '', ana, 'too late')).toBe('too_late');
});

test('a busy line holds up what is behind, for a while; nothing overtakes what the office is told of the same referral', async () => {
  await t.numberByPerson(10, '555-010-0200');
  await t.open(10);
  t.line.answer = () => busy;
  await t.seen(10);
  await t.base.feed(mdm('T02', story(10, { note: 'N10B', text: 'A second document.' })));
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
  await t.base.feed(siu('S12', neighbour), mdm('T02', neighbour));
  await t.go();
  expect(t.sentTo()).toEqual(['555-010-0200']);

  const queued = await query<{ id: string; referral: string }>(
    t.hub.db,
    sql`select id, referral_id as referral from delivery where address = '555-010-0200' order by id`,
  );
  const [first = '', second = '', third = ''] = queued.map((one) => one.id);
  expect(queued[0]?.referral).toBe(queued[1]?.referral);
  // So often that it is no passing trouble: the neighbour's goes by, the same patient's does not.
  await execute(t.hub.db, sql`update delivery set attempts = 6 where id = ${first}`);
  t.line.answer = () => arrived;
  await deliver(t.hub, second);
  expect(t.line.parcels.map((parcel) => parcel.key)).toEqual([first, third]);

  await t.endPauses();
  await deliver(t.hub, second);
  expect(t.line.parcels.map((parcel) => parcel.key)).toEqual([first, third, first, second]);
});

test('a refusal goes on to the next number only when somebody vouches for it', async () => {
  await t.numberByPerson(11, '555-010-0210');
  await t.numberFrom(11, '555-010-0211', 2);
  await t.open(11);
  t.line.answer = () => noFax;
  await t.seen(11);
  expect(t.sentTo()).toEqual(['555-010-0210']);
  const [held] = await t.heldOf(11);
  expect(held).toMatchObject({ code: 'unverified_number' });
  t.line.answer = () => arrived;
  expect(await releaseHeld(t.hub, held?.id ?? '', ana, why)).toBe('done');
  await t.go();
  expect(t.sentTo()).toEqual(['555-010-0210', '555-010-0211']);
  expect(await t.referralOf(11)).toMatchObject({ state: 'closed' });
});
