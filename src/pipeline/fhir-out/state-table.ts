import type { ServiceRequest, Task } from 'fhir/r4.js';
import type { ReferralState } from '../../domain/referral-state.ts';
import { referralStates } from '../../domain/referral-state.ts';

/** Codes of the task's business status, shared by BSeR and 360X (DOMAIN 3.2). */
export const businessStatuses = {
  '2.0': 'Service request created',
  '3.0': 'Service request accepted',
  '4.0': 'Service request declined',
  '5.1': 'Service request fulfillment in progress',
  '5.1.1': 'Event scheduled',
  '5.1.2': 'Event unattended',
  '5.1.3': 'Event cancelled',
  '5.1.4': 'Event completed',
  '5.2': 'Service request cancellation requested',
  '6.0': 'Service request fulfillment cancelled',
  '7.0': 'Service request fulfillment completed',
} as const;

export type BusinessStatus = keyof typeof businessStatuses;

export const BUSINESS_STATUS_SYSTEM = 'http://hl7.org/fhir/us/bser/CodeSystem/TaskBusinessStatusCS';

/** What a state of ours is called in FHIR R4. */
export type Standing = {
  readonly request: ServiceRequest['status'];
  readonly task: Task['status'];
  readonly business?: BusinessStatus;
};

/** Every state (DOMAIN 7.3). `undefined`: nobody asked for it, so it is never shown as an order. */
export const standings: Readonly<Record<ReferralState, Standing | undefined>> = {
  possible: undefined,
  needs_review: { request: 'active', task: 'requested' },
  received: { request: 'active', task: 'requested', business: '2.0' },
  accepted: { request: 'active', task: 'accepted', business: '3.0' },
  scheduled: { request: 'active', task: 'in-progress', business: '5.1.1' },
  no_show: { request: 'active', task: 'in-progress', business: '5.1.2' },
  appt_cancelled: { request: 'active', task: 'in-progress', business: '5.1.3' },
  seen: { request: 'active', task: 'in-progress', business: '5.1' },
  note_ready: { request: 'active', task: 'in-progress', business: '5.1.4' },
  closed: { request: 'completed', task: 'completed', business: '7.0' },
  declined: { request: 'revoked', task: 'rejected', business: '4.0' },
  cancel_requested: { request: 'active', task: 'in-progress', business: '5.2' },
  cancelled: { request: 'revoked', task: 'cancelled', business: '6.0' },
  expired: { request: 'revoked', task: 'failed', business: '6.0' },
  voided: { request: 'entered-in-error', task: 'entered-in-error' },
};

/** A referral that turned out to be another one. */
export const mergedStanding: Standing = { request: 'entered-in-error', task: 'entered-in-error' };

/** Facets that move a standing: on hold while nothing has ended, and a note the referrer has although a final one is missing again. */
export type Facets = { readonly isOnHold: boolean; readonly isNoteDelivered: boolean };

/** The standing of a referral; undefined: it is not shown. */
export function standingOf(
  state: ReferralState,
  { isOnHold, isNoteDelivered }: Facets,
): Standing | undefined {
  const standing = standings[state];
  if (!standing) return undefined;
  const task = isOnHold && canWait(standing) ? 'on-hold' : standing.task;
  const business = state === 'seen' && isNoteDelivered ? '5.1.4' : standing.business;
  return { ...standing, task, ...(business === undefined ? {} : { business }) };
}

/** A state with the facets that matter to a search; an absent facet matters not. */
export type StateTest = { readonly state: ReferralState } & Partial<Facets>;

/** Which referrals have one of these statuses: the table read backwards. */
export function testsFor(
  kind: 'request' | 'task' | 'business',
  codes: readonly string[],
): readonly StateTest[] {
  return referralStates.flatMap((state) => {
    const standing = standings[state];
    if (!standing) return [];
    if (kind === 'request') return codes.includes(standing.request) ? [{ state }] : [];
    return kind === 'task' ? taskTests(state, standing, codes) : businessTests(state, codes);
  });
}

function taskTests(state: ReferralState, standing: Standing, codes: readonly string[]): readonly StateTest[] {
  const isAsked = codes.includes(standing.task);
  if (!canWait(standing)) return isAsked ? [{ state }] : [];
  const isHoldAsked = codes.includes('on-hold');
  if (isAsked && isHoldAsked) return [{ state }];
  return isAsked || isHoldAsked ? [{ state, isOnHold: isHoldAsked }] : [];
}

function businessTests(state: ReferralState, codes: readonly string[]): readonly StateTest[] {
  return [false, true].flatMap((isNoteDelivered) => {
    const { business } = standingOf(state, { isOnHold: false, isNoteDelivered }) ?? {};
    return business !== undefined && codes.includes(business) ? [{ state, isNoteDelivered }] : [];
  });
}

function canWait({ task }: Standing): boolean {
  return task === 'requested' || task === 'accepted' || task === 'in-progress';
}
