import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { moveMessage, undoPatientMatch } from '../../src/pipeline/identity-message.ts';
import {
  answerSamePatient,
  mergePatients,
  moveNumber,
  unmergePatients,
} from '../../src/pipeline/identity.ts';
import { loadPatientComparison } from '../../src/pipeline/compare-patients.ts';
import { loadPatientPage } from '../../src/pipeline/patient-page.ts';
import { replayMessage } from '../../src/pipeline/process.ts';
import { addEndpoint, answerPatientMatch } from '../../src/pipeline/resolve.ts';
import { query, sql } from '../../src/store/database.ts';
import { adt, siu } from '../support/hl7.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';
import {
  at,
  dayOf,
  looseDay,
  mergeOf,
  pair,
  people,
  person,
  unlink,
  type Letter,
} from '../support/identity-story.ts';

const eve = { person: 'eve@practice.example', reason: 'Looked at both charts.' };
let hub: TestHub;

beforeEach(async () => {
  hub = await createTestHub();
  return () => hub.close();
});

const holderOf = async (letter: string) =>
  (
    await query<{ id: string }>(
      hub.hub.db,
      sql`select patient_id as id from patient_identifier where value = ${`TEST-${letter}`}`,
    )
  )[0]?.id ?? 'nobody';

/** Who is together, by numbers and by facts. */
const groups = async (one: TestHub = hub) =>
  (
    await query<{ numbers: string }>(
      one.hub.db,
      sql`select string_agg(value, ',' order by value) as numbers from patient_identifier group by patient_id order by numbers`,
    )
  ).map((row) => row.numbers.replaceAll('TEST-', ''));

/** Everything of identity: facts, numbers, messages, referrals, effects, with the ids they have. */
const everything = async () => ({
  facts: await query<{ fingerprint: string }>(
    hub.hub.db,
    sql`select fingerprint, patient_id, referral_id from fact where retired_at is null
          and kind not in ('patient_merged', 'patient_unmerged') order by fingerprint`,
  ),
  numbers: await query(
    hub.hub.db,
    sql`select system, value, patient_id from patient_identifier order by value`,
  ),
  messages: await query(
    hub.hub.db,
    sql`select id, state, patient_id from message where type not like 'ADT^A40%'
    and type not like 'ADT^A37%' order by id`,
  ),
  patients: await query(
    hub.hub.db,
    sql`select id, alias_of, family, given, birth_date, phones from patient order by id`,
  ),
  referrals: await query(
    hub.hub.db,
    sql`select id, patient_id, kind, state, is_counted, referrer_partner_id, merged_into, view from referral
          where kind <> 'none' order by id`,
  ),
  effects: await query(
    hub.hub.db,
    sql`select key, kind, referral_id, state, due_at from effect where state <> 'withdrawn' order by key`,
  ),
  reviews: await query(
    hub.hub.db,
    sql`select key, kind, patient_id, referral_id from review where state = 'open' order by key`,
  ),
});

test('a merge that is undone leaves nothing of itself', async () => {
  await hub.feed(...dayOf('A'), ...dayOf('B'));
  const before = await everything();
  await hub.feed(mergeOf('A', 'B', 1));
  expect(await groups()).toEqual(['A,B']);
  await hub.feed(unlink('A', 'B', 2));

  const described = sql`select fingerprint from fact where kind = 'patient_described' and effective_at between '2026-11-04T15:00:00Z' and '2026-11-04T16:00:00Z'`;
  const own = new Set(
    (await query<{ fingerprint: string }>(hub.hub.db, described)).map((one) => one.fingerprint),
  );
  const after = await everything();
  expect({ ...after, facts: after.facts.filter((one) => !own.has(one.fingerprint)) }).toEqual(before);
});

test('two people merge by hand and are taken apart again: exactly as before', async () => {
  await hub.feed(...dayOf('A'), ...dayOf('B'));
  const before = await everything();
  const [a, b] = [await holderOf('A'), await holderOf('B')];

  expect(await mergePatients(hub.hub, { patientId: a, otherId: b }, eve)).toBe('done');
  expect(await mergePatients(hub.hub, { patientId: b, otherId: a }, eve)).toBe('already_done');
  expect(await groups()).toEqual(['A,B']);
  const page = await loadPatientPage(hub.hub.db, b);
  expect(page).toMatchObject({ id: a, isAlias: true, messages: 8 });
  expect(page?.records.map((one) => one.name).toSorted()).toEqual([
    'ALMA ZZTESTFAMILY',
    'BRUNO ZZTESTFAMILY',
  ]);
  expect(page?.changes).toMatchObject([
    { what: 'merged', actor: eve.person, reason: eve.reason, otherId: b },
  ]);

  expect(await unmergePatients(hub.hub, { record: b }, eve)).toBe('done');
  expect(await unmergePatients(hub.hub, { record: b }, eve)).toBe('already_done');
  expect(await everything()).toEqual(before);
});

