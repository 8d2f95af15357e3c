import type { AppointmentStatus, PatientClaim } from '#hub';

/**
 * What a platform's status word means here.
 *
 * - `requested`: asked for and nothing yet. `reopened`: asked for again after an end.
 * - `accepted`: the practice is at it. `declined`: it says no.
 * - `scheduled`, `completed`: the practice is at it. **Neither is a visit**: platforms complete by timer when the time of an
 *   appointment has passed, or so many days after sending. Only `attendance` says that somebody came.
 * - `withdrawn`: the referrer takes it back, to be confirmed. `cancelled`: confirmed.
 * - `on_hold`: clocks stand still.
 * - `draft`: not sent yet, so it is left out.
 * - `kept`: shown beside our own state and moves nothing.
 */
export type StatusMeaning =
  | 'requested'
  | 'reopened'
  | 'accepted'
  | 'declined'
  | 'scheduled'
  | 'completed'
  | 'withdrawn'
  | 'cancelled'
  | 'on_hold'
  | 'draft'
  | 'kept';

/** Words several platforms use, compared without case, blanks and punctuation. A profile adds its own or replaces them. */
export const standardStatuses: Readonly<Record<string, StatusMeaning>> = {
  draft: 'draft',
  new: 'requested',
  sent: 'requested',
  requested: 'requested',
  ordered: 'requested',
  pending: 'requested',
  open: 'requested',
  opened: 'requested',
  active: 'requested',
  received: 'requested',
  'requires review': 'requested',
  submitted: 'requested',
  reopened: 'reopened',
  resubmitted: 'reopened',
  accepted: 'accepted',
  'in progress': 'accepted',
  'in process': 'accepted',
  contacted: 'accepted',
  scheduled: 'scheduled',
  booked: 'scheduled',
  completed: 'completed',
  complete: 'completed',
  closed: 'completed',
  'follow up': 'completed',
  declined: 'declined',
  rejected: 'declined',
  'on hold': 'on_hold',
  hold: 'on_hold',
  cancelled: 'withdrawn',
  canceled: 'withdrawn',
  withdrawn: 'withdrawn',
  retracted: 'withdrawn',
  failed: 'kept',
  viewed: 'kept',
  'notify sending': 'kept',
  'notify receiving': 'kept',
  expired: 'kept',
};

/** Whether the patient came, where a sender knows. */
export const standardAttendance: Readonly<Record<string, AppointmentStatus | 'unknown'>> = {
  attended: 'fulfilled',
  kept: 'fulfilled',
  seen: 'fulfilled',
  came: 'fulfilled',
  yes: 'fulfilled',
  arrived: 'arrived',
  'checked in': 'arrived',
  noshow: 'no_show',
  no: 'no_show',
  missed: 'no_show',
  'did not attend': 'no_show',
  cancelled: 'cancelled',
  canceled: 'cancelled',
  'not reported': 'unknown',
  unknown: 'unknown',
  pending: 'unknown',
};

/** The axis of its own beside the state. */
export const standardAuthorisation: Readonly<
  Record<string, 'required' | 'pending' | 'obtained' | 'declined' | 'not needed'>
> = {
  required: 'required',
  needed: 'required',
  yes: 'required',
  pending: 'pending',
  submitted: 'pending',
  'in review': 'pending',
  obtained: 'obtained',
  approved: 'obtained',
  authorized: 'obtained',
  authorised: 'obtained',
  granted: 'obtained',
  declined: 'declined',
  denied: 'declined',
  rejected: 'declined',
  'not required': 'not needed',
  'not needed': 'not needed',
  no: 'not needed',
  none: 'not needed',
};

export const sexes: Readonly<Record<string, NonNullable<PatientClaim['sex']>>> = {
  f: 'F',
  female: 'F',
  w: 'F',
  woman: 'F',
  m: 'M',
  male: 'M',
  man: 'M',
  o: 'O',
  other: 'O',
  nonbinary: 'O',
  x: 'O',
  u: 'U',
  unknown: 'U',
};
