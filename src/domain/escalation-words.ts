import type { EscalationKind, OwnerRole, PursuitPoint } from './escalation-kinds.ts';

/** What is late, as people say it. Holds nothing of a patient: it stands in mails. */
export const escalationWords: Readonly<Record<EscalationKind, string>> = {
  needs_review: 'A referral waits to be read',
  not_contacted: 'The patient has not been called',
  not_scheduled: 'Accepted, but no visit is booked',
  no_outcome: 'Nobody said whether the patient came',
  note_not_final: 'The visit note is not signed',
  note_undelivered: 'The referrer has not got the visit note',
  delivery_failed: 'Something could not be delivered',
  referrer_missing: 'Who sent this patient?',
  pcp_missing: 'Who is the primary care doctor?',
};

export const ownerWords: Readonly<Record<OwnerRole, string>> = {
  call_centre: 'Call centre',
  front_desk: 'Front desk',
  tech: 'Techs',
  data_entry: 'Data entry',
  provider: 'Providers',
  notes: 'Visit notes',
  lead: 'Team lead',
  manager: 'Manager',
};

export const pointWords: Readonly<Record<PursuitPoint, string>> = {
  call: 'On the telephone, before the visit',
  check_in: 'At check-in',
  tech: 'In the visit',
  emr_update: 'After the visit, from the record',
};

const MINUTE = 60_000;
const units: readonly (readonly [name: string, length: number])[] = [
  ['d', 24 * 60 * MINUTE],
  ['h', 60 * MINUTE],
  ['min', MINUTE],
];

/** `Late 2 h`, `Late 3 d`, or `Due in 12 min` while there is time. Instants; the largest unit that fits, rounded down. */
export function lateness(lateAt: string, at: string): string {
  const gap = Date.parse(at) - Date.parse(lateAt);
  const size = Math.abs(gap);
  const [name, length] = units.find(([, one]) => size >= one) ?? (['min', MINUTE] as const);
  const text = `${Math.floor(size / length)} ${name}`;
  return gap >= 0 ? `Late ${text}` : `Due in ${text}`;
}
