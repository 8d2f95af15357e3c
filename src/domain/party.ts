import { partyKeys } from './threads.ts';
import { defined } from '../lib/defined.ts';
import type { PartyClaim, PartyNamed, PartyRole } from './fact.ts';
import { factsOf, type LedgerFact } from './ledger-fact.ts';

/** Who holds a role in a referral, and how sure that is. */
export type Party = {
  readonly claim: PartyClaim;
  /** The partner it was matched to. */
  readonly partnerId?: string;
  readonly isFromPerson: boolean;
  /** One of the practice's own doctors, by what the source is configured to know. */
  readonly isInternal: boolean;
  /** Evidence of equal weight names somebody else. */
  readonly isContested: boolean;
};

/**
 * Who holds a role: an order's own words outrank a visit's field (DOMAIN 1.6 A), then the latest wins; silence never clears, `""`
 * does; a person's correction stands until the feed says something new (DOMAIN 1.6 G).
 */
export function foldParty(facts: readonly LedgerFact[], role: PartyRole): Party | undefined {
  const named = factsOf(facts, 'party_named').filter((entry) => entry.fact.role === role);
  const feed = named.filter((entry) => !entry.isFromPerson);
  const correction = named.findLast((entry) => entry.isFromPerson);
  const heaviest = Math.max(0, ...feed.map((entry) => weightOf(entry.fact)));
  const heavy = feed.filter((entry) => weightOf(entry.fact) === heaviest);
  const spoken = heavy.at(-1);
  if (correction && !hasChangedSince(feed, heavy, correction)) return partyOf(correction, false);
  if (!spoken) return undefined;
  const others = feed.filter((entry) => entry.fact.party && !isSameParty(entry, spoken));
  return partyOf(spoken, heaviest > 0 && others.length > 0);
}

/**
 * Orders and referral segments speak for the referral, and so do ServiceRequest and Task; PV1, Z fields and the participants of an
 * Encounter or Appointment are filled in at a desk.
 */
function weightOf(fact: PartyNamed): number {
  if (fact.isAutoFilled) return 0;
  const place = fact.lineage[0] ?? '';
  return weights[place.slice(0, 3)] ?? weights[resourceIn(place) ?? ''] ?? 1;
}

/** By HL7 segment or FHIR resource type. */
const weights: Readonly<Record<string, number>> = { ORC: 3, PRD: 3, ROL: 2, ServiceRequest: 3, Task: 3 };

/** `Task` of `Bundle.entry[2].resource.ofType(Task).requester`. */
function resourceIn(path: string): string | undefined {
  return /([A-Z][A-Za-z]+)\)?\.[a-z]\w*$/.exec(path)?.[1];
}

/**
 * The feed repeats itself on every message: only a value it did not hold before the correction counts as news, and only from where
 * the feed's own word is taken. Where it was silent, a name that a person gave stands; that nobody knew stands until it knows.
 */
function hasChangedSince(
  feed: readonly LedgerFact<PartyNamed>[],
  heavy: readonly LedgerFact<PartyNamed>[],
  correction: LedgerFact<PartyNamed>,
): boolean {
  const before = feed.filter((entry) => entry.fact.effectiveAt <= correction.fact.effectiveAt);
  const isName = correction.fact.party !== null && isSomebody(correction.fact.party);
  return heavy.some(
    (entry) =>
      entry.fact.effectiveAt > correction.fact.effectiveAt &&
      (before.length > 0 || (!isName && entry.fact.party !== null && isSomebody(entry.fact.party))) &&
      !before.some((earlier) => isSameParty(earlier, entry)),
  );
}

function isSomebody({ kind }: PartyClaim): boolean {
  return kind === 'person' || kind === 'organisation';
}

function isSameParty(a: LedgerFact<PartyNamed>, b: LedgerFact<PartyNamed>): boolean {
  if (a.partnerId !== undefined && b.partnerId !== undefined) return a.partnerId === b.partnerId;
  const keys = new Set(partyKeys(a.fact.party ?? undefined));
  const others = partyKeys(b.fact.party ?? undefined);
  return keys.size === 0 && others.length === 0
    ? a.fact.party?.kind === b.fact.party?.kind
    : others.some((key) => keys.has(key));
}

function partyOf(entry: LedgerFact<PartyNamed>, isContested: boolean): Party | undefined {
  const { party } = entry.fact;
  if (!party) return undefined;
  return {
    claim: party,
    isFromPerson: entry.isFromPerson,
    isInternal: entry.fact.isInternal ?? false,
    isContested,
    ...defined({ partnerId: entry.partnerId }),
  };
}
