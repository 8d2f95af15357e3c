import type { Fact } from './fact.ts';
import { compareText, factsOf, inLedgerOrder, type LedgerFact } from './ledger-fact.ts';
import { isIdentityFact } from './same-patient.ts';
import { compareRequests, daysBetween, isVoidedBefore } from './same-referral.ts';
import { absorbThread, isApart, partyKeys, uniteByLinks, type OfficesOf, type Thread } from './threads.ts';

/** The facts of one patient, sorted into what belongs to the patient, to each thread, and to nothing yet. */
export type Assembly = {
  readonly patientFacts: readonly LedgerFact[];
  /** Each thread is one referral, or something that may become one. */
  readonly threads: readonly (readonly LedgerFact[])[];
  /** Facts that wait for what they speak of: a note before its appointment. */
  readonly parked: readonly LedgerFact[];
  /** Threads that may be one referral: only a person can tell. `one` is the earlier; both are places in `threads`. */
  readonly lookalikes: readonly {
    readonly one: number;
    readonly other: number;
    readonly reasons: readonly string[];
  }[];
};

/** An open referral takes an appointment that names no order number for this long (DOMAIN 7.2). */
const requestWindowDays = 90;
/** A referral typed in after the appointment was booked still belongs to it. */
const lateRequestDays = 14;
/** Follow-up visits continue the referral for this long (DOMAIN 7.3). */
const continuingCareDays = 365;
/** A referrer correction without a visit number reaches the thread of the last weeks. */
const looseCorrectionDays = 30;

/**
 * Groups all facts of one patient into referrals: first by shared identifiers, then by who, when and where. A function of the
 * *set* of facts, so that no order of arrival can change the outcome.
 */
export function assemble(facts: readonly LedgerFact[], officesOf: OfficesOf = () => []): Assembly {
  const ordered = inLedgerOrder(facts);
  const patientFacts = ordered.filter((entry) => isAboutPatient(entry.fact));
  const components = uniteByLinks(
    ordered.filter((entry) => !isAboutPatient(entry.fact)),
    factsOf(patientFacts, 'threads_parted'),
    officesOf,
  );
  const threads: Thread[] = [];
  const parked: LedgerFact[] = [];
  for (const component of components.filter((candidate) => candidate.isRequest)) {
    joinOr(sameReferral(component, threads), component, () => threads.push(component));
  }
  for (const component of components.filter(
    (candidate) => !candidate.isRequest && candidate.hasAppointment,
  )) {
    joinOr(requestFor(component, threads), component, () => threads.push(component));
  }
  for (const component of components.filter(
    (candidate) => !candidate.isRequest && !candidate.hasAppointment && candidate.hasVisit,
  )) {
    joinOr(sameDay(component, threads) ?? requestFor(component, threads), component, () =>
      threads.push(component),
    );
  }
  for (const component of components.filter(
    (candidate) => !candidate.isRequest && !candidate.hasAppointment && !candidate.hasVisit,
  )) {
    joinOr(leafTarget(component, threads), component, () => parked.push(...component.facts));
  }
  return {
    patientFacts,
    threads: threads.map((thread) => inLedgerOrder(thread.facts)),
    parked: inLedgerOrder(parked),
    lookalikes: lookalikesAmong(threads),
  };
}

function isAboutPatient(fact: Fact): boolean {
  if (fact.kind === 'patient_described' || isIdentityFact(fact)) return true;
  if (fact.kind === 'threads_parted') return true;
  return fact.kind === 'party_named' && fact.role === 'pcp' && fact.links.length === 0;
}

function joinOr(target: Thread | undefined, component: Thread, otherwise: () => void): void {
  if (target) absorbThread(target, component);
  else otherwise();
}

/** The referral a request is further evidence of: the nearest in time that is surely the same. */
function sameReferral(component: Thread, threads: readonly Thread[]): Thread | undefined {
  const gap = (thread: Thread) => Math.abs(daysBetween(thread.startAt, component.startAt));
  return threads
    .filter((thread) => compareRequests(thread, component).verdict === 'same')
    .toSorted((a, b) => gap(a) - gap(b) || compareText(tieBreak(a), tieBreak(b)))[0];
}

function lookalikesAmong(threads: readonly Thread[]): Assembly['lookalikes'] {
  const requests = threads.flatMap((thread, place) => (thread.isRequest ? [{ thread, place }] : []));
  return requests.flatMap((one, index) =>
    requests.slice(index + 1).flatMap((other) => {
      const { verdict, reasons } = compareRequests(one.thread, other.thread);
      return verdict === 'different' ? [] : [{ one: one.place, other: other.place, reasons }];
    }),
  );
}

/**
 * The thread an appointment or visit without an order number belongs to: same referrer within the window; or nobody named and
 * the newest thread still in care. Two different offices named: never joined.
 */
function requestFor(component: Thread, threads: readonly Thread[]): Thread | undefined {
  const candidates = threads.filter((thread) => {
    if (isApart(thread, component) || isVoidedBefore(thread, component)) return false;
    const days = daysBetween(thread.startAt, component.startAt);
    if (component.referrers.size === 0) return days >= -lateRequestDays && days <= continuingCareDays;
    if (![...component.referrers].some((referrer) => thread.referrers.has(referrer))) return false;
    return days >= -lateRequestDays && days <= requestWindowDays;
  });
  return newest(candidates);
}

/** The one thread that has an appointment or visit on a day of this component; the provider decides between several. */
function sameDay(component: Thread, threads: readonly Thread[]): Thread | undefined {
  const onDay = threads.filter(
    (thread) => !isApart(thread, component) && [...component.days.keys()].some((day) => thread.days.has(day)),
  );
  if (onDay.length <= 1) return onDay[0];
  const withProvider = onDay.filter((thread) => sharesProvider(component, thread));
  return withProvider.length === 1 ? withProvider[0] : undefined;
}

function leafTarget(component: Thread, threads: readonly Thread[]): Thread | undefined {
  const byDay = sameDay(component, threads);
  if (byDay) return byDay;
  const isCorrection = component.facts.every(({ fact }) => fact.kind === 'party_named');
  if (!isCorrection) return undefined;
  return newest(
    threads.filter((thread) => {
      const days = daysBetween(thread.startAt, component.startAt);
      return !isApart(thread, component) && days >= 0 && days <= looseCorrectionDays;
    }),
  );
}

function newest(threads: readonly Thread[]): Thread | undefined {
  return threads.toSorted(
    (a, b) => compareText(b.startAt, a.startAt) || compareText(tieBreak(a), tieBreak(b)),
  )[0];
}

function tieBreak(thread: Thread): string {
  let least: string | undefined;
  for (const { fingerprint } of thread.facts)
    if (least === undefined || fingerprint < least) least = fingerprint;
  return least ?? '';
}

function sharesProvider(a: Thread, b: Thread): boolean {
  const known = new Set([...a.days.values()].flat().flatMap(partyKeys));
  return [...b.days.values()].flat().some((provider) => partyKeys(provider).some((key) => known.has(key)));
}