test('what came under the number of the loser goes back with it', async () => {
  await hub.feed(mergeOf('A', 'B', 1));
  await hub.feed(...dayOf('B'), ...dayOf('A'));
  expect(await groups()).toEqual(['A,B']);

  await hub.feed(unlink('A', 'B', 2));

  expect(await groups()).toEqual(['A', 'B']);
  const referrals = await query(
    hub.hub.db,
    sql`select i.value, r.state, p.given from referral r join patient p on p.id = r.patient_id
        join patient_identifier i on i.patient_id = p.id where r.kind <> 'none' and r.merged_into is null order by i.value`,
  );
  expect(referrals).toEqual([
    { value: 'TEST-A', state: 'note_ready', given: 'ALMA' },
    { value: 'TEST-B', state: 'note_ready', given: 'BRUNO' },
  ]);
  const strangers = sql`select m.id from message m join fact f on f.message_id = m.id and f.retired_at is null
    where m.patient_id <> f.patient_id and m.type not like 'ADT^A37%' and m.type not like 'ADT^A40%'`;
  expect(await query(hub.hub.db, strangers)).toEqual([]);
});

test('any link of a chain comes apart, and a later merge joins again', async () => {
  await hub.feed(...(['A', 'B', 'C'] as const).map((one) => siu('S12', person(one))));
  await hub.feed(mergeOf('B', 'A', 1), mergeOf('C', 'B', 2));
  expect(await groups()).toEqual(['A,B,C']);
  await hub.feed(unlink('A', 'B', 3));
  expect(await groups()).toEqual(['A', 'B,C']);
  await hub.feed(unlink('B', 'C', 4));
  expect(await groups()).toEqual(['A', 'B', 'C']);
  await hub.feed(mergeOf('A', 'B', 5));
  expect(await groups()).toEqual(['A,B', 'C']);
});

test('who are one through a third stay one, and a person is asked', async () => {
  await hub.feed(mergeOf('B', 'A', 1), mergeOf('C', 'B', 2), unlink('A', 'C', 3));
  expect(await groups()).toEqual(['A,B,C']);
  const asked = () =>
    query<{ id: string }>(
      hub.hub.db,
      sql`select id from review where kind = 'identity_conflict' and state = 'open'`,
    );
  const [question] = await asked();
  const compared = await loadPatientComparison(hub.hub, question?.id ?? '');
  expect(compared).toMatchObject({ isOne: true, patients: [{ story: { numbers: [{}, {}, {}] } }] });
  expect(compared?.statements.map((one) => one.fact.kind)).toEqual([
    'patient_merged',
    'patient_merged',
    'patient_unmerged',
  ]);

  expect(await answerSamePatient(hub.hub, question?.id ?? '', false, eve)).toBe('still_one');
  expect(await asked()).toHaveLength(1);
  await hub.feed(unlink('B', 'C', 4));
  expect(await asked()).toEqual([]);
});

test('a merge said again the other way round changes nothing', async () => {
  await hub.feed(...dayOf('A'), ...dayOf('B'), mergeOf('A', 'B', 1), mergeOf('B', 'A', 2));
  expect(await groups()).toEqual(['A,B']);
  await hub.feed(mergeOf('A', 'A', 3));
  expect(await groups()).toEqual(['A,B']);
});

test('a merge that a replay no longer reads comes apart', async () => {
  await hub.feed(...dayOf('A'), ...dayOf('B'), mergeOf('A', 'B', 1));
  const [message] = await query<{ id: string }>(
    hub.hub.db,
    sql`select message_id as id from fact where kind = 'patient_merged'`,
  );
  const clinic = hub.hub.channels.get('clinic');
  if (!clinic) throw new Error('no channel');
  const mended = {
    ...clinic.mapping,
    map: () => ({ outcome: 'filtered' as const, reason: 'sent by mistake' }),
  };
  const other = { ...hub.hub, channels: new Map([['clinic', { ...clinic, mapping: mended }]]) };
  await replayMessage(other, message?.id ?? '');
  expect(await groups()).toEqual(['A', 'B']);
  await replayMessage(hub.hub, message?.id ?? '');
  expect(await groups()).toEqual(['A,B']);
});

