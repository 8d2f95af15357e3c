import { factsOf } from './ledger-fact.ts';
import { foldName } from './names.ts';
import { isApart, type Thread } from './threads.ts';

/** Whether two requests for one patient are one referral, with the reasons in words (DOMAIN 7.2). */
export type SameReferral = {
  readonly verdict: 'same' | 'maybe' | 'different';
  readonly reasons: readonly string[];
};

/** One referral that comes by platform, fax and EMR comes within days. */
const normalDays = 14;
/** Later than this it is another request. */
const windowDays = 90;

/**
 * Two channels for one referral are the normal case: one row with several pieces of evidence. Automatic only when the same office
 * asks for the same service within days and no system of record numbers them apart; what merely may be one is a question.
 */
export function compareRequests(one: Thread, other: Thread): SameReferral {
  if (isApart(one, other)) return different('a person said that these are two');
  if (isVoidedBefore(one, other) || isVoidedBefore(other, one))
    return different('one was entered in error before the other was asked for');
  if (hasRivalNumber(one, other)) return different('one system gave them two numbers');
  const gap = Math.abs(daysBetween(one.startAt, other.startAt));
  if (gap > windowDays) return different('months apart');
  const referrers = compareSets(one.referrers, other.referrers);
  if (referrers === 'other') return different('sent by different offices');
  const services = compareSets(serviceWords(one), serviceWords(other));
  const days = gap < 1 ? 'within a day' : `${Math.round(gap)} days apart`;
  if (referrers === 'same' && services !== 'other' && gap <= normalDays)
    return {
      verdict: 'same',
      reasons: ['same office', ...(services === 'same' ? ['same service'] : []), days],
    };
  if (isSeenBetween(one, other)) return different('the patient was seen in between');
  if (referrers === 'same')
    return {
      verdict: 'maybe',
      reasons: ['same office', services === 'other' ? 'another service' : 'same or no service named', days],
    };
  if (gap <= normalDays && services !== 'other')
    return { verdict: 'maybe', reasons: ['at least one does not say who sent the patient', days] };
  return different('nothing in common but the patient');
}

/** What somebody asks for after an error was taken out is no part of the error. */
export function isVoidedBefore(one: Thread, other: Thread): boolean {
  return one.facts.some(({ fact }) => fact.kind === 'referral_voided' && fact.effectiveAt < other.startAt);
}

export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}

function different(reason: string): SameReferral {
  return { verdict: 'different', reasons: [reason] };
}

/** A system that numbers its orders gives one referral one number. */
function hasRivalNumber(one: Thread, other: Thread): boolean {
  const known = orderNumbers(one);
  return [...orderNumbers(other)].some(([system, values]) => {
    const others = known.get(system);
    return others !== undefined && ![...values].some((value) => others.has(value));
  });
}

function orderNumbers(thread: Thread): ReadonlyMap<string, ReadonlySet<string>> {
  const numbers = new Map<string, Set<string>>();
  for (const { fact } of thread.facts) {
    for (const { kind, system, value } of fact.links) {
      if (kind !== 'referral' && kind !== 'order') continue;
      const scope = `${kind}|${system}`;
      numbers.set(scope, (numbers.get(scope) ?? new Set()).add(value));
    }
  }
  return numbers;
}

function serviceWords(thread: Thread): ReadonlySet<string> {
  return new Set(
    factsOf(thread.facts, 'referral_requested', 'referral_changed').flatMap(({ fact }) =>
      foldName(fact.service ?? '')
        .split(' ')
        .filter((word) => word.length >= 4),
    ),
  );
}

function compareSets(some: ReadonlySet<string>, others: ReadonlySet<string>): 'same' | 'other' | 'unknown' {
  if (some.size === 0 || others.size === 0) return 'unknown';
  return [...some].some((one) => others.has(one)) ? 'same' : 'other';
}

/** The earlier one came to a visit before the later one was asked for: a new episode. */
function isSeenBetween(one: Thread, other: Thread): boolean {
  const [earlier, later] = one.startAt <= other.startAt ? [one, other] : [other, one];
  return earlier.facts.some(
    ({ fact }) =>
      ((fact.kind === 'visit_stated' && fact.status === 'finished') ||
        (fact.kind === 'appointment_stated' && fact.status === 'fulfilled')) &&
      fact.effectiveAt < later.startAt,
  );
}
