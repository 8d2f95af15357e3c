import { defineCrm, rest } from '#hub';

/** EspoCRM, by its REST interface: the same way any CRM is reached that has records, ids and a search. */
const entity = (name: string) => ({
  find: {
    url: `/api/v1/${name}?where[0][type]=equals&where[0][attribute]=referloopId&where[0][value]={id}&maxSize=1`,
    at: 'list.0',
  },
  create: { url: `/api/v1/${name}` },
  update: { method: 'PUT' as const, url: `/api/v1/${name}/{remoteId}` },
});

export default defineCrm({
  name: 'espocrm',
  owner: 'crm@practice.example',
  connector: rest,
  config: rest.config.parse({
    baseUrl: process.env['ESPOCRM_URL'] ?? '',
    auth: { kind: 'header', name: 'X-Api-Key', value: process.env['ESPOCRM_API_KEY'] ?? '' },
    objects: {
      Account: entity('Account'),
      Contact: entity('Contact'),
      CReferral: entity('CReferral'),
      Task: entity('Task'),
    },
  }),
  mapping: {
    account: {
      object: 'Account',
      idField: 'referloopId',
      fields: {
        name: { from: 'name', owner: 'crm' },
        phoneNumber: { from: 'phone', owner: 'crm' },
        billingAddressCity: { from: 'city', owner: 'crm' },
        cStage: { from: 'stage' },
        cCountedReferrals: { from: 'countedReferrals' },
        cLastReferral: { from: 'lastReferralAt' },
      },
    },
    contact: {
      object: 'Contact',
      idField: 'referloopId',
      fields: {
        lastName: { from: 'family', owner: 'crm' },
        firstName: { from: 'given', owner: 'crm' },
        accountId: { link: 'account' },
        cCountedReferrals: { from: 'countedReferrals' },
      },
    },
    referral: {
      object: 'CReferral',
      idField: 'referloopId',
      fields: {
        name: { from: 'title' },
        status: {
          from: 'state',
          words: { received: 'New', scheduled: 'Booked', seen: 'Seen', closed: 'Closed' },
        },
        receivedAt: { from: 'receivedAt' },
        accountId: { link: 'account' },
        contactId: { link: 'contact' },
      },
    },
    task: {
      object: 'Task',
      idField: 'referloopId',
      fields: {
        name: { from: 'title' },
        description: { from: 'note' },
        status: { value: 'Not Started', owner: 'crm' },
        accountId: { link: 'account' },
      },
    },
  },
});
