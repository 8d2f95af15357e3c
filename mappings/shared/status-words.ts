import type { AppointmentStatus } from '#hub';

/** `keep`: says nothing about the appointment's status. `trigger`: the trigger event decides. */
export type StatusWord = AppointmentStatus | 'keep' | 'trigger';

/**
 * HL7 table 0278 and the words vendors write instead (DOMAIN 1.5, 1.6 B). Compared without case, blanks and punctuation, so
 * `No-Show` and `NO SHOW` are `noshow`.
 */
export const standardAppointmentStatus: Readonly<Record<string, StatusWord>> = {
  pending: 'requested',
  waitlist: 'requested',
  waitlisted: 'requested',
  requested: 'requested',
  booked: 'booked',
  overbook: 'booked',
  scheduled: 'booked',
  sched: 'booked',
  confirmed: 'booked',
  unconfirmed: 'booked',
  reminded: 'booked',
  'left message': 'booked',
  rescheduled: 'trigger',
  modified: 'trigger',
  updated: 'trigger',
  started: 'arrived',
  arrived: 'arrived',
  'checked in': 'arrived',
  'check in': 'arrived',
  roomed: 'arrived',
  'in room': 'arrived',
  'in progress': 'arrived',
  'with provider': 'arrived',
  complete: 'fulfilled',
  completed: 'fulfilled',
  'checked out': 'fulfilled',
  'check out': 'fulfilled',
  seen: 'fulfilled',
  kept: 'fulfilled',
  fulfilled: 'fulfilled',
  noshow: 'no_show',
  'no showed': 'no_show',
  dna: 'no_show',
  dnka: 'no_show',
  ftka: 'no_show',
  missed: 'no_show',
  'did not attend': 'no_show',
  'did not show': 'no_show',
  'failed to attend': 'no_show',
  cancelled: 'cancelled',
  canceled: 'cancelled',
  cancel: 'cancelled',
  bumped: 'cancelled',
  dc: 'cancelled',
  discontinued: 'cancelled',
  deleted: 'voided',
  'entered in error': 'voided',
  blocked: 'keep',
};

/** What an SIU trigger event says when no status word does. S18 to S22 speak of resources only and are not listed. */
export const standardTriggerStatus: Readonly<Record<string, AppointmentStatus | 'keep'>> = {
  S12: 'booked',
  S13: 'booked',
  S14: 'keep',
  S15: 'cancelled',
  S16: 'cancelled',
  S17: 'voided',
  S26: 'no_show',
};

/** The table's answer to a word; `undefined`: not in the table. */
export function lookUp<Value>(
  table: Readonly<Record<string, Value>>,
  word: string | undefined,
): Value | undefined {
  if (word === undefined) return undefined;
  let folded = foldedTables.get(table) as ReadonlyMap<string, Value> | undefined;
  if (folded === undefined) {
    folded = new Map(Object.entries(table).map(([key, value]) => [fold(key), value]));
    foldedTables.set(table, folded);
  }
  return folded.get(fold(word));
}

const foldedTables = new WeakMap<object, ReadonlyMap<string, unknown>>();

function fold(word: string): string {
  return word.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
