import { afterAll, beforeAll, expect, test } from 'vitest';
import { execute, query, queryOne, sql } from '../store/database.ts';
import { insertPartnerIdentifiers, insertPartners } from '../store/partners.ts';
import { transaction } from '../store/transaction.ts';
import { adt, siu, type Story } from '../../test/support/hl7.ts';
import { openTestConsole, type TestConsole, type Visitor } from '../../test/support/console.ts';

const doctor = '00000000-0000-7000-8000-000000000002';
let console_: TestConsole;
let bea: Visitor;

/** Nobody shares more than the tests say. */
const person = (nr: number, family: string, given: string): Story => ({
  mrn: `TEST-${nr}`,
  family,
  given,
  birth: `19${40 + nr}0${nr}1${nr}`,
  phone: `555-01${20 + nr}`,
  appointment: `F${nr}`,
  visit: `V${nr}`,
});
const at = (message: string, nr: number) => message.replace('1 Main St', `${nr} Elm Rd`);
const alma = person(1, 'ZZTESTALMA', 'ALMA');
const bruno = person(2, 'ZZTESTBRUNO', 'BRUNO');

beforeAll(async () => {
  console_ = await openTestConsole();
  bea = await console_.signInAs('bea@practice.example', 'staff');
  const { db } = console_.hub.hub;
  await transaction(db, async (tx) => {
    const claim = {
      kind: 'person' as const,
      identifiers: [],
      name: { family: 'Zztestref', given: 'Robert' },
      city: 'Bronx',
    };
    await insertPartners(tx, [{ id: doctor, claim, stage: 'active' }]);
    await insertPartnerIdentifiers(tx, [{ system: 'npi', value: '1234567893', partnerId: doctor }]);
  });
  await console_.hub.feed(
    at(siu('S12', alma), 1),
    at(siu('S12', bruno), 2),
    at(siu('S12', { ...person(3, 'ZZTESTCELESTE', '<b>CELESTE</b>') }), 3),
  );
  // Of the name and the birth date of somebody known, under another number: who is meant?
  for (const [known, nr] of [
    [alma, 7],
    [bruno, 8],
  ] as const)
    await console_.hub.feed(
      at(
        siu('S12', {
          ...known,
          mrn: `TEST-${nr}`,
          phone: `555-019${nr}`,
          appointment: `F${nr}`,
          visit: `V${nr}`,
        }),
        nr,
      ),
    );
}, 60_000);
afterAll(() => console_.close());

const holderOf = async (number: string) =>
  (
    await queryOne<{ id: string }>(
      console_.hub.hub.db,
      sql`select patient_id as id from patient_identifier where value = ${number}`,
    )
  )?.id ?? 'nobody';
const openOf = (kind: string) =>
  query<{ id: string }>(
    console_.hub.hub.db,
    sql`select id from review where kind = ${kind} and state = 'open' order by created_at, id`,
  );
const textOf = async (answer: Response | Promise<Response>) => (await answer).text();

test('a question shows both sides in full, its place in the queue and keys; the next opens by itself', async () => {
  const [first, second] = await openOf('patient_match');
  const html = await textOf(console_.get(`/reviews/${first?.id ?? ''}?kind=patient_match`));
  const answered = await console_.post(`/reviews/${first?.id ?? ''}/patient`, {
    patientId: await holderOf('TEST-1'),
    back: `/reviews/${first?.id ?? ''}/next?kind=patient_match`,
  });
  const on = await console_.get(answered.headers.get('location') ?? '');

  expect(html).toContain('<span>1 of 2</span>');
  expect(html).toMatch(/same name/);
  expect(html).toMatch(/data-key="1"/);
  expect(html).toMatch(/value="new" data-key="n"/);
  expect(on.headers.get('location')).toBe(
    `/reviews/${second?.id ?? ''}?kind=patient_match&told=answered&undo=${first?.id ?? ''}`,
  );
  expect(await textOf(console_.get(on.headers.get('location') ?? ''))).toMatch(
    /Filed with a known patient\.[\s\S]*Undo/,
  );
});

