import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { confirmDelivery, deliver, resendDelivery } from '../../src/pipeline/deliver.ts';
import { holdEffect, releaseHeld } from '../../src/pipeline/held.ts';
import type { Hub } from '../../src/pipeline/hub.ts';
import { keepConsent } from '../../src/pipeline/intake/consent.ts';
import { fixAddress } from '../../src/pipeline/fix-address.ts';
import { sendBundle } from '../../src/pipeline/letters/send-bundle.ts';
import { releaseDue } from '../../src/pipeline/release.ts';
import { execute, query, sql } from '../../src/store/database.ts';
import { findDelivery } from '../../src/store/deliveries.ts';
import {
  ana,
  busy,
  openDeliveryStory,
  storyOf as story,
  type DeliveryStory,
} from '../support/delivery-story.ts';
import { mdm, siu } from '../support/hl7.ts';

const why = { because: 'called the patient' };
let t: DeliveryStory;
beforeAll(async () => {
  t = await openDeliveryStory();
}, 60_000);
afterAll(() => t.close());
beforeEach(() => t.quiet());

/** The hub, with something happening once in the middle of making a parcel: when this is read. */
function during(act: () => Promise<unknown>, read = 'from letter_version'): Hub {
  let isDone = false;
  const { db } = t.hub;
  const send: typeof db.send = async (config) => {
    if (!isDone && config.text.includes(read)) {
      isDone = true;
      await act();
    }
    return db.send(config);
  };
  return { ...t.hub, db: { ...db, send } };
}

const patientOf = async (nr: number): Promise<string> => {
  const rows = await query<{ id: string }>(
    t.hub.db,
    sql`select patient_id as id from referral where id = ${(await t.referralOf(nr)).id}`,
  );
  return rows[0]?.id ?? '';
};

async function objects(nr: number): Promise<void> {
  const objection = { scope: 'share_notes', isGiven: false, signedOn: '2026-11-01' } as const;
  await keepConsent(t.hub, await patientOf(nr), objection, { actor: ana });
}

/** Its note is queued; nothing is sent yet. */
async function queued(nr: number): Promise<string> {
  await t.base.feed(siu('S12', story(nr)), mdm('T02', story(nr)));
  while ((await releaseDue(t.hub)) > 0);
  t.jobs.length = 0;
  const rows = await query<{ id: string }>(
    t.hub.db,
    sql`select id from delivery where purpose = 'note' and referral_id = ${(await t.referralOf(nr)).id}`,
  );
  return rows[0]?.id ?? '';
}

test('a patient who objects while the note is being made is heard before anything leaves', async () => {
  await t.numberByPerson(0, '555-010-0100');
  await t.open(0);
  const id = await queued(0);

  await deliver(
    during(() => objects(0)),
    id,
  );

  expect(t.sentTo()).toEqual([]);
  const [held] = await t.heldOf(0);
  expect(held).toMatchObject({ code: 'patient_objection', releasedBy: 'manager' });
  expect(await releaseHeld(t.hub, held?.id ?? '', ana, why)).toBe('done');
  await t.go();
  expect(t.sentTo()).toEqual(['555-010-0100']);
});

test('a note that is marked while it is made again after its hub died does not leave', async () => {
  await t.numberByPerson(1, '555-010-0110');
  await t.open(1);
  const id = await queued(1);
  await execute(
    t.hub.db,
    sql`update delivery set status = 'sending', attempts = 1, alive_until = now() where id = ${id}`,
  );

  const marked = mdm('T08', story(1)).replace(/\rTXA\|([^\r]*)/, (_, rest: string) => {
    const fields = rest.split('|');
    fields[17] = 'R';
    return `\rTXA|${fields.join('|')}`;
  });
  await deliver(
    during(() => t.base.feed(marked)),
    id,
  );

  expect(t.sentTo()).toEqual([]);
  expect(await t.heldOf(1)).toMatchObject([{ code: 'sensitive', kind: 'question' }]);
});

