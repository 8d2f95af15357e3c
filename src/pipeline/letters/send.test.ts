import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { mdm, ref, siu } from '../../../test/support/hl7.ts';
import { npi } from '../../../test/support/npi.ts';
import { createTestHub, type TestHub } from '../../../test/support/hub.ts';
import type { Outcome, Parcel } from '../../sdk/destination.ts';
import { execute, query, queryOne, sql } from '../../store/database.ts';
import { listReported } from '../../store/letters-orders.ts';
import { tellOutcome } from '../tell-outcome.ts';
import { deliver } from '../deliver.ts';
import { holdEffect } from '../held.ts';
import type { DeliveryJob, Hub, Way } from '../hub.ts';
import { releaseDue } from '../release.ts';
import { addEndpoint, decideReferral } from '../resolve.ts';
import { saveLetter } from './save-letter.ts';
import { sendBundle } from './send-bundle.ts';
import { sendLetter } from './send-letter.ts';
import { listStatus, sendStatus } from './send-status.ts';

const ana = 'ana@practice.example';
const otherNpi = npi(7);
const other = `${otherNpi}^ZZTESTOTHER^SARA^^^Dr^MD^^NPI^^^^NPI`;

let base: TestHub;
let hub: Hub;
const jobs: DeliveryJob[] = [];
const parcels: Parcel[] = [];
let answer: Outcome = { status: 'delivered', reference: 'C1' };

beforeAll(async () => {
  base = await createTestHub();
  const endpoint = z.object({ address: z.string(), settings: z.record(z.string(), z.unknown()) });
  const open = {
    deliver: (parcel: Parcel) => {
      parcels.push(parcel);
      return Promise.resolve(answer);
    },
    close: () => Promise.resolve(),
  };
  const fax: Way = {
    adapter: { name: 'fax', endpoint, isRepeatHarmless: true, documentType: 'image/tiff' },
    open,
  };
  const courier: Way = { adapter: { name: 'courier', endpoint, isRepeatHarmless: true }, open };
  hub = {
    ...base.hub,
    destinations: new Map([...base.hub.destinations, ['fax', fax], ['courier', courier]]),
    enqueue: (_, added) => Promise.resolve(void jobs.push(...added)),
  };
  const many = ['ONE', 'TWO', 'THREE'].flatMap((family, index) => {
    const story = person(index, family);
    return [
      siu('S12', { ...story, order: `ORD-${index}` }),
      mdm('T02', { ...story, note: `N${index}`, text: `Eye of ${family}` }),
    ];
  });
  const apart = { ...person(9, 'APART'), referrer: other };
  await base.feed(...many, siu('S12', apart), mdm('T02', { ...apart, note: 'N9', text: 'Eye of another' }));
  await takes('1234567893', 'fax', 'north');
  await takes(otherNpi, 'courier', 'south');
}, 60_000);
afterAll(() => base.close());

/** Everybody is somebody else: nobody's number, name, birth date or street is another's. */
function person(nr: number, family: string) {
  return {
    mrn: `TEST-${nr}`,
    family: `ZZTEST${family}`,
    given: ['ADA', 'BELA', 'CORA', 'DORA', 'EMIL', 'FRED', 'GUS', 'HANS', 'IDA', 'JANE', 'KARL'][nr] ?? '',
    birth: `19${50 + nr * 3}0${nr + 1}1${nr}`.slice(0, 8),
    phone: `555-01${nr}${nr}`,
    street: `${nr + 1}${nr} Elm Road ${nr}`,
    appointment: `F${nr}`,
    visit: `V${nr}`,
  };
}

async function takes(number: string, destination: string, address: string): Promise<void> {
  const endpoint = { destination, address, settings: {}, rank: 1 };
  expect(await addEndpoint(hub, await partnerOf(number), endpoint, ana)).toEqual({});
}

async function partnerOf(number: string): Promise<string> {
  const row = await queryOne<{ id: string }>(
    hub.db,
    sql`select partner_id as id from partner_identifier where system = 'npi' and value = ${number}`,
  );
  return row?.id ?? '';
}

const noteKeys = async () =>
  (
    await query<{ key: string }>(
      hub.db,
      sql`select e.key from effect e join referral r on r.id = e.referral_id join patient p on p.id = r.patient_id
          where e.kind = 'deliver_note' order by p.family`,
    )
  ).map((row) => row.key);

/** Sends everything that is due; what was handed over. */
async function sendAll(): Promise<readonly Parcel[]> {
  parcels.length = 0;
  while ((await releaseDue(hub)) > 0)
    for (let job = jobs.shift(); job; job = jobs.shift()) await deliver(hub, job.deliveryId);
  return [...parcels];
}

