import { timingSafeEqual } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { sessionHash } from '../pipeline/sign-in.ts';
import { findSession, touchSession } from '../store/sessions.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { showNoRight } from './no-right-page.tsx';

/** What every answer of the console says to the browser. */
export const safeHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store');
};

/** Lets nobody in who is not signed in. A page that refreshes itself does not keep its session awake. */
export function requireSession(deps: ConsoleDeps): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    const token = readToken(c, deps);
    const tokenSha256 = token === undefined ? undefined : sessionHash(token);
    const session = tokenSha256 && (await findSession(deps.hub.db, tokenSha256, deps.session.idleMinutes));
    if (!session || !tokenSha256) return c.redirect('/sign-in', 303);
    if (c.req.header(REFRESH_HEADER) === undefined && !session.isSeenLately)
      await touchSession(deps.hub.db, tokenSha256);
    c.set('session', session);
    c.set('tokenSha256', tokenSha256);
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    // A file of any size is not read here: whoever takes it looks at the form's token first.
    const isForeign = !isOwnOrigin(c, deps.hub.publicUrl);
    if (uploadPaths.has(c.req.path) && !isForeign) return next();
    if (isForeign || !isSame((await c.req.parseBody())['csrf'], session.csrfToken))
      return c.text('This form is no longer valid. Go back, load the page again and repeat.', 403);
    return next();
  };
}

/** Patients are shown to those who work with them; an operator keeps connections running. */
export const requirePatientRight: MiddlewareHandler<ConsoleEnv> = async (c, next) => {
  if (c.get('session').role !== 'operator') return next();
  return showNoRight(c, 'Your account does not include patient data.');
};

/** Connections to other systems are for those who run them, not for the desk. */
export const requireConnectionRight: MiddlewareHandler<ConsoleEnv> = async (c, next) => {
  if (c.get('session').role !== 'staff') return next();
  return showNoRight(c, 'Your account does not include the connections to other systems.');
};

/** Files for the partner directory: read as they arrive. */
export const UPLOAD_PATH = '/imports/upload';
/** Faxes and papers handed in by a person. */
export const DOCUMENT_UPLOAD_PATH = '/documents/upload';
/** A paper a patient brought to the desk. */
export const PAPER_UPLOAD_PATH = '/check-in/papers';
/** Files of referrals, for a channel. */
export const FEED_UPLOAD_PATH = '/feeds/upload';
/** Files of any size: whoever takes them looks at the form's token first. */
export const uploadPaths: ReadonlySet<string> = new Set([
  UPLOAD_PATH,
  DOCUMENT_UPLOAD_PATH,
  PAPER_UPLOAD_PATH,
  FEED_UPLOAD_PATH,
]);

/** Set by the page's script on its own requests: they are no sign of a person. */
export const REFRESH_HEADER = 'x-refresh';

/** The form comes from a page of ours: the browser says so, or at least names our origin. */
export function isOwnOrigin(c: Context, publicUrl: string): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const origin = c.req.header('origin');
  // Every browser names the origin of a POST; what names none is no browser and carries no cookie it was not given.
  if (origin === undefined) return true;
  if (origin === 'null' || !URL.canParse(origin)) return false;
  return origin === new URL(publicUrl).origin || new URL(origin).host === c.req.header('host');
}

export function isSame(given: unknown, expected: string): boolean {
  if (typeof given !== 'string') return false;
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export function readToken(c: Context, deps: ConsoleDeps): string | undefined {
  return getCookie(c, cookieName(deps, 'session'));
}

/** `name` is one of ours; the browser refuses a `__Host-` cookie that is not secure or belongs to a domain. */
export function cookieName(deps: ConsoleDeps, name: 'session' | 'form'): string {
  return deps.isSecure ? `__Host-referloop-${name}` : `referloop-${name}`;
}

export function giveCookie(c: Context, deps: ConsoleDeps, name: 'session' | 'form', value: string): void {
  setCookie(c, cookieName(deps, name), value, {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    secure: deps.isSecure,
  });
}

export function dropCookie(c: Context, deps: ConsoleDeps, name: 'session' | 'form'): void {
  deleteCookie(c, cookieName(deps, name), { path: '/', secure: deps.isSecure });
}

/** Where the client is, without its port; of an IPv6 address the network, which is what one household or attacker has. */
export function peerOf(c: ConsoleContext, deps: ConsoleDeps): string {
  const address = deps.peerOf?.(c) ?? socketAddress(c);
  const plain = address.replace(/^::ffff:/, '');
  return plain.includes(':') ? plain.split(':').slice(0, 4).join(':') : plain;
}

/** Who acts, for the audit. */
export function actor(
  c: ConsoleContext,
  deps: ConsoleDeps,
): { readonly actor: string; readonly peer: string } {
  return { actor: c.get('session').email, peer: peerOf(c, deps) };
}

function socketAddress(c: ConsoleContext): string {
  try {
    return getConnInfo(c).remote.address ?? 'unknown';
  } catch {
    // Not served over a socket: a test asks the app itself.
    return 'unknown';
  }
}

/**
 * No inline script or style, nothing from elsewhere, in nobody's frame. The referrer policy is `same-origin` and not
 * `no-referrer`, which would make browsers send `Origin: null` with our own forms (Fetch standard, "append a request Origin
 * header") and so blind the check of the origin.
 */
const headers: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};
