import type { CrmMapping } from '../../sdk/crm-mapping.ts';

const figures = {
  Referloop_Stage__c: { from: 'stage' },
  Referloop_Counted_Referrals__c: { from: 'countedReferrals' },
  Referloop_Open_Referrals__c: { from: 'openReferrals' },
  Referloop_Seen_Referrals__c: { from: 'seenReferrals' },
  Referloop_Closed_Referrals__c: { from: 'closedReferrals' },
  Referloop_First_Referral__c: { from: 'firstReferralAt' },
  Referloop_Last_Referral__c: { from: 'lastReferralAt' },
  Referloop_Volume_Alert__c: { from: 'volumeAlert' },
  Referloop_Merged__c: { from: 'isMerged' },
  Referloop_Retired__c: { from: 'isRetired' },
  Referloop_NPI__c: { from: 'npi' },
} as const;

/**
 * What is written where unless the practice's file says otherwise. Standard fields people keep in Salesforce (names, addresses, lines)
 * are filled when a record is made and theirs from then on; what the hub counts is the hub's. No patient fields.
 */
export const salesforceMapping: CrmMapping = {
  account: {
    object: 'Account',
    idField: 'Referloop_Id__c',
    fields: {
      Name: { from: 'name', owner: 'crm', most: 255 },
      Phone: { from: 'phone', owner: 'crm' },
      Fax: { from: 'fax', owner: 'crm' },
      BillingStreet: { from: 'line1', owner: 'crm', most: 255 },
      BillingCity: { from: 'city', owner: 'crm', most: 40 },
      BillingState: { from: 'state', owner: 'crm', most: 80 },
      BillingPostalCode: { from: 'zip', owner: 'crm', most: 20 },
      Parent: { link: 'parent' },
      Referloop_Merged_Into__r: { link: 'mergedInto' },
      ...figures,
    },
  },
  contact: {
    object: 'Contact',
    idField: 'Referloop_Id__c',
    fields: {
      LastName: { from: 'family', owner: 'crm', most: 80 },
      FirstName: { from: 'given', owner: 'crm', most: 40 },
      Title: { from: 'credential', owner: 'crm', most: 128 },
      Phone: { from: 'phone', owner: 'crm' },
      Fax: { from: 'fax', owner: 'crm' },
      Email: { from: 'email', owner: 'crm', most: 80 },
      Account: { link: 'account' },
      Referloop_Merged_Into__r: { link: 'mergedInto' },
      ...figures,
    },
  },
  referral: {
    object: 'Referloop_Referral__c',
    idField: 'Referloop_Id__c',
    fields: {
      Name: { from: 'title', most: 80 },
      State__c: { from: 'state' },
      Kind__c: { from: 'kind' },
      Priority__c: { from: 'priority' },
      Counted__c: { from: 'isCounted' },
      Merged__c: { from: 'isMerged' },
      Received__c: { from: 'receivedAt' },
      Appointment__c: { from: 'appointmentAt' },
      Seen__c: { from: 'seenAt' },
      Note_Final__c: { from: 'noteFinalAt' },
      Note_Delivered__c: { from: 'noteDeliveredAt' },
      Ended__c: { from: 'endedAt' },
      Missed_Appointments__c: { from: 'missedCount' },
      Account__r: { link: 'account' },
      Referrer__r: { link: 'contact' },
      Merged_Into__r: { link: 'mergedInto' },
    },
  },
  case: {
    object: 'Case',
    idField: 'Referloop_Id__c',
    fields: {
      Subject: { from: 'title', most: 255 },
      Status: { value: 'New', owner: 'crm' },
      Priority: { from: 'isUrgent', words: { true: 'High', false: 'Medium' } },
      Origin: { value: 'Referloop', owner: 'crm' },
      Referloop_Kind__c: { from: 'kind' },
      Referloop_Open__c: { from: 'isOpen' },
      Referloop_Late_Since__c: { from: 'lateAt' },
      Referloop_Settled__c: { from: 'closedAt' },
      Account: { link: 'account' },
      Contact: { link: 'contact' },
      Referloop_Referral__r: { link: 'referral' },
    },
  },
  task: {
    object: 'Task',
    idField: 'Referloop_Id__c',
    fields: {
      Subject: { from: 'title', most: 255 },
      Description: { from: 'note' },
      Status: { value: 'Not Started', owner: 'crm' },
      Priority: { value: 'High', owner: 'crm' },
      Referloop_Voided__c: { from: 'isVoided' },
      What: { link: 'account' },
      Who: { link: 'contact' },
    },
  },
};
