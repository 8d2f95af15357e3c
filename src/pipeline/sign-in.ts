import { createHash, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import {
  countSignInFailures,
  findAccountByEmail,
  forgetSignInFailures,
  insertAccount,
  insertSignInFailure,
  updatePasswordHash,
  type AccountRole,
} from '../store/accounts.ts';
import { insertAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { deleteEndedSessions, deleteSessionsOf, insertSession } from '../store/sessions.ts';

export type SessionLimits = { readonly idleMinutes: number; readonly absoluteHours: number };

/** Checks a password and opens a session; returns the token for the cookie, or undefined. Counts and writes down failures. */
export async function signIn(
  db: Database,
  attempt: { readonly email: string; readonly password: string; readonly peer: string },
  limits: SessionLimits,
): Promise<string | undefined> {
  const email = attempt.email.trim().toLowerCase().slice(0, LONGEST_EMAIL);
  const { password, peer } = attempt;
  const account = await findAccountByEmail(db, email);
  // An unknown address costs as much time as a wrong password: the answer's delay tells nobody who has an account.
  const isRight = await verify(
    account?.passwordHash ?? (await nobodysHash()),
    password.slice(0, LONGEST_PASSWORD),
  );
  if (!account || !isRight || account.isDisabled) {
    await insertSignInFailure(db, email, peer);
    await insertAudit(db, {
      actor: email,
      action: 'sign_in_failed',
      objectKind: 'account',
      objectId: account?.id ?? 'unknown',
      peer,
    });
    return undefined;
  }
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  await forgetSignInFailures(db, email, peer);
  await deleteEndedSessions(db, limits.idleMinutes);
  await insertAudit(db, {
    actor: email,
    action: 'sign_in',
    objectKind: 'account',
    objectId: account.id,
    peer,
  });
  await insertSession(db, {
    tokenSha256: sessionHash(token),
    accountId: account.id,
    csrfToken: randomBytes(TOKEN_BYTES).toString('base64url'),
    hours: limits.absoluteHours,
  });
  return token;
}

/** What the session table knows a cookie by: a copy of the table opens no door. */
export function sessionHash(token: string): Uint8Array {
  return createHash('sha256').update(token).digest();
}

/**
 * How long the next attempt waits, in milliseconds: it grows with the failures of this account and of this address in the last
 * quarter of an hour and ends at eight seconds. The right password always gets through, so no stranger can lock anybody out.
 */
export async function signInDelayMs(db: Database, email: string, peer: string): Promise<number> {
  const failures = await countSignInFailures(
    db,
    email.trim().toLowerCase().slice(0, LONGEST_EMAIL),
    peer,
    WINDOW_MINUTES,
  );
  const worst = Math.max(failures.byEmail, failures.byPeer) - FREE_SLIPS;
  return worst < 0 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** Math.min(worst, 10), LONGEST_DELAY_MS);
}

/**
 * Makes sure that this account exists with this password; a new one gets the role. A changed password ends the sessions of the
 * old one.
 */
export async function ensureAccount(
  db: Database,
  email: string,
  password: string,
  role: AccountRole = 'admin',
): Promise<void> {
  const address = email.trim().toLowerCase();
  const account = await findAccountByEmail(db, address);
  if (account) {
    if (await verify(account.passwordHash, password)) return;
    await updatePasswordHash(db, account.id, await hash(password, cost));
    await deleteSessionsOf(db, account.id);
    return;
  }
  const displayName = address.split('@')[0] ?? address;
  await insertAccount(db, {
    email: address,
    displayName,
    role,
    passwordHash: await hash(password, cost),
  });
}

const TOKEN_BYTES = 32;
const LONGEST_EMAIL = 254;
/** argon2 reads every byte it is given: nobody types more. */
const LONGEST_PASSWORD = 1000;
const WINDOW_MINUTES = 15;
const FREE_SLIPS = 3;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 8000;

/** argon2id (the 2) with 19 MiB, two passes, one lane: one of the settings the OWASP password storage sheet holds equal. */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

let decoy: Promise<string> | undefined;

function nobodysHash(): Promise<string> {
  return (decoy ??= hash(randomBytes(TOKEN_BYTES), cost));
}
