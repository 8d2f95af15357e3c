import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { execute, query, sql, type Statement } from './database.ts';
import { firstIdAt, listMessages, messageListStatement } from './message-search.ts';
import { patientSearchStatement, searchPatients } from './patient-search.ts';
import { listReferrals, referralListStatement, type ReferralCursor } from './referral-list.ts';

const ROWS = 20_000;
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  await execute(
    db,
    sql`insert into patient (id, family, given, birth_date, name_key, search_names)
        select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'ZZTEST ' || word, 'GIVEN', '1950-01-02', 'zztest ' || word || ' given', 'zztest ' || word || ' given'
        from (select n, translate(substr(md5(n::text), 1, 9), '0123456789', 'ghijklmnop') as word from generate_series(1, ${ROWS}::int) n) named`,
  );
  await execute(
    db,
    sql`insert into patient_identifier (system, value, patient_id)
        select 'clinic', 'TEST-' || n, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid from generate_series(1, ${ROWS}::int) n`,
  );
  await execute(
    db,
    sql`insert into partner (id, kind, name, stage, name_key)
        select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'person', 'Dr ' || n, 'active', 'dr ' || n from generate_series(1, 400) n`,
  );
  await execute(
    db,
    sql`insert into referral (id, patient_id, kind, state, is_counted, received_at, referrer_partner_id, priority, version, view)
        select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'explicit',
          (array['received', 'scheduled', 'seen', 'note_ready', 'closed', 'closed', 'closed', 'closed'])[1 + n % 8], true,
          now() - make_interval(mins => n), ('00000000-0000-7000-8000-' || lpad((1 + n % 400)::text, 12, '0'))::uuid, 'routine', 1, '{"state": "closed"}'
        from generate_series(1, ${ROWS}::int) n`,
  );
  await execute(
    db,
    sql`insert into message (id, channel, received_at, peer, body, body_bytes, body_sha256, type, control_id, dedupe_key, state, patient_id)
        select (lpad(to_hex((extract(epoch from now() - make_interval(mins => n)) * 1000)::bigint), 12, '0') || '7000' || lpad(to_hex(n), 16, '8'))::uuid,
          'channel-' || n % 5, now() - make_interval(mins => n), 'peer', 'x', 1, sha256(n::text::bytea), 'SIU^S12', 'C' || n, sha256(('d' || n)::bytea),
          case when n % 500 = 0 then 'invalid' else 'applied' end, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid
        from generate_series(1, ${ROWS}::int) n`,
  );
  await execute(db, sql`vacuum analyze`);
}, 120_000);
afterAll(() => database.drop());

type Node = {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Node[];
};

/** Tables a plan reads from end to end. */
async function scanned(statement: Statement): Promise<readonly string[]> {
  const [row] = await query<{ readonly 'QUERY PLAN': readonly { readonly Plan: Node }[] }>(
    database.db,
    sql`explain (format json) ${statement}`,
  );
  const walk = (node: Node): readonly string[] => [
    ...(node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : []),
    ...(node.Plans ?? []).flatMap(walk),
  ];
  return (row?.['QUERY PLAN'] ?? [])
    .flatMap((one) => walk(one.Plan))
    .filter((name) => ['message', 'referral', 'patient', 'patient_identifier'].includes(name));
}

const partnerId = '00000000-0000-7000-8000-000000000007';
const today = { from: '2026-11-01T05:00:00Z', until: '2026-11-02T05:00:00Z' };

test.each([
  ['all, newest first', {}],
  ['one state', { states: ['seen'] as const }],
  ['several states', { states: ['received', 'accepted', 'no_show'] as const }],
  ['of one office', { partnerId }],
  ['of one office in a state', { partnerId, states: ['closed'] as const }],
  ['of one patient', { patientId: partnerId }],
  ['late', { isLate: true }],
  ['needing attention', { needsAttention: true }],
])('the list of referrals (%s) reads no table from end to end', async (_, filter) => {
  const first = referralListStatement(filter, 51);
  const next = referralListStatement(filter, 51, { receivedAt: '2026-11-01T05:00:00Z', id: partnerId });

  expect([await scanned(first), await scanned(next)]).toEqual([[], []]);
});

test.each([
  ['of a day', today],
  ['of a channel and a day', { channel: 'channel-1', ...today }],
  ['applied, of a day', { state: 'applied' as const, ...today }],
  ['invalid, of any day', { state: 'invalid' as const }],
  ['by control id', { controlId: 'C77' }],
  ['of one patient', { patientId: partnerId }],
])('the list of messages (%s) reads no table from end to end', async (_, filter) => {
  expect(await scanned(messageListStatement(filter, 51))).toEqual([]);
});

/** The invented family name of row 19987: no two rows share one, as real names do not share their letters. */
const word = () =>
  createHash('md5')
    .update('19987')
    .digest('hex')
    .slice(0, 9)
    .replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '');

test.each([word(), `given ${word()}`, 'TEST-123'])(
  'the search for a patient (%s) reads no table from end to end',
  async (text) => {
    expect(await scanned(patientSearchStatement(text, 20))).toEqual([]);
  },
);

test('a patient is found by any part of the name in any order, and by the whole number', async () => {
  const names = async (text: string) =>
    (await searchPatients(database.db, text, 20)).map((patient) => patient.family);
  const expected = [`ZZTEST ${word()}`];

  expect(await names(`given, ${word().toUpperCase()}`)).toEqual(expected);
  expect(await names(word().slice(1, 8))).toEqual(expected);
  expect(await names('TEST-19987')).toEqual(expected);
  expect(await names(`other ${word()}`)).toEqual([]);
  expect(await names('%')).toEqual([]);
});

test('paging through referrals meets every one once', async () => {
  const seen = new Set<string>();
  let after: ReferralCursor | undefined;
  for (let page = 0; page < 8; page += 1) {
    const lines = await listReferrals(database.db, { states: ['received', 'seen'] }, 700, after);
    for (const line of lines) seen.add(line.id);
    const last = lines.at(-1);
    if (!last) break;
    after = { receivedAt: last.receivedAt, id: last.id };
  }

  expect(seen.size).toBe((ROWS / 8) * 2);
});

test('a day of messages is what arrived between its bounds', async () => {
  const [{ at } = { at: '' }] = await query<{ at: string }>(
    database.db,
    sql`select received_at as at from message where control_id = 'C100'`,
  );
  const until = new Date(Date.parse(at) + 60_000).toISOString();
  const found = await listMessages(database.db, { from: at, until }, 50);

  expect(found.map((line) => line.controlId)).toEqual(['C100']);
  expect(firstIdAt('2026-11-02T05:00:00Z')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7000-8000-000000000000$/);
});
