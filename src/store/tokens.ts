import { randomBytes } from 'node:crypto';
import { Failure } from '../lib/failure.ts';
import { newId } from '../lib/ids.ts';
import { sha256Hex } from '../lib/sha256.ts';
import { execute, query, queryOne, sql, type Queryable } from './database.ts';

/** `channel`: post messages to one channel. `events`: read events and referrals. `fhir`: read all by FHIR, patients too. `operator`: everything. */
export type TokenScope = 'channel' | 'events' | 'fhir' | 'operator';

export type ApiToken = {
  readonly id: string;
  readonly label: string;
  readonly scope: TokenScope;
  /** The one channel a `channel` token opens. */
  readonly channel: string | null;
};

/** 256 bits: more than anybody can try, so failed tries need no lock-out. */
const RANDOM_BYTES = 32;
/** How fresh `last_used_at` is kept: a busy sender costs one write a minute. */
const USED_EVERY_SECONDS = 60;
/** Longer texts are no token of ours and are not worth hashing. */
const LONGEST_TOKEN = 200;

/**
 * Makes a token and returns it: `rl_<scope>_<random>`. It is shown this once; only its hash is kept.
 * Throws `token-channel` (permanent) when a channel token names no channel, or another one does.
 */
export async function createToken(
  db: Queryable,
  wanted: { readonly scope: TokenScope; readonly label: string; readonly channel?: string },
): Promise<{ readonly id: string; readonly token: string }> {
  if ((wanted.scope === 'channel') !== (wanted.channel !== undefined)) {
    const message = 'A token of scope "channel" names its channel; the others open all and name none.';
    throw new Failure('permanent', 'token-channel', message);
  }
  const id = newId();
  const token = `rl_${wanted.scope}_${randomBytes(RANDOM_BYTES).toString('base64url')}`;
  await execute(
    db,
    sql`insert into api_token (id, token_sha256, label, scope, channel)
        values (${id}, ${hashOf(token)}, ${wanted.label}, ${wanted.scope}, ${wanted.channel})`,
  );
  return { id, token };
}

/**
 * The token that is meant, unless it was revoked. The look-up compares hashes, whose bytes nobody outside can choose, so its
 * duration says nothing about how close a guess was. Index: api_token_token_sha256_key.
 */
export async function findToken(db: Queryable, token: string): Promise<ApiToken | undefined> {
  if (!token.startsWith('rl_') || token.length > LONGEST_TOKEN) return undefined;
  const row = await queryOne<ApiToken & { readonly isUseStale: boolean }>(
    db,
    sql`select id, label, scope, channel,
          coalesce(last_used_at < now() - make_interval(secs => ${USED_EVERY_SECONDS}), true) as "isUseStale"
        from api_token where token_sha256 = ${hashOf(token)} and revoked_at is null`,
    { name: 'find-token' },
  );
  if (!row) return undefined;
  const { isUseStale, ...found } = row;
  if (isUseStale) await execute(db, sql`update api_token set last_used_at = now() where id = ${row.id}`);
  return found;
}

/** Shuts a token out from now on; false when there is none or it was revoked before. */
export async function revokeToken(db: Queryable, id: string): Promise<boolean> {
  const count = await execute(
    db,
    sql`update api_token set revoked_at = now() where id = ${id} and revoked_at is null`,
  );
  return count > 0;
}

export type TokenRow = ApiToken & {
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
};

/** All tokens, newest first. */
export function listTokens(db: Queryable, limit: number): Promise<TokenRow[]> {
  return query<TokenRow>(
    db,
    sql`select id, label, scope, channel, created_at as "createdAt", last_used_at as "lastUsedAt", revoked_at as "revokedAt"
        from api_token order by id desc limit ${limit}`,
  );
}

function hashOf(token: string): Buffer {
  return Buffer.from(sha256Hex(Buffer.from(token)), 'hex');
}
