import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { rebuildOn } from '../../src/cli/rebuild.ts';
import { newId } from '../../src/lib/ids.ts';
import type { Difference } from '../../src/pipeline/rebuild-compare.ts';
import { checkProjection, rebuildProjection } from '../../src/pipeline/rebuild.ts';
import { execute, query, queryOne, sql, type Statement } from '../../src/store/database.ts';
import { takePen } from '../../src/store/ledger.ts';
import { listPatientIds } from '../../src/store/projection.ts';
import { referralColumns } from '../../src/store/referral-columns.ts';
import { transaction } from '../../src/store/transaction.ts';
import { runCommand } from '../support/cli.ts';
import { mdm, merge, siu } from '../support/hl7.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';
import { enterOffices } from '../support/offices.ts';
import { seededRandom } from '../support/random.ts';
import { tellVisits } from '../support/visits.ts';

/** A day through the real pipeline, with some of it sent, some of it asked and some of it waiting for its appointment. */
let hub: TestHub;

beforeAll(async () => {
  hub = await createTestHub();
  await enterOffices(
    hub.hub.db,
    Array.from({ length: 5 }, (_, index) => ({ destination: 'folder', address: `office-${index}` })),
  );
  await hub.feed(...tellVisits(1, 25, 5, seededRandom(7)));
  await hub.send();
  await hub.feed(
    // Nobody knows this office, nobody is named, and a note comes before anything it could be about.
    siu('S12', {
      mrn: 'TEST-901',
      family: 'ZZTESTROE',
      given: 'CORA',
      birth: '19520304',
      phone: '555-0111',
      appointment: 'F901',
      visit: 'V901',
    }),
    siu('S12', {
      mrn: 'TEST-902',
      family: 'ZZTESTPOE',
      given: 'DINA',
      birth: '19610715',
      phone: '555-0112',
      appointment: 'F902',
      visit: 'V902',
      referrer: '',
    }),
    mdm('T02', {
      mrn: 'TEST-903',
      family: 'ZZTESTDOE',
      given: 'EMIL',
      birth: '19480923',
      phone: '555-0113',
      visit: 'V903',
      note: 'N903',
    }),
    siu('S12', {
      mrn: 'TEST-904',
      family: 'ZZTESTLEE',
      given: 'IDA',
      birth: '19690606',
      phone: '555-0114',
      appointment: 'F904',
      visit: 'V904',
    }),
    merge({
      mrn: 'TEST-901',
      family: 'ZZTESTROE',
      given: 'CORA',
      birth: '19520304',
      phone: '555-0111',
      prior: 'TEST-904',
    }),
  );
}, 120_000);
afterAll(() => hub.close());

test('what a day has written is what its facts say', async () => {
  const { differences, totals } = await check();

  expect(differences).toEqual([]);
  expect(totals.referrals).toBeGreaterThan(15);
  expect(totals).toMatchObject({ differing: 0, facts: await count('fact') });
});

test('a rebuild of what is in order changes nothing', async () => {
  const before = await everything();

  expect(await rebuild()).toMatchObject({ differing: 0 });
  expect(await everything()).toEqual(before);
});

test('the check names what is damaged by id and field and writes nothing; the rebuild mends exactly that', async () => {
  const before = await everything();
  const [seen, other] = await someReferrals();
  const patient = await someId(sql`select id from patient where family = 'ZZTESTROE' and alias_of is null`);
  const fact = await someId(
    sql`select fingerprint as id from fact where referral_id is not null order by fingerprint limit 1`,
  );
  await execute(
    db(),
    sql`update referral set state = 'voided', view = jsonb_set(view, '{state}', '"voided"') where id = ${seen}`,
  );
  await execute(
    db(),
    sql`update referral set received_at = received_at - interval '1 day' where id = ${other}`,
  );
  await execute(db(), sql`update patient set family = 'ZZTESTWRONG', phones = '{}' where id = ${patient}`);
  await execute(db(), sql`update fact set referral_id = null where fingerprint = ${fact}`);
  const damaged = await everything();

  const { differences } = await check();
  expect(differences.map(({ subject, id, field }) => `${subject} ${id} ${field}`).toSorted()).toEqual(
    [
      `referral ${seen} view.state`,
      `referral ${seen} state`,
      `referral ${other} received_at`,
      `patient ${patient} family`,
      `patient ${patient} phones`,
      `fact ${fact} referral_id`,
    ].toSorted(),
  );
  expect(JSON.stringify(differences)).not.toMatch(/ZZTEST|voided/);
  expect(await everything()).toEqual(damaged);

  await rebuild();
  expect((await check()).differences).toEqual([]);
  const mended = await everything();
  // The row that said `voided` was believed: its true state is a change, and a change is an event.
  expect(without(mended.referrals, 'version')).toEqual(without(before.referrals, 'version'));
  expect({ ...mended, referrals: [], events: [] }).toEqual({ ...before, referrals: [], events: [] });
  expect(mended.events.slice(before.events.length).map((one) => one['subject_id'])).toEqual([seen]);
});

