import { beforeEach, expect, test } from 'vitest';
import { defaultRules } from '../../src/domain/escalation-rules.ts';
import { supersede } from '../../src/pipeline/claim-delivery.ts';
import { mergePartners } from '../../src/pipeline/directory-merge.ts';
import { setStage } from '../../src/pipeline/directory-stage.ts';
import { escalateDue } from '../../src/pipeline/escalate.ts';
import { expireReferrals } from '../../src/pipeline/expire.ts';
import { moveMessage } from '../../src/pipeline/identity-message.ts';
import { nameParty } from '../../src/pipeline/name-party.ts';
import {
  confirmReferral,
  holdReferral,
  logContact,
  splitReferral,
} from '../../src/pipeline/referral-decisions.ts';
import { releaseDue } from '../../src/pipeline/release.ts';
import { addEndpoint, decideReferral } from '../../src/pipeline/resolve.ts';
import { execute, query, queryOne, sql } from '../../src/store/database.ts';
import { findDelivery } from '../../src/store/deliveries.ts';
import { newId } from '../../src/lib/ids.ts';
import { adt, mdm, ref, siu, type Story } from '../support/hl7.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';
import { npi } from '../support/npi.ts';

const ana = 'ana@practice.example';
let base: TestHub;

beforeEach(async () => {
  base = await createTestHub();
  return () => base.close();
});

type Row = { id: string; state: string; referrer: string | null; is_on_hold: boolean; kind: string };
const referrals = () =>
  query<Row>(
    base.hub.db,
    sql`select id, state, referrer_partner_id as referrer, is_on_hold, kind from referral where merged_into is null and kind = 'explicit'
        order by received_at, id`,
  );
const one = async (): Promise<Row> => {
  const found = await referrals();
  expect(found).toHaveLength(1);
  return found[0] as Row;
};
const eventsLike = async (pattern: string) =>
  (
    await query<{ type: string }>(
      base.hub.db,
      sql`select type from event where type like ${pattern} order by position`,
    )
  ).map((row) => row.type);
const messagesOf = async (referralId: string, kind: string) =>
  (
    await query<{ id: string }>(
      base.hub.db,
      sql`select distinct message_id as id from fact where referral_id = ${referralId} and kind = ${kind} and message_id is not null`,
    )
  ).map((row) => row.id);
const doctor = (value: string, family: string): Story => ({
  referrer: `${value}^${family}^ANNA^^^^MD^^NPI^^^^NPI`,
});

async function person(value: string, rootId: string | null, stage = 'target'): Promise<string> {
  const id = newId();
  await execute(
    base.hub.db,
    sql`insert into partner (id, kind, name, family, name_key, stage, root_id) values (${id}, 'person', ${value}, ${value}, ${value}, ${stage}, ${rootId})`,
  );
  await execute(
    base.hub.db,
    sql`insert into partner_identifier (system, value, partner_id) values ('npi', ${value}, ${id})`,
  );
  if (rootId !== null)
    await execute(
      base.hub.db,
      sql`insert into practice_role (id, person_id, organisation_id, is_primary, source) values (${newId()}, ${id}, ${rootId}, true, 'person')`,
    );
  return id;
}

async function office(name: string): Promise<string> {
  const id = newId();
  await execute(
    base.hub.db,
    sql`insert into partner (id, kind, name, name_key, stage) values (${id}, 'organisation', ${name}, ${name.toLowerCase()}, 'target')`,
  );
  return id;
}

test('a referral that goes from one doctor of an account to another is no news about the account', async () => {
  const group = await office('ZZTEST Group');
  const first = await person(npi(1), group);
  const second = await person(npi(2), group);
  await base.feed(siu('S12', doctor(npi(1), 'ZZTESTA')));
  const { id } = await one();
  expect(await eventsLike('partner.first%')).toEqual(['partner.first_referral']);

  await nameParty(base.hub, id, 'referrer', { partnerId: second }, ana);

  expect((await one()).referrer).toBe(second);
  expect(await eventsLike('partner.first%')).toEqual(['partner.first_referral']);
  const accounts = await query<{ id: string; first: string | null; stage: string }>(
    base.hub.db,
    sql`select id, first_referral_id as first, stage from partner where id = any(${[group, first, second]}::uuid[])`,
  );
  expect(new Map(accounts.map((row) => [row.id, [row.first, row.stage]]))).toEqual(
    new Map([
      [group, [id, 'active']],
      [first, [null, 'target']],
      [second, [id, 'active']],
    ]),
  );
});

