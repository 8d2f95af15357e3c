import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { npi } from '../../../test/support/npi.ts';
import type { DirectoryEntry } from '../../domain/directory/entry.ts';
import { execute, query, queryOne, sql } from '../database.ts';
import { transaction } from '../transaction.ts';
import { upsertDirectory, type UpsertOutcome } from './write-partners.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

let number = 0;

/** A doctor of an office, by a new NPI; of what file and date the test says. */
function doctor(change: Partial<DirectoryEntry> = {}): DirectoryEntry {
  number += 1;
  return {
    kind: 'person',
    identifiers: [{ system: 'npi', value: npi(number) }],
    family: 'ZZTEST',
    given: 'MARTA',
    otherNames: [],
    locations: [
      {
        line1: '1 Main St',
        city: 'Flushing',
        state: 'NY',
        zip: '11355',
        phone: '7185550101',
        fax: '7185550102',
        isPrimary: true,
      },
    ],
    specialties: [{ taxonomy: '207Q00000X', isPrimary: true }],
    insurances: [],
    isWhole: true,
    from: { source: 'nppes', at: '2026-01-05' },
    ...change,
  };
}

const upsert = (...entries: readonly DirectoryEntry[]): Promise<readonly UpsertOutcome[]> =>
  transaction(database.db, (tx) => upsertDirectory(tx, entries, { actor: 'nppes' }));

async function one(entry: DirectoryEntry): Promise<UpsertOutcome> {
  const [outcome] = await upsert(entry);
  return outcome as UpsertOutcome;
}

const partner = (id: string) =>
  queryOne<Record<string, unknown>>(database.db, sql`select * from partner where id = ${id}`);
const locations = (id: string) =>
  query<Record<string, unknown>>(
    database.db,
    sql`select line1, phone, fax, is_primary, retired_at is not null as is_retired from partner_location where partner_id = ${id} order by line1`,
  );

test('a new entry is there with all it says, and who says it', async () => {
  const entry = doctor({ credential: 'MD', otherNames: [{ name: 'ZZTEST CLINIC', kind: 'dba' }] });

  const { partnerId, outcome } = await one(entry);

  expect(outcome).toBe('new');
  expect(await partner(partnerId)).toMatchObject({
    name: 'MARTA ZZTEST, MD',
    name_key: 'zztest marta',
    city: 'Flushing',
    zip: '11355',
    phone: '7185550101',
    stage: 'unknown',
    source: 'nppes',
    provenance: { fax: { source: 'nppes', at: '2026-01-05' } },
  });
  expect(await locations(partnerId)).toMatchObject([{ line1: '1 Main St', is_primary: true }]);
  expect(
    await query(database.db, sql`select taxonomy from partner_specialty where partner_id = ${partnerId}`),
  ).toEqual([{ taxonomy: '207Q00000X' }]);
  expect(
    await query(database.db, sql`select name, kind from partner_name where partner_id = ${partnerId}`),
  ).toEqual([{ name: 'ZZTEST CLINIC', kind: 'dba' }]);
});

test('the same entry again changes nothing', async () => {
  const entry = doctor();
  const { partnerId } = await one(entry);
  const before = await partner(partnerId);

  expect(await one(entry)).toEqual({ partnerId, outcome: 'same', conflicts: [] });
  expect(await partner(partnerId)).toEqual(before);
});

test('a newer file changes what it said itself, with a line in the history', async () => {
  const entry = doctor();
  const { partnerId } = await one(entry);

  const later = await one({ ...entry, family: 'ZZTESTNEW', from: { source: 'nppes', at: '2026-02-01' } });

  expect(later.outcome).toBe('changed');
  expect(await partner(partnerId)).toMatchObject({
    name: 'MARTA ZZTESTNEW',
    name_key: 'zztestnew marta',
    version: 2,
  });
  expect(
    await query(
      database.db,
      sql`select field, before, after, actor, version from partner_change where partner_id = ${partnerId}`,
    ),
  ).toEqual([{ field: 'family', before: 'ZZTEST', after: 'ZZTESTNEW', actor: 'nppes', version: 2 }]);
});