test('nobody is told twice, whatever is merged and taken apart', async () => {
  await hub.feed(...dayOf('A'), ...dayOf('B'));
  const [partner] = await query<{ id: string }>(
    hub.hub.db,
    sql`select partner_id as id from partner_identifier where value = '1234567893'`,
  );
  const office = { destination: 'folder', address: 'office', settings: { confirm: 'written' } };
  expect(await addEndpoint(hub.hub, partner?.id ?? '', office, eve.person)).toEqual({});
  await hub.send(true);
  const told = () =>
    query<{ effect_key: string; purpose: string }>(
      hub.hub.db,
      sql`select effect_key, purpose from delivery order by effect_key, purpose`,
    );
  const before = await told();
  await hub.feed(mergeOf('A', 'B', 1));
  await hub.send(true);
  await hub.feed(unlink('A', 'B', 2));
  await hub.send(true);
  await hub.feed(mergeOf('A', 'B', 3), unlink('A', 'B', 4));
  await hub.send(true);
  expect(await told()).toEqual(before);
  expect(before.filter((one) => one.purpose === 'note')).toHaveLength(2);
  const closed = sql`select state from referral where kind <> 'none' and merged_into is null`;
  expect(await query(hub.hub.db, closed)).toEqual([{ state: 'closed' }, { state: 'closed' }]);
});

test('two notes for an office without an address are one question, and the rest goes out', async () => {
  await hub.feed(...dayOf('A'), ...dayOf('B'));
  await hub.send(true);
  expect(
    await query(hub.hub.db, sql`select 1 from review where kind = 'no_endpoint' and state = 'open'`),
  ).toHaveLength(1);
});

test('A43: a number goes to another patient with what was said under it', async () => {
  await hub.feed(...dayOf('A'), ...dayOf('B'));
  const numbers = 'TEST-A^^^CLINIC^MR~TEST-B2^^^CLINIC^MR';
  await hub.feed(
    siu('S12', {
      ...person('B'),
      mrn: 'TEST-B2',
      appointment: 'F7',
      visit: 'V7',
      birth: '',
      given: 'NOBODY',
    }),
  );
  expect(await groups()).toEqual(['A', 'B', 'B2']);
  const [msh, evn, pid] = adt('A43', { ...person('A'), at: at(5) }).split('\r');
  await hub.feed(
    [
      msh,
      evn,
      pid?.replace('TEST-A^^^CLINIC^MR', numbers),
      'MRG|TEST-B2^^^CLINIC^MR~TEST-B^^^CLINIC^MR',
    ].join('\r'),
  );

  expect(await groups()).toEqual(['A,B2', 'B']);
  const appointments = sql`select i.value from fact f join patient_identifier i on i.patient_id = f.patient_id
    where f.kind = 'appointment_stated' and f.body -> 'links' @> '[{"value": "F7"}]' order by i.value`;
  expect(await query(hub.hub.db, appointments)).toEqual([{ value: 'TEST-A' }, { value: 'TEST-B2' }]);
  const [a, b] = [await holderOf('A'), await holderOf('B')];
  const number = { system: 'clinic:CLINIC', value: 'TEST-B2' };
  expect(await moveNumber(hub.hub, { number, from: b, to: a }, eve)).toBe('already_done');
  expect(await moveNumber(hub.hub, { number, from: b, to: 'new' }, eve)).toBe('changed');
  expect(await moveNumber(hub.hub, { number, from: a, to: b }, eve)).toBe('done');
  expect(await groups()).toEqual(['A', 'B,B2']);
});

