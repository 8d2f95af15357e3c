/** Who has to do something about it. */
export const ownerRoles = [
  'call_centre',
  'front_desk',
  'tech',
  'data_entry',
  'provider',
  'notes',
  'lead',
  'manager',
] as const;
export type OwnerRole = (typeof ownerRoles)[number];

export const escalationKinds = [
  'needs_review',
  'not_contacted',
  'not_scheduled',
  'no_outcome',
  'note_not_final',
  'note_undelivered',
  'delivery_failed',
  'referrer_missing',
  'pcp_missing',
] as const;
export type EscalationKind = (typeof escalationKinds)[number];

/** Who meets the patient next, and is asked (DOMAIN 7.5). */
export const pursuitPoints = ['call', 'check_in', 'tech', 'emr_update'] as const;
export type PursuitPoint = (typeof pursuitPoints)[number];

/** What the practice decides a limit for. */
export const limitNames = [
  'review',
  'contact_stat',
  'contact_urgent',
  'contact_routine',
  'booking',
  'outcome',
  'note_final',
  'note_delivered',
  'delivery_failed',
  'ask_call',
  'ask_check_in',
  'ask_tech',
  'ask_emr_update',
] as const;
export type LimitName = (typeof limitNames)[number];

/** Who is told at each level of a limit: the owner, then the next ones. */
export const levelsOf: Readonly<Record<LimitName, readonly OwnerRole[]>> = {
  review: ['data_entry', 'lead', 'manager'],
  contact_stat: ['call_centre', 'lead', 'manager'],
  contact_urgent: ['call_centre', 'lead', 'manager'],
  contact_routine: ['call_centre', 'lead', 'manager'],
  booking: ['call_centre', 'lead', 'manager'],
  outcome: ['front_desk', 'lead', 'manager'],
  note_final: ['provider', 'lead', 'manager'],
  note_delivered: ['notes', 'lead', 'manager'],
  delivery_failed: ['notes', 'lead', 'manager'],
  ask_call: ['call_centre'],
  ask_check_in: ['front_desk'],
  ask_tech: ['tech'],
  // Still unknown on the next working day: a line of the manager's report.
  ask_emr_update: ['data_entry', 'manager'],
};

/** The level whose passing breaks the promise; the ones before it warn. */
export const promiseLevel: Partial<Record<LimitName, number>> = { note_delivered: 1 };
