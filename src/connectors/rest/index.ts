import type { CrmConnector } from '../../sdk/crm.ts';
import { bearerOf, openCrmSession, type SessionOptions } from '../../sdk/crm-http.ts';
import { basicAuth } from '../../sdk/credentials.ts';
import { askForToken, createTokenCache } from '../../sdk/oauth-token.ts';
import { restConfig, type RestSettings } from './config.ts';
import type { Finds } from './find.ts';
import { findEach, PAGE, writeEach } from './records.ts';

/** Any CRM with a REST interface: the file says where its records are read and written. */
export const rest: CrmConnector<RestSettings> = {
  name: 'rest',
  summary:
    'Any CRM with a REST interface: the file in crm/ says where records are looked up, made and changed',
  config: restConfig,
  // There is nothing to assume of a CRM nobody knows: the file names objects and fields.
  mapping: {},
  open: ({ config }) => {
    const session = openCrmSession({
      baseUrl: config.baseUrl.replace(/\/+$/, ''),
      ...signIn(config.auth),
      timeoutSeconds: config.timeoutSeconds,
      mostPerSecond: config.mostPerSecond,
    });
    const known = { session, settings: config, finds: new Map() as Finds };
    return {
      batchSize: PAGE,
      find: (query, signal) => findEach({ ...known, signal }, query),
      write: (records, signal) => writeEach({ ...known, signal }, records),
      close: () => Promise.resolve(),
    };
  },
};

function signIn(auth: RestSettings['auth']): Pick<SessionOptions, 'headers' | 'forget'> {
  const fixed = (headers: Readonly<Record<string, string>>) => ({ headers: () => Promise.resolve(headers) });
  switch (auth.kind) {
    case 'none':
      return fixed({});
    case 'bearer':
      return fixed({ authorization: `Bearer ${auth.token}` });
    case 'basic':
      return fixed({ authorization: basicAuth(auth) });
    case 'header':
      return fixed({ [auth.name.toLowerCase()]: auth.value });
    case 'oauth': {
      const { tokenUrl, clientId, clientSecret, scope } = auth;
      const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
      return bearerOf(
        createTokenCache(() => askForToken(tokenUrl, scope === undefined ? form : { ...form, scope })),
      );
    }
  }
}
