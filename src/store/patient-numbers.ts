import type { Identifier } from '../domain/fact.ts';
import { execute, queryOne, sql, type Queryable, type Tx } from './database.ts';

/** A number and who holds it. */
export type HeldNumber = Identifier & {
  readonly patientId: string;
  /** The record it comes up with; absent: that of `beside`, else the patient's own. */
  readonly recordId?: string;
  /** A number of the same claim that was known before. */
  readonly beside?: Identifier;
};

/** Gives identifiers to patients. One that is held already stays where it is. Index: primary key. */
export async function insertIdentifiers(tx: Tx, numbers: readonly HeldNumber[]): Promise<void> {
  if (numbers.length === 0) return;
  await execute(
    tx,
    sql`insert into patient_identifier (system, value, type, patient_id, origin_patient_id)
        select n.system, n.value, n.type, n.patient_id, coalesce(n.record_id, b.origin_patient_id, n.patient_id)
        from unnest(${numbers.map((id) => id.system)}::text[], ${numbers.map((id) => id.value)}::text[],
          ${numbers.map((id) => id.type ?? null)}::text[], ${numbers.map((id) => id.patientId)}::uuid[],
          ${numbers.map((id) => id.recordId ?? null)}::uuid[], ${numbers.map((id) => id.beside?.system ?? null)}::text[],
          ${numbers.map((id) => id.beside?.value ?? null)}::text[])
          as n (system, value, type, patient_id, record_id, beside_system, beside_value)
        left join patient_identifier b on b.system = n.beside_system and b.value = n.beside_value and b.patient_id = n.patient_id
        on conflict (system, value) do nothing`,
    { name: 'insert-identifiers' },
  );
}

/** A person gave these numbers to somebody else than their holders. Index: primary key. */
export async function moveIdentifiers(tx: Tx, numbers: readonly HeldNumber[]): Promise<void> {
  if (numbers.length === 0) return;
  await execute(
    tx,
    sql`update patient_identifier i set patient_id = w.patient_id, origin_patient_id = w.patient_id
        from unnest(${numbers.map((id) => id.system)}::text[], ${numbers.map((id) => id.value)}::text[],
          ${numbers.map((id) => id.patientId)}::uuid[]) as w (system, value, patient_id)
        where i.system = w.system and i.value = w.value`,
  );
}

/**
 * Takes these numbers from these patients where nothing in force says that they are theirs: what only a retired statement said.
 * Indexes: patient_identifier primary key, fact_of_patient.
 */
export async function takeUnsupported(
  tx: Tx,
  numbers: readonly Pick<HeldNumber, 'system' | 'value' | 'patientId'>[],
): Promise<void> {
  if (numbers.length === 0) return;
  await execute(
    tx,
    sql`delete from patient_identifier i
        using unnest(${numbers.map((id) => id.system)}::text[], ${numbers.map((id) => id.value)}::text[],
          ${numbers.map((id) => id.patientId)}::uuid[]) as w (system, value, patient_id)
        where i.system = w.system and i.value = w.value and i.patient_id = w.patient_id
          and not exists (select from fact f where f.patient_id = i.patient_id and f.retired_at is null
            and f.kind in ('patient_described', 'patient_merged', 'identifier_moved')
            and coalesce(f.body -> 'patient', f.body -> 'prior') -> 'identifiers'
              @> jsonb_build_array(jsonb_build_object('system', i.system, 'value', i.value)))`,
  );
}

/** Who holds a number. Index: primary key. */
export function findNumber(
  db: Queryable,
  number: Identifier,
): Promise<{ readonly patientId: string; readonly record: string } | undefined> {
  return queryOne(
    db,
    sql`select patient_id as "patientId", origin_patient_id as record from patient_identifier
        where system = ${number.system} and value = ${number.value}`,
  );
}