test('what a person sends by hand goes although the patient objected before, and not when they object after', async () => {
  await t.numberByPerson(2, '555-010-0120');
  await t.open(2);
  const id = await queued(2);
  await objects(2);
  const known = (await resendDelivery(t.hub, id, ana)) ?? '';
  t.jobs.length = 0;
  await deliver(t.hub, known);
  expect(t.sentTo()).toEqual(['555-010-0120']);

  const again = (await resendDelivery(t.hub, known, ana)) ?? '';
  t.jobs.length = 0;
  await objects(2);
  await deliver(t.hub, again);
  expect(t.sentTo()).toEqual(['555-010-0120']);
  // It is with the office already, so nobody is asked.
  expect(await t.heldOf(2)).toEqual([]);
});

test('one patient of a parcel of several who objects while it is made parts it', async () => {
  await t.numberByPerson(3, '555-010-0130');
  await t.open(3);
  t.line.answer = () => busy;
  const neighbour = {
    ...story(4),
    referrer: story(3).referrer ?? '',
  };
  await t.base.feed(siu('S12', story(3)), mdm('T02', story(3)), siu('S12', neighbour), mdm('T02', neighbour));
  const notes = await query<{ key: string }>(
    t.hub.db,
    sql`select key from effect where kind = 'deliver_note' and partner_id = ${await t.officeOf(3)} order by key`,
  );
  await sendBundle(
    t.hub,
    await t.officeOf(3),
    notes.map((note) => note.key),
    ana,
  );
  while ((await releaseDue(t.hub)) > 0);

  const hub = during(() => objects(4), 'substring(body');
  for (const job of t.jobs.splice(0)) await deliver(hub, job.deliveryId);
  await t.go();

  expect(t.line.parcels.map(({ purpose, about }) => [purpose, about?.patient.family])).toEqual([
    ['note', 'ZZTESTD'],
  ]);
  expect(await t.heldOf(3)).toEqual([]);
  expect(await t.heldOf(4)).toMatchObject([{ code: 'patient_objection' }]);
});

test('what the office has cannot be held, and what was to be sent once more is not stopped by trying', async () => {
  await t.numberByPerson(5, '555-010-0150');
  await t.open(5);
  const id = await queued(5);
  await deliver(t.hub, id);
  const again = (await resendDelivery(t.hub, id, ana)) ?? '';
  t.jobs.length = 0;

  expect(await holdEffect(t.hub, id, ana, 'Not yet.')).toBe('too_late');

  expect((await findDelivery(t.hub.db, again))?.status).toBe('queued');
  await deliver(t.hub, again);
  expect(t.sentTo()).toEqual(['555-010-0150', '555-010-0150']);
});

test('a note in a parcel of several that is on the line cannot be held any more', async () => {
  await t.numberByPerson(6, '555-010-0160');
  await t.open(6);
  const neighbour = { ...story(7), referrer: story(6).referrer ?? '' };
  await t.base.feed(siu('S12', story(6)), mdm('T02', story(6)), siu('S12', neighbour), mdm('T02', neighbour));
  const partnerId = await t.officeOf(6);
  const notes = await query<{ id: string; key: string }>(
    t.hub.db,
    sql`select id, key from effect where kind = 'deliver_note' and partner_id = ${partnerId} order by key`,
  );
  const keys = notes.map((note) => note.key);
  await sendBundle(t.hub, partnerId, keys, ana);
  while ((await releaseDue(t.hub)) > 0);
  let told: string | undefined;
  t.line.watch = async () => {
    told = await holdEffect(t.hub, notes[0]?.id ?? '', ana, 'Not yet.');
  };
  for (const job of t.jobs.splice(0)) await deliver(t.hub, job.deliveryId);
  t.line.watch = () => Promise.resolve();

  expect(told).toBe('too_late');
  expect(await t.heldOf(6)).toEqual([]);
  expect(t.sentTo()).toEqual(['555-010-0160']);
});

