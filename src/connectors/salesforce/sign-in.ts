import { createSign } from 'node:crypto';
import { now } from '../../lib/clock.ts';
import { askForToken, createTokenCache, type TokenSource } from '../../sdk/oauth-token.ts';
import type { SalesforceSettings } from './config.ts';

/** Salesforce refuses an assertion that is valid for more than five minutes. */
const ASSERTION_SECONDS = 180;

/**
 * Access tokens of Salesforce: client credentials
 * (https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_client_credentials_flow.htm) or JWT bearer
 * (https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_jwt_flow.htm). The answer names no lifetime, and the session may end
 * early: a refused one is asked for anew.
 */
export function createSalesforceTokens({ instanceUrl, auth }: SalesforceSettings): TokenSource {
  const url = `${new URL(instanceUrl).origin}/services/oauth2/token`;
  return createTokenCache(() => askForToken(url, formOf(auth)));
}

function formOf(auth: SalesforceSettings['auth']): Readonly<Record<string, string>> {
  if (auth.kind === 'client-credentials')
    return { grant_type: 'client_credentials', client_id: auth.clientId, client_secret: auth.clientSecret };
  return {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: assertionOf(auth),
  };
}

function assertionOf(auth: Extract<SalesforceSettings['auth'], { readonly kind: 'jwt' }>): string {
  const claims = {
    iss: auth.clientId,
    sub: auth.username,
    aud: auth.audience,
    exp: Math.floor(Date.parse(now()) / 1000) + ASSERTION_SECONDS,
  };
  const signed = [{ alg: 'RS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(auth.privateKey).toString('base64url')}`;
}