const deliveriesOf = (purpose: string) =>
  query<{ status: string; family: string; reference: string | null; address: string; pages: number | null }>(
    hub.db,
    sql`select d.status, p.family, d.reference, d.address, d.packet_pages as pages from delivery d join referral r on r.id = d.referral_id
        join patient p on p.id = r.patient_id where d.purpose = ${purpose} order by p.family, d.id`,
  );

test('notes of one practice go in one parcel; each has a record of its own, and its loop closes', async () => {
  // APART, ONE, THREE, TWO by their names.
  const [apart = '', one = '', three = '', two = ''] = await noteKeys();
  const north = await partnerOf('1234567893');

  await expect(sendBundle(hub, north, [one, apart], ana)).rejects.toMatchObject({
    code: 'bundle-other-practice',
    message: expect.stringContaining('notes[1]'),
  });
  await expect(sendBundle(hub, north, [one, 'no such key'], ana)).rejects.toMatchObject({
    code: 'bundle-note-gone',
  });
  await expect(sendBundle(hub, north, [one, one], ana)).rejects.toMatchObject({ code: 'bundle-size' });
  answer = { status: 'sent', reference: 'C7' };
  await sendBundle(hub, north, [two, one], ana);
  const sent = await sendAll();

  const bundle = sent.find((parcel) => parcel.subject.startsWith('2 visit notes'));
  expect(bundle).toMatchObject({ purpose: 'note', document: { mediaType: 'image/tiff', pages: 3 } });
  expect(bundle?.about).toBeUndefined();
  expect(await deliveriesOf('bundle')).toMatchObject([{ status: 'sent', reference: 'C7', pages: 3 }]);
  const notes = (await deliveriesOf('note')).filter(({ family }) => /ONE|TWO/.test(family));
  expect(notes).toMatchObject([
    { status: 'sent', family: 'ZZTESTONE', reference: 'C7', address: 'north' },
    { status: 'sent', family: 'ZZTESTTWO', reference: 'C7', address: 'north' },
  ]);
  // The third went by itself, as it would have.
  expect(sent.filter((parcel) => parcel.about?.note?.documentId === 'N2')).toHaveLength(1);
  expect(three).not.toBe('');

  expect(await tellOutcome(hub, 'fax', { key: bundle?.key ?? '', outcome: { status: 'delivered' } })).toBe(
    'recorded',
  );
  const states = await query<{ state: string; family: string }>(
    hub.db,
    sql`select r.state, p.family from referral r join patient p on p.id = r.patient_id where p.family in ('ZZTESTONE', 'ZZTESTTWO') order by p.family`,
  );
  expect(states.map(({ state }) => state)).toEqual(['closed', 'closed']);
  const events = await query<{ count: string }>(
    hub.db,
    sql`select count(*) as count from event where type = 'delivery.delivered' and data ->> 'purpose' = 'note'`,
  );
  expect(Number(events[0]?.count)).toBe(2);
});

test('where one note of a bundle cannot go, they are parted and the others go by themselves', async () => {
  const four = person(4, 'FOUR');
  const five = person(5, 'FIVE');
  await base.feed(siu('S12', four), mdm('T02', { ...four, note: 'N4', text: 'Four' }));
  await base.feed(siu('S12', five), mdm('T02', { ...five, note: 'N5', text: 'Five' }));
  const keys = (await noteKeys()).filter((key) => /N[45]\|/.test(key));
  answer = { status: 'delivered' };
  await sendBundle(hub, await partnerOf('1234567893'), keys, ana);
  await execute(hub.db, sql`update patient set birth_date = null where family = 'ZZTESTFIVE'`);
  const sent = await sendAll();

  expect(sent.map((parcel) => parcel.about?.note?.documentId)).toEqual(['N4']);
  const reviews = await query(hub.db, sql`select id from review where kind = 'note_incomplete'`);
  expect(reviews).toHaveLength(1);
});

