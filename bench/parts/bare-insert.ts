import { randomFillSync } from 'node:crypto';
import { Pool } from 'pg';
import { newId } from '../../src/lib/ids.ts';
import { siuOfBytes } from './messages.ts';

/**
 * What a hub is measured against: rows of the same table (columns, indexes, constraints), written by a program that does nothing
 * else. What its producers offer while commits are under way goes into one multi-row insert. No socket, no HL7, no hash, no answer.
 */
export type BareInput = {
  readonly databaseUrl: string;
  readonly table: string;
  /** Each offers a row, waits until it is committed, and offers the next. */
  readonly producers: number;
  readonly ms: number;
};

export type BareResult = { readonly rows: number; readonly ms: number };

const input = JSON.parse(process.argv[2] ?? '{}') as BareInput;
const IN_FLIGHT = 6;
const ROWS = 500;

type Row = { readonly id: string; readonly hash: Buffer; readonly done: () => void };

const body = siuOfBytes(1_500);
const answer = Buffer.alloc(130, 'A');
const pool = new Pool({ connectionString: input.databaseUrl, max: IN_FLIGHT });
const insert = `insert into ${input.table} (id, channel, peer, body, body_bytes, body_sha256, type, control_id, sender, dedupe_key, answer, answer_code, state)
  select n.id, n.channel, n.peer, substring($1::bytea from n.nr::int * ${body.length} + 1 for ${body.length}), n.body_bytes,
    substring($2::bytea from n.nr::int * 32 + 1 for 32), n.type, n.control_id, n.sender, substring($2::bytea from n.nr::int * 32 + 1 for 32),
    substring($3::bytea from n.nr::int * ${answer.length} + 1 for ${answer.length}), n.answer_code, 'received'
  from unnest($4::uuid[], $5::text[], $6::text[], $7::int[], $8::int[], $9::text[], $10::text[], $11::text[], $12::text[])
    as n (id, channel, peer, nr, body_bytes, type, control_id, sender, answer_code)
  on conflict (dedupe_key) do nothing returning id`;

const waiting: Row[] = [];
let inFlight = 0;
let rows = 0;

function pump(): void {
  while (inFlight < IN_FLIGHT && waiting.length > 0) {
    inFlight += 1;
    void commit(waiting.splice(0, ROWS));
  }
}

async function commit(group: readonly Row[]): Promise<void> {
  const same = <T>(value: T): T[] => group.map(() => value);
  const values = [
    Buffer.concat(same(body)),
    Buffer.concat(group.map((row) => row.hash)),
    Buffer.concat(same(answer)),
    group.map((row) => row.id),
    same('clinic'),
    same('127.0.0.1:50000'),
    group.map((_, index) => index),
    same(body.length),
    same('SIU^S12'),
    group.map((row) => row.id.slice(-12)),
    same('EMR^CLINIC'),
    same('AA'),
  ];
  const result = await pool.query({ name: 'insert', text: insert, values });
  rows += result.rowCount ?? 0;
  inFlight -= 1;
  for (const row of group) row.done();
  pump();
}

async function produce(until: number): Promise<void> {
  while (performance.now() < until) {
    await new Promise<void>((done) => {
      waiting.push({ id: newId(), hash: randomFillSync(Buffer.allocUnsafe(32)), done });
      pump();
    });
  }
}

// Connections are opened and the statement is prepared before the clock starts.
await Promise.all(Array.from({ length: IN_FLIGHT }, () => pool.query('select pg_sleep(0.05)')));
const startedAt = performance.now();
await Promise.all(Array.from({ length: input.producers }, () => produce(startedAt + input.ms)));
const result: BareResult = { rows, ms: performance.now() - startedAt };
await pool.end();
process.send?.(result, () => process.disconnect());