test('a projection that was thrown away comes back row by row, and nobody is told again', async () => {
  const before = await everything();
  const emptied = referralColumns.map(({ name, column }) => sql`${column} = ${junk[name] ?? sql`null`}`);
  await execute(db(), sql`update referral set view = '{}', ${sql.join(emptied)} where merged_into is null`);
  await execute(
    db(),
    sql`update patient set family = null, given = null, middle = null, birth_date = null, sex = null, phones = '{}', email = null,
          address = null, is_protected = true, name_key = null where alias_of is null`,
  );
  const lost = new Set((await check()).differences.map((one) => one.field));
  const written = referralColumns.filter(({ name }) => before.referrals.some((row) => row[name] !== null));
  expect(written.length).toBeGreaterThan(10);
  expect(written.map(({ name }) => name).filter((name) => !lost.has(name))).toEqual([]);

  await rebuild();

  expect(await everything()).toEqual(before);
});

test('effects and questions that were lost are planned and asked once; what a person answered is not asked again', async () => {
  await hub.feed(
    siu('S12', {
      mrn: 'TEST-905',
      family: 'ZZTESTFOE',
      given: 'GINA',
      birth: '19771130',
      phone: '555-0115',
      appointment: 'F905',
      visit: 'V905',
      at: '20261103093000-0500',
    }),
    siu('S12', {
      mrn: 'TEST-906',
      family: 'ZZTESTHOE',
      given: 'HUGO',
      birth: '19830219',
      phone: '555-0116',
      appointment: 'F906',
      visit: 'V906',
      referrer: '',
    }),
  );
  const before = await everything();
  const unsent = await query<{ key: string }>(
    db(),
    sql`delete from effect e where state = 'planned' and not exists (select from effect c where c.corrects = e.key)
          and not exists (select from delivery d where d.effect_key = e.key) returning key`,
  );
  const unasked = await query<{ key: string }>(
    db(),
    sql`delete from review where state = 'open' and kind <> 'patient_match' returning key`,
  );
  expect([unsent.length, unasked.length].every((lost) => lost > 0)).toBe(true);

  expect((await check()).differences.map((one) => one.subject)).toEqual(
    expect.arrayContaining(['effect', 'question']),
  );
  await rebuild();
  expect((await check()).differences).toEqual([]);
  const after = await everything();
  expect(after.effects).toEqual(before.effects);
  // A question about an office is asked for the sake of whichever patient comes first.
  expect(after.reviews.map(({ key, state }) => [key, state])).toEqual(
    before.reviews.map(({ key, state }) => [key, state]),
  );
  expect(after.events).toEqual(before.events);

  await execute(
    db(),
    sql`update review set state = 'answered', answered_at = now() where kind <> 'patient_match' and state = 'open'`,
  );
  expect((await check()).differences).toEqual([]);
});

test('a planned effect that nothing calls for is taken back', async () => {
  const [id] = await someReferrals();
  const partner = await someId(sql`select referrer_partner_id as id from referral where id = ${id}`);
  await execute(
    db(),
    sql`insert into effect (key, kind, referral_id, partner_id, state, due_at)
        values ('notify_no_show|nobody', 'notify_no_show', ${id}, ${partner}, 'planned', now())`,
  );

  expect((await check()).differences).toEqual([
    expect.objectContaining({ subject: 'effect', id, field: 'notify_no_show is planned and not wanted' }),
  ]);
  await rebuild();
  const row = await queryOne<{ state: string }>(
    db(),
    sql`select state from effect where key = 'notify_no_show|nobody'`,
  );
  expect(row?.state).toBe('withdrawn');
});

