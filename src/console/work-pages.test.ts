import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultRules, parseWeek } from '../domain/escalation-rules.ts';
import { escalateDue } from '../pipeline/escalate.ts';
import { execute, query, queryOne, sql } from '../store/database.ts';
import { findReferral } from '../store/ledger.ts';
import { adt, ref, siu } from '../../test/support/hl7.ts';
import { openTestConsole, type TestConsole, type Visitor } from '../../test/support/console.ts';

const zone = 'America/New_York';
const hostile = '<script>alert(1)</script>';
let console_: TestConsole;
let bea: Visitor;

/** HL7 time of so many hours ago. */
function ago(hours: number): string {
  return `${new Date(Date.now() - hours * 3_600_000).toISOString().replaceAll(/\D/g, '').slice(0, 14)}+0000`;
}

beforeAll(async () => {
  const hours = {
    zone,
    week: parseWeek('mon-sun 00:00-24:00') ?? [],
    holidays: { usFederal: false, closed: [], open: [] },
  };
  console_ = await openTestConsole({}, { policy: { escalation: { ...defaultRules(zone), hours } } });
  bea = await console_.signInAs('bea@practice.example', 'staff');
  const arrived = (nr: number, family: string) => {
    const story = {
      mrn: `TEST-${nr}`,
      family,
      given: `G${nr}`,
      birth: `19${50 + nr}0203`,
      phone: `555-01${40 + nr}`,
      appointment: `F${nr}`,
      visit: `V${nr}`,
      referrer: '""',
      start: ago(-1),
    };
    return [
      siu('S12', { ...story, at: ago(3) }),
      adt('A04', { ...story, at: ago(0.1) }).replace('1 Main St', `${nr} Elm Rd`),
    ];
  };
  await console_.hub.feed(
    ...arrived(1, 'ZZTESTONE'),
    ...arrived(2, 'ZZTESTTWO'),
    ...arrived(3, hostile),
    ref('I12', {
      mrn: 'TEST-9',
      family: 'ZZTESTLATE',
      given: 'NINA',
      birth: '19690909',
      phone: '555-0199',
      at: ago(300),
    }),
  );
  await execute(
    console_.hub.hub.db,
    sql`update escalation set next_due_at = now() - interval '1 minute', late_at = now() - interval '2 hours'
        where kind = 'not_contacted'`,
  );
  while ((await escalateDue(console_.hub.hub)) > 0);
}, 60_000);
afterAll(() => console_.close());

const lateOne = async () =>
  queryOne<{ id: string; version: number; snoozed_because: string | null; assigned_to: string | null }>(
    console_.hub.hub.db,
    sql`select id, version, snoozed_because, assigned_to from escalation where kind = 'not_contacted' and referral_id =
          (select r.id from referral r join patient p on p.id = r.patient_id where p.family = 'ZZTESTLATE')`,
  );
const referralOf = async (family: string) =>
  (
    await queryOne<{ id: string }>(
      console_.hub.hub.db,
      sql`select r.id from referral r join patient p on p.id = r.patient_id where p.family = ${family} limit 1`,
    )
  )?.id ?? '';
const partnerOf = async () =>
  (
    await queryOne<{ id: string }>(
      console_.hub.hub.db,
      sql`select id from partner where family = 'ZZTESTREF' limit 1`,
    )
  )?.id ?? '';

test('what is late stands under Late with how long, whose it is and the next step; the tab counts it', async () => {
  const html = await (await console_.get('/late')).text();

  expect(html).toContain('ZZTESTLATE');
  expect(html).toMatch(/Late 11 d/);
  expect(html).toContain('The patient has not been called');
  expect(html).toContain('Call the patient');
  expect(html).toMatch(/id="count-late"[^>]*>4</);
  expect(await (await console_.get('/late?who=mine')).text()).not.toContain('ZZTESTLATE');
});

test('taking it makes it mine; whoever saw the former version is told and keeps what they typed', async () => {
  const before = await lateOne();
  const { id = '', version = 0 } = before ?? {};
  const taken = await console_.post(`/late/${id}/take`, { version: String(version), back: '/late' });
  const second = await bea.post(`/late/${id}/snooze`, {
    version: String(version),
    until: '3d',
    reason: 'They are on holiday.',
    back: '/late',
  });
  const shown = await second.text();

  expect(taken.headers.get('location')).toBe('/late?told=yours');
  expect(await (await console_.get('/late?who=mine')).text()).toContain('ZZTESTLATE');
  expect(second.status).toBe(409);
  expect(shown).toContain('ana@practice.example has taken it.');
  expect(shown).toContain('value="They are on holiday."');
  expect((await lateOne())?.snoozed_because).toBeNull();
});

