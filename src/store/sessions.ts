import type { AccountRole } from './accounts.ts';
import { execute, queryOne, sql, type Queryable } from './database.ts';

/** Somebody who is signed in. */
export type Session = {
  readonly accountId: string;
  readonly email: string;
  readonly displayName: string;
  readonly role: AccountRole;
  readonly csrfToken: string;
  /** The person was seen within the last minute: nothing new to write down. */
  readonly isSeenLately: boolean;
};

export async function insertSession(
  db: Queryable,
  session: {
    readonly tokenSha256: Uint8Array;
    readonly accountId: string;
    readonly csrfToken: string;
    readonly hours: number;
  },
): Promise<void> {
  await execute(
    db,
    sql`insert into session (token_sha256, account_id, csrf_token, expires_at)
        values (${Buffer.from(session.tokenSha256)}, ${session.accountId}, ${session.csrfToken}, now() + make_interval(hours => ${session.hours}))`,
  );
}

/** The session of a cookie, unless it ended, slept too long or its account was disabled. Index: primary key. */
export function findSession(
  db: Queryable,
  tokenSha256: Uint8Array,
  idleMinutes: number,
): Promise<Session | undefined> {
  return queryOne<Session>(
    db,
    sql`select s.account_id as "accountId", a.email, a.display_name as "displayName", a.role, s.csrf_token as "csrfToken",
          s.last_seen_at >= now() - interval '1 minute' as "isSeenLately"
        from session s join account a on a.id = s.account_id
        where s.token_sha256 = ${Buffer.from(tokenSha256)} and s.expires_at > now()
          and s.last_seen_at > now() - make_interval(mins => ${idleMinutes}) and not a.is_disabled`,
    { name: 'find-session' },
  );
}

/** The person is still there. Once a minute is exact enough, and spares a write on every page. */
export async function touchSession(db: Queryable, tokenSha256: Uint8Array): Promise<void> {
  await execute(
    db,
    sql`update session set last_seen_at = now()
        where token_sha256 = ${Buffer.from(tokenSha256)} and last_seen_at < now() - interval '1 minute'`,
    { name: 'touch-session' },
  );
}

export async function deleteSession(db: Queryable, tokenSha256: Uint8Array): Promise<void> {
  await execute(db, sql`delete from session where token_sha256 = ${Buffer.from(tokenSha256)}`);
}

/** All of one account: after its password changed. Index: session_of_account. */
export async function deleteSessionsOf(db: Queryable, accountId: string): Promise<void> {
  await execute(db, sql`delete from session where account_id = ${accountId}`);
}

/** Sessions that ended by themselves. Few rows: one per open browser. */
export async function deleteEndedSessions(db: Queryable, idleMinutes: number): Promise<void> {
  await execute(
    db,
    sql`delete from session where expires_at < now() or last_seen_at < now() - make_interval(mins => ${idleMinutes})`,
  );
}