test('rows that are gone come back under the ids their facts carry', async () => {
  const before = await everything();
  const loose = sql`select id from referral r where kind = 'none' and merged_into is null
    and not exists (select from effect e where e.referral_id = r.id) and not exists (select from review v where v.referral_id = r.id)
    and exists (select from fact f where f.referral_id = r.id and f.retired_at is null)`;
  await execute(db(), sql`delete from escalation where referral_id in (${loose})`);
  const lost = await query<{ id: string }>(
    db(),
    sql`delete from referral where id in (${loose}) returning id`,
  );
  expect(lost.length).toBeGreaterThan(0);
  expect((await check()).differences.map((one) => one.id)).toEqual(
    expect.arrayContaining(lost.map((one) => one.id)),
  );

  await rebuild();

  const after = await everything();
  // How often it had been written nobody can tell any more.
  expect(without(after.referrals, 'version')).toEqual(without(before.referrals, 'version'));
  expect(after.events).toEqual(before.events);
});

test('what changes between looking and writing is looked at again', async () => {
  const before = await everything();
  const id = await someId(
    sql`select referral_id as id from fact where kind = 'note_stated' and referral_id is not null order by fingerprint limit 1`,
  );
  const patient = await someId(sql`select patient_id as id from referral where id = ${id}`);
  await execute(
    db(),
    sql`update referral set view = '{}', state = 'voided' where patient_id = ${patient} and merged_into is null`,
  );
  const facts = sql`from fact where referral_id = ${id} and kind = 'note_stated' and retired_at is null`;
  const notes = await query<{ fingerprint: string }>(db(), sql`select fingerprint ${facts}`);
  expect(notes.length).toBeGreaterThan(0);

  let rebuilding: ReturnType<typeof rebuild> | undefined;
  await transaction(db(), async (tx) => {
    await takePen(tx);
    rebuilding = rebuild();
    await isWaitingForPen();
    await execute(
      tx,
      sql`update fact set retired_at = now() where fingerprint = any(${notes.map((one) => one.fingerprint)}::text[])`,
    );
  });
  expect(await rebuilding).toMatchObject({ differing: 1 });

  expect((await check()).differences).toEqual([]);
  const view = await queryOne<{ notes: readonly unknown[] }>(
    db(),
    sql`select view -> 'notes' as notes from referral where id = ${id}`,
  );
  expect(view?.notes).toEqual([]);
  await execute(
    db(),
    sql`update fact set retired_at = null where fingerprint = any(${notes.map((one) => one.fingerprint)}::text[])`,
  );
  await rebuild();
  expect((await check()).differences).toEqual([]);
  expect((await everything()).facts).toEqual(before.facts);
});

test('one patient alone, and from where an earlier run stopped', async () => {
  const ids = (await query<{ id: string }>(db(), sql`select id from patient order by id`)).map(
    (row) => row.id,
  );
  const middle = ids[Math.floor(ids.length / 2)] ?? '';

  const alone = await checkProjection(db(), hub.hub.policy, { patientId: middle });
  const rest = await checkProjection(db(), hub.hub.policy, { after: middle });

  expect(alone.patients).toBe(1);
  expect(rest.patients).toBe(ids.length - Math.floor(ids.length / 2) - 1);
});

test('parts are all patients, each once', async () => {
  const seen: string[][] = [];
  for (const number of [1, 2, 3]) {
    const range = { part: { number, count: 3 } };
    const ids = await listPatientIds(db(), range, 1_000);
    expect(ids.length).toBeGreaterThan(0);
    expect((await checkProjection(db(), hub.hub.policy, range)).patients).toBe(ids.length);
    seen.push([...ids]);
  }

  expect(seen.flat().toSorted()).toEqual(await listPatientIds(db(), {}, 1_000));
});