test('the second person is told who answered; the answer is taken back for ten minutes, and the question is open again', async () => {
  const first = await queryOne<{ id: string }>(
    console_.hub.hub.db,
    sql`select id from review where kind = 'patient_match' and state = 'answered'`,
  );
  const path = `/reviews/${first?.id ?? ''}`;
  const second = await bea.post(`${path}/patient`, { patientId: 'new', back: `${path}/next` });
  const told = await textOf(bea.get(second.headers.get('location') ?? ''));
  const undone = await console_.post(`${path}/undo`, {});
  const again = await console_.get(undone.headers.get('location') ?? '');

  expect(told).toContain('Somebody else was quicker');
  expect(told).toContain('ana@practice.example');
  expect(undone.headers.get('location')).toMatch(/\?told=undone$/);
  expect(await textOf(again)).toContain('taken back');
  expect(await openOf('patient_match')).toHaveLength(2);
  expect((await console_.post(`${path}/undo`, {})).status).toBe(422);
});

test('after ten minutes an answer is not taken back here any more', async () => {
  const [first] = await openOf('patient_match');
  const path = `/reviews/${first?.id ?? ''}`;
  await console_.post(`${path}/patient`, { patientId: 'new' });
  await execute(
    console_.hub.hub.db,
    sql`update review set answered_at = answered_at - interval '11 minutes' where id = ${first?.id ?? ''}`,
  );

  expect(await textOf(console_.get(path))).not.toContain('Undo');
  expect(await textOf(console_.post(`${path}/undo`, {}))).toContain('too late');
});

test('skipping goes round: after the last question comes the first, and without another the list', async () => {
  const [only] = await openOf('patient_match');
  const next = await console_.get(`/reviews/${only?.id ?? ''}/next?kind=patient_match`);

  expect(next.headers.get('location')).toBe('/reviews?kind=patient_match');
});