test('it is put off only with a reason, and leaves the list until then', async () => {
  const { id = '', version = 0 } = (await lateOne()) ?? {};
  const form = { version: String(version), until: '1d', back: '/late' };
  const without = await console_.post(`/late/${id}/snooze`, { ...form, reason: ' ' });
  const right = await console_.post(`/late/${id}/snooze`, { ...form, reason: 'Calls back tomorrow.' });

  expect(without.status).toBe(422);
  expect(right.headers.get('location')).toBe('/late?told=put_off');
  expect(await (await console_.get('/late')).text()).not.toContain('ZZTESTLATE');
  expect(await (await console_.get('/late?show=snoozed')).text()).toContain('Calls back tomorrow.');
});

test('done is kept with who said so and why', async () => {
  const { id = '', version = 0 } = (await lateOne()) ?? {};
  await console_.post(`/late/${id}/done`, { version: String(version), reason: 'Reached by a friend.' });
  const html = await (await console_.get('/late?show=closed')).text();

  expect(html).toContain('Reached by a friend.');
  expect(html).toContain('ana@practice.example');
});

test('patients whose referrer is not known stand at the point that meets them, hostile names as text', async () => {
  const html = await (await console_.get('/missing')).text();

  expect(html).toContain('ZZTESTONE');
  expect(html).toContain('Today');
  expect(html).not.toContain('<script>alert');
  expect(await (await console_.get('/missing?point=emr_update')).text()).not.toContain('ZZTESTONE');
});

test('a name is looked up and taken: without a script the first who fits has the focus', async () => {
  const id = await referralOf('ZZTESTONE');
  const found = await console_.post(`/missing/${id}/referrer`, { text: 'zztestr', back: '/missing' });
  const html = await found.text();
  const partnerId = /name="partnerId" value="([0-9a-f-]{36})" autofocus/.exec(html)?.[1] ?? '';
  const answered = await console_.post(`/missing/${id}/referrer`, { partnerId, back: '/missing' });

  expect(partnerId).toBe(await partnerOf());
  expect(answered.headers.get('location')).toBe('/missing?told=answered');
  expect((await findReferral(console_.hub.hub.db, id))?.view.referrer?.partnerId).toBe(partnerId);
});

test('of two people who answer, the second is told what the first said', async () => {
  const id = await referralOf('ZZTESTONE');
  const second = await bea.post(`/missing/${id}/referrer`, { nobody: 'self', back: '/missing' });

  expect(second.status).toBe(409);
  expect(await second.text()).toMatch(/Somebody else was quicker\. It says now: [^.]*ZZTESTREF/);
  expect((await findReferral(console_.hub.hub.db, id))?.view.referrer?.partnerId).toBe(await partnerOf());
});

test('nobody sent them, and the doctor is not known: both end the asking', async () => {
  const id = await referralOf('ZZTESTTWO');
  await console_.post(`/missing/${id}/referrer`, { nobody: 'self', back: '/missing' });
  await console_.post(`/missing/${id}/pcp`, { nobody: 'unknown', back: '/missing?point=check_in' });

  expect((await findReferral(console_.hub.hub.db, id))?.view.attribution.outcome).toBe('self');
  expect(await (await console_.get('/missing')).text()).not.toContain('ZZTESTTWO');
});

test('somebody new is entered; a wrong NPI is refused in words', async () => {
  const id = await referralOf(hostile);
  const form = { new: '1', family: 'ZZTESTNEWDOC', given: 'NORA', back: `/referrals/${id}` };
  const wrong = await console_.post(`/missing/${id}/pcp`, { ...form, npi: '1234567890' });
  const right = await console_.post(`/missing/${id}/pcp`, form);

  expect(wrong.status).toBe(422);
  expect(await wrong.text()).toContain('wrong check digit');
  expect(right.headers.get('location')).toBe(`/referrals/${id}?told=answered`);
  expect((await findReferral(console_.hub.hub.db, id))?.view.pcp?.claim.name?.family).toBe('ZZTESTNEWDOC');
});

test('an operator sees none of it, and every answer is in the audit', async () => {
  const operator = await console_.signInAs('olga@practice.example', 'operator');
  for (const path of ['/late', '/missing', '/patients'])
    expect([path, (await operator.get(path)).status]).toEqual([path, 403]);
  const audits = await query<{ action: string }>(
    console_.hub.hub.db,
    sql`select distinct action from audit order by action`,
  );

  expect(audits.map((one) => one.action)).toEqual(
    expect.arrayContaining([
      'escalation_assign',
      'escalation_done',
      'escalation_snooze',
      'name_pcp',
      'name_referrer',
    ]),
  );
});
