import type { CrmConnector } from '../sdk/crm.ts';
import { dataverse } from './dataverse/index.ts';
import { hubspot } from './hubspot/index.ts';
import { rest } from './rest/index.ts';
import { salesforce } from './salesforce/index.ts';

/** Every kind of CRM the hub knows. A connector's config type is forgotten here: a file of `crm/` brings the config that fits it. */
export const connectors: readonly CrmConnector<unknown>[] = [
  dataverse as CrmConnector<unknown>,
  hubspot as CrmConnector<unknown>,
  rest as CrmConnector<unknown>,
  salesforce as CrmConnector<unknown>,
];
