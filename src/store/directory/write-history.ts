import type { FieldSource, FieldValue } from '../../domain/directory/provenance.ts';
import { newId } from '../../lib/ids.ts';
import { execute, sql, type Tx } from '../database.ts';

/** One field a file says of a known partner. */
export type Statement = {
  readonly partnerId: string;
  readonly field: string;
  readonly said: FieldValue;
  /** What the directory keeps instead. */
  readonly conflictsWith?: FieldValue;
  readonly from: FieldSource;
};

/**
 * Keeps what each source contradicts, and forgets what it contradicts no more; one that is the same as before stays as it is.
 * Index: directory_conflict_of.
 */
export async function settleConflicts(
  tx: Tx,
  statements: readonly Statement[],
  runId: string | undefined,
): Promise<void> {
  if (statements.length === 0) return;
  const said = sql`unnest(${statements.map(() => newId())}::uuid[], ${statements.map((one) => one.partnerId)}::uuid[], ${statements.map((one) => one.field)}::text[],
    ${statements.map((one) => one.from.source)}::text[], ${statements.map((one) => one.from.at)}::text[],
    ${statements.map((one) => (one.conflictsWith === undefined ? null : JSON.stringify(one.conflictsWith)))}::text[],
    ${statements.map((one) => JSON.stringify(one.said))}::text[]) as n (id, partner_id, field, source, said_on, held, said)`;
  await execute(
    tx,
    sql`delete from directory_conflict c using ${said}
        where c.partner_id = n.partner_id and c.field = n.field and c.source = n.source
          and (n.held is null or (c.held, c.said) is distinct from (n.held::jsonb, n.said::jsonb))`,
  );
  const contradicting = statements.some((one) => one.conflictsWith !== undefined);
  if (!contradicting) return;
  await execute(
    tx,
    sql`insert into directory_conflict (id, partner_id, field, source, held, said, said_on, run_id)
        select n.id, n.partner_id, n.field, n.source, n.held::jsonb, n.said::jsonb, n.said_on, ${runId}::uuid from ${said}
        where n.held is not null and not exists (
          select 1 from directory_conflict c where c.partner_id = n.partner_id and c.field = n.field and c.source = n.source)`,
  );
}
