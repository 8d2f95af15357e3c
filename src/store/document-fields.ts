import type { FieldName, FieldReading } from '../domain/document/fields.ts';
import { storableJson } from '../lib/storable-text.ts';
import { execute, query, sql, type Queryable, type Tx } from './database.ts';

export type StoredField = FieldReading & { readonly position: number; readonly isAccepted: boolean };

/** Writes what was read. Values and evidence come from strangers: what Postgres cannot keep of them goes. */
export async function insertFields(
  tx: Tx,
  read: readonly (StoredField & { readonly documentId: string })[],
): Promise<void> {
  if (read.length === 0) return;
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  const fields = read.map(storableJson);
  await execute(
    tx,
    sql`insert into document_field (document_id, field, position, value, text, confidence, page, box, evidence, doubt, is_handwriting, others, is_accepted)
        select * from unnest(${fields.map((one) => one.documentId)}::uuid[], ${fields.map((one) => one.field)}::text[],
          ${fields.map((one) => one.position)}::smallint[], ${fields.map((one) => one.value)}::text[], ${fields.map((one) => one.text)}::text[],
          ${fields.map((one) => one.confidence)}::real[], ${fields.map((one) => one.page ?? null)}::int[], ${fields.map((one) => json(one.box))}::jsonb[],
          ${fields.map((one) => json(one.evidence))}::jsonb[], ${fields.map((one) => one.doubt ?? null)}::text[],
          ${fields.map((one) => one.isHandwriting ?? false)}::boolean[], ${fields.map((one) => json(one.others))}::jsonb[],
          ${fields.map((one) => one.isAccepted)}::boolean[])`,
  );
}

export type FieldRow = StoredField & { readonly finalValue: string | null };

/** Index: primary key. */
export async function listDocumentFields(db: Queryable, documentId: string): Promise<readonly FieldRow[]> {
  const rows = await query<Record<string, unknown>>(
    db,
    sql`select field, position, value, text, confidence, page, box, evidence, doubt, is_handwriting as "isHandwriting", others,
          is_accepted as "isAccepted", final_value as "finalValue"
        from document_field where document_id = ${documentId} order by field, position`,
  );
  return rows.map(({ page, box, doubt, isHandwriting, ...row }) => ({
    ...row,
    ...(page === null ? {} : { page }),
    ...(box === null ? {} : { box }),
    ...(doubt === null ? {} : { doubt }),
    ...(isHandwriting ? { isHandwriting: true } : {}),
  })) as unknown as readonly FieldRow[];
}

export type SettledValue = { readonly field: FieldName; readonly position: number; readonly value: string };

/** What a person (or the hub) made of every field. Values beyond what was read are added; what was left out is empty. */
export async function writeFinalValues(
  tx: Tx,
  documentId: string,
  values: readonly SettledValue[],
): Promise<void> {
  await execute(tx, sql`update document_field set final_value = '' where document_id = ${documentId}`);
  await execute(
    tx,
    sql`insert into document_field (document_id, field, position, value, text, confidence, is_accepted, final_value)
        select ${documentId}::uuid, v.field, v.position, '', '', 0, false, v.value
        from unnest(${values.map((one) => one.field)}::text[], ${values.map((one) => one.position)}::smallint[], ${values.map((one) => one.value)}::text[])
          as v (field, position, value)
        on conflict (document_id, field, position) do update set final_value = excluded.final_value`,
  );
}
