import type { Identifier, PartyClaim } from '../domain/fact.ts';
import { matchPartner, partyNameKey, withNameNumber, type PartnerRecord } from '../domain/match-partner.ts';
import { phoneKey } from '../domain/names.ts';
import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import { insertPartnerIdentifiers, insertPartners } from '../store/partners.ts';
import { remember } from './known-patients.ts';
import { keyOf } from './patient-candidates.ts';

/** The partners of a batch as they are known while it is worked on: decided in memory, written once. */
export type KnownPartners = {
  /** `sender`: whose names these are; without it a name alone is always somebody new. */
  readonly decide: (claim: PartyClaim, sender?: string) => string | undefined;
  /** Remembers how things stand; calling the result brings that back. */
  readonly mark: () => () => void;
  readonly flush: (tx: Tx) => Promise<void>;
};

export function openPartners(found: readonly PartnerRecord[]): KnownPartners {
  const byId = new Map<string, PartnerRecord>();
  const byIdentifier = new Map<string, string>();
  const byLine = new Map<string, ReadonlySet<string>>();
  const entered = new Map<string, PartyClaim>();
  const added = new Map<string, Identifier & { readonly partnerId: string }>();

  const index = (record: PartnerRecord): void => {
    byId.set(record.id, record);
    for (const id of record.identifiers) byIdentifier.set(keyOf(id), record.id);
    for (const line of [record.phone, record.fax])
      if (line !== undefined) byLine.set(line, new Set(byLine.get(line)).add(record.id));
  };
  for (const record of found) index(record);

  // A batch names hundreds of partners: only those that share a number or a line with the claim can be meant.
  const candidates = (claim: PartyClaim): readonly PartnerRecord[] => {
    const ids = new Set(claim.identifiers.map((id) => byIdentifier.get(keyOf(id))));
    for (const line of [phoneKey(claim.phone), phoneKey(claim.fax)])
      for (const id of byLine.get(line ?? '') ?? []) ids.add(id);
    return [...ids].flatMap((id) => (id === undefined ? [] : (byId.get(id) ?? [])));
  };

  return {
    decide: (said, sender) => {
      const claim = withNameNumber(said, sender);
      const match = matchPartner(claim, candidates(claim));
      if (match.outcome === 'none') return undefined;
      const partnerId = match.outcome === 'certain' ? match.partnerId : newId();
      if (match.outcome === 'new') entered.set(partnerId, said);
      const fresh = claim.identifiers.filter((id) => !byIdentifier.has(keyOf(id)));
      const known = byId.get(partnerId);
      if (known && fresh.length === 0) return partnerId;
      for (const id of fresh) added.set(keyOf(id), { ...id, partnerId });
      index({
        ...(known ?? partnerNamed(partnerId, claim)),
        identifiers: [...(known?.identifiers ?? []), ...fresh],
      });
      return partnerId;
    },
    mark: () => {
      const undo = [
        remember(byId),
        remember(byIdentifier),
        remember(byLine),
        remember(entered),
        remember(added),
      ];
      return () => undo.forEach((back) => back());
    },
    flush: async (tx) => {
      await insertPartners(
        tx,
        [...entered].map(([id, claim]) => ({ id, claim, stage: 'discovered' as const })),
      );
      await insertPartnerIdentifiers(tx, [...added.values()]);
    },
  };
}

function partnerNamed(id: string, claim: PartyClaim): Omit<PartnerRecord, 'identifiers'> {
  const phone = phoneKey(claim.phone);
  const fax = phoneKey(claim.fax);
  return { id, nameKey: partyNameKey(claim), ...(phone ? { phone } : {}), ...(fax ? { fax } : {}) };
}
