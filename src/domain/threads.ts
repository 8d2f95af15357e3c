import type { Fact, Link, PartyClaim, ThreadsJoined, ThreadsParted } from './fact.ts';
import { linkKey } from './appointment.ts';
import { compareFacts, factsOf, type LedgerFact } from './ledger-fact.ts';

/** Facts that speak of one thing, and what can be compared with others of it. */
export type Thread = {
  facts: LedgerFact[];
  readonly isRequest: boolean;
  readonly hasAppointment: boolean;
  readonly hasVisit: boolean;
  /** Sender's time of the first fact. */
  readonly startAt: string;
  /** Who sent the patient: the partner and the offices it belongs to, else what the message calls it. */
  readonly referrers: Set<string>;
  /** Local days of appointments, visits and notes, with whom. */
  readonly days: Map<string, (PartyClaim | undefined)[]>;
  /** Which side of a person's "these are two" it is on, by the place of that decision. */
  readonly sides: Map<number, Side>;
};

export type Side = 'one' | 'other';

/** The organisations a partner belongs to: a referral of one doctor and of the practice are of one office. */
export type OfficesOf = (partnerId: string) => readonly string[];

/**
 * Union by shared links, in ledger order of each thread's first fact. What a person parted is never united, by whatever link; a
 * later word of a person that joins two sides lifts that.
 */
export function uniteByLinks(
  facts: readonly LedgerFact[],
  parted: readonly LedgerFact<ThreadsParted>[],
  officesOf: OfficesOf,
): readonly Thread[] {
  const parts = partsInForce(parted, factsOf(facts, 'threads_joined'));
  const pointedAt = statementsPointedAt(facts, parts);
  const parent = facts.map((_, index) => index);
  const sides = facts.map((entry) => sidesOf(entry, parts));
  const find = (index: number): number => {
    let root = index;
    while (parent[root] !== root) root = parent[root] ?? root;
    parent[index] = root;
    return root;
  };
  const isUnited = (one: number, other: number): boolean => {
    const [low, high] = [Math.min(find(one), find(other)), Math.max(find(one), find(other))];
    if (low === high) return true;
    if (isOpposite(sides[low], sides[high])) return false;
    parent[high] = low;
    for (const [part, side] of sides[high] ?? []) sides[low]?.set(part, side);
    return true;
  };
  const holders = new Map<string, number[]>();
  facts.forEach((entry, index) => {
    for (const key of linkKeysOf(entry, pointedAt)) {
      const known = holders.get(key);
      if (!known) holders.set(key, [index]);
      else if (!known.some((other) => isUnited(other, index))) known.push(index);
    }
  });
  const groups = new Map<number, LedgerFact[]>();
  facts.forEach((entry, index) => {
    const root = find(index);
    const group = groups.get(root);
    if (group) group.push(entry);
    else groups.set(root, [entry]);
  });
  return [...groups].map(([root, group]) => threadOf(group, sides[root] ?? new Map(), officesOf));
}

/** A person said that these two are not one. */
export function isApart(one: Thread, other: Thread): boolean {
  return isOpposite(one.sides, other.sides);
}

/** The second becomes part of the first. */
export function absorbThread(target: Thread, component: Thread): void {
  target.facts.push(...component.facts);
  for (const referrer of component.referrers) target.referrers.add(referrer);
  for (const [part, side] of component.sides) target.sides.set(part, side);
  for (const [day, providers] of component.days)
    target.days.set(day, [...(target.days.get(day) ?? []), ...providers]);
}

/** Everything a party can be recognised by inside one patient's facts. */
export function partyKeys(party: PartyClaim | undefined): readonly string[] {
  if (!party) return [];
  const ids = party.identifiers.map((id) => `${id.system}|${id.value}`);
  const name = [party.name?.family, party.name?.given].filter(Boolean).join(',').toLowerCase();
  return name === '' ? ids : [...ids, `name|${name}`];
}

/** How people point at a fact that has no number of its own. */
export function statementLink(fingerprint: string): Link {
  return { kind: 'statement', system: 'ledger', value: fingerprint };
}

type Part = { readonly one: ReadonlySet<string>; readonly other: ReadonlySet<string> };

