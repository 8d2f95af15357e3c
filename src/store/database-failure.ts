import { Failure, type Fate } from '../lib/failure.ts';

/**
 * What Postgres or the connection to it said, without what it was about: SQLSTATE and names of tables, columns and
 * constraints, never a value. Postgres puts values into `detail` and into many of its own messages, so neither is kept,
 * not even as `cause`.
 */
export class DatabaseFailure extends Failure {
  /** SQLSTATE (PostgreSQL manual, appendix A), or undefined when the connection failed. */
  readonly sqlState: string | undefined;
  readonly constraint: string | undefined;
  /** Where in the statement the mistake is, counted in characters from 1; undefined when Postgres does not say. */
  readonly position: number | undefined;

  constructor(fate: Fate, code: string, message: string, what: ServerError = {}) {
    super(fate, code, message);
    this.name = 'DatabaseFailure';
    this.sqlState = what.code;
    this.constraint = what.constraint;
    this.position = what.position === undefined ? undefined : Number(what.position);
  }
}

/** Where the connection was when it failed: decides whether the work may have happened. */
export type Moment = 'connecting' | 'reading' | 'writing' | 'in-transaction' | 'committing';

/** Turns anything the driver threw into a Failure. A Failure passes through. */
export function toFailure(error: unknown, moment: Moment): Failure {
  if (error instanceof Failure) return error;
  const what = serverError(error);
  if (isConnectionLost(error)) return connectionFailure(moment, error);
  const sqlState = what.code;
  if (sqlState === undefined) {
    return new DatabaseFailure('permanent', 'database-call', callMessage(error, moment));
  }
  if (CONFLICTS.has(sqlState)) {
    return new DatabaseFailure('transient', 'database-conflict', refused(what), what);
  }
  if (TIMEOUTS.has(sqlState))
    return new DatabaseFailure('transient', 'database-timeout', refused(what), what);
  // 53 = out of disk, memory or connections; 25006 = a standby that is not promoted yet.
  if (sqlState.startsWith('53') || sqlState === '25006') {
    return new DatabaseFailure('transient', 'database-unavailable', refused(what), what);
  }
  return new DatabaseFailure('permanent', NAMED.get(sqlState) ?? 'database-refused', refused(what), what);
}

/** True when the session is gone: the connection must not go back to the pool. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof Failure) return LOST_CODES.has(error.code);
  if (!(error instanceof Error)) return false;
  const code = serverError(error).code;
  if (code === undefined) return LOST_MESSAGES.test(error.message);
  if (code.length === 5 && !code.startsWith('E')) return /^(08|57P0|25P03)/.test(code);
  return SOCKET_CODES.has(code);
}

interface ServerError {
  readonly code?: string | undefined;
  readonly table?: string | undefined;
  readonly column?: string | undefined;
  readonly constraint?: string | undefined;
  readonly message?: string | undefined;
  readonly position?: string | undefined;
}

const LOST_CODES: ReadonlySet<string> = new Set(['database-unavailable', 'commit-unknown']);

const SOCKET_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTCONN',
  'EACCES',
]);

// The driver raises these without a code.
const LOST_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|timeout expired|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/;

const CONFLICTS: ReadonlySet<string> = new Set(['40001', '40P01']);

const TIMEOUTS: ReadonlySet<string> = new Set(['57014', '55P03']);

const NAMED: ReadonlyMap<string, string> = new Map([
  ['23505', 'unique-violation'],
  ['23503', 'foreign-key-violation'],
  ['23514', 'check-violation'],
  ['23502', 'not-null-violation'],
  ['23P01', 'exclusion-violation'],
  // A NUL, in text and in jsonb.
  ['22021', 'text-not-storable'],
  ['22P05', 'text-not-storable'],
]);

function connectionFailure(moment: Moment, error: unknown): Failure {
  const reason = codeOrNothing(error);
  if (moment === 'committing' || moment === 'writing') {
    const message = `The connection to the database was lost before it confirmed the change${reason}.`;
    return new DatabaseFailure('ambiguous', 'commit-unknown', message);
  }
  const message = `The database cannot be reached or dropped the connection${reason}.`;
  return new DatabaseFailure('transient', 'database-unavailable', message);
}

function refused(what: ServerError): string {
  const names = [
    what.table === undefined ? '' : `, table ${what.table}`,
    what.column === undefined ? '' : `, column ${what.column}`,
    what.constraint === undefined ? '' : `, constraint ${what.constraint}`,
  ].join('');
  // Classes 28 and 3D are about who connects to what; class 42 is a mistake in the statement itself, whose message quotes
  // our SQL and the schema. None of them quotes a value.
  const mistake = /^(28|3D|42)/.test(what.code ?? '') ? ` (${what.message ?? ''})` : '';
  return `The database refused a statement: SQLSTATE ${what.code ?? 'unknown'}${mistake}${names}.`;
}

/**
 * The driver complains about how it was called. Its text may quote the values it was called with, so only its class is kept;
 * while connecting there are none, and the text says what is wrong with DATABASE_URL.
 */
function callMessage(error: unknown, moment: Moment): string {
  if (moment === 'connecting' && error instanceof Error)
    return `The database cannot be connected to: ${error.message}.`;
  return `The database driver failed: ${error instanceof Error ? error.name : typeof error}.`;
}

function codeOrNothing(error: unknown): string {
  const code = serverError(error).code;
  return code === undefined ? '' : ` (${code})`;
}

function serverError(error: unknown): ServerError {
  if (typeof error !== 'object' || error === null) return {};
  const raw = error as Readonly<Record<string, unknown>>;
  return {
    code: textOf(raw['code']),
    table: textOf(raw['table']),
    column: textOf(raw['column']),
    constraint: textOf(raw['constraint']),
    message: textOf(raw['message']),
    position: textOf(raw['position']),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
