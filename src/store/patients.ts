import type { Address, Identifier, PatientClaim } from '../domain/fact.ts';
import type { PatientRecord } from '../domain/match-patient.ts';
import { nameKey } from '../domain/names.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

type PatientRow = {
  readonly id: string;
  readonly family: string | null;
  readonly given: string | null;
  readonly birth_date: string | null;
  readonly sex: string | null;
  readonly phones: readonly string[];
  readonly address: Address | null;
  readonly identifiers: readonly Identifier[] | null;
};

const columns = sql`p.id, p.family, p.given, p.birth_date, p.sex, p.phones, p.address,
  (select jsonb_agg(jsonb_build_object('system', i.system, 'value', i.value)) from patient_identifier i where i.patient_id = p.id) as identifiers`;

/**
 * Everybody the claims could mean: holders of their identifiers, and namesakes born on the same day.
 * Indexes: patient_identifier primary key, patient_by_birth.
 */
export async function findPatientCandidates(
  db: Queryable,
  claims: readonly PatientClaim[],
): Promise<readonly PatientRecord[]> {
  const identifiers = claims.flatMap((claim) => claim.identifiers);
  const named = claims.filter((claim) => claim.birthDate?.length === 10 && nameKey(claim.name) !== '');
  const rows = await query<PatientRow>(
    db,
    sql`with found as (
          select i.patient_id as id from patient_identifier i
          join unnest(${identifiers.map((id) => id.system)}::text[], ${identifiers.map((id) => id.value)}::text[]) as w (system, value)
            on i.system = w.system and i.value = w.value
          union
          select p.id from patient p
          join unnest(${named.map((claim) => claim.birthDate)}::text[], ${named.map((claim) => nameKey(claim.name))}::text[]) as n (birth_date, name_key)
            on p.birth_date = n.birth_date and p.name_key = n.name_key and p.alias_of is null)
        select ${columns} from found join patient p on p.id = found.id`,
    { name: 'find-patient-candidates' },
  );
  return rows.map(toRecord);
}

export type PatientDetails = {
  readonly id: string;
  readonly identifiers: readonly Identifier[];
  readonly family?: string;
  readonly given?: string;
  readonly middle?: string;
  readonly birthDate?: string;
  readonly sex?: string;
};

/** One patient as documents name them. Index: primary key. */
export async function loadPatient(db: Queryable, id: string): Promise<PatientDetails | undefined> {
  const row = await queryOne<PatientRow & { readonly middle: string | null }>(
    db,
    sql`select ${columns}, p.middle from patient p where p.id = ${id}`,
  );
  if (!row) return undefined;
  const { phones: _, address: __, ...record } = toRecord(row);
  return row.middle === null ? record : { ...record, middle: row.middle };
}

/** Writes demographics as folded, where they differ from what is held; new patients are entered. Index: primary key. */
export async function upsertPatients(
  tx: Tx,
  patients: readonly { readonly id: string; readonly demographics: Omit<PatientClaim, 'identifiers'> }[],
): Promise<void> {
  if (patients.length === 0) return;
  const field = <T>(pick: (patient: Omit<PatientClaim, 'identifiers'>) => T) =>
    patients.map((one) => pick(one.demographics) ?? null);
  await execute(
    tx,
    sql`insert into patient (id, family, given, middle, birth_date, sex, phones, email, address, is_protected, name_key)
        select n.id, n.family, n.given, n.middle, n.birth_date, n.sex, array(select jsonb_array_elements_text(n.phones)), n.email, n.address,
          n.is_protected, n.name_key
        from unnest(${patients.map((one) => one.id)}::uuid[], ${field((one) => one.name?.family)}::text[], ${field((one) => one.name?.given)}::text[],
          ${field((one) => one.name?.middle)}::text[], ${field((one) => one.birthDate)}::text[], ${field((one) => one.sex)}::text[],
          ${field((one) => JSON.stringify(one.phones ?? []))}::jsonb[], ${field((one) => one.email)}::text[],
          ${field((one) => (one.address ? JSON.stringify(one.address) : undefined))}::jsonb[], ${field((one) => one.isProtected ?? false)}::boolean[],
          ${field((one) => nameKey(one.name))}::text[])
          as n (id, family, given, middle, birth_date, sex, phones, email, address, is_protected, name_key)
        where not exists (select from patient p where p.id = n.id
          and (p.family, p.given, p.middle, p.birth_date, p.sex, p.email, p.address, p.is_protected, p.name_key) is not distinct from
            (n.family, n.given, n.middle, n.birth_date, n.sex, n.email, n.address, n.is_protected, n.name_key)
          and to_jsonb(p.phones) = n.phones)
        on conflict (id) do update set family = excluded.family, given = excluded.given, middle = excluded.middle,
          birth_date = excluded.birth_date, sex = excluded.sex, phones = excluded.phones, email = excluded.email, address = excluded.address,
          is_protected = excluded.is_protected, name_key = excluded.name_key, updated_at = now()`,
    { name: 'upsert-patients' },
  );
}

