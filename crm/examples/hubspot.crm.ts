import { defineCrm, hubspot } from '#hub';

/** Companies, contacts and tasks in HubSpot; referrals as records of an object of the practice's own. */
export default defineCrm({
  name: 'hubspot',
  owner: 'crm@practice.example',
  connector: hubspot,
  config: hubspot.config.parse({
    auth: { kind: 'private-app', token: process.env['HUBSPOT_TOKEN'] ?? '' },
  }),
  mapping: {
    // A deal is for sales; this practice made an object "Referrals".
    referral: {
      object: process.env['HUBSPOT_REFERRAL_OBJECT'] ?? 'deals',
      fields: { dealname: 'never', referral_name: { from: 'title' } },
    },
    // Late cases are worked in the hub, not here.
    case: false,
  },
});
