import type { Identifier, PartyClaim } from './fact.ts';
import { foldName, nameKey, phoneKey } from './names.ts';

/** What the directory holds of one partner: as much as matching needs. */
export type PartnerRecord = {
  readonly id: string;
  readonly identifiers: readonly Identifier[];
  readonly nameKey: string;
  readonly organisationKey?: string;
  readonly phone?: string;
  readonly fax?: string;
};

export type PartnerMatch =
  | { readonly outcome: 'certain'; readonly partnerId: string; readonly reasons: readonly string[] }
  /** Not in the directory: it is entered as `discovered`, never dropped. */
  | { readonly outcome: 'new'; readonly reasons: readonly string[] }
  /** Not a person or office: self-referred, unknown, or nothing to go by. */
  | { readonly outcome: 'none'; readonly reasons: readonly string[] };

/**
 * Which partner a claim means: the NPI, a local number seen with them before, or a known fax or phone together with the name
 * (DOMAIN 7.2). The name alone is not enough: see `withNameNumber` for the one thing it can be.
 */
export function matchPartner(claim: PartyClaim, candidates: readonly PartnerRecord[]): PartnerMatch {
  if (claim.kind === 'self' || claim.kind === 'unknown')
    return { outcome: 'none', reasons: [`the sender says: ${claim.kind}`] };
  const npi = claim.identifiers.find((id) => id.system === 'npi');
  const byNpi = npi && candidates.find((record) => holds(record, npi));
  if (byNpi) return { outcome: 'certain', partnerId: byNpi.id, reasons: ['same NPI'] };
  const byNumber = candidates.find(
    (record) => !hasOtherNpi(record, npi) && claim.identifiers.some((id) => holds(record, id)),
  );
  if (byNumber) {
    const isNamed = claim.identifiers.every(isNameNumber);
    const reason = isNamed ? 'same name without a number from the same sender' : 'same local number';
    return { outcome: 'certain', partnerId: byNumber.id, reasons: [reason] };
  }
  const byLine = candidates.find(
    (record) => !hasOtherNpi(record, npi) && isSameName(claim, record) && sharesLine(claim, record),
  );
  if (byLine)
    return { outcome: 'certain', partnerId: byLine.id, reasons: ['same name', 'same fax or phone'] };
  if (claim.identifiers.length === 0 && partyNameKey(claim) === '')
    return { outcome: 'none', reasons: ['no name and no number'] };
  return { outcome: 'new', reasons: ['not in the directory'] };
}

/**
 * Gives a party that is named without any number or line one of its own, which means something only inside its sender: whom one
 * system always calls by the same bare name is the same bare name, so that its messages do not enter somebody new each time.
 *
 * Nobody else is ever found by it. A claim with an NPI or a local number is not the bare name, however alike: two doctors of one
 * name stand in every large directory, and a guess here would send notes to the wrong one. A person decides whether they are one.
 */
export function withNameNumber(claim: PartyClaim, sender: string | undefined): PartyClaim {
  const value = partyNameKey(claim);
  if (sender === undefined || value === '' || claim.kind === 'self' || claim.kind === 'unknown') return claim;
  const isBare =
    claim.identifiers.length === 0 &&
    phoneKey(claim.phone) === undefined &&
    phoneKey(claim.fax) === undefined;
  return isBare ? { ...claim, identifiers: [{ system: `${sender}${nameSystem}`, value }] } : claim;
}

/** A name that stands in for a number: not something to show or to tell. */
export function isNameNumber(id: Identifier): boolean {
  return id.system.endsWith(nameSystem);
}

const nameSystem = ':name';

/** Folded name of a party: the person's, else the organisation's. */
export function partyNameKey(claim: PartyClaim): string {
  return nameKey(claim.name) || foldName(claim.organisation ?? '');
}

function holds(record: PartnerRecord, id: Identifier): boolean {
  return record.identifiers.some((known) => known.system === id.system && known.value === id.value);
}

function hasOtherNpi(record: PartnerRecord, npi: Identifier | undefined): boolean {
  return (
    npi !== undefined &&
    record.identifiers.some((known) => known.system === 'npi' && known.value !== npi.value)
  );
}

function isSameName(claim: PartyClaim, record: PartnerRecord): boolean {
  const key = partyNameKey(claim);
  return key !== '' && (key === record.nameKey || key === record.organisationKey);
}

function sharesLine(claim: PartyClaim, record: PartnerRecord): boolean {
  const lines = [phoneKey(claim.fax), phoneKey(claim.phone)].filter((line) => line !== undefined);
  return lines.some((line) => line === record.fax || line === record.phone);
}