test('what is asked for anew after an error was voided is a referral, and so is what is booked then', async () => {
  await base.feed(ref('I12', { at: '20261102093000-0500' }));
  const voided = await one();
  await decideReferral(base.hub, voided.id, 'voided', 'wrong patient', ana);
  await execute(
    base.hub.db,
    sql`update fact set effective_at = '2026-11-03T12:00:00Z', body = jsonb_set(body, '{effectiveAt}', '"2026-11-03T12:00:00.000Z"') where kind = 'referral_voided'`,
  );

  await base.feed(ref('I12', { order: 'P77^PLATFORM', at: '20261104110000-0500' }));
  await base.feed(siu('S12', { at: '20261105090000-0500', start: '20261130100000-0500' }));

  expect((await referrals()).map((row) => row.state)).toEqual(['voided', 'scheduled']);
  expect(await query(base.hub.db, sql`select id from review where kind = 'same_referral'`)).toEqual([]);
});

test('a delivered note that is split off proves what it proved', async () => {
  await base.feed(siu('S12'));
  const { id, referrer } = await one();
  await addEndpoint(
    base.hub,
    referrer ?? '',
    { destination: 'folder', address: 'north', settings: { confirm: 'written' } },
    ana,
  );
  await base.feed(
    siu('S12', {
      appointment: 'F2',
      visit: 'V2',
      start: '20261112100000-0500',
      at: '20261103090000-0500',
    }),
    adt('A03', { visit: 'V2', at: '20261112110000-0500' }),
    mdm('T02', { visit: 'V2', start: '20261112100000-0500', at: '20261112140000-0500' }),
  );
  await base.send(true);
  expect((await one()).state).toBe('closed');
  const away = await query<{ id: string }>(
    base.hub.db,
    sql`select distinct message_id as id from fact where referral_id = ${id} and body -> 'links' @> '[{"value": "V2"}]' and message_id is not null`,
  );

  await splitReferral(
    base.hub,
    id,
    away.map((row) => row.id),
    ana,
  );
  await base.send(true);

  expect((await referrals()).map((row) => [row.id === id, row.state])).toEqual([
    [true, 'scheduled'],
    [false, 'closed'],
  ]);
  expect(await query(base.hub.db, sql`select status from delivery where purpose = 'note'`)).toEqual([
    { status: 'delivered' },
  ]);
});

test('what people decide reaches a referral that nobody gave a number', async () => {
  await base.feed(ref('I12', { order: '' }));
  const { id } = await one();
  expect(await query(base.hub.db, sql`select fingerprint from fact where body -> 'links' <> '[]'`)).toEqual(
    [],
  );

  expect(await holdReferral(base.hub, id, { isOnHold: true }, ana)).toBe('done');

  expect((await one()).is_on_hold).toBe(true);
  await decideReferral(base.hub, id, 'voided', 'test', ana);
  expect((await one()).state).toBe('voided');
});

test('what is decided about one half of a split stays there, whatever numbers both halves share', async () => {
  await base.feed(ref('I12'), ref('I13', { at: '20261103093000-0500' }));
  await base.feed(siu('S12', { order: 'R1^CLINIC', at: '20261104090000-0500' }));
  const { id } = await one();
  await splitReferral(base.hub, id, await messagesOf(id, 'appointment_stated'), ana);
  const other = (await referrals()).find((row) => row.id !== id);
  expect(other?.state).toBe('scheduled');

  await holdReferral(base.hub, other?.id ?? '', { isOnHold: true }, ana);

  const held = (await referrals()).map((row) => [row.id === id, row.is_on_hold]);
  expect(new Map(held as [boolean, boolean][])).toEqual(
    new Map([
      [true, false],
      [false, true],
    ]),
  );
});

test('a referral that comes off hold is not given up for the time it waited on purpose', async () => {
  await base.feed(ref('I12', { at: '20260801093000-0500' }));
  const { id } = await one();
  for (let call = 0; call < 3; call += 1) await logContact(base.hub, id, 'no_answer', ana);
  await holdReferral(base.hub, id, { isOnHold: true }, ana);
  await execute(
    base.hub.db,
    sql`update fact set effective_at = effective_at - interval '50 days',
          body = jsonb_set(body, '{effectiveAt}', to_jsonb(to_char((body ->> 'effectiveAt')::timestamptz at time zone 'UTC' - interval '50 days', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
        where kind in ('contact_attempted', 'referral_held')`,
  );
  await holdReferral(base.hub, id, { isOnHold: false }, ana);

  expect(await expireReferrals(base.hub)).toBe(0);
  expect((await one()).state).toBe('received');
});