test('an older file changes nothing', async () => {
  const entry = doctor();
  const { partnerId } = await one(entry);

  const outcome = await one({ ...entry, family: 'ZZTESTOLD', from: { source: 'nppes', at: '2025-01-01' } });

  expect(outcome).toEqual({ partnerId, outcome: 'same', conflicts: ['family'] });
  expect(await partner(partnerId)).toMatchObject({ family: 'ZZTEST' });
});

test('what a person verified outranks every file, and the contradiction is shown until it is over', async () => {
  const entry = doctor();
  const { partnerId } = await one(entry);
  await execute(
    database.db,
    sql`update partner set fax = '7185550177', provenance = provenance || '{"fax": {"source": "person", "at": "2026-01-10", "by": "ana@practice.example"}}'
        where id = ${partnerId}`,
  );

  const outcome = await one({ ...entry, from: { source: 'nppes', at: '2026-03-01' } });

  expect(outcome.conflicts).toEqual(['fax']);
  expect(await partner(partnerId)).toMatchObject({ fax: '7185550177' });
  expect(await conflictsOf(partnerId)).toEqual([
    { field: 'fax', held: '7185550177', said: '7185550102', source: 'nppes' },
  ]);

  const agreeing = entry.locations.map((place) => ({ ...place, fax: '7185550177' }));
  await one({ ...entry, locations: agreeing, from: { source: 'nppes', at: '2026-04-01' } });
  expect(await conflictsOf(partnerId)).toEqual([]);
});

test('a practice that moves keeps one open primary place', async () => {
  const entry = doctor();
  const { partnerId } = await one(entry);

  await one({
    ...entry,
    locations: [{ line1: '9 Oak Ave', city: 'Corona', state: 'NY', zip: '11368', isPrimary: true }],
    from: { source: 'nppes', at: '2026-02-01' },
  });

  expect(await locations(partnerId)).toMatchObject([
    { line1: '1 Main St', is_primary: false, is_retired: true },
    { line1: '9 Oak Ave', is_primary: true, is_retired: false },
  ]);
  expect(await partner(partnerId)).toMatchObject({ city: 'Corona', zip: '11368' });

  await one({ ...entry, from: { source: 'nppes', at: '2026-03-01' } });
  expect(await locations(partnerId)).toMatchObject([
    { line1: '1 Main St', is_primary: true, is_retired: false },
    { line1: '9 Oak Ave', is_primary: false, is_retired: true },
  ]);
});

test('a payer directory outranks NPPES on the primary place; NPPES’s is one more', async () => {
  const entry = doctor({ isWhole: false, from: { source: 'payer:aetna', at: '2026-01-01' } });
  const { partnerId } = await one(entry);

  const outcome = await one({
    ...entry,
    isWhole: true,
    locations: [
      { line1: '9 Oak Ave', city: 'Corona', state: 'NY', zip: '11368', phone: '7185550199', isPrimary: true },
    ],
    from: { source: 'nppes', at: '2026-02-01' },
  });

  expect(outcome.conflicts).toEqual(['address']);
  expect(await partner(partnerId)).toMatchObject({ city: 'Flushing', phone: '7185550101' });
  expect(await locations(partnerId)).toMatchObject([
    { line1: '1 Main St', is_primary: true },
    { line1: '9 Oak Ave', is_primary: false, phone: '7185550199' },
  ]);
});

test('a new line is that of the primary place too, whoever says it', async () => {
  const entry = doctor();
  const { partnerId } = await one(entry);

  const outcome = await one({
    ...entry,
    isWhole: false,
    locations: [{ phone: '7185550188', isPrimary: true }],
    from: { source: 'payer:aetna', at: '2026-02-01' },
  });

  expect(outcome).toMatchObject({ outcome: 'changed', conflicts: [] });
  expect(await partner(partnerId)).toMatchObject({
    phone: '7185550188',
    fax: '7185550102',
    city: 'Flushing',
  });
  expect(await locations(partnerId)).toEqual([
    { line1: '1 Main St', phone: '7185550188', fax: '7185550102', is_primary: true, is_retired: false },
  ]);
});

