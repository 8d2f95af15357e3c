import type { FaxEnd } from '../../sdk/fax-outcome.ts';

/** What `status` of a fax means (resource Fax of the API). `failed` is explained by its reason. */
export const statuses: Readonly<Record<string, FaxEnd | 'failed'>> = {
  queued: 'under_way',
  'media.processing': 'under_way',
  'media.processed': 'under_way',
  initiated: 'under_way',
  originated: 'under_way',
  sending: 'under_way',
  delivered: 'arrived',
  failed: 'failed',
};

/** What `failure_reason` means, by the list in the API's description. */
export const reasons: Readonly<Record<string, FaxEnd>> = {
  user_busy: 'busy',
  receiver_no_answer: 'no_answer',
  receiver_no_response: 'no_answer',
  receiver_unallocated_number: 'no_such_number',
  receiver_invalid_number_format: 'no_such_number',
  destination_invalid: 'no_such_number',
  receiver_incompatible_destination: 'no_fax_machine',
  fax_initial_communication_timeout: 'no_fax_machine',
  receiver_decline: 'line',
  receiver_call_dropped: 'line',
  sender_call_dropped: 'line',
  carrier_lost: 'line',
  service_unavailable: 'line',
  destination_unreachable: 'line',
  fax_signaling_error: 'line',
  receiver_communication_error: 'line',
  sender_communication_error: 'line',
  receiver_recovery_on_timer_expire: 'line',
  invalid_ecm_response_from_receiver: 'line',
  sender_canceled: 'cancelled',
  account_disabled: 'account',
  no_outbound_profile: 'account',
  destination_not_in_service_plan: 'account',
  destination_not_in_countries_whitelist: 'account',
  user_channel_limit_exceeded: 'account',
  outbound_profile_channel_limit_exceeded: 'account',
  connection_channel_limit_exceeded: 'account',
  outbound_profile_daily_spend_limit_exceeded: 'account',
  unverified_origination_number: 'account',
  unverified_destination_not_allowed: 'account',
  file_format_invalid: 'document',
  file_size_limit_exceeded: 'document',
  page_count_limit_exceeded: 'document',
  media_processing_exception: 'document',
  // It could not fetch the pages from us: nothing is wrong with them.
  file_download_failed: 'other',
};