test('a booking brings back what was given up, also when the patient then stays away', async () => {
  await base.feed(ref('I12').replace('R1^CLINIC', 'R1^CLINIC||20261105'));
  expect(await expireReferrals(base.hub)).toBe(1);
  const late: Story = { start: '20261112100000-0500' };
  await base.feed(siu('S12', { ...late, at: '20261110090000-0500' }));
  expect((await one()).state).toBe('scheduled');

  await base.feed(siu('S26', { ...late, at: '20261112110000-0500' }));
  expect((await one()).state).toBe('no_show');
  expect(await expireReferrals(base.hub)).toBe(0);
  await base.feed(siu('S15', { ...late, at: '20261112120000-0500' }));
  expect((await one()).state).toBe('appt_cancelled');
  expect(await expireReferrals(base.hub)).toBe(0);
});

test('time that ran out is stated once, also where something else stands against it', async () => {
  await base.feed(ref('I12').replace('R1^CLINIC', 'R1^CLINIC||20261105'));
  const { id } = await one();
  expect(await expireReferrals(base.hub)).toBe(1);
  await decideReferral(base.hub, id, 'accepted', undefined, ana);
  expect((await one()).state).toBe('accepted');

  expect(await expireReferrals(base.hub)).toBe(0);
  expect((await one()).state).toBe('accepted');
});

test('nobody knows who sent the patient, until the record says so', async () => {
  await base.feed(siu('S12', { referrer: '' }));
  const found = await queryOne<{ id: string }>(base.hub.db, sql`select id from referral`);
  await nameParty(base.hub, found?.id ?? '', 'referrer', { nobody: 'unknown' }, ana);
  expect(await referrals()).toEqual([]);

  await base.feed(adt('A08', { at: '20271105101500-0500' }));

  expect((await one()).referrer).not.toBeNull();
});

test('an answer that names an entry that was merged meanwhile means who it is now', async () => {
  const gone = await person(npi(1), null);
  const stays = await person(npi(2), null);
  await mergePartners(base.hub, { from: gone, into: stays, isSureOfNpis: true }, { person: ana });
  await base.feed(siu('S12', { referrer: '' }));
  const found = await queryOne<{ id: string }>(base.hub.db, sql`select id from referral`);

  await nameParty(base.hub, found?.id ?? '', 'referrer', { partnerId: gone }, ana);

  expect((await one()).referrer).toBe(stays);
});

test('who joins an account brings the referrals sent before: its next one is not its first', async () => {
  const group = await office('ZZTEST Group');
  await person(npi(1), group);
  const alone = await person(npi(3), null);
  await base.feed(siu('S12', doctor(npi(3), 'ZZTESTC')));
  expect(await eventsLike('partner.first%')).toEqual(['partner.first_referral']);
  const member = await person(npi(4), group);

  await mergePartners(base.hub, { from: alone, into: member, isSureOfNpis: true }, { person: ana });
  await base.feed(
    siu('S12', {
      ...doctor(npi(1), 'ZZTESTA'),
      mrn: 'TEST-2',
      family: 'ZZTESTFOX',
      birth: '19550505',
      phone: '555-0102',
      appointment: 'F2',
      visit: 'V2',
    }),
  );

  expect(await eventsLike('partner.first%')).toEqual(['partner.first_referral']);
});

test('a message that went to another patient leaves nothing to be asked of the one it left', async () => {
  await base.feed(siu('S12', { referrer: '' }));
  const [message] = await query<{ id: string; patient_id: string }>(
    base.hub.db,
    sql`select id, patient_id from message`,
  );
  const open = () =>
    query<{ count: number; patients: number }>(
      base.hub.db,
      sql`select count(*) filter (where e.kind = 'referrer_missing') as count, count(distinct r.patient_id) as patients
          from escalation e join referral r on r.id = e.referral_id where e.state in ('planned', 'raised')`,
    );
  expect(await open()).toEqual([{ count: 1, patients: 1 }]);

  await moveMessage(
    base.hub,
    { messageId: message?.id ?? '', from: message?.patient_id ?? '', to: 'new' },
    { person: ana, reason: 'test' },
  );

  expect(await open()).toEqual([{ count: 1, patients: 1 }]);
  const captured = await query<{ count: number }>(
    base.hub.db,
    sql`select count(*) as count from measure_capture_by_desk`,
  );
  expect(captured).toEqual([{ count: 1 }]);
});

test('a referral with a doubt that has no number can be confirmed', async () => {
  await base.feed(ref('I12', { order: '' }));
  const { id } = await one();
  await execute(
    base.hub.db,
    sql`update fact set body = body || '{"needsReview": "hard to read"}' where kind = 'referral_requested'`,
  );
  await logContact(base.hub, id, 'no_answer', ana);
  expect((await one()).state).toBe('needs_review');

  await confirmReferral(base.hub, id, ana);
  expect((await one()).state).toBe('received');
});

