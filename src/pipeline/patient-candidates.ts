import type { Identifier, PatientClaim } from '../domain/fact.ts';
import type { PatientRecord } from '../domain/match-patient.ts';
import { nameKey } from '../domain/names.ts';

export type PatientIndex = ReturnType<typeof indexPatients>;

/** Records by what a claim can be compared with. */
export function indexPatients(found: readonly PatientRecord[]) {
  const byId = new Map<string, PatientRecord>();
  const byIdentifier = new Map<string, string>();
  const byKey = new Map<string, readonly string[]>();
  const index = (record: PatientRecord): void => {
    byId.set(record.id, record);
    for (const id of record.identifiers) byIdentifier.set(keyOf(id), record.id);
    const birth = birthKey(record.birthDate, record);
    if (birth && !byKey.get(birth)?.includes(record.id))
      byKey.set(birth, [...(byKey.get(birth) ?? []), record.id]);
  };
  const candidates = (claim: PatientClaim): readonly PatientRecord[] => {
    const ids = new Set(claim.identifiers.map((id) => byIdentifier.get(keyOf(id))));
    for (const id of byKey.get(birthKey(claim.birthDate, claim.name) ?? '') ?? []) ids.add(id);
    // Whoever was merged is still in `byKey`, and in nothing else.
    return [...ids].flatMap((id) => (id === undefined ? [] : (byId.get(id) ?? [])));
  };
  for (const record of found) index(record);
  return { byId, byIdentifier, byKey, index, candidates };
}

/** What a claim adds to what is held of a patient; `fresh`: the numbers that are this patient's from now on. */
export function mergeRecord(
  id: string,
  known: PatientRecord | undefined,
  claim: PatientClaim,
  fresh: readonly Identifier[],
): PatientRecord {
  const family = claim.name?.family ?? known?.family;
  const given = claim.name?.given ?? known?.given;
  const birthDate = claim.birthDate ?? known?.birthDate;
  const address = claim.address ?? known?.address;
  return {
    id,
    identifiers: [...(known?.identifiers ?? []), ...fresh],
    phones: [...new Set([...(known?.phones ?? []), ...(claim.phones ?? [])])],
    ...(family === undefined ? {} : { family }),
    ...(given === undefined ? {} : { given }),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(address === undefined ? {} : { address }),
  };
}

export function keyOf(id: Identifier): string {
  return `${id.system}|${id.value}`;
}

function birthKey(
  birthDate: string | undefined,
  name: { readonly family?: string; readonly given?: string } | undefined,
): string | undefined {
  const folded = nameKey(name);
  return birthDate?.length === 10 && folded !== '' ? `${birthDate}|${folded}` : undefined;
}
