import type { QueryConfig, QueryResult } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import type { PatientClaim } from '../domain/fact.ts';
import { MOST_PER_KEY, patientKeys } from '../domain/patient-keys.ts';
import { parsePatientSearch } from '../domain/patient-search.ts';
import { execute, query, sql, type Statement, type Tx } from './database.ts';
import { listStaleKeys } from './patient-keys.ts';
import { likeStatement, patientSearchStatement, searchPatients } from './patient-search.ts';
import { findPatientCandidates, upsertPatients } from './patients.ts';

const ROWS = 60_000;
const BATCH = 200;
let database: TestDatabase;

/** Syllables, so that names share trigrams as real ones do. */
const syllables = ['ba', 'ko', 'mer', 'lin', 'do', 'san', 'ti', 'ru', 'ven', 'ga', 'pol', 'ne'];
const wordOf = (n: number): string =>
  [n, n / 12, n / 144, n / 1728].map((part) => syllables[Math.floor(part) % 12] ?? '').join('');
const claimOf = (n: number): PatientClaim => ({
  identifiers: [],
  name: { family: `zz${wordOf(n)}`, given: wordOf(n * 7 + 3).slice(0, 6) },
  birthDate: new Date(Date.UTC(1930, 0, 1) + (n % 25_000) * 86_400_000).toISOString().slice(0, 10),
  sex: 'F',
  phones: [n % 3 === 0 ? '+12125550100' : `+1718${String(2_000_000 + n)}`],
  address: { line1: `${n} Main St`, zip: '10451' },
});
const idOf = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  for (let from = 0; from < ROWS; from += 5_000)
    await upsertPatients(
      db as unknown as Tx,
      Array.from({ length: 5_000 }, (_, at) => ({ id: idOf(from + at), demographics: claimOf(from + at) })),
    );
  await execute(
    db,
    sql`insert into patient_identifier (system, value, patient_id)
        select 'clinic:mr', 'TEST-' || n, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid from generate_series(0, ${ROWS - 1}::int) n`,
  );
  await execute(db, sql`vacuum analyze`);
}, 180_000);
afterAll(() => database.drop());

type Node = {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Node[];
};

/** Tables read from end to end. Without values: whatever they are, as after the fifth run of a named statement (Postgres 16 and later). */
async function scanned(text: string, values?: readonly unknown[]): Promise<readonly string[]> {
  const options = values === undefined ? 'generic_plan, format json' : 'format json';
  const { rows } = await database.db.send({
    text: `explain (${options}) ${text}`,
    values: [...(values ?? [])],
  });
  const walk = (node: Node): readonly string[] => [
    ...(node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : []),
    ...(node.Plans ?? []).flatMap(walk),
  ];
  const plans = (rows as readonly { readonly 'QUERY PLAN': readonly { readonly Plan: Node }[] }[])[0];
  return (plans?.['QUERY PLAN'] ?? [])
    .flatMap((one) => walk(one.Plan))
    .filter((table) => ['patient', 'patient_identifier'].includes(table));
}

const strangers = Array.from({ length: BATCH }, (_, at): PatientClaim => ({
  ...claimOf(at * 211),
  phones: ['+12125550100'],
  identifiers: [{ system: 'clinic:mr', value: `NEW-${at}` }],
}));

test('the candidates of a batch of unknown patients are found by indexes, with two queries', async () => {
  const asked: QueryConfig[] = [];
  const send = (statement: QueryConfig): Promise<QueryResult> => {
    asked.push(statement);
    return Promise.resolve({ rows: [], rowCount: 0, command: '', oid: 0, fields: [] });
  };
  await findPatientCandidates({ send }, strangers);

  expect(asked).toHaveLength(2);
  for (const { text, values } of asked) expect(await scanned(text, values ?? [])).toEqual([]);
  const [{ version } = { version: '0' }] = await query<{ version: string }>(
    database.db,
    sql`select current_setting('server_version_num') as version`,
  );
  const known = Number(version) >= 160_000 ? asked : [];
  for (const { text } of known) expect(await scanned(text)).toEqual([]);
});

test('a key that too many share finds nobody, and the others find the patient', async () => {
  const [claim = claimOf(0)] = strangers;
  const found = await findPatientCandidates(database.db, [claim]);

  expect(found.map((one) => one.id)).toContain(idOf(0));
  expect(found.length).toBeLessThan(MOST_PER_KEY);
  expect(await findPatientCandidates(database.db, [{ identifiers: [], phones: ['2125550100'] }])).toEqual([]);
});

test('what is found has the keys it was found by', async () => {
  const [row] = await query<{ keys: string[] }>(
    database.db,
    sql`select match_keys as keys from patient where id = ${idOf(77)}`,
  );

  expect(row?.keys).toEqual(patientKeys(claimOf(77)));
  expect(await listStaleKeys(database.db, 10)).toEqual([]);
  expect(await scanned('select id from patient where keys_version < 1 limit 500', [])).toEqual([]);
});

const one = claimOf(41_234);
const [year = '', month = '', day = ''] = (one.birthDate ?? '').split('-');
const typed: readonly (readonly [string, string])[] = [
  ['family name', one.name?.family ?? ''],
  ['both names', `${one.name?.given} ${one.name?.family}`],
  [
    'name and birth date as it is written here',
    `${one.name?.family} ${Number(month)}/${Number(day)}/${year}`,
  ],
  ['ISO birth date', one.birthDate ?? ''],
  ['telephone', '(718) 204-1234'],
  ['name and telephone', `${one.name?.family} 718-204-1234`],
];

test.each(typed)('a search by %s finds the patient by an index', async (_, text) => {
  const plan = (statement: Statement) => scanned(statement.text, statement.values);

  expect(await plan(patientSearchStatement(text, 20))).toEqual([]);
  const search = parsePatientSearch(text);
  expect(search.words.length === 0 ? [] : await plan(likeStatement(search, 20))).toEqual([]);
  const found = await searchPatients(database.db, text, 20);
  expect(found.find((hit) => hit.id === idOf(41_234))?.reasons.length).toBeGreaterThan(0);
});

test('a misspelt name finds who is like it, and says so', async () => {
  const misspelt = (one.name?.family ?? '').replace(/(.)(.)$/, '$2$1');
  const found = await searchPatients(database.db, `${misspelt} ${month}/${day}/${year}`, 20);

  expect(found.find((hit) => hit.id === idOf(41_234))?.reasons).toEqual(['a name like it', 'birth date']);
});