test('what ends while it is in doubt was never a referral of anybody: it does not count and nobody is told', async () => {
  await base.feed(ref('I12').replace('R1^CLINIC', 'R1^CLINIC||20261105'));
  const { id } = await one();
  await execute(
    base.hub.db,
    sql`update fact set body = body || '{"needsReview": "hard to read"}' where kind = 'referral_requested'`,
  );
  await logContact(base.hub, id, 'no_answer', ana);
  const counted = () =>
    queryOne<{ state: string; counted: boolean }>(
      base.hub.db,
      sql`select state, is_counted as counted from referral where id = ${id}`,
    );
  expect(await counted()).toEqual({ state: 'needs_review', counted: false });

  await expireReferrals(base.hub);

  expect(await counted()).toEqual({ state: 'expired', counted: false });
  await confirmReferral(base.hub, id, ana);
  expect(await counted()).toEqual({ state: 'expired', counted: true });
});

test('one of two that look alike was an error: nobody is asked whether they are one', async () => {
  await base.feed(ref('I12'), ref('I12', { order: 'P77^PLATFORM', at: '20261210110000-0500' }));
  const asked = () =>
    query(base.hub.db, sql`select id from review where kind = 'same_referral' and state = 'open'`);
  expect(await asked()).toHaveLength(1);
  const [first] = await referrals();

  await decideReferral(base.hub, first?.id ?? '', 'voided', 'entered twice', ana);

  expect(await asked()).toEqual([]);
});

test('a stage that a person sets is not taken back by a referral that turns out to be none', async () => {
  const id = await person(npi(1), null);
  await base.feed(siu('S12', doctor(npi(1), 'ZZTESTA')));
  const stage = async () =>
    (await queryOne<{ stage: string }>(base.hub.db, sql`select stage from partner where id = ${id}`))?.stage;
  expect(await stage()).toBe('active');
  await setStage(base.hub, id, { stage: 'lapsed' }, { person: ana });
  await setStage(base.hub, id, { stage: 'active' }, { person: ana });

  await decideReferral(base.hub, (await one()).id, 'voided', 'test', ana);

  expect(await eventsLike('partner.first%')).toEqual([
    'partner.first_referral',
    'partner.first_referral_voided',
  ]);
  expect(await stage()).toBe('active');
});

test('a note that was being packed while its office was merged is sent all the same', async () => {
  const stays = await person(npi(2), null);
  const gone = await person(npi(1), null);
  await base.feed(siu('S12', doctor(npi(1), 'ZZTESTA')), adt('A03', doctor(npi(1), 'ZZTESTA')));
  await addEndpoint(
    base.hub,
    gone,
    { destination: 'folder', address: 'north', settings: { confirm: 'written' } },
    ana,
  );
  await base.feed(mdm('T02', doctor(npi(1), 'ZZTESTA')));
  while ((await releaseDue(base.hub)) > 0);
  const row = await queryOne<{ id: string }>(
    base.hub.db,
    sql`select id from delivery where purpose = 'note'`,
  );
  const seen = await findDelivery(base.hub.db, row?.id ?? '');
  if (!seen) throw new Error('No note is on its way.');

  await mergePartners(base.hub, { from: gone, into: stays, isSureOfNpis: true }, { person: ana });
  await supersede(base.hub, seen);
  await base.send();

  expect(await query(base.hub.db, sql`select status from delivery where purpose = 'note'`)).toEqual([
    { status: 'delivered' },
  ]);
  expect((await one()).state).toBe('closed');
});

test('a practice that decides on fewer levels does not stop the clocks that went further', async () => {
  await base.feed(ref('I12'));
  const { id } = await one();
  await execute(
    base.hub.db,
    sql`update escalation set level = 3, state = 'raised', raised_at = now(), owner = 'manager', next_due_at = null where referral_id = ${id}`,
  );
  const rules = defaultRules(base.hub.policy.zone);
  const limits = { ...rules.limits, contact_routine: rules.limits.contact_routine.slice(0, 1) };
  const decided = { ...base.hub, policy: { ...base.hub.policy, escalation: { ...rules, limits } } };

  await escalateDue(decided);

  expect(await query(base.hub.db, sql`select level, owners, owner, state from escalation`)).toEqual([
    { level: 3, owners: ['call_centre'], owner: 'call_centre', state: 'raised' },
  ]);
});
