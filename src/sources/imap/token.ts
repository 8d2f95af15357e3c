import { createSign } from 'node:crypto';
import { Failure } from '../../lib/failure.ts';
import { askForToken, createTokenCache, type TokenSource } from '../../sdk/oauth-token.ts';
import type { OauthSettings } from './config.ts';

const JWT_SECONDS = 3_600;

/** Gets access tokens (OAuth 2.0, RFC 6749; for Google's service accounts RFC 7523) and keeps one until near its end. */
export function createTokenSource(
  user: string,
  settings: OauthSettings,
  clock: () => number = Date.now,
): TokenSource {
  // Microsoft gives a new refresh token with each access token; the old one ends after ninety days.
  let refreshToken = 'refreshToken' in settings ? settings.refreshToken : undefined;
  return createTokenCache(async () => {
    const answer = await askForToken(tokenUrlOf(settings), grantOf(user, settings, refreshToken, clock()));
    refreshToken = answer.refreshToken ?? refreshToken;
    return answer;
  }, clock);
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
