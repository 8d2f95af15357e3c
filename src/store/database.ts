import { Pool, type PoolClient, type QueryConfig, type QueryResult } from 'pg';
import { Failure } from '../lib/failure.ts';
import { arrayText } from './array-text.ts';
import { isConnectionLost, toFailure, type Moment } from './database-failure.ts';
import { databaseValues } from './database-values.ts';
import type { Keyring } from './keyring.ts';
import { sql, type Statement } from './sql.ts';

export { sql, type Statement } from './sql.ts';

/** Something a statement can be sent to: the pool, or one transaction. */
export interface Queryable {
  readonly send: (config: QueryConfig) => Promise<QueryResult>;
  /** Seals the secrets that are kept in it; absent: there are no keys. */
  readonly keyring?: Keyring;
}

/** A pool of connections. Each statement sent to it is a transaction of its own. */
export interface Database extends Queryable {
  readonly pool: Pool;
  /** Waits for the connections in use to come back, then closes them all. Safe to call twice. */
  readonly close: () => Promise<void>;
}

/** One open transaction. Functions that write take this, so that they can only be called inside one. */
export interface Tx extends Queryable {
  readonly client: PoolClient;
}

export interface DatabaseOptions {
  readonly maxConnections: number;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  /** Longest a statement may run on the server, in milliseconds. */
  readonly statementTimeoutMs?: number;
  readonly keyring?: Keyring;
}

/** Long enough for every query of the hub, short enough that a forgotten index shows itself. */
const STATEMENT_TIMEOUT_MS = 60_000;
/** How much longer than the server the client waits: only a dead network gets there. */
const NETWORK_GRACE_MS = 15_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** A transaction that waits for something other than the database holds row locks for everybody else. */
const IDLE_IN_TRANSACTION_MS = 60_000;

/** Opens a pool. Connects at the first statement, so a database that is down is a transient Failure there, not here. */
export function openDatabase(url: string, options: DatabaseOptions): Database {
  const statementTimeoutMs = options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS;
  const pool = new Pool({
    connectionString: url,
    max: options.maxConnections,
    application_name: options.applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + NETWORK_GRACE_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    // Statements of one transaction may be sent without waiting for the one before: they are worked off in the order they were sent.
    pipeline: true,
    types: databaseValues,
  });
  // Without listeners a connection that drops while idle (pool) or between two statements (client) ends the process.
  // The next statement reports the loss to somebody who can act on it.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  let closing: Promise<void> | undefined;
  return {
    pool,
    keyring: options.keyring ?? [],
    send: (config) => sendAlone(pool, config),
    close: () => (closing ??= pool.end()),
  };
}

export interface QueryOptions {
  /** Prepares the statement once per connection under this name. For hot queries; one name means one text. */
  readonly name?: string;
}

/** All rows. The caller's SQL has the limit. */
export async function query<Row>(
  client: Queryable,
  statement: Statement,
  options: QueryOptions = {},
): Promise<Row[]> {
  const result = await client.send(toConfig(statement, options));
  return result.rows as Row[];
}

/** The first row, or undefined. */
export async function queryOne<Row>(
  client: Queryable,
  statement: Statement,
  options: QueryOptions = {},
): Promise<Row | undefined> {
  const [row] = await query<Row>(client, statement, options);
  return row;
}

/** Runs a statement for its effect: how many rows it touched. */
export async function execute(
  client: Queryable,
  statement: Statement,
  options: QueryOptions = {},
): Promise<number> {
  const result = await client.send(toConfig(statement, options));
  return result.rowCount ?? 0;
}

/** Small enough that its hexadecimal text is no burden, large enough that nearly every message is one round trip. */
const CHUNK_BYTES = 2 * 1024 * 1024;

/**
 * The one `bytea` a statement selects, or undefined when there is no row or it is null.
 *
 * Read in pieces: the driver gets bytes as hexadecimal text, twice their size, and its binary mode corrupts them (pg 8.23
 * decodes them as UTF-8 first). Throws `bytes-changed` (transient) when the value changes meanwhile.
 */
export async function readBytes(client: Queryable, statement: Statement): Promise<Buffer | undefined> {
  const first = await readChunk(client, statement, 0);
  if (first === undefined || first.size === null || first.chunk === null) return undefined;
  if (first.chunk.length === first.size) return first.chunk;
  const whole = Buffer.allocUnsafe(first.size);
  let offset = first.chunk.copy(whole, 0);
  while (offset < whole.length) {
    const next = await readChunk(client, statement, offset);
    if (next?.size !== whole.length || next.chunk === null || next.chunk.length === 0) {
      throw new Failure('transient', 'bytes-changed', 'A stored document changed while it was read.');
    }
    offset += next.chunk.copy(whole, offset);
  }
  return whole;
}

/** Bytes as the driver sends them in binary; anything else would go as text. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

interface Chunk {
  readonly size: number | null;
  readonly chunk: Buffer | null;
}

async function readChunk(
  client: Queryable,
  statement: Statement,
  offset: number,
): Promise<Chunk | undefined> {
  return queryOne<Chunk>(
    client,
    sql`select octet_length(bytes) as size, substring(bytes from ${offset + 1}::int for ${CHUNK_BYTES}::int) as chunk
        from (${statement}) as selected (bytes)`,
  );
}

/** Refuses a database that may forget what it confirmed. Throws `not-durable` (permanent) naming the setting. */
export async function assertDurable(
  db: Database,
  options: { readonly allowUnsafe?: boolean } = {},
): Promise<void> {
  if (options.allowUnsafe === true) return;
  const rows = await query<{ name: string; setting: string }>(
    db,
    sql`select name, setting from pg_settings where name in ('fsync', 'synchronous_commit')`,
  );
  const unsafe = rows.filter((row) => row.setting === 'off').map((row) => row.name);
  if (unsafe.length === 0) return;
  throw new Failure(
    'permanent',
    'not-durable',
    `The database would lose acknowledged messages in a power cut: ${unsafe.join(' and ')} must not be off.`,
  );
}

function toConfig(statement: Statement, options: QueryOptions): QueryConfig {
  const values = statement.values.map((value) =>
    Array.isArray(value) ? (arrayText(value) ?? value) : value,
  );
  const config: QueryConfig = { text: statement.text, values };
  if (options.name !== undefined) config.name = options.name;
  return config;
}

/** Outside a transaction a lost connection leaves a write in doubt, and only a plain `select` surely wrote nothing. */
async function sendAlone(pool: Pool, config: QueryConfig): Promise<QueryResult> {
  const client = await connect(pool);
  try {
    const result = await client.query(config);
    client.release();
    return result;
  } catch (error) {
    client.release(isConnectionLost(error));
    const moment: Moment = /^\s*select\b/i.test(config.text) ? 'reading' : 'writing';
    throw toFailure(error, moment);
  }
}

/** A connection from the pool. Throws `database-unavailable` (transient) when there is none to be had. */
export async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw toFailure(error, 'connecting');
  }
}
