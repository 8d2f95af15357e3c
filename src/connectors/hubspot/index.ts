import type { CrmConnector } from '../../sdk/crm.ts';
import { bearerOf, openCrmSession, type SessionOptions } from '../../sdk/crm-http.ts';
import { askForToken, createTokenCache } from '../../sdk/oauth-token.ts';
import { hubspotConfig, type HubspotSettings } from './config.ts';
import { hubspotMapping } from './mapping.ts';
import { BATCH } from './call.ts';
import { findBatch, writeBatch } from './records.ts';

/** HubSpot: batch upserts by a unique property, links as associations. */
export const hubspot: CrmConnector<HubspotSettings> = {
  name: 'hubspot',
  summary: 'HubSpot: companies, contacts, deals or a custom object, tickets and tasks by a unique property',
  config: hubspotConfig,
  mapping: hubspotMapping,
  open: ({ config }) => {
    const session = openCrmSession({
      baseUrl: new URL(config.baseUrl).origin,
      ...signIn(config),
      timeoutSeconds: config.timeoutSeconds,
      mostPerSecond: config.mostPerSecond,
    });
    return {
      batchSize: BATCH,
      find: (query, signal) => findBatch(session, query, signal),
      write: (records, signal) => writeBatch(session, records, signal),
      close: () => Promise.resolve(),
    };
  },
};

/** A private app's token stays the same; an installed app's is got with its refresh token (https://developers.hubspot.com/docs/api-reference/auth-oauth-v1/tokens/post-oauth-v1-token). */
function signIn({ auth, baseUrl }: HubspotSettings): Pick<SessionOptions, 'headers' | 'forget'> {
  if (auth.kind === 'private-app') {
    const headers = { authorization: `Bearer ${auth.token}` };
    return { headers: () => Promise.resolve(headers) };
  }
  const form = {
    grant_type: 'refresh_token',
    client_id: auth.clientId,
    client_secret: auth.clientSecret,
    refresh_token: auth.refreshToken,
  };
  return bearerOf(createTokenCache(() => askForToken(`${new URL(baseUrl).origin}/oauth/v1/token`, form)));
}
