import { foldName } from '../../src/domain/names.ts';
import { partnerKeys, type PartnerNames } from '../../src/domain/partner-keys.ts';
import { execute, query, sql, type Database } from '../../src/store/database.ts';
import type { Directory, Practice, Practitioner } from './directory.ts';

const ROWS = 10_000;
const LONGEST_MS = 30 * 60_000;

type Row = PartnerNames & {
  readonly id: string;
  readonly npi: string;
  readonly middle?: string;
  readonly credential?: string;
  readonly phone: string;
  readonly fax: string;
  readonly isKnown: boolean;
};

/** Id of an entry, so that tests find it without asking. */
export function idOf(n: number): string {
  return `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
}

/**
 * Fills an empty database: practices first, then people, each in one statement of ten thousand. The large indexes are made when all
 * rows are there. One entry in a hundred is a partner the practice deals with; one person in twenty has a practice role.
 */
export async function loadDirectory(db: Database, directory: Directory): Promise<void> {
  const indexes = await query<{ readonly name: string; readonly definition: string }>(
    db,
    sql`select indexname as name, indexdef as definition from pg_indexes where tablename in ('partner', 'partner_word') and indexdef like '% USING gin %'`,
  );
  for (const one of indexes) await db.pool.query(`drop index ${one.name}`);
  const { people, practices } = directory;
  for (let from = 0; from < practices; from += ROWS)
    await insertRows(
      db,
      range(from, practices).map((n) => rowOfPractice(directory.practice(n), people)),
    );
  for (let from = 0; from < people; from += ROWS)
    await insertRows(
      db,
      range(from, people).map((n) => rowOfPerson(directory.person(n))),
    );
  for (let from = 0; from < people; from += ROWS * 20)
    await insertRoles(db, directory, range(from, people, 20));
  await patiently(db, [...indexes.map((one) => one.definition), 'vacuum analyze']);
}

/** An index over a million rows takes longer than any statement of the hub may. */
async function patiently(db: Database, statements: readonly string[]): Promise<void> {
  const client = await db.pool.connect();
  await client.query('set statement_timeout = 0');
  for (const text of statements) {
    const patient = { text, query_timeout: LONGEST_MS };
    await client.query(patient);
  }
  client.release(true);
}

function range(from: number, end: number, step = 1): readonly number[] {
  const count = Math.ceil((Math.min(end, from + ROWS * step) - from) / step);
  return Array.from({ length: count }, (_, index) => from + index * step);
}

function rowOfPractice(one: Practice, people: number): Row {
  const { name, npi, phone, fax, number } = one;
  return {
    kind: 'organisation',
    name,
    id: idOf(people + number),
    npi,
    phone,
    fax,
    isKnown: number % 100 === 7,
    ...one.town,
  };
}

function rowOfPerson(one: Practitioner): Row {
  const { family, given, middle, credential, npi, phone, fax, number } = one;
  const name = `${given} ${middle === '' ? '' : `${middle} `}${family}, ${credential}`;
  return {
    kind: 'person',
    name,
    family,
    given,
    middle,
    credential,
    id: idOf(number),
    npi,
    phone,
    fax,
    isKnown: number % 100 === 7,
    ...one.practice.town,
  };
}

async function insertRows(db: Database, rows: readonly Row[]): Promise<void> {
  const text = (pick: (row: Row) => string | undefined) => rows.map((row) => pick(row) ?? null);
  await execute(
    db,
    sql`insert into partner (id, kind, name, family, given, middle, credential, phone, fax, city, state, zip, stage, name_key, source, match_keys)
        select n.id, n.kind, n.name, n.family, n.given, n.middle, n.credential, n.phone, n.fax, n.city, n.state, n.zip, n.stage, n.name_key, 'nppes',
          array(select jsonb_array_elements_text(n.keys))
        from unnest(${text((row) => row.id)}::uuid[], ${text((row) => row.kind)}::text[], ${text((row) => row.name)}::text[],
          ${text((row) => row.family)}::text[], ${text((row) => row.given)}::text[], ${text((row) => row.middle)}::text[],
          ${text((row) => row.credential)}::text[], ${text((row) => row.phone)}::text[], ${text((row) => row.fax)}::text[],
          ${text((row) => row.city)}::text[], ${text((row) => row.state)}::text[], ${text((row) => row.zip)}::text[],
          ${text((row) => (row.isKnown ? 'active' : 'unknown'))}::text[],
          ${text((row) => foldName(row.family === undefined ? row.name : `${row.family} ${row.given}`))}::text[],
          ${text((row) => JSON.stringify(partnerKeys(row)))}::jsonb[])
          as n (id, kind, name, family, given, middle, credential, phone, fax, city, state, zip, stage, name_key, keys)`,
  );
  await execute(
    db,
    sql`insert into partner_identifier (system, value, partner_id)
        select 'npi', * from unnest(${text((row) => row.npi)}::text[], ${text((row) => row.id)}::uuid[])`,
  );
}

async function insertRoles(db: Database, directory: Directory, people: readonly number[]): Promise<void> {
  const roles = people.map((n) => directory.person(n));
  await execute(
    db,
    sql`insert into practice_role (id, person_id, organisation_id, is_primary, source)
        select *, true, 'bench' from unnest(${roles.map((one) => idOf(one.number))}::uuid[], ${roles.map((one) => idOf(one.number))}::uuid[],
          ${roles.map((one) => idOf(directory.people + one.practice.number))}::uuid[])`,
  );
}
