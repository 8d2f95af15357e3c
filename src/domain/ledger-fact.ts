import type { AppointmentStatus, Fact, FactKind } from './fact.ts';

/** A fact as the ledger keeps it: with who said it and what the match step made of the people in it. */
export type LedgerFact<F extends Fact = Fact> = {
  readonly fact: F;
  /** Hex hash of what was said and by which system. The same statement twice is one fact. */
  readonly fingerprint: string;
  readonly channel: string;
  /** A person's decision outranks a feed (until the feed changes its mind). */
  readonly isFromPerson: boolean;
  /** Who, when it was a person. */
  readonly person?: string;
  readonly messageId?: string;
  /** The partner a `party_named` was matched to. */
  readonly partnerId?: string;
  /** The referral this fact was last assembled into. */
  readonly referralId?: string;
};

/** Ties at the same instant: the later in this list wins (DOMAIN 7.3). */
const statusRank: Record<AppointmentStatus, number> = {
  requested: 0,
  booked: 1,
  arrived: 2,
  cancelled: 3,
  no_show: 4,
  fulfilled: 5,
  voided: 7,
};

/**
 * The one order of the ledger: the sender's time, its sequence, a fixed rank, and last the fingerprint, so that facts that are
 * equal in everything else still have an order that does not depend on arrival.
 */
export function compareFacts(a: LedgerFact, b: LedgerFact): number {
  return (
    compareText(a.fact.effectiveAt, b.fact.effectiveAt) ||
    (a.fact.sequence ?? 0) - (b.fact.sequence ?? 0) ||
    rankOf(a.fact) - rankOf(b.fact) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

/** Facts in ledger order, each statement once. */
export function inLedgerOrder(facts: readonly LedgerFact[]): readonly LedgerFact[] {
  // A patient's chart is sorted with every message, and nearly always news come last.
  if (isInOrder(facts)) return facts;
  const unique = new Map<string, LedgerFact>();
  for (const fact of facts) if (!unique.has(fact.fingerprint)) unique.set(fact.fingerprint, fact);
  return [...unique.values()].toSorted(compareFacts);
}

function isInOrder(facts: readonly LedgerFact[]): boolean {
  return facts.every((fact, index) => {
    const before = facts[index - 1];
    return before === undefined || compareFacts(before, fact) < 0;
  });
}

/** The facts of one kind, typed. */
export function factsOf<K extends FactKind>(
  facts: readonly LedgerFact[],
  ...kinds: readonly K[]
): readonly LedgerFact<Extract<Fact, { kind: K }>>[] {
  const [only] = kinds;
  return facts.filter((entry): entry is LedgerFact<Extract<Fact, { kind: K }>> =>
    kinds.length === 1 ? entry.fact.kind === only : kinds.some((kind) => kind === entry.fact.kind),
  );
}

function rankOf(fact: Fact): number {
  switch (fact.kind) {
    case 'appointment_stated':
      return fact.status === undefined ? 0 : statusRank[fact.status];
    case 'referral_withdrawn':
      return 6;
    case 'referral_voided':
      return 7;
    case 'note_stated':
      return fact.status === 'draft' ? 0 : fact.status === 'final' ? 1 : 2;
    case 'visit_stated':
      return fact.status === 'planned'
        ? 0
        : fact.status === 'arrived'
          ? 1
          : fact.status === 'cancelled'
            ? 2
            : 3;
    // Of a merge and its undoing at the same instant the undoing stands.
    case 'patient_unmerged':
      return 1;
    case 'patient_described':
    case 'patient_merged':
    case 'patient_linked':
    case 'identifier_moved':
    case 'visit_moved':
    case 'referral_requested':
    case 'referral_changed':
    case 'referral_answered':
    case 'referral_confirmed':
    case 'referral_expired':
    case 'referral_held':
    case 'contact_attempted':
    case 'platform_status':
    case 'threads_joined':
    case 'threads_parted':
    case 'party_named':
    case 'note_delivered':
    case 'note_released':
      return 0;
  }
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
