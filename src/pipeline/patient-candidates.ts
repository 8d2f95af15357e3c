import type { Identifier, PatientClaim } from '../domain/fact.ts';
import { nameOf } from '../domain/comparable-patient.ts';
import { needsDemographics, type PatientRecord } from '../domain/match-patient.ts';
import { askedKeys, MOST_PER_KEY, patientKeys } from '../domain/patient-keys.ts';
import { extendDemographics, type PatientDemographics } from '../domain/patient.ts';

export type PatientIndex = ReturnType<typeof indexPatients>;

/** Records by what a claim can be compared with: numbers first, and only where they find nobody, the keys of name, birth date and contact. */
export function indexPatients(found: readonly PatientRecord[]) {
  const byId = new Map<string, PatientRecord>();
  const byIdentifier = new Map<string, string>();
  const byKey = new Map<string, readonly string[]>();
  /** Whose keys are not in `byKey` yet: most batches never need any. */
  const unkeyed = new Map<string, true>();
  const index = (record: PatientRecord): void => {
    byId.set(record.id, record);
    unkeyed.set(record.id, true);
    for (const id of record.identifiers) byIdentifier.set(keyOf(id), record.id);
  };
  const addKeys = (): void => {
    for (const id of unkeyed.keys()) {
      const record = byId.get(id);
      if (record) addKeysOf(byKey, record);
    }
    unkeyed.clear();
  };
  const candidates = (claim: PatientClaim): readonly PatientRecord[] => {
    const holders = new Set(claim.identifiers.flatMap((id) => byIdentifier.get(keyOf(id)) ?? []));
    // Whoever was merged is still in the maps of numbers and keys, and in nothing else.
    const known = [...holders].flatMap((id) => byId.get(id) ?? []);
    if (!needsDemographics(claim, known)) return known;
    addKeys();
    return [...new Set([...known, ...[...sharing(byKey, claim)].flatMap((id) => byId.get(id) ?? [])])];
  };
  for (const record of found) index(record);
  return { byId, byIdentifier, byKey, unkeyed, index, candidates };
}

function addKeysOf(byKey: Map<string, readonly string[]>, record: PatientRecord): void {
  for (const key of patientKeys(record)) {
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [record.id]);
    else if (known.length <= MOST_PER_KEY && !known.includes(record.id))
      byKey.set(key, [...known, record.id]);
  }
}

/** Who shares a key with the claim that not too many share. */
function sharing(byKey: ReadonlyMap<string, readonly string[]>, claim: PatientClaim): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const key of askedKeys(claim)) {
    const found = byKey.get(key) ?? [];
    if (found.length <= MOST_PER_KEY) for (const id of found) ids.add(id);
  }
  return ids;
}

/**
 * What a claim adds to what is held of a patient; `fresh`: the numbers that are this patient's from now on; `isUnsaid`: by a merge, before
 * anything was said under them.
 */
export function mergeRecord(
  id: string,
  known: PatientRecord | undefined,
  claim: PatientClaim,
  fresh: readonly Identifier[],
  isUnsaid = false,
): PatientRecord {
  const { identifiers: _, ...said } = claim;
  const unsaid = isUnsaid
    ? [...(known?.unsaid ?? []), ...fresh]
    : known?.unsaid?.filter((one) => !claim.identifiers.some((other) => keyOf(other) === keyOf(one)));
  const { name, isProtected: __, ...demographics } = extendDemographics(known && demographicsOf(known), said);
  const { prefix: ___, credential: ____, ...parts } = name ?? {};
  return {
    id,
    identifiers: [...(known?.identifiers ?? []), ...fresh],
    ...demographics,
    ...parts,
    phones: demographics.phones ?? [],
    ...(unsaid === undefined || unsaid.length === 0 ? {} : { unsaid }),
  };
}

/** A record as demographics: both are what is held of one patient. */
export function demographicsOf(record: PatientRecord): PatientDemographics {
  const {
    id: _,
    identifiers: __,
    unsaid: ___,
    family: ____,
    given: _____,
    middle: ______,
    suffix: _______,
    ...rest
  } = record;
  return { name: nameOf(record), ...rest };
}

export function keyOf(id: Identifier): string {
  return `${id.system}|${id.value}`;
}