test('a wrong number is put right whole or not at all, and asked for twice it goes once', async () => {
  await t.numberByPerson(8, '555-010-0180');
  await t.open(8);
  t.line.answer = () => busy;
  const id = await queued(8);
  await deliver(t.hub, id);
  const delivery = await findDelivery(t.hub.db, id);
  if (!delivery) throw new Error('There is no delivery.');
  const numbers = () =>
    query<{ address: string; isRetired: boolean }>(
      t.hub.db,
      sql`select address, retired_at is not null as "isRetired" from delivery_endpoint where address like '555-010-018%' order by address`,
    );
  const right = { address: '555-010-0181' };
  const broken: Hub = { ...t.hub, enqueue: () => Promise.reject(new Error('The database is away.')) };

  await expect(fixAddress(broken, delivery, right, { person: ana })).rejects.toThrow('away');
  expect(await numbers()).toEqual([{ address: '555-010-0180', isRetired: false }]);
  expect((await findDelivery(t.hub.db, id))?.status).toBe('failed_transient');

  const fixed = await fixAddress(t.hub, delivery, right, { person: ana });
  expect(fixed).toMatchObject({ outcome: 'sent' });
  expect(await fixAddress(t.hub, delivery, right, { person: ana })).toEqual(fixed);
  expect(await numbers()).toEqual([
    { address: '555-010-0180', isRetired: true },
    { address: '555-010-0181', isRetired: false },
  ]);
  t.quiet();
  await deliver(t.hub, fixed.outcome === 'sent' ? fixed.deliveryId : '');
  expect(t.sentTo()).toEqual(['555-010-0181']);
});

test('what a person holds stays held in its next version, until somebody lets that one go', async () => {
  await t.numberByPerson(9, '555-010-0190');
  await t.open(9);
  const id = await queued(9);
  expect(await holdEffect(t.hub, id, ana, 'The doctor looks at it again.')).toBe('done');
  const amended = (text: string, day: string) =>
    t.base.feed(mdm('T08', story(9, { text, at: `202611${day}140000-0500` })));

  await amended('Amended once.', '06');
  await t.go();
  expect(t.sentTo()).toEqual([]);
  await amended('Amended twice.', '07');
  await t.go();
  const held = await t.heldOf(9);
  expect(held).toMatchObject([{ code: 'by_person', heldBy: ana, sentence: 'The doctor looks at it again.' }]);
  expect(t.sentTo()).toEqual([]);

  expect(await releaseHeld(t.hub, held[0]?.id ?? '', ana, why)).toBe('done');
  await t.go();
  expect(t.sentTo()).toEqual(['555-010-0190']);
  await amended('Amended a third time.', '08');
  await t.go();
  expect(t.sentTo()).toEqual(['555-010-0190', '555-010-0190']);
  expect(await t.heldOf(9)).toEqual([]);
});

const byLetter = { destination: 'folder', address: 'letters', settings: {} };
/** Its hub died while it had the parcel in hand. */
const orphan = (id: string) =>
  execute(
    t.hub.db,
    sql`update delivery set status = 'sending', attempts = 1, alive_until = now() where id = ${id}`,
  );

test('what a dead hub had in hand is not sent again when the office has it another way', async () => {
  await t.numberByPerson(10, '555-010-0200');
  await t.open(10);
  const id = await queued(10);
  await orphan(id);
  const letter = (await resendDelivery(t.hub, id, ana, byLetter)) ?? '';
  expect(await confirmDelivery(t.hub, letter, 'Handed to the front desk.', ana)).toBe('done');
  await deliver(t.hub, id);

  expect(t.sentTo()).toEqual([]);
  expect(await findDelivery(t.hub.db, id)).toMatchObject({ status: 'cancelled', code: 'arrived' });
});

test('a note that cannot be made any more is not asked about when it is on its way already', async () => {
  await t.numberByPerson(11, '555-010-0210');
  await t.open(11);
  const id = await queued(11);
  await orphan(id);
  const letter = await resendDelivery(t.hub, id, ana, byLetter);
  await execute(t.hub.db, sql`update delivery set status = 'sent' where id = ${letter}`);
  await execute(t.hub.db, sql`update patient set birth_date = null where id = ${await patientOf(11)}`);
  await deliver(t.hub, id);

  expect(t.sentTo()).toEqual([]);
  expect(await findDelivery(t.hub.db, id)).toMatchObject({ status: 'cancelled', code: 'proof-incomplete' });
  expect(await t.heldOf(11)).toEqual([]);
});

test('an address that is taken out while the note is made gets nothing', async () => {
  await t.numberByPerson(12, '555-010-0220');
  await t.numberByPerson(12, '555-010-0221', 2);
  await t.open(12);
  const id = await queued(12);
  const retire = () =>
    execute(t.hub.db, sql`update delivery_endpoint set retired_at = now() where address = '555-010-0220'`);
  await deliver(during(retire), id);
  await t.go();

  expect(t.sentTo()).toEqual(['555-010-0221']);
});
