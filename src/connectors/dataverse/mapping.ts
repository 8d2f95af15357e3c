import type { CrmMapping } from '../../sdk/crm-mapping.ts';

const figures = {
  rl_stage: { from: 'stage' },
  rl_countedreferrals: { from: 'countedReferrals' },
  rl_openreferrals: { from: 'openReferrals' },
  rl_seenreferrals: { from: 'seenReferrals' },
  rl_closedreferrals: { from: 'closedReferrals' },
  rl_firstreferralon: { from: 'firstReferralAt' },
  rl_lastreferralon: { from: 'lastReferralAt' },
  rl_volumealert: { from: 'volumeAlert' },
  rl_merged: { from: 'isMerged' },
  rl_retired: { from: 'isRetired' },
  rl_npi: { from: 'npi' },
} as const;

/**
 * What is written where unless the practice's file says otherwise. Objects are named by their entity set, links by their single-valued
 * navigation property. `rl_id` is an alternate key of each table. No patient fields.
 */
export const dataverseMapping: CrmMapping = {
  account: {
    object: 'accounts',
    idField: 'rl_id',
    fields: {
      name: { from: 'name', owner: 'crm', most: 160 },
      telephone1: { from: 'phone', owner: 'crm' },
      fax: { from: 'fax', owner: 'crm' },
      address1_line1: { from: 'line1', owner: 'crm', most: 250 },
      address1_city: { from: 'city', owner: 'crm', most: 80 },
      address1_stateorprovince: { from: 'state', owner: 'crm', most: 50 },
      address1_postalcode: { from: 'zip', owner: 'crm', most: 20 },
      parentaccountid: { link: 'parent' },
      rl_MergedInto: { link: 'mergedInto' },
      ...figures,
    },
  },
  contact: {
    object: 'contacts',
    idField: 'rl_id',
    fields: {
      lastname: { from: 'family', owner: 'crm', most: 50 },
      firstname: { from: 'given', owner: 'crm', most: 50 },
      jobtitle: { from: 'credential', owner: 'crm', most: 100 },
      telephone1: { from: 'phone', owner: 'crm' },
      fax: { from: 'fax', owner: 'crm' },
      emailaddress1: { from: 'email', owner: 'crm', most: 100 },
      parentcustomerid_account: { link: 'account' },
      rl_MergedInto: { link: 'mergedInto' },
      ...figures,
    },
  },
  referral: {
    object: 'rl_referrals',
    idField: 'rl_id',
    fields: {
      rl_name: { from: 'title' },
      rl_state: { from: 'state' },
      rl_kind: { from: 'kind' },
      rl_priority: { from: 'priority' },
      rl_counted: { from: 'isCounted' },
      rl_merged: { from: 'isMerged' },
      rl_receivedon: { from: 'receivedAt' },
      rl_appointmenton: { from: 'appointmentAt' },
      rl_seenon: { from: 'seenAt' },
      rl_notefinalon: { from: 'noteFinalAt' },
      rl_notedeliveredon: { from: 'noteDeliveredAt' },
      rl_endedon: { from: 'endedAt' },
      rl_missedappointments: { from: 'missedCount' },
      rl_Account: { link: 'account' },
      rl_Referrer: { link: 'contact' },
      rl_MergedInto: { link: 'mergedInto' },
    },
  },
  case: {
    object: 'incidents',
    idField: 'rl_id',
    fields: {
      title: { from: 'title', most: 200 },
      rl_kind: { from: 'kind' },
      rl_open: { from: 'isOpen' },
      rl_urgent: { from: 'isUrgent' },
      rl_latesince: { from: 'lateAt' },
      rl_settledon: { from: 'closedAt' },
      customerid_account: { link: 'account' },
      rl_Referral: { link: 'referral' },
    },
  },
  task: {
    object: 'tasks',
    idField: 'rl_id',
    fields: {
      subject: { from: 'title', most: 200 },
      description: { from: 'note' },
      prioritycode: { value: 2, owner: 'crm' },
      rl_voided: { from: 'isVoided' },
      regardingobjectid_account_task: { link: 'account' },
    },
  },
};
