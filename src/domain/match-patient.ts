import type { Address, Identifier, PatientClaim } from './fact.ts';
import { foldName, nameKey, phoneKey } from './names.ts';

/** What the index holds of one patient: as much as matching needs. */
export type PatientRecord = {
  readonly id: string;
  readonly identifiers: readonly Identifier[];
  readonly family?: string;
  readonly given?: string;
  readonly birthDate?: string;
  readonly sex?: string;
  readonly phones: readonly string[];
  readonly address?: Address;
};

/** Which patient a claim speaks of, with the reasons in words. */
export type PatientMatch =
  | { readonly outcome: 'certain'; readonly patientId: string; readonly reasons: readonly string[] }
  | { readonly outcome: 'new'; readonly reasons: readonly string[] }
  | { readonly outcome: 'ask'; readonly candidates: readonly PatientCandidate[]; readonly reason: string };

export type PatientCandidate = { readonly patientId: string; readonly reasons: readonly string[] };

/**
 * Decides which of the candidates a claim means. Exact identifiers first, checked for plausibility; then name and birth date
 * with one more agreeing element. Name alone or birth date alone never match, and twins (other given name) never merge
 * (DOMAIN 7.2). Unsure is a question, never a guess.
 */
export function matchPatient(claim: PatientClaim, candidates: readonly PatientRecord[]): PatientMatch {
  if (claim.identifiers.length === 0 && nameKey(claim.name) === '')
    return {
      outcome: 'ask',
      candidates: [],
      reason: 'The message names no patient: no identifier and no name.',
    };
  const byIdentifier = candidates.filter((record) => sharesIdentifier(claim, record));
  if (byIdentifier.length > 1)
    return ask(claim, byIdentifier, 'The identifiers in this message belong to different patients.');
  const [holder] = byIdentifier;
  if (holder && isSomebodyElse(claim, holder))
    return ask(
      claim,
      [holder],
      'The identifier is known, but name and birth date are those of somebody else.',
    );
  if (holder) return { outcome: 'certain', patientId: holder.id, reasons: ['same identifier'] };
  return byDemographics(claim, candidates);
}

function byDemographics(claim: PatientClaim, candidates: readonly PatientRecord[]): PatientMatch {
  const namesakes = candidates.filter((record) => isNamesake(claim, record));
  if (namesakes.length === 0)
    return { outcome: 'new', reasons: ['no identifier known, nobody of this name and birth date'] };
  const supported = namesakes.filter(
    (record) => support(claim, record).length > 0 && !hasRivalIdentifier(claim, record),
  );
  const [only] = supported;
  if (only && namesakes.length === 1)
    return {
      outcome: 'certain',
      patientId: only.id,
      reasons: ['same name', 'same birth date', ...support(claim, only)],
    };
  return ask(
    claim,
    namesakes,
    'Somebody of the same name and birth date is known; nothing else tells whether it is the same person.',
  );
}

function ask(claim: PatientClaim, records: readonly PatientRecord[], reason: string): PatientMatch {
  return {
    outcome: 'ask',
    reason,
    candidates: records.map((record) => ({ patientId: record.id, reasons: reasonsFor(claim, record) })),
  };
}

function reasonsFor(claim: PatientClaim, record: PatientRecord): readonly string[] {
  return [
    sharesIdentifier(claim, record) ? 'same identifier' : '',
    isSameName(claim, record) ? 'same name' : 'other name',
    claim.birthDate !== undefined && claim.birthDate === record.birthDate
      ? 'same birth date'
      : 'other birth date',
    hasRivalIdentifier(claim, record) ? 'another number from the same system' : '',
    ...support(claim, record),
  ].filter((reason) => reason !== '');
}

function sharesIdentifier(claim: PatientClaim, record: PatientRecord): boolean {
  return claim.identifiers.some((id) =>
    record.identifiers.some((known) => known.system === id.system && known.value === id.value),
  );
}

/** One system gives one person one number: two numbers of one system speak against the match. */
function hasRivalIdentifier(claim: PatientClaim, record: PatientRecord): boolean {
  return claim.identifiers.some((id) =>
    record.identifiers.some((known) => known.system === id.system && known.value !== id.value),
  );
}

/** Other names and another birthday: whatever number they share, these are two people. */
export function isSomebodyElse(claim: PatientClaim, record: PatientRecord): boolean {
  if (claim.birthDate === undefined || record.birthDate === undefined || nameKey(claim.name) === '')
    return false;
  const isOtherFamily = foldName(claim.name?.family ?? '') !== foldName(record.family ?? '');
  const isOtherGiven = foldName(claim.name?.given ?? '') !== foldName(record.given ?? '');
  return claim.birthDate !== record.birthDate && isOtherFamily && isOtherGiven;
}

function isNamesake(claim: PatientClaim, record: PatientRecord): boolean {
  return claim.birthDate?.length === 10 && claim.birthDate === record.birthDate && isSameName(claim, record);
}

function isSameName(claim: PatientClaim, record: PatientRecord): boolean {
  return nameKey(claim.name) !== '' && nameKey(claim.name) === nameKey(nameOf(record));
}

function nameOf(record: PatientRecord) {
  return {
    ...(record.family === undefined ? {} : { family: record.family }),
    ...(record.given === undefined ? {} : { given: record.given }),
  };
}

function support(claim: PatientClaim, record: PatientRecord): readonly string[] {
  const phones = new Set(record.phones.map(phoneKey));
  const hasPhone = (claim.phones ?? []).some(
    (phone) => phoneKey(phone) !== undefined && phones.has(phoneKey(phone)),
  );
  return [
    hasPhone ? 'same phone' : '',
    isSameAddress(claim.address, record.address) ? 'same address' : '',
  ].filter(Boolean);
}

function isSameAddress(a: Address | undefined, b: Address | undefined): boolean {
  const line = foldName(a?.line1 ?? '');
  return (
    line !== '' &&
    line === foldName(b?.line1 ?? '') &&
    (a?.zip ?? '').slice(0, 5) === (b?.zip ?? '').slice(0, 5)
  );
}
