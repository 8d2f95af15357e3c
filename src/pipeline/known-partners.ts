import type { Identifier, PartyClaim } from '../domain/fact.ts';
import {
  doubtNumber,
  matchPartner,
  numbersOf,
  partyNameKey,
  withNameNumber,
  type PartnerCandidate,
  type PartnerMatch,
  type PartnerRecord,
} from '../domain/match-partner.ts';
import { phoneKey } from '../domain/names.ts';
import { claimKeys, partnerKeys } from '../domain/partner-keys.ts';
import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Queryable, Tx } from '../store/database.ts';
import { appendEvents, type NewEvent } from '../store/events.ts';
import { takePen } from '../store/ledger.ts';
import { findPartnerCandidates, findPartnersByKeys, toPartnerRecord } from '../store/partner-candidates.ts';
import { bindOffices, suggestPartners } from '../store/partner-suggestions.ts';
import { insertPartnerIdentifiers, insertPartners, namesOfClaim } from '../store/partners.ts';
import { remember } from './known-patients.ts';
import { keyOf } from './patient-candidates.ts';

/** Who a party is: the partner, and which of a doctor's offices when that is known. */
export type DecidedPartner = { readonly partnerId: string; readonly officeId?: string };

/** The partners of a batch as they are known while it is worked on: decided in memory, written once. */
export type KnownPartners = {
  /** `sender`: whose names these are; without it a name alone is always somebody new. Undefined: nobody. */
  readonly decide: (claim: PartyClaim, sender?: string) => DecidedPartner | undefined;
  /** What is known of a claim without entering anybody. */
  readonly match: (claim: PartyClaim, sender?: string) => PartnerMatch;
  /** Those that may be meant by number or line. */
  readonly candidates: (claim: PartyClaim) => readonly PartnerRecord[];
  /** Remembers how things stand; calling the result brings that back. */
  readonly mark: () => () => void;
  readonly flush: (tx: Tx) => Promise<void>;
};

export type SpokenParty = { readonly claim: PartyClaim; readonly sender?: string };

/**
 * Everybody the parties of a batch could mean: one query by numbers and lines, and only for parties these do not settle a second
 * one by names and places.
 */
export async function findKnownPartners(
  tx: Queryable,
  spoken: readonly SpokenParty[],
): Promise<KnownPartners> {
  if (spoken.length === 0) return openPartners([]);
  const claims = spoken.map(({ claim, sender }) => withNameNumber(claim, sender));
  const doubts = spoken.flatMap(({ claim, sender }) => doubtNumber(claim, sender) ?? []);
  const found = (await findPartnerCandidates(tx, claims, doubts)).map(toPartnerRecord);
  const known = openPartners(found);
  const unsettled = spoken.filter(({ claim, sender }) => isOpen(known.match(claim, sender)));
  if (unsettled.length === 0) return known;
  const near = unsettled.map(({ claim }) => ({ claim, records: known.candidates(claim) }));
  const keys = near.flatMap(({ claim, records }) => claimKeys(claim, placesOf(claim, records)));
  const ids = [...new Set(near.flatMap(({ records }) => records.map((record) => record.id)))];
  const linesOf = new Map(found.map((record) => [record.id, record.lines ?? []]));
  const full = (await findPartnersByKeys(tx, keys, ids)).map((row) => ({
    ...toPartnerRecord(row),
    lines: linesOf.get(row.id) ?? [],
  }));
  return openPartners([...found, ...full]);
}

/** Who a claim means, for somebody who asks: nobody is entered. */
export async function identifyParty(db: Queryable, claim: PartyClaim): Promise<PartnerMatch> {
  return (await findKnownPartners(db, [{ claim }])).match(claim);
}

function isOpen(match: PartnerMatch): boolean {
  return match.outcome === 'probable' || match.outcome === 'new';
}

/** A claim that names no place is looked for where the holders of its line are. */
function placesOf(claim: PartyClaim, records: readonly PartnerRecord[]) {
  const isPlaced = claim.city !== undefined || claim.state !== undefined;
  const offices = records.filter((record) => record.kind === 'organisation');
  return isPlaced ? [] : offices.slice(0, FEW_OFFICES).flatMap((record) => record.places ?? []);
}

const FEW_OFFICES = 5;

export function openPartners(found: readonly PartnerRecord[]): KnownPartners {
  const known = indexPartners();
  const news: News = { entered: new Map(), added: new Map() };
  for (const record of found) known.index(record);
  const match = (claim: PartyClaim, sender?: string): PartnerMatch => {
    const doubt = doubtNumber(claim, sender);
    const settled = doubt && known.byIdentifier.get(keyOf(doubt));
    if (settled !== undefined)
      return { outcome: 'certain', partnerId: settled, reasons: ['same words from the same sender'] };
    const named = withNameNumber(claim, sender);
    return matchPartner(named, known.candidates(named));
  };
  return {
    match,
    candidates: known.candidates,
    decide: (claim, sender) => {
      const decided = match(claim, sender);
      if (decided.outcome === 'none') return undefined;
      const { officeId } = decided;
      const partnerId = decided.outcome === 'certain' ? decided.partnerId : newId();
      if (decided.outcome !== 'certain')
        news.entered.set(partnerId, {
          claim,
          candidates: decided.candidates,
          ...(sender === undefined ? {} : { sender }),
          ...(officeId === undefined ? {} : { officeId }),
        });
      learn(known, news, partnerId, claim, decided, sender);
      return { partnerId, ...(officeId === undefined ? {} : { officeId }) };
    },
    mark: () => {
      const undo = [...known.maps, news.entered, news.added].map(remember);
      return () => undo.forEach((back) => back());
    },
    flush: (tx) => write(tx, news),
  };
}