test.each(['before', 'after'])(
  'A45: a visit goes to another patient, said %s what it is about',
  async (order) => {
    const [msh, evn, pid] = adt('A45', { ...person('A'), at: at(5) }).split('\r');
    const move = [msh, evn, pid, 'MRG|TEST-B^^^CLINIC^MR||||VB', 'PV1||O|||||||||||||||||VB'].join('\r');
    await hub.feed(siu('S12', person('A')), siu('S12', { ...person('B'), visit: 'VX' }));
    const day = adt('A04', { ...person('B'), at: '20261105104500-0500' });
    await hub.feed(...(order === 'before' ? [move, day] : [day, move]));

    expect(await groups()).toEqual(['A', 'B']);
    const visits = sql`select f.kind, i.value from fact f join patient_identifier i on i.patient_id = f.patient_id
    where f.retired_at is null and f.body -> 'links' @> '[{"kind": "visit", "value": "VB"}]' order by f.kind`;
    expect(await query(hub.hub.db, visits)).toEqual([
      { kind: 'party_named', value: 'TEST-A' },
      { kind: 'visit_stated', value: 'TEST-A' },
    ]);
  },
);

test('A44: an account that moves is a question that shows both', async () => {
  await hub.feed(siu('S12', person('A')), siu('S12', person('B')));
  const [msh, evn, pid] = adt('A44', { ...person('A'), at: at(5) }).split('\r');
  await hub.feed([msh, evn, pid, 'MRG|TEST-B^^^CLINIC^MR||ACC1'].join('\r'));
  const [question] = await query<{ id: string }>(
    hub.hub.db,
    sql`select id from review where kind = 'account_moved' and state = 'open'`,
  );
  const compared = await loadPatientComparison(hub.hub, question?.id ?? '');
  expect(compared?.patients.map((one) => one.story.line.given)).toEqual(['ALMA', 'BRUNO']);
  expect(compared?.patients[1]?.explained?.fields.find((one) => one.field === 'name')).toMatchObject({
    a: expect.stringContaining('ALMA'),
  });
});

test('A24: linked patients are shown with each other; alike ones are a question', async () => {
  await hub.feed(siu('S12', person('A')), siu('S12', person('B')), pair('A24', 'A', 'B', 1));
  expect(await groups()).toEqual(['A', 'B']);
  const linked = async (letter: Letter) =>
    (await loadPatientPage(hub.hub.db, await holderOf(letter)))?.linked.map((one) => one.given);
  expect([await linked('A'), await linked('B')]).toEqual([['BRUNO'], ['ALMA']]);
  expect(await query(hub.hub.db, sql`select 1 from review where kind = 'same_patient'`)).toEqual([]);
  await hub.feed(unlink('A', 'B', 2));
  expect(await linked('A')).toEqual([]);
});

test('an answered question goes back to being one', async () => {
  await hub.feed(...dayOf('A'));
  const before = await everything();
  await hub.feed(
    siu('S12', { ...person('A'), mrn: 'TEST-Z', phone: '555-0199', appointment: 'FZ', visit: 'VZ' }).replace(
      '1 Main St',
      '9 Elm Ave',
    ),
  );
  const asked = () =>
    query<{ id: string }>(
      hub.hub.db,
      sql`select id from review where kind = 'patient_match' and state = 'open'`,
    );
  const [question] = await asked();
  const compared = await loadPatientComparison(hub.hub, question?.id ?? '');
  expect(compared).toMatchObject({
    claim: { phones: ['5550199'] },
    patients: [{ story: { line: { given: 'ALMA' } } }],
  });
  await answerPatientMatch(hub.hub, question?.id ?? '', await holderOf('A'), eve.person);
  expect(await groups()).toEqual(['A,Z']);

  expect(await undoPatientMatch(hub.hub, question?.id ?? '', eve)).toBe('done');
  expect(await undoPatientMatch(hub.hub, question?.id ?? '', eve)).toBe('already_done');
  expect(await asked()).toHaveLength(1);
  const after = await everything();
  expect({ ...after, messages: after.messages.slice(0, -1), reviews: [] }).toEqual({
    ...before,
    reviews: [],
  });

  await answerPatientMatch(hub.hub, (await asked())[0]?.id ?? '', 'new', eve.person);
  expect(await groups()).toEqual(['A', 'Z']);
});

test('a message filed with the wrong patient is moved, and the second who tries is told', async () => {
  await hub.feed(siu('S12', person('A')), siu('S12', person('B')));
  const [a, b] = [await holderOf('A'), await holderOf('B')];
  const [message] = await query<{ id: string }>(
    hub.hub.db,
    sql`select id from message where patient_id = ${b}`,
  );
  const move = { messageId: message?.id ?? '', from: b, to: a };
  expect(await moveMessage(hub.hub, move, eve)).toBe('done');
  expect(await moveMessage(hub.hub, move, eve)).toBe('changed');
  expect(await moveMessage(hub.hub, { ...move, from: a }, eve)).toBe('already_done');
  expect(
    await query(hub.hub.db, sql`select distinct patient_id as id from fact where retired_at is null`),
  ).toEqual([{ id: a }]);
  expect((await loadPatientPage(hub.hub.db, a))?.changes).toMatchObject([
    { what: 'message_moved', otherId: b },
  ]);
});

