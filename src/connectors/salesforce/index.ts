import { bearerOf, openCrmSession } from '../../sdk/crm-http.ts';
import type { CrmConnector } from '../../sdk/crm.ts';
import { beginBulk, BULK_RECORDS, lookAtBulk } from './bulk.ts';
import { salesforceConfig, type SalesforceSettings } from './config.ts';
import { salesforceMapping } from './mapping.ts';
import { COLLECTION, findCollection, writeCollection } from './records.ts';
import { createSalesforceTokens } from './sign-in.ts';

/** Salesforce: upserts by external id in collections, large loads with Bulk API 2.0. */
export const salesforce: CrmConnector<SalesforceSettings> = {
  name: 'salesforce',
  summary:
    'Salesforce: accounts, contacts, referrals, cases and tasks by external id; Bulk API 2.0 for large loads',
  config: salesforceConfig,
  mapping: salesforceMapping,
  open: ({ config }) => {
    const session = openCrmSession({
      baseUrl: new URL(config.instanceUrl).origin,
      ...bearerOf(createSalesforceTokens(config)),
      timeoutSeconds: config.timeoutSeconds,
      mostPerSecond: config.mostPerSecond,
    });
    const base = `/services/data/v${config.apiVersion}`;
    return {
      batchSize: COLLECTION,
      find: (query, signal) => findCollection(session, base, query, signal),
      write: (records, signal) => writeCollection(session, base, records, signal),
      bulk: {
        from: config.bulkFrom,
        most: BULK_RECORDS,
        begin: (records, signal) => beginBulk(session, base, records, signal),
        look: (job, idField, signal) => lookAtBulk(session, base, job, idField, signal),
      },
      close: () => Promise.resolve(),
    };
  },
};