test('a line that a person verified is that of a new primary place too', async () => {
  const entry = doctor();
  const { partnerId } = await one(entry);
  await execute(
    database.db,
    sql`update partner set fax = '7185550177', provenance = provenance || '{"fax": {"source": "person", "at": "2026-01-10", "by": "ana@practice.example"}}'
        where id = ${partnerId}`,
  );

  await one({ ...entry, given: 'MARIA', from: { source: 'nppes', at: '2026-02-01' } });
  expect(await locations(partnerId)).toMatchObject([{ line1: '1 Main St', fax: '7185550177' }]);

  await one({
    ...entry,
    locations: [
      { line1: '9 Oak Ave', city: 'Corona', state: 'NY', zip: '11368', fax: '7185550199', isPrimary: true },
    ],
    from: { source: 'nppes', at: '2026-03-01' },
  });

  expect(await partner(partnerId)).toMatchObject({ fax: '7185550177', city: 'Corona' });
  expect(await locations(partnerId)).toMatchObject([
    { line1: '1 Main St', is_primary: false },
    { line1: '9 Oak Ave', is_primary: true, fax: '7185550177' },
  ]);
});

test('specialties NPPES says no more are over; those of others stay', async () => {
  const entry = doctor({
    specialties: [
      { taxonomy: '207Q00000X', isPrimary: true },
      { taxonomy: '207R00000X', isPrimary: false },
    ],
  });
  const { partnerId } = await one(entry);
  await one({
    ...entry,
    isWhole: false,
    specialties: [{ taxonomy: 'text:Diabetes', isPrimary: false }],
    from: { source: 'file:a', at: '2026-01-02' },
  });

  await one({
    ...entry,
    specialties: [{ taxonomy: '207R00000X', isPrimary: true }],
    from: { source: 'nppes', at: '2026-05-01' },
  });

  expect(
    await query(
      database.db,
      sql`select taxonomy, is_primary from partner_specialty where partner_id = ${partnerId} order by taxonomy`,
    ),
  ).toEqual([
    { taxonomy: '207R00000X', is_primary: true },
    { taxonomy: 'text:Diabetes', is_primary: false },
  ]);
});

test('two rows of one partner in one batch are both taken', async () => {
  const entry = doctor({ isWhole: false, from: { source: 'payer:aetna', at: '2026-01-01' } });
  const other = {
    ...entry,
    locations: [{ line1: '9 Oak Ave', city: 'Corona', state: 'NY', zip: '11368', isPrimary: false }],
  };

  const [first, second] = await upsert(entry, other);

  expect(second?.partnerId).toBe(first?.partnerId);
  expect([first?.outcome, second?.outcome]).toEqual(['new', 'changed']);
  expect(await locations(first?.partnerId ?? '')).toHaveLength(2);
});

test('a number that comes back is in force again', async () => {
  const entry = doctor({ deactivatedOn: '2026-01-01' });
  const { partnerId } = await one(entry);
  expect(await partner(partnerId)).toMatchObject({
    deactivated_on: '2026-01-01',
    outreach_stopped_because: 'npi_deactivated',
  });

  const outcome = await one({ ...entry, deactivatedOn: null, from: { source: 'nppes', at: '2026-02-01' } });

  expect(outcome.outcome).toBe('changed');
  expect(await partner(partnerId)).toMatchObject({
    deactivated_on: null,
    outreach_stopped_at: null,
    outreach_stopped_because: null,
  });
});

test('a stage is raised, never lowered', async () => {
  const entry = doctor();
  const { partnerId } = await one(entry);
  await one({ ...entry, stage: 'contacted' });
  await one({ ...entry, stage: 'target' });

  expect(await partner(partnerId)).toMatchObject({ stage: 'contacted' });
});

function conflictsOf(id: string) {
  return query(
    database.db,
    sql`select field, held, said, source from directory_conflict where partner_id = ${id}`,
  );
}