test('two referrals that became one by a merge come apart with the ids they had', async () => {
  await hub.feed(...looseDay('A'), ...looseDay('B'));
  const before = await everything();
  expect(before.referrals).toHaveLength(2);
  await mergePatients(hub.hub, { patientId: await holderOf('A'), otherId: await holderOf('B') }, eve);
  expect(
    await query(hub.hub.db, sql`select id from referral where kind <> 'none' and merged_into is null`),
  ).toHaveLength(1);
  await unmergePatients(hub.hub, { record: await holderOf('A') }, eve);
  expect(await everything()).toEqual(before);
});

test('whatever people put together and take apart again: nothing of it is left', async () => {
  await hub.feed(...dayOf('A'), ...looseDay('B'), ...looseDay('C'), ...dayOf('D').slice(0, 2));
  const before = await everything();
  const ids: Readonly<Record<string, string>> = Object.fromEntries(
    await Promise.all(people.map(async (one) => [one, await holderOf(one)] as const)),
  );
  const step = fc.tuple(fc.boolean(), fc.constantFrom(...people), fc.constantFrom(...people));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
      for (const [isMerge, one, other] of steps) {
        const [patientId = '', otherId = ''] = [ids[one], ids[other]];
        if (one === other) continue;
        if (isMerge) await mergePatients(hub.hub, { patientId, otherId }, eve);
        else await unmergePatients(hub.hub, { record: patientId }, eve);
      }
      for (const one of people) await unmergePatients(hub.hub, { record: ids[one] ?? '' }, eve);
      expect(await everything()).toEqual(before);
    }),
    { numRuns: 8 },
  );
}, 120_000);

test('merges, their undoing and messages in any order, each any number of times, end in the same groups', async () => {
  const letter = fc.constantFrom(...people);
  const step = fc.tuple(fc.constantFrom('merge', 'unlink', 'day'), letter, letter);
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 3, maxLength: 8 }),
      fc.infiniteStream(fc.nat()),
      async (steps, dice) => {
        const messages = steps.flatMap(([what, one, other], minute) => {
          if (what === 'day') return dayOf(one).slice(1, 3);
          if (one === other) return [];
          return [what === 'merge' ? mergeOf(one, other, minute) : unlink(one, other, minute)];
        });
        const shuffled = messages
          .flatMap((message) => (Number(dice.next().value) % 3 === 0 ? [message, message] : [message]))
          .map((message) => ({ message, rank: Number(dice.next().value) }))
          .toSorted((x, y) => x.rank - y.rank)
          .map((one) => one.message);
        expect(await play(shuffled)).toEqual(await play(messages));
      },
    ),
    { numRuns: 10 },
  );
}, 120_000);

async function play(messages: readonly string[]) {
  const other = await createTestHub();
  try {
    for (const message of messages) await other.feed(message);
    const facts = await query<{ said: string }>(
      other.hub.db,
      sql`select string_agg(distinct f.said_value, ',' order by f.said_value) as said from fact f
          where f.retired_at is null group by f.patient_id order by said`,
    );
    const referrals = await query(
      other.hub.db,
      sql`select r.state, r.is_counted, (select string_agg(i.value, ',' order by i.value) from patient_identifier i where i.patient_id = r.patient_id) as numbers
          from referral r where r.kind <> 'none' and r.merged_into is null order by numbers, state`,
    );
    const planned = await query(
      other.hub.db,
      sql`select kind, due_at, appointment_key from effect where state = 'planned' order by kind, due_at, appointment_key`,
    );
    const asked = await query(
      other.hub.db,
      sql`select kind, count(*) as count from review where state = 'open' group by kind order by kind`,
    );
    const unsettled = await query(
      other.hub.db,
      sql`select type, state, reason from message where state <> 'applied'`,
    );
    expect(unsettled).toEqual([]);
    return { groups: await groups(other), facts, referrals, planned, asked };
  } finally {
    await other.close();
  }
}
