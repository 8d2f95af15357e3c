import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { sessionHash, signIn, signInDelayMs } from '../pipeline/sign-in.ts';
import { insertAudit } from '../store/audit.ts';
import { deleteSession, findSession } from '../store/sessions.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { cookieName, dropCookie, giveCookie, isOwnOrigin, isSame, peerOf, readToken } from './gate.ts';
import { Shell } from './layout.tsx';
import { Csrf, Field } from './parts.tsx';

/** Sign-in attempts of one address that may wait at once: more is a machine guessing. */
const WAITING_PER_PEER = 4;

/** The door: open to everybody, so it asks for nothing but an address and a password. */
export function signInRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  const waiting = new Map<string, number>();
  app.get('/sign-in', async (c) => {
    if (await isSignedIn(c, deps)) return c.redirect('/', 303);
    return showSignIn(c, deps, { status: 200 });
  });
  app.post('/sign-in', async (c) => {
    const form = await c.req.parseBody();
    const expected = getCookie(c, cookieName(deps, 'form')) ?? '';
    if (expected === '' || !isOwnOrigin(c, deps.hub.publicUrl) || !isSame(form['csrf'], expected))
      return showSignIn(c, deps, {
        status: 403,
        problem: 'This form was no longer valid. Please sign in again.',
      });
    const attempt = {
      email: textOf(form['email']),
      password: textOf(form['password']),
      peer: peerOf(c, deps),
    };
    const isPatient = await waitTurn(deps, waiting, attempt);
    if (!isPatient)
      return showSignIn(c, deps, {
        status: 429,
        problem: 'Too many attempts at once. Wait ten seconds and try again.',
      });
    const token = await signIn(deps.hub.db, attempt, deps.session);
    if (token === undefined)
      return showSignIn(c, deps, {
        status: 401,
        problem: 'The address or the password is wrong.',
        email: attempt.email,
      });
    const before = readToken(c, deps);
    if (before !== undefined) await deleteSession(deps.hub.db, sessionHash(before));
    giveCookie(c, deps, 'session', token);
    dropCookie(c, deps, 'form');
    return c.redirect('/', 303);
  });
  return app;
}

/** Ends a session. Mounted behind the gate: it needs the session's own token. */
export function signOutRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.post('/sign-out', async (c) => {
    const { email, accountId } = c.get('session');
    await insertAudit(deps.hub.db, {
      actor: email,
      action: 'sign_out',
      objectKind: 'account',
      objectId: accountId,
      peer: peerOf(c, deps),
    });
    await deleteSession(deps.hub.db, c.get('tokenSha256'));
    dropCookie(c, deps, 'session');
    return c.redirect('/sign-in', 303);
  });
  return app;
}

/** Waits as long as earlier failures ask for. `false`: this address has too many attempts waiting already. */
async function waitTurn(
  deps: ConsoleDeps,
  waiting: Map<string, number>,
  attempt: { readonly email: string; readonly peer: string },
): Promise<boolean> {
  const delayMs = await signInDelayMs(deps.hub.db, attempt.email, attempt.peer);
  if (delayMs === 0) return true;
  const count = waiting.get(attempt.peer) ?? 0;
  if (count >= WAITING_PER_PEER) return false;
  waiting.set(attempt.peer, count + 1);
  try {
    await (deps.pause ?? wait)(delayMs);
  } finally {
    const left = (waiting.get(attempt.peer) ?? 1) - 1;
    if (left === 0) waiting.delete(attempt.peer);
    else waiting.set(attempt.peer, left);
  }
  return true;
}

async function isSignedIn(c: ConsoleContext, deps: ConsoleDeps): Promise<boolean> {
  const token = readToken(c, deps);
  if (token === undefined) return false;
  return (await findSession(deps.hub.db, sessionHash(token), deps.session.idleMinutes)) !== undefined;
}

type Shown = { readonly status: 200 | 401 | 403 | 429; readonly problem?: string; readonly email?: string };

function showSignIn(c: ConsoleContext, deps: ConsoleDeps, { status, problem, email }: Shown) {
  const token = randomBytes(24).toString('base64url');
  giveCookie(c, deps, 'form', token);
  const { demoAccount } = deps;
  if (status === 429) c.header('retry-after', '10');
  return c.html(
    <Shell title="Sign in" practice={deps.hub.practice.name} isDemo={deps.isDemo}>
      <main id="main" class="door" tabindex={-1}>
        <p class="brand">Referloop</p>
        <h1>{deps.hub.practice.name}</h1>
        {problem === undefined ? null : (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <form method="post" action="/sign-in" class="stack">
          <Csrf token={token} />
          <Field
            label="E-mail address"
            name="email"
            type="email"
            autocomplete="username"
            isRequired
            value={email ?? demoAccount?.email ?? ''}
          />
          <Field
            label="Password"
            name="password"
            type="password"
            autocomplete="current-password"
            isRequired
            maxLength={1000}
          />
          <button class="main" type="submit">
            Sign in
          </button>
        </form>
        {demoAccount === undefined ? null : (
          <p class="muted">
            This is a demo: the password is <kbd>{demoAccount.password}</kbd>
          </p>
        )}
      </main>
    </Shell>,
    status,
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