test('patients are found by POST, with what agreed; nothing of them stands in an address', async () => {
  const html = await textOf(console_.post('/patients', { text: 'bruno zztestbruno 2/12/1942' }));
  const hostile = await textOf(console_.post('/patients', { text: 'zztestceleste' }));

  expect(html).toMatch(/ZZTESTBRUNO, BRUNO/);
  expect(html).toContain('name, birth date');
  // Ids are random: any four figures turn up in them sooner or later.
  const addresses = [...html.matchAll(/(?:href|action)="([^"]*)"/g)].map(([, address]) => address).join(' ');
  expect(addresses.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>')).not.toMatch(/ZZTEST|1942/i);
  expect(hostile).toContain('&lt;b&gt;CELESTE');
  expect(hostile).not.toContain('<b>CELESTE');
});

test('two patients are merged by hand: found, seen side by side, with a reason', async () => {
  const [one, other] = [await holderOf('TEST-1'), await holderOf('TEST-2')];
  const found = await textOf(console_.post(`/patients/${one}/pick`, { act: 'merge', text: 'zztestbruno' }));
  const sides = await textOf(console_.post(`/patients/${one}/confirm`, { act: 'merge', to: other }));
  const without = await console_.post(`/patients/${one}/do`, { act: 'merge', to: other, reason: ' ' });
  const done = await console_.post(`/patients/${one}/do`, { act: 'merge', to: other, reason: 'Same card.' });
  const second = await bea.post(`/patients/${one}/do`, { act: 'merge', to: other, reason: 'Same card.' });

  expect(found).toContain(`value="${other}"`);
  expect(sides).toContain('ALMA ZZTESTALMA');
  expect(sides).toContain('BRUNO ZZTESTBRUNO');
  expect(sides).toMatch(/says-no">other last name/);
  expect(without.status).toBe(422);
  expect(done.headers.get('location')).toContain('told=merged');
  expect(second.status).toBe(409);
  expect(await textOf(second)).toContain('Somebody else was quicker');
  expect(await holderOf('TEST-1')).toBe(await holderOf('TEST-2'));
});

test('the page shows who they were, how they came together, and takes them apart with a reason', async () => {
  const one = await holderOf('TEST-1');
  const html = await textOf(console_.get(`/patients/${one}`));
  const record = /name="record" value="([0-9a-f-]{36})"/.exec(html)?.[1] ?? '';
  const silent = await console_.post(`/patients/${one}/unmerge`, { record, reason: '' });
  const apart = await console_.post(`/patients/${one}/unmerge`, { record, reason: 'Two cards.' });

  expect(html).toMatch(/One patient of [23] records/);
  expect(html).toContain('are one patient');
  expect(html).toContain('Before: ');
  expect(html).toContain('Same card.');
  expect(silent.status).toBe(409);
  expect(apart.headers.get('location')).toContain('told=parted');
  expect(await holderOf('TEST-1')).not.toBe(await holderOf('TEST-2'));
});

test('a number and a message go to somebody else, or to somebody new', async () => {
  const { db } = console_.hub.hub;
  await console_.hub.feed(at(adt('A08', { ...bruno, at: '20261103101500-0500' }), 2));
  const bruno_ = await holderOf('TEST-2');
  const message = await queryOne<{ id: string }>(
    db,
    sql`select id from message where patient_id = ${bruno_} and type like 'ADT%'`,
  );
  const alma_ = await holderOf('TEST-1');
  const moved = await console_.post(`/patients/${bruno_}/do`, {
    act: 'message',
    messageId: message?.id ?? '',
    to: alma_,
    reason: 'Wrong chart.',
  });
  const holder = await queryOne(
    db,
    sql`select patient_id as id from message where id = ${message?.id ?? ''}`,
  );
  const number = await queryOne<{ system: string }>(
    db,
    sql`select system from patient_identifier where value = 'TEST-2'`,
  );
  // Its number went along.
  const renumbered = await console_.post(`/patients/${alma_}/do`, {
    act: 'number',
    system: number?.system ?? '',
    value: 'TEST-2',
    to: 'new',
    reason: 'Typed wrong.',
  });

  expect(moved.headers.get('location')).toContain('told=moved');
  expect(holder).toEqual({ id: alma_ });
  expect(renumbered.headers.get('location')).toContain('told=moved');
  expect([bruno_, alma_]).not.toContain(await holderOf('TEST-2'));
});

test('two linked records that look alike are one person or two, by a key', async () => {
  const twin = { ...person(5, 'ZZTESTDORA', 'DORA') };
  const other = {
    ...twin,
    mrn: 'TEST-6',
    birth: '19450616',
    appointment: 'F6',
    visit: 'V6',
    phone: '555-0188',
  };
  await console_.hub.feed(at(siu('S12', twin), 5), at(siu('S12', other), 6));
  const pid = (story: Story) => adt('A08', story).split('\r')[2] ?? '';
  const [msh, evn] = adt('A24', { ...twin, at: '20261104100100-0500' }).split('\r');
  await console_.hub.feed([msh, evn, pid(twin), pid(other)].join('\r'));
  const [asked] = await openOf('same_patient');
  const path = `/reviews/${asked?.id ?? ''}`;
  const html = await textOf(console_.get(path));
  const same = await console_.post(`${path}/identity`, { isSame: 'yes', back: `${path}/next` });
  const late = await bea.post(`${path}/identity`, { isSame: 'no', back: `${path}/next` });

  expect(html).toMatch(/data-key="1"[^>]*>[\s\S]*One person/);
  expect(html).toMatch(/Two people/);
  expect(same.headers.get('location')).toBe(`${path}/next?told=answered`);
  expect(late.headers.get('location')).toContain('told=already_answered');
  expect(await holderOf('TEST-5')).toBe(await holderOf('TEST-6'));
});

test('a new office that may be a known one is shown with the reasons, and becomes that one', async () => {
  const { db } = console_.hub.hub;
  const story = { ...person(9, 'ZZTESTNINE', 'NINE'), birth: '19490919' };
  await console_.hub.feed(
    at(siu('S12', { ...story, referrer: '1234567893^ZZTESTOTHER^QUENTIN^^^Dr^MD^^NPI^^^^NPI' }), 9),
  );
  const [asked] = await openOf('partner_discovered');
  const path = `/reviews/${asked?.id ?? ''}`;
  const html = await textOf(console_.get(path));
  const stranger = await console_.post(`${path}/same-partner`, { partnerId: asked?.id ?? '' });
  const answered = await console_.post(`${path}/same-partner`, { partnerId: doctor, back: `${path}/next` });

  expect(html).toContain('same NPI, another name');
  expect(html).toMatch(/data-key="1" data-careful/);
  expect(stranger.status).toBe(422);
  expect(answered.headers.get('location')).toContain('told=answered');
  expect(
    await queryOne(
      db,
      sql`select r.referrer_partner_id as id from referral r join patient p on p.id = r.patient_id where p.family = 'ZZTESTNINE'`,
    ),
  ).toEqual({ id: doctor });
});

test('who looked at whom is in the audit', async () => {
  const audits = await query<{ action: string }>(
    console_.hub.hub.db,
    sql`select distinct action from audit where patient_id is not null or object_kind in ('review', 'message')`,
  );

  expect(audits.map((one) => one.action)).toEqual(
    expect.arrayContaining(['view_patient', 'compare_patient', 'view_body', 'patient_merge', 'review_undo']),
  );
});
