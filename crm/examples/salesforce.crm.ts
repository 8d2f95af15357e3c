import { defineCrm, salesforce } from '#hub';

/** Accounts, contacts, referrals, late cases and first-referral tasks in Salesforce. Set-up there: src/connectors/salesforce/README.md. */
export default defineCrm({
  name: 'salesforce',
  owner: 'crm@practice.example',
  connector: salesforce,
  config: salesforce.config.parse({
    instanceUrl: process.env['SALESFORCE_URL'] ?? '',
    auth: {
      kind: 'client-credentials',
      clientId: process.env['SALESFORCE_CLIENT_ID'] ?? '',
      clientSecret: process.env['SALESFORCE_CLIENT_SECRET'] ?? '',
    },
  }),
  // Only what differs from the built-in mapping stands here.
  mapping: {
    account: {
      fields: {
        // The practice's own field for the territory, always as in the hub.
        Territory__c: { from: 'territory' },
        // The sales team keeps its own telephone numbers: the hub writes none, not even at first.
        Phone: 'never',
      },
    },
    task: {
      fields: {
        // The appointment setters' queue gets the task; whoever takes it over keeps it.
        OwnerId: { value: process.env['SALESFORCE_SETTERS_QUEUE'] ?? null, owner: 'crm' },
      },
    },
  },
});
