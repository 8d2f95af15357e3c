import type { LocationUpdate } from '../../domain/directory/merge-entry.ts';
import { execute, sql, type Tx } from '../database.ts';

/** Locations as they are to be. */
export async function updateLocations(tx: Tx, updates: readonly LocationUpdate[]): Promise<void> {
  if (updates.length === 0) return;
  const text = (field: string) => updates.map((one) => one.fields[field] ?? null);
  await execute(
    tx,
    sql`update partner_location l set line1 = n.line1, line2 = n.line2, phone = n.phone, extension = n.extension, fax = n.fax, is_primary = n.is_primary,
          retired_at = case when n.is_retired then coalesce(l.retired_at, now()) end, provenance = n.provenance::jsonb, version = l.version + 1, updated_at = now()
        from unnest(${updates.map((one) => one.id)}::uuid[], ${text('line1')}::text[], ${text('line2')}::text[], ${text('phone')}::text[],
          ${text('extension')}::text[], ${text('fax')}::text[], ${updates.map((one) => one.isPrimary)}::boolean[],
          ${updates.map((one) => one.isRetired)}::boolean[], ${updates.map((one) => JSON.stringify(one.provenance))}::text[])
          as n (id, line1, line2, phone, extension, fax, is_primary, is_retired, provenance)
        where l.id = n.id`,
  );
}
