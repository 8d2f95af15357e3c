import type { CrmMapping } from '../../sdk/crm-mapping.ts';

const figures = {
  referloop_stage: { from: 'stage' },
  referloop_counted_referrals: { from: 'countedReferrals' },
  referloop_open_referrals: { from: 'openReferrals' },
  referloop_seen_referrals: { from: 'seenReferrals' },
  referloop_closed_referrals: { from: 'closedReferrals' },
  referloop_first_referral: { from: 'firstReferralAt' },
  referloop_last_referral: { from: 'lastReferralAt' },
  referloop_volume_alert: { from: 'volumeAlert' },
  referloop_merged: { from: 'isMerged' },
  referloop_retired: { from: 'isRetired' },
  referloop_npi: { from: 'npi' },
} as const;

/**
 * What is written where unless the practice's file says otherwise. A referral is a deal; name a custom object of your own
 * (`2-1234567`) instead where you have one. A link is an association; it is named after the object it leads to. No patient fields: HubSpot
 * holds such only with Enterprise, sensitive properties and an agreement.
 */
export const hubspotMapping: CrmMapping = {
  account: {
    object: 'companies',
    idField: 'referloop_id',
    fields: {
      name: { from: 'name', owner: 'crm' },
      phone: { from: 'phone', owner: 'crm' },
      address: { from: 'line1', owner: 'crm' },
      city: { from: 'city', owner: 'crm' },
      state: { from: 'state', owner: 'crm' },
      zip: { from: 'zip', owner: 'crm' },
      ...figures,
    },
  },
  contact: {
    object: 'contacts',
    idField: 'referloop_id',
    fields: {
      lastname: { from: 'family', owner: 'crm' },
      firstname: { from: 'given', owner: 'crm' },
      jobtitle: { from: 'credential', owner: 'crm' },
      phone: { from: 'phone', owner: 'crm' },
      fax: { from: 'fax', owner: 'crm' },
      companies: { link: 'account' },
      ...figures,
    },
  },
  referral: {
    object: 'deals',
    idField: 'referloop_id',
    fields: {
      dealname: { from: 'title' },
      referloop_state: { from: 'state' },
      referloop_kind: { from: 'kind' },
      referloop_priority: { from: 'priority' },
      referloop_counted: { from: 'isCounted' },
      referloop_merged: { from: 'isMerged' },
      referloop_received: { from: 'receivedAt' },
      referloop_appointment: { from: 'appointmentAt' },
      referloop_seen: { from: 'seenAt' },
      referloop_note_final: { from: 'noteFinalAt' },
      referloop_note_delivered: { from: 'noteDeliveredAt' },
      referloop_ended: { from: 'endedAt' },
      companies: { link: 'account' },
      contacts: { link: 'contact' },
    },
  },
  case: {
    object: 'tickets',
    idField: 'referloop_id',
    fields: {
      subject: { from: 'title' },
      hs_pipeline_stage: { value: '1', owner: 'crm' },
      hs_ticket_priority: { from: 'isUrgent', words: { true: 'HIGH', false: 'MEDIUM' } },
      referloop_kind: { from: 'kind' },
      referloop_open: { from: 'isOpen' },
      referloop_late_since: { from: 'lateAt' },
      referloop_settled: { from: 'closedAt' },
      companies: { link: 'account' },
      contacts: { link: 'contact' },
      deals: { link: 'referral' },
    },
  },
  task: {
    object: 'tasks',
    idField: 'referloop_id',
    fields: {
      hs_task_subject: { from: 'title' },
      hs_task_body: { from: 'note' },
      hs_timestamp: { from: 'firstReferralAt', owner: 'crm' },
      hs_task_status: { value: 'NOT_STARTED', owner: 'crm' },
      hs_task_priority: { value: 'HIGH', owner: 'crm' },
      referloop_voided: { from: 'isVoided' },
      companies: { link: 'account' },
      contacts: { link: 'contact' },
    },
  },
};