type Entered = {
  readonly claim: PartyClaim;
  readonly sender?: string;
  readonly officeId?: string;
  readonly candidates: readonly PartnerCandidate[];
};

/** What is to be written. */
type News = {
  readonly entered: Map<string, Entered>;
  readonly added: Map<string, Identifier & { readonly partnerId: string }>;
};

type Index = ReturnType<typeof indexPartners>;

/** A batch names hundreds of partners: only those that share a number, a line or a key with the claim can be meant. */
function indexPartners() {
  const byId = new Map<string, PartnerRecord>();
  const byIdentifier = new Map<string, string>();
  const byText = new Map<string, ReadonlySet<string>>();
  // Partners found by their number alone have no keys here: then none need be made of claims.
  const keyed = new Map<string, true>();
  const index = (record: PartnerRecord): void => {
    byId.set(record.id, record);
    if ((record.keys ?? []).length > 0) keyed.set(record.id, true);
    for (const id of record.identifiers) byIdentifier.set(keyOf(id), record.id);
    const lines = [record.phone, record.fax, ...(record.lines ?? [])].map((line) => line && lineKey(line));
    for (const text of [...lines, ...(record.keys ?? [])])
      if (text !== undefined && !byText.get(text)?.has(record.id))
        byText.set(text, new Set(byText.get(text)).add(record.id));
  };
  const candidates = (claim: PartyClaim): readonly PartnerRecord[] => {
    const ids = new Set(numbersOf(claim).map((id) => byIdentifier.get(keyOf(id))));
    const lines = [phoneKey(claim.phone), phoneKey(claim.fax)].map((line) => line && lineKey(line));
    for (const text of [...lines, ...(keyed.size === 0 ? [] : claimKeys(claim))])
      for (const id of byText.get(text ?? '') ?? []) ids.add(id);
    return [...ids].flatMap((id) => (id === undefined ? [] : (byId.get(id) ?? [])));
  };
  return { byId, byIdentifier, index, candidates, maps: [byId, byIdentifier, byText, keyed] };
}

function lineKey(line: string): string {
  return `line:${line}`;
}

/** Numbers nobody held are theirs from now on; words that settled nothing lead back to whoever was entered for them. */
function learn(
  known: Index,
  { added }: News,
  partnerId: string,
  said: PartyClaim,
  decided: PartnerMatch,
  sender: string | undefined,
): void {
  const claim = withNameNumber(said, sender);
  const record = known.byId.get(partnerId);
  const hasNpi = record?.identifiers.some((id) => id.system === 'npi') ?? false;
  const doubt = doubtNumber(said, sender);
  const isDoubtful =
    decided.outcome !== 'certain' && 'candidates' in decided && decided.candidates.length > 0;
  const isSettled = doubt !== undefined && known.byIdentifier.has(keyOf(doubt));
  // A second NPI of one partner is a misread one.
  const own = claim.identifiers.filter(
    (id) => !known.byIdentifier.has(keyOf(id)) && !(hasNpi && id.system === 'npi'),
  );
  const fresh = doubt && isDoubtful && own.length === 0 ? [doubt] : own;
  if (record && (fresh.length === 0 || isSettled)) return;
  for (const id of fresh) added.set(keyOf(id), { ...id, partnerId });
  known.index({
    ...(record ?? partnerNamed(partnerId, said)),
    identifiers: [...(record?.identifiers ?? []), ...fresh],
  });
}

async function write(tx: Tx, { entered, added }: News): Promise<void> {
  const fresh = [...entered].map(([id, one]) => ({ id, ...one }));
  await insertPartners(
    tx,
    fresh.map(({ id, claim, sender }) => ({
      id,
      claim,
      stage: 'discovered' as const,
      ...(sender === undefined ? {} : { source: `channel:${sender}` }),
    })),
  );
  await insertPartnerIdentifiers(tx, [...added.values()]);
  if (fresh.length > 0)
    await appendEvents(
      tx,
      await takePen(tx),
      fresh.map(({ id }) => discoveredEvent(id)),
    );
  await bindOffices(
    tx,
    fresh.flatMap(({ id, claim, officeId }) =>
      officeId === undefined || claim.name === undefined ? [] : [{ personId: id, organisationId: officeId }],
    ),
  );
  await suggestPartners(
    tx,
    fresh.filter(({ candidates }) => candidates.length > 0),
  );
}

function discoveredEvent(partnerId: string): NewEvent {
  return {
    id: newId(),
    type: 'partner.discovered',
    subjectKind: 'partner',
    subjectId: partnerId,
    subjectVersion: 1,
    occurredAt: now(),
    data: { partnerId },
  };
}

function partnerNamed(id: string, claim: PartyClaim): Omit<PartnerRecord, 'identifiers'> {
  const names = namesOfClaim(claim);
  const phone = phoneKey(claim.phone);
  const fax = phoneKey(claim.fax);
  const { family, given, middle, suffix } = claim.name ?? {};
  return {
    id,
    kind: names.kind,
    name: names.name,
    nameKey: partyNameKey(claim),
    keys: partnerKeys(names),
    places: [placeOf(claim)],
    ...(claim.organisation === undefined ? {} : { organisationKey: claim.organisation }),
    ...(family === undefined ? {} : { family }),
    ...(given === undefined ? {} : { given }),
    ...(middle === undefined ? {} : { middle }),
    ...(suffix === undefined ? {} : { suffix }),
    ...(phone ? { phone } : {}),
    ...(fax ? { fax } : {}),
  };
}

function placeOf({ city, state, zip }: PartyClaim) {
  return {
    ...(city === undefined ? {} : { city }),
    ...(state === undefined ? {} : { state }),
    ...(zip === undefined ? {} : { zip }),
  };
}