/** Gives identifiers to patients. One that is held already stays where it is. */
export async function insertIdentifiers(
  tx: Tx,
  identifiers: readonly (Identifier & { readonly patientId: string })[],
): Promise<void> {
  if (identifiers.length === 0) return;
  await execute(
    tx,
    sql`insert into patient_identifier (system, value, type, patient_id)
        select * from unnest(${identifiers.map((id) => id.system)}::text[], ${identifiers.map((id) => id.value)}::text[],
          ${identifiers.map((id) => id.type ?? null)}::text[], ${identifiers.map((id) => id.patientId)}::uuid[])
        on conflict (system, value) do nothing`,
    { name: 'insert-identifiers' },
  );
}

/** A person gave these numbers to somebody else than their holders. Index: primary key. */
export async function moveIdentifiers(
  tx: Tx,
  identifiers: readonly (Identifier & { readonly patientId: string })[],
): Promise<void> {
  if (identifiers.length === 0) return;
  await execute(
    tx,
    sql`update patient_identifier i set patient_id = w.patient_id
        from unnest(${identifiers.map((id) => id.system)}::text[], ${identifiers.map((id) => id.value)}::text[],
          ${identifiers.map((id) => id.patientId)}::uuid[]) as w (system, value, patient_id)
        where i.system = w.system and i.value = w.value`,
  );
}

/**
 * Takes these numbers from these patients where nothing in force says that they are theirs: what only a retired statement said.
 * Indexes: patient_identifier primary key, fact_of_patient.
 */
export async function takeUnsupported(
  tx: Tx,
  identifiers: readonly (Identifier & { readonly patientId: string })[],
): Promise<void> {
  if (identifiers.length === 0) return;
  await execute(
    tx,
    sql`delete from patient_identifier i
        using unnest(${identifiers.map((id) => id.system)}::text[], ${identifiers.map((id) => id.value)}::text[],
          ${identifiers.map((id) => id.patientId)}::uuid[]) as w (system, value, patient_id)
        where i.system = w.system and i.value = w.value and i.patient_id = w.patient_id
          and not exists (select from fact f where f.patient_id = i.patient_id and f.retired_at is null
            and f.kind in ('patient_described', 'patient_merged')
            and coalesce(f.body -> 'patient', f.body -> 'prior') -> 'identifiers'
              @> jsonb_build_array(jsonb_build_object('system', i.system, 'value', i.value)))`,
  );
}

/** Everything of one patient becomes another's; the emptied record points to where it went. Indexes: *_of_patient. */
export async function mergePatients(tx: Tx, loserId: string, survivorId: string): Promise<void> {
  await execute(
    tx,
    sql`update patient_identifier set patient_id = ${survivorId} where patient_id = ${loserId}`,
  );
  await execute(tx, sql`update fact set patient_id = ${survivorId} where patient_id = ${loserId}`);
  await execute(tx, sql`update referral set patient_id = ${survivorId} where patient_id = ${loserId}`);
  await execute(tx, sql`update message set patient_id = ${survivorId} where patient_id = ${loserId}`);
  await execute(tx, sql`update review set patient_id = ${survivorId} where patient_id = ${loserId}`);
  await execute(
    tx,
    sql`update patient set alias_of = ${survivorId}, updated_at = now() where id = ${loserId} or alias_of = ${loserId}`,
  );
}

function toRecord(row: PatientRow): PatientRecord {
  return {
    id: row.id,
    identifiers: row.identifiers ?? [],
    phones: row.phones,
    ...(row.family === null ? {} : { family: row.family }),
    ...(row.given === null ? {} : { given: row.given }),
    ...(row.birth_date === null ? {} : { birthDate: row.birth_date }),
    ...(row.sex === null ? {} : { sex: row.sex }),
    ...(row.address === null ? {} : { address: row.address }),
  };
}
