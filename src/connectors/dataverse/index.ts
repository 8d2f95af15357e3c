import type { CrmConnector } from '../../sdk/crm.ts';
import { bearerOf, openCrmSession } from '../../sdk/crm-http.ts';
import { askForToken, createTokenCache, type TokenSource } from '../../sdk/oauth-token.ts';
import { dataverseConfig, type DataverseSettings } from './config.ts';
import { dataverseMapping } from './mapping.ts';
import { BATCH, findRows, writeBatch } from './records.ts';

/** Microsoft Dataverse (Dynamics 365): upserts by alternate key, many in one `$batch`. */
export const dataverse: CrmConnector<DataverseSettings> = {
  name: 'dataverse',
  summary:
    'Microsoft Dataverse (Dynamics 365): accounts, contacts, referrals, incidents and tasks by alternate key',
  config: dataverseConfig,
  mapping: dataverseMapping,
  open: ({ config }) => {
    const session = openCrmSession({
      baseUrl: new URL(config.instanceUrl).origin,
      ...bearerOf(createDataverseTokens(config)),
      timeoutSeconds: config.timeoutSeconds,
      mostPerSecond: config.mostPerSecond,
    });
    const base = `/api/data/v${config.apiVersion}`;
    return {
      batchSize: BATCH,
      find: (query, signal) => findRows(session, base, query, signal),
      write: (records, signal) => writeBatch(session, base, records, signal),
      close: () => Promise.resolve(),
    };
  },
};

/** Client credentials at the directory of the tenant (https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow). */
function createDataverseTokens({
  tenant,
  tokenUrl,
  instanceUrl,
  clientId,
  clientSecret,
}: DataverseSettings): TokenSource {
  const url = tokenUrl ?? `https://login.microsoftonline.com/${encodeURIComponent(tenant)}/oauth2/v2.0/token`;
  return createTokenCache(() =>
    askForToken(url, {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: `${new URL(instanceUrl).origin}/.default`,
    }),
  );
}
