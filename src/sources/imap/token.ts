import { createSign } from 'node:crypto';
import { z } from 'zod';
import { codeOf, Failure } from '../../lib/failure.ts';
import { readJson } from '../../sdk/gateway-door.ts';
import { fetchBytes } from '../../sdk/http-client.ts';
import type { OauthSettings } from './config.ts';

export type TokenSource = {
  /** An access token with some time left. Throws `token-refused` (permanent) or `token-unreachable` (transient). */
  readonly take: () => Promise<string>;
  /** The mail server refused it: the next one is a new one. */
  readonly forget: () => void;
};

type Token = { readonly value: string; readonly until: number };

const ANSWER_MS = 15_000;
const MOST_ANSWER = 64 * 1024;
/** A token this near its end is not begun a session with. */
const MARGIN_MS = 5 * 60_000;
/** When the answer names no lifetime (RFC 6749 5.1 only recommends it). */
const DEFAULT_SECONDS = 300;
const JWT_SECONDS = 3_600;

/** Gets access tokens (OAuth 2.0, RFC 6749; for Google's service accounts RFC 7523) and keeps one until near its end. */
export function createTokenSource(
  user: string,
  settings: OauthSettings,
  clock: () => number = Date.now,
): TokenSource {
  // Microsoft gives a new refresh token with each access token; the old one ends after ninety days.
  let refreshToken = 'refreshToken' in settings ? settings.refreshToken : undefined;
  let asking: Promise<Token> | undefined;
  let token: Token | undefined;
  const ask = async (): Promise<Token> => {
    const answer = await post(tokenUrlOf(settings), grantOf(user, settings, refreshToken, clock()));
    refreshToken = answer.refreshToken ?? refreshToken;
    return { value: answer.accessToken, until: clock() + answer.seconds * 1000 };
  };
  return {
    take: async () => {
      if (token && token.until - clock() > MARGIN_MS) return token.value;
      // Several folders connect at once: one question serves them all.
      asking ??= ask().finally(() => (asking = undefined));
      token = await asking;
      return token.value;
    },
    forget: () => {
      token = undefined;
    },
  };
}

function tokenUrlOf(settings: OauthSettings): string {
  if (settings.tokenUrl !== undefined) return settings.tokenUrl;
  return settings.kind === 'microsoft'
    ? `https://login.microsoftonline.com/${settings.tenant}/oauth2/v2.0/token`
    : 'https://oauth2.googleapis.com/token';
}

function grantOf(
  user: string,
  settings: OauthSettings,
  refreshToken: string | undefined,
  nowMs: number,
): Readonly<Record<string, string>> {
  if (settings.kind === 'google-service-account') {
    return {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: signAssertion(user, settings, nowMs),
    };
  }
  const scope = settings.scope ?? defaultScope(settings, refreshToken !== undefined);
  return {
    client_id: settings.clientId,
    client_secret: settings.clientSecret,
    ...(scope === undefined ? {} : { scope }),
    ...(refreshToken === undefined
      ? { grant_type: 'client_credentials' }
      : { grant_type: 'refresh_token', refresh_token: refreshToken }),
  };
}

function defaultScope(settings: OauthSettings, isDelegated: boolean): string | undefined {
  if (settings.kind !== 'microsoft') return undefined;
  return isDelegated
    ? 'https://outlook.office365.com/IMAP.AccessAsUser.All offline_access'
    : 'https://outlook.office365.com/.default';
}

/** Signed by the service account, in the name of the mailbox's owner (domain-wide delegation). */
function signAssertion(
  user: string,
  settings: Extract<OauthSettings, { kind: 'google-service-account' }>,
  nowMs: number,
): string {
  const issued = Math.floor(nowMs / 1000);
  const claims = {
    iss: settings.clientEmail,
    sub: user,
    scope: settings.scope ?? 'https://mail.google.com/',
    aud: tokenUrlOf(settings),
    iat: issued,
    exp: issued + JWT_SECONDS,
  };
  const text = [{ alg: 'RS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  try {
    const key = settings.privateKey.replaceAll('\\n', '\n');
    return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`;
  } catch (cause) {
    throw new Failure('permanent', 'token-key', 'oauth.privateKey is no RSA key in PEM.', { cause });
  }
}

/** RFC 6749 5.1 and 5.2. Some servers write the seconds as a text. */
const answerShape = z.looseObject({
  access_token: z.string().min(1).optional(),
  expires_in: z.coerce.number().positive().optional().catch(undefined),
  refresh_token: z.string().min(1).optional().catch(undefined),
  error: z.string().optional().catch(undefined),
});

type Answer = {
  readonly accessToken: string;
  readonly seconds: number;
  readonly refreshToken: string | undefined;
};

async function post(url: string, form: Readonly<Record<string, string>>): Promise<Answer> {
  const { status, body: bytes } = await fetchBytes(
    url,
    { method: 'POST', body: new URLSearchParams(form) },
    { hosts: [new URL(url).hostname], maxBytes: MOST_ANSWER, timeoutMs: ANSWER_MS },
  ).catch((cause: unknown) => {
    const sentence = `The sign-in server did not answer (${codeOf(cause)}).`;
    throw new Failure('transient', 'token-unreachable', sentence, { cause });
  });
  const body = answerShape.safeParse(readJson(bytes)).data;
  if (status !== 200 || body?.access_token === undefined) {
    const code = /^[a-z_]{1,40}$/.test(body?.error ?? '') ? ` ${body?.error}` : '';
    const isTheirs = status >= 500 || status === 429;
    throw new Failure(
      isTheirs ? 'transient' : 'permanent',
      'token-refused',
      `The sign-in server gave no token (${status}${code}): check the oauth settings.`,
    );
  }
  return {
    accessToken: body.access_token,
    seconds: body.expires_in ?? DEFAULT_SECONDS,
    refreshToken: body.refresh_token,
  };
}
