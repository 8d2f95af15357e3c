import { dataverse, defineCrm } from '#hub';

/** Accounts, contacts, referrals, incidents and tasks in Dynamics 365. */
export default defineCrm({
  name: 'dataverse',
  owner: 'crm@practice.example',
  connector: dataverse,
  config: dataverse.config.parse({
    instanceUrl: process.env['DATAVERSE_URL'] ?? '',
    tenant: process.env['DATAVERSE_TENANT'] ?? '',
    clientId: process.env['DATAVERSE_CLIENT_ID'] ?? '',
    clientSecret: process.env['DATAVERSE_CLIENT_SECRET'] ?? '',
  }),
  // A row somebody deleted stays deleted until a person says otherwise.
  whenDeleted: 'report',
});