test('the command names what differs, mends it, and says when everything is in order', async () => {
  const [id] = await someReferrals();
  await execute(db(), sql`update referral set priority = 'stat' where id = ${id}`);
  const said: string[] = [];
  const output = {
    log: (line: string) => void said.push(line),
    error: (line: string) => void said.push(line),
  };

  expect(await rebuildOn(hub.hub, { check: true }, output)).toBe(false);
  expect(await rebuildOn(hub.hub, {}, output)).toBe(true);
  expect(await rebuildOn(hub.hub, { check: true }, output)).toBe(true);
  await expect(rebuildOn(hub.hub, { part: '3/2' }, output)).rejects.toThrow('"3/2" is no part');

  expect(said.filter((line) => line.endsWith(`referral ${id}: priority`))).toHaveLength(2);
  expect(said.at(-1)).toMatch(/facts: everything is as the facts say\.$/);
  expect(said.join('\n')).not.toMatch(/ZZTEST|stat\b/);
  await expect(rebuildOn(hub.hub, { patient: newId() }, output)).rejects.toThrow('There is no such patient.');
});

test('the command wants ids', { timeout: 60_000 }, async () => {
  const { code, stderr } = await runCommand(['rebuild', '--patient', 'TEST-1']);

  expect(code).toBe(1);
  expect(stderr.trim()).toBe('"TEST-1" is no patient’s id.');
});

const db = () => hub.hub.db;

async function check() {
  const differences: Difference[] = [];
  const totals = await checkProjection(db(), hub.hub.policy, {
    onDifference: (one) => differences.push(one),
  });
  return { differences, totals };
}

const rebuild = () => rebuildProjection(db(), hub.hub.policy);

/** Columns that are never null say something wrong instead. */
const junk: Readonly<Record<string, Statement>> = {
  kind: sql`'possible'`,
  state: sql`'declined'`,
  is_counted: sql`not is_counted`,
  received_at: sql`'epoch'`,
  priority: sql`'stat'`,
  is_first_of_patient: sql`not is_first_of_patient`,
  is_on_hold: sql`not is_on_hold`,
  contact_attempts: sql`99`,
  missed_count: sql`99`,
  visit_count: sql`99`,
};

type Rows = readonly Readonly<Record<string, unknown>>[];

/** All that was written, but for when. */
async function everything() {
  const rows = async (
    table: 'referral' | 'patient' | 'effect' | 'review' | 'event' | 'fact' | 'delivery',
    key: string,
  ) =>
    (
      await query<{ row: Readonly<Record<string, unknown>> }>(
        db(),
        sql`select to_jsonb(t) - 'updated_at' - 'created_at' as row from ${tables[table]} t order by to_jsonb(t) ->> ${key}`,
      )
    ).map((one) => one.row);
  return {
    referrals: await rows('referral', 'id'),
    patients: await rows('patient', 'id'),
    // Planned again, it is the same wish under a new number.
    effects: without(await rows('effect', 'key'), 'id'),
    reviews: without(await rows('review', 'key'), 'id'),
    events: (await rows('event', 'position')).toSorted(
      (a, b) => Number(a['position']) - Number(b['position']),
    ),
    facts: await rows('fact', 'fingerprint'),
    deliveries: await rows('delivery', 'id'),
  };
}

const tables = {
  referral: sql`referral`,
  patient: sql`patient`,
  effect: sql`effect`,
  review: sql`review`,
  event: sql`event`,
  fact: sql`fact`,
  delivery: sql`delivery`,
};

function without(rows: Rows, column: string): Rows {
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== column)));
}

async function someReferrals(): Promise<readonly string[]> {
  const rows = await query<{ id: string }>(
    db(),
    sql`select id from referral where kind = 'explicit' and is_counted and merged_into is null order by state <> 'scheduled', id limit 2`,
  );
  return rows.map((row) => row.id);
}

async function isWaitingForPen(): Promise<void> {
  const waiting = sql`select 1 from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query like '%from ledger_writer for update%'`;
  await vi.waitUntil(async () => (await query(db(), waiting)).length > 0, { timeout: 20_000 });
}

async function someId(statement: Statement): Promise<string> {
  return (await queryOne<{ id: string }>(db(), statement))?.id ?? '';
}

async function count(table: 'fact'): Promise<number> {
  const row = await queryOne<{ count: number }>(
    db(),
    sql`select count(*) as count from ${tables[table]} where retired_at is null`,
  );
  return row?.count ?? 0;
}
