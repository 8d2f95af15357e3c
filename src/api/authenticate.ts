import type { IncomingMessage } from 'node:http';
import type { Context, MiddlewareHandler } from 'hono';
import type { Database } from '../store/database.ts';
import { findToken, type ApiToken, type TokenScope } from '../store/tokens.ts';
import type { ApiEnv } from './api-deps.ts';
import { problem } from './problem.ts';

/**
 * Lets in whoever has a token of the scope the path asks for, before anything of the body is read. A path nobody thought of
 * asks for the operator: forgetting a line here locks out, it does not let in.
 */
export function guard(db: Database): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const token = await findBearer(db, c);
    if (!token) return unauthorized(c);
    const isAllowed = token.scope === 'operator' || token.scope === scopeFor(c.req.method, c.req.path);
    if (!isAllowed) return forbidden(c);
    c.set('token', token);
    await next();
  };
}

/** Who follows the events may look; to decide is for operators. */
function scopeFor(method: string, path: string): TokenScope {
  const isLook = method === 'GET' || method === 'HEAD';
  return isLook && /^\/v1\/(events|referrals)(\/|$)/.test(path) ? 'events' : 'operator';
}

/** The token of the Authorization header (RFC 6750), when it is one of ours. */
export async function findBearer(db: Database, c: Context): Promise<ApiToken | undefined> {
  const token = bearerOf(c);
  return token === undefined ? undefined : findToken(db, token);
}

export function bearerOf(c: Context): string | undefined {
  return /^Bearer ([\w.~+/=-]{1,500})$/i.exec(c.req.header('authorization') ?? '')?.[1];
}

export function unauthorized(c: Context<ApiEnv>) {
  const isGiven = c.req.header('authorization') !== undefined;
  const challenge = `Bearer realm="referloop"${isGiven ? ', error="invalid_token"' : ''}`;
  const detail = 'Send a token: Authorization: Bearer rl_…';
  return problem(c, 401, 'unauthorized', detail, { headers: { 'WWW-Authenticate': challenge } });
}

export function forbidden(c: Context<ApiEnv>) {
  return problem(c, 403, 'forbidden', 'This token is not for this.');
}

/** Who acted, as the audit and the ledger write it down. */
export function actorOf(c: Context<ApiEnv>): string {
  return `api:${c.get('token').label}`;
}

/** `ip:port` of the other end; behind a proxy that is the proxy. */
export function peerOf(c: Context): string {
  const { incoming } = (c.env ?? {}) as { readonly incoming?: IncomingMessage };
  const { remoteAddress, remotePort } = incoming?.socket ?? {};
  return remoteAddress === undefined ? 'unknown' : `${remoteAddress}:${remotePort}`;
}
