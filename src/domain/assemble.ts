import type { Fact, PartyClaim } from './fact.ts';
import { linkKey } from './appointment.ts';
import { compareText, inLedgerOrder, type LedgerFact } from './ledger-fact.ts';

/** The facts of one patient, sorted into what belongs to the patient, to each thread, and to nothing yet. */
export type Assembly = {
  readonly patientFacts: readonly LedgerFact[];
  /** Each thread is one referral, or something that may become one. */
  readonly threads: readonly (readonly LedgerFact[])[];
  /** Facts that wait for what they speak of: a note before its appointment. */
  readonly parked: readonly LedgerFact[];
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
export function assemble(facts: readonly LedgerFact[]): Assembly {
  const ordered = inLedgerOrder(facts);
  const patientFacts = ordered.filter((entry) => isAboutPatient(entry.fact));
  const components = byLinks(ordered.filter((entry) => !isAboutPatient(entry.fact)));
  const threads: Thread[] = [];
  const parked: LedgerFact[] = [];
  for (const component of components.filter((candidate) => candidate.isRequest)) threads.push(component);
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
  };
}

type Thread = {
  facts: LedgerFact[];
  readonly isRequest: boolean;
  readonly hasAppointment: boolean;
  readonly hasVisit: boolean;
  readonly startAt: string;
  readonly referrers: Set<string>;
  readonly days: Map<string, (PartyClaim | undefined)[]>;
};

function isAboutPatient(fact: Fact): boolean {
  if (fact.kind === 'patient_described' || fact.kind === 'patient_merged') return true;
  return fact.kind === 'party_named' && fact.role === 'pcp' && fact.links.length === 0;
}

/** Union by shared links; in ledger order of each component's first fact. */
function byLinks(facts: readonly LedgerFact[]): readonly Thread[] {
  const parent = facts.map((_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (parent[root] !== root) root = parent[root] ?? root;
    parent[index] = root;
    return root;
  };
  const holder = new Map<string, number>();
  facts.forEach((entry, index) => {
    for (const key of linkKeysOf(entry.fact)) {
      const other = holder.get(key);
      if (other === undefined) holder.set(key, index);
      else parent[Math.max(find(other), find(index))] = Math.min(find(other), find(index));
    }
  });
  const groups = new Map<number, LedgerFact[]>();
  facts.forEach((entry, index) => {
    const root = find(index);
    const group = groups.get(root);
    if (group) group.push(entry);
    else groups.set(root, [entry]);
  });
  return [...groups.values()].map(threadOf);
}

function linkKeysOf(fact: Fact): readonly string[] {
  const keys = fact.links.map(linkKey);
  if (fact.kind !== 'note_stated' && fact.kind !== 'note_delivered' && fact.kind !== 'note_released')
    return keys;
  const own = linkKey({ kind: 'document', ...fact.documentId });
  const parent =
    fact.kind === 'note_stated' && fact.parentId ? [linkKey({ kind: 'document', ...fact.parentId })] : [];
  return [...keys, own, ...parent];
}

function threadOf(facts: LedgerFact[]): Thread {
  const days = new Map<string, (PartyClaim | undefined)[]>();
  for (const { fact } of facts) {
    const day = dayOf(fact);
    if (day === undefined) continue;
    const providers = days.get(day);
    if (providers) providers.push(providerOf(fact));
    else days.set(day, [providerOf(fact)]);
  }
  return {
    facts,
    isRequest: facts.some(({ fact }) => fact.kind === 'referral_requested'),
    hasAppointment: facts.some(({ fact }) => fact.kind === 'appointment_stated'),
    hasVisit: facts.some(({ fact }) => fact.kind === 'visit_stated'),
    startAt: facts[0]?.fact.effectiveAt ?? '',
    referrers: new Set(facts.flatMap(referrerKey)),
    days,
  };
}

function joinOr(target: Thread | undefined, component: Thread, otherwise: () => void): void {
  if (!target) return otherwise();
  target.facts.push(...component.facts);
  for (const referrer of component.referrers) target.referrers.add(referrer);
  for (const [day, providers] of component.days)
    target.days.set(day, [...(target.days.get(day) ?? []), ...providers]);
}

/**
 * The thread an appointment or visit without an order number belongs to: same referrer within the window; or nobody named and
 * the newest thread still in care. Two different offices named: never joined.
 */
function requestFor(component: Thread, threads: readonly Thread[]): Thread | undefined {
  const candidates = threads.filter((thread) => {
    const days = daysBetween(thread.startAt, component.startAt);
    if (component.referrers.size === 0) return days >= -lateRequestDays && days <= continuingCareDays;
    if (![...component.referrers].some((referrer) => thread.referrers.has(referrer))) return false;
    return days >= -lateRequestDays && days <= requestWindowDays;
  });
  return newest(candidates);
}

/** The one thread that has an appointment or visit on a day of this component; the provider decides between several. */
function sameDay(component: Thread, threads: readonly Thread[]): Thread | undefined {
  const onDay = threads.filter((thread) => [...component.days.keys()].some((day) => thread.days.has(day)));
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
      return days >= 0 && days <= looseCorrectionDays;
    }),
  );
}

function newest(threads: readonly Thread[]): Thread | undefined {
  return threads.toSorted(
    (a, b) => compareText(b.startAt, a.startAt) || compareText(tieBreak(a), tieBreak(b)),
  )[0];
}

function tieBreak(thread: Thread): string {
  return thread.facts.map((entry) => entry.fingerprint).toSorted()[0] ?? '';
}

function sharesProvider(a: Thread, b: Thread): boolean {
  const known = new Set([...a.days.values()].flat().flatMap(partyKeys));
  return [...b.days.values()].flat().some((provider) => partyKeys(provider).some((key) => known.has(key)));
}

function referrerKey(entry: LedgerFact): readonly string[] {
  const { fact } = entry;
  if (fact.kind !== 'party_named' || fact.role !== 'referrer' || !fact.party) return [];
  if (fact.party.kind === 'self' || fact.party.kind === 'unknown') return [];
  return entry.partnerId === undefined ? partyKeys(fact.party) : [`partner|${entry.partnerId}`];
}

/** Everything a party can be recognised by inside one patient's facts. */
export function partyKeys(party: PartyClaim | undefined): readonly string[] {
  if (!party) return [];
  const ids = party.identifiers.map((id) => `${id.system}|${id.value}`);
  const name = [party.name?.family, party.name?.given].filter(Boolean).join(',').toLowerCase();
  return name === '' ? ids : [...ids, `name|${name}`];
}

function dayOf(fact: Fact): string | undefined {
  if (fact.kind === 'appointment_stated' || fact.kind === 'visit_stated') return fact.localDate;
  return fact.kind === 'note_stated' ? fact.serviceDate : undefined;
}

function providerOf(fact: Fact): PartyClaim | undefined {
  if (fact.kind === 'appointment_stated' || fact.kind === 'visit_stated') return fact.provider;
  return fact.kind === 'note_stated' ? (fact.author ?? fact.signer) : undefined;
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