function partsInForce(
  parted: readonly LedgerFact<ThreadsParted>[],
  joined: readonly LedgerFact<ThreadsJoined>[],
): readonly Part[] {
  return parted.flatMap((entry) => {
    const part = partOf(entry.fact);
    const isLifted = joined.some((later) => {
      if (compareFacts(entry, later) > 0) return false;
      const keys = later.fact.links.map(linkKey);
      return keys.some((key) => part.one.has(key)) && keys.some((key) => part.other.has(key));
    });
    return isLifted ? [] : [part];
  });
}

function partOf(fact: ThreadsParted): Part {
  return { one: new Set(fact.one.map(linkKey)), other: new Set(fact.other.map(linkKey)) };
}

/** Nearly always empty, so that facts do not carry a key that nobody asks for. */
function statementsPointedAt(facts: readonly LedgerFact[], parts: readonly Part[]): ReadonlySet<string> {
  const said = facts.flatMap(({ fact }) => fact.links.filter(isStatement).map(linkKey));
  const parted = parts.flatMap((part) => [...part.one, ...part.other].filter(isStatementKey));
  return new Set([...said, ...parted]);
}

function isStatement(link: Link): boolean {
  return link.kind === 'statement';
}

function isStatementKey(key: string): boolean {
  return key.startsWith('statement|');
}

function sidesOf(entry: LedgerFact, parts: readonly Part[]): Map<number, Side> {
  const sides = new Map<number, Side>();
  if (parts.length === 0) return sides;
  const itself = linkKey(statementLink(entry.fingerprint));
  const keys = linkKeysOf(entry, new Set());
  parts.forEach((part, index) => {
    // Numbers may be of both sides; a statement is of one.
    const side = sideOf([itself], part) ?? sideOf(keys.filter(isStatementKey), part) ?? sideOf(keys, part);
    if (side !== undefined) sides.set(index, side);
  });
  return sides;
}

function sideOf(keys: readonly string[], part: Part): Side | undefined {
  const isOne = keys.some((key) => part.one.has(key));
  const isOther = keys.some((key) => part.other.has(key));
  if (isOne === isOther) return undefined;
  return isOne ? 'one' : 'other';
}

function isOpposite(
  some: ReadonlyMap<number, Side> | undefined,
  others: ReadonlyMap<number, Side> | undefined,
): boolean {
  if (!some?.size || !others?.size) return false;
  return [...some].some(([part, side]) => others.has(part) && others.get(part) !== side);
}

function linkKeysOf(entry: LedgerFact, pointedAt: ReadonlySet<string>): readonly string[] {
  const { fact } = entry;
  const keys = fact.links.map(linkKey);
  if (pointedAt.size > 0) {
    const itself = linkKey(statementLink(entry.fingerprint));
    if (pointedAt.has(itself)) keys.push(itself);
  }
  if (fact.kind !== 'note_stated' && fact.kind !== 'note_delivered' && fact.kind !== 'note_released')
    return keys;
  keys.push(linkKey({ kind: 'document', ...fact.documentId }));
  if (fact.kind === 'note_stated' && fact.parentId)
    keys.push(linkKey({ kind: 'document', ...fact.parentId }));
  return keys;
}

function threadOf(facts: LedgerFact[], sides: Map<number, Side>, officesOf: OfficesOf): Thread {
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
    referrers: new Set(facts.flatMap((entry) => referrerKeys(entry, officesOf))),
    days,
    sides,
  };
}

function referrerKeys(entry: LedgerFact, officesOf: OfficesOf): readonly string[] {
  const { fact, partnerId } = entry;
  if (fact.kind !== 'party_named' || fact.role !== 'referrer' || !fact.party) return [];
  if (fact.party.kind === 'self' || fact.party.kind === 'unknown') return [];
  if (partnerId === undefined) return partyKeys(fact.party);
  return [partnerId, ...officesOf(partnerId)].map((id) => `partner|${id}`);
}

function dayOf(fact: Fact): string | undefined {
  if (fact.kind === 'appointment_stated' || fact.kind === 'visit_stated') return fact.localDate;
  return fact.kind === 'note_stated' ? fact.serviceDate : undefined;
}

function providerOf(fact: Fact): PartyClaim | undefined {
  if (fact.kind === 'appointment_stated' || fact.kind === 'visit_stated') return fact.provider;
  return fact.kind === 'note_stated' ? (fact.author ?? fact.signer) : undefined;
}
