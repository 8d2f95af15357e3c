import type { PersonName } from '../domain/fact.ts';
import { foldName, nameKey } from '../domain/names.ts';
import { KEYS_VERSION, patientKeys } from '../domain/patient-keys.ts';
import type { PatientDemographics } from '../domain/patient.ts';
import { execute, query, sql, type Queryable, type Tx } from './database.ts';

/** What a patient is found by. It follows from the demographics: the same ones always make the same keys. */
export function findingColumns(demographics: PatientDemographics) {
  return {
    former: demographics.former,
    match_keys: patientKeys({ identifiers: [], ...demographics }),
    search_names: searchNames([demographics.name, ...(demographics.former?.names ?? [])]),
  };
}

function searchNames(names: readonly (PersonName | undefined)[]): string {
  const texts = names.flatMap((name) => [nameKey(name), foldName(name?.middle ?? '')]);
  return [...new Set(texts.filter((text) => text !== ''))].join(' | ');
}

/** Patients whose keys were made by older rules or not at all. Index: patient_by_keys_version. */
export async function listStaleKeys(db: Queryable, limit: number): Promise<readonly string[]> {
  const rows = await query<{ readonly id: string }>(
    db,
    sql`select id from patient where keys_version < ${KEYS_VERSION}::smallint limit ${limit}::int`,
  );
  return rows.map((row) => row.id);
}

/** Writes what patients are found by and nothing else. Index: primary key. */
export async function writePatientKeys(
  tx: Tx,
  patients: readonly { readonly id: string; readonly demographics: PatientDemographics }[],
): Promise<void> {
  const rows = patients.map(({ id, demographics }) => ({ id, ...findingColumns(demographics) }));
  await execute(
    tx,
    sql`update patient p set former = n.former, match_keys = n.match_keys, search_names = n.search_names, keys_version = ${KEYS_VERSION}::smallint
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n (id uuid, former jsonb, match_keys text[], search_names text)
        where p.id = n.id`,
  );
}