test('a note a person holds after it was bundled stays, and the others go by themselves', async () => {
  const six = person(3, 'SIX');
  const seven = person(10, 'SEVEN');
  await base.feed(siu('S12', six), mdm('T02', { ...six, note: 'N6', text: 'Six' }));
  await base.feed(siu('S12', seven), mdm('T02', { ...seven, note: 'N7', text: 'Seven' }));
  const [first = '', second = ''] = (await noteKeys()).filter((key) => /N[67]\|/.test(key)).toSorted();
  answer = { status: 'delivered' };
  await sendBundle(hub, await partnerOf('1234567893'), [first, second], ana);
  const held = await queryOne<{ id: string }>(hub.db, sql`select id from effect where key = ${second}`);
  expect(await holdEffect(hub, held?.id ?? '', ana, 'The doctor looks at it again.')).toBe('done');
  const sent = await sendAll();

  expect(sent.map((parcel) => parcel.about?.note?.documentId)).toEqual(['N6']);
  const after = await queryOne(hub.db, sql`select state, hold from effect where key = ${second}`);
  expect(after).toEqual({ state: 'blocked', hold: 'by_person' });
  const again = sendBundle(hub, await partnerOf('1234567893'), [first, second], ana);
  await expect(again).rejects.toMatchObject({ code: 'bundle-note-held' });
});

test('the status of an office’s patients goes out as it was when it was asked for', async () => {
  const apart = await partnerOf(otherNpi);
  const open = siu('S12', { ...person(8, 'OPEN'), referrer: other, start: '20991105100000-0500' });
  await base.feed(open);

  await base.feed(siu('S12', { ...person(6, 'SHY'), referrer: other, start: '20991105110000-0500' }));
  await execute(hub.db, sql`update patient set is_protected = true where family = 'ZZTESTSHY'`);
  const listed = await listStatus(hub.db, apart);
  expect(listed.find((line) => line.family === 'ZZTESTOPEN')).toMatchObject({ isWithheld: false });
  expect(listed.find((line) => line.family === 'ZZTESTSHY')).toMatchObject({ isWithheld: true });
  // Whoever turned out to be another office's patient since is not in it.
  const ids = listed.map((line) => line.id);
  expect(await listReported(hub.db, apart, ids)).toHaveLength(listed.length - 1);
  expect(await listReported(hub.db, await partnerOf('1234567893'), ids)).toEqual([]);
  await sendStatus(hub, apart, ana);
  const [parcel] = (await sendAll()).filter((one) => one.subject.startsWith('Status'));
  expect(parcel).toMatchObject({ address: 'south', document: { mediaType: 'application/pdf', pages: 2 } });
  expect(parcel?.about).toBeUndefined();
  expect(parcel?.subject).not.toMatch(/ZZTEST/);
  expect(await deliveriesOf('status')).toMatchObject([{ status: 'delivered', address: 'south' }]);
  const order = await queryOne<{ rows: readonly unknown[] }>(
    hub.db,
    sql`select options -> 'rows' as rows from letter_order where kind = 'status'`,
  );
  expect(order?.rows).toHaveLength(listed.length - 1);
  await expect(sendStatus(hub, '00000000-0000-7000-8000-000000000000', ana)).rejects.toMatchObject({
    code: 'status-nothing-open',
  });
});

test('a decline is a letter once the referral is declined, in the practice’s words; thanks are said once', async () => {
  await base.feed(ref('I12', { ...person(7, 'NEW'), order: 'R7^CLINIC' }));
  const row = await queryOne<{ id: string }>(
    hub.db,
    sql`select r.id from referral r join patient p on p.id = r.patient_id where p.family = 'ZZTESTNEW'`,
  );
  const referralId = row?.id ?? '';
  await saveLetter(
    hub,
    'thank_you',
    { text: { title: 'Thanks from us', body: 'We have {{patient}}.' }, basedOn: 0, isSure: false },
    ana,
  );
  await sendLetter(hub, { kind: 'thank_you', referralId }, ana);
  await expect(sendLetter(hub, { kind: 'thank_you', referralId }, ana)).rejects.toMatchObject({
    code: 'letter-sent-before',
  });
  await expect(sendLetter(hub, { kind: 'decline', referralId, reason: 'x' }, ana)).rejects.toMatchObject({
    code: 'letter-not-declined',
  });
  await decideReferral(hub, referralId, 'declined', 'age', ana);
  await expect(sendLetter(hub, { kind: 'decline', referralId, reason: ' ' }, ana)).rejects.toMatchObject({
    code: 'letter-no-reason',
  });
  await sendLetter(hub, { kind: 'decline', referralId, reason: 'We do not treat children.' }, ana);
  const sent = await sendAll();

  expect(sent.map((parcel) => parcel.subject.replace(/ R-.*/, '')).toSorted()).toEqual([
    'Thank you for your referral',
    'Your referral',
  ]);
  for (const parcel of sent) {
    expect(parcel).toMatchObject({ purpose: 'request', document: { mediaType: 'image/tiff', pages: 1 } });
    expect(parcel.subject).not.toContain('ZZTEST');
  }
  expect(await deliveriesOf('letter')).toMatchObject([{ status: 'delivered' }, { status: 'delivered' }]);
});
