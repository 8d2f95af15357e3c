import { defined } from '../lib/defined.ts';
import type { Pause } from './business-time.ts';
import type {
  Authorisation,
  ContactAttempted,
  Link,
  PlatformStatus,
  ReferralChanged,
  ReferralHeld,
  ReferralRequested,
} from './fact.ts';
import { factsOf, type LedgerFact } from './ledger-fact.ts';

/** What was asked for, and what the practice did about it. */
export type RequestView = {
  readonly isRequested: boolean;
  readonly priority: 'routine' | 'urgent' | 'stat';
  readonly reason?: string;
  readonly service?: string;
  readonly diagnoses: readonly string[];
  /** The referrer's own number of the order: quoted back so that they can close it. */
  readonly placerOrder?: Link;
  readonly orderedAt?: string;
  /** `YYYY-MM-DD`, the last day the referral holds. */
  readonly expiresOn?: string;
  readonly authorisation?: Authorisation & { readonly number?: string };
  /** Why the reading was in doubt, in words; stays when the referral moves on without an answer. */
  readonly reviewReason?: string;
  /** Waiting on purpose. */
  readonly isOnHold: boolean;
  /** When it waited; the last without an end while it still does. That time counts for no clock. */
  readonly holds: readonly Pause[];
  /** What the platform shows, beside our state. */
  readonly platform?: { readonly name: string; readonly status: string; readonly at: string };
  /** Attempts to reach the patient. */
  readonly contacts: {
    readonly attempts: number;
    readonly lastAt?: string;
    readonly lastOutcome?: ContactAttempted['outcome'];
  };
};

/** Folds what a thread (in ledger order) says of the request: per field the latest that was said. */
export function foldRequest(thread: readonly LedgerFact[]): RequestView {
  const requests = factsOf(thread, 'referral_requested', 'referral_changed');
  const asked = requests.filter((entry) => entry.fact.kind === 'referral_requested');
  const holds = holdsOf(factsOf(thread, 'referral_held'));
  const contacts = factsOf(thread, 'contact_attempted');
  const last = contacts.at(-1)?.fact;
  return {
    isRequested: asked.length > 0,
    priority: latest(requests, 'priority') ?? 'routine',
    diagnoses: latest(requests, 'diagnoses') ?? [],
    isOnHold: holds.some((hold) => hold.until === undefined),
    holds,
    contacts: {
      attempts: contacts.length,
      ...defined({ lastAt: last?.effectiveAt, lastOutcome: last?.outcome }),
    },
    ...defined({
      reason: latest(requests, 'reason'),
      service: latest(requests, 'service'),
      placerOrder: thread.flatMap((entry) => entry.fact.links).find((link) => link.kind === 'referral'),
      orderedAt: latest(requests, 'orderedAt'),
      expiresOn: latest(requests, 'expiresOn'),
      authorisation: authorisationOf(requests),
      reviewReason: reviewReasonOf(thread),
      platform: platformOf(factsOf(thread, 'platform_status')),
    }),
  };
}

/** One reading that is sure, or a person's word, settles the doubt of the others. */
function reviewReasonOf(thread: readonly LedgerFact[]): string | undefined {
  const asked = factsOf(thread, 'referral_requested');
  if (asked.some((entry) => entry.fact.needsReview === undefined)) return undefined;
  return factsOf(thread, 'referral_confirmed').length > 0 ? undefined : asked[0]?.fact.needsReview;
}

function holdsOf(said: readonly LedgerFact<ReferralHeld>[]): readonly Pause[] {
  const holds: { from: string; until?: string }[] = [];
  for (const { fact } of said) {
    const last = holds.at(-1);
    const isOpen = last !== undefined && last.until === undefined;
    if (fact.isOnHold && !isOpen) holds.push({ from: fact.effectiveAt });
    if (!fact.isOnHold && isOpen) last.until = fact.effectiveAt;
  }
  return holds;
}

function authorisationOf(requests: readonly LedgerFact<Request>[]): RequestView['authorisation'] {
  const said = requests.flatMap(({ fact }) => fact.authorisation ?? []);
  const number = latest(requests, 'authorisationNumber');
  if (said.length === 0 && number === undefined) return undefined;
  const merged: Authorisation = Object.assign({}, ...said);
  return number === undefined ? merged : { ...merged, number };
}

function platformOf(said: readonly LedgerFact<PlatformStatus>[]): RequestView['platform'] {
  const last = said.at(-1)?.fact;
  return last && { name: last.platform, status: last.status, at: last.effectiveAt };
}

type Request = ReferralRequested | ReferralChanged;

function latest<K extends keyof Request>(
  requests: readonly LedgerFact<Request>[],
  field: K,
): Request[K] | undefined {
  return requests.findLast((entry) => entry.fact[field] !== undefined)?.fact[field];
}
