import type { HeldLocation, HeldPartner, HeldSpecialty } from '../../domain/directory/merge-entry.ts';
import type { Provenance } from '../../domain/directory/provenance.ts';
import { groupBy } from '../../lib/group-by.ts';
import { query, sql, type Queryable } from '../database.ts';

/** A partner with all that a file can change of it. */
export type HeldRow = HeldPartner & {
  readonly otherNames: readonly string[];
  readonly stage: string;
  readonly version: number;
  readonly deactivatedOn: string | null;
};

type PartnerRow = Readonly<Record<string, string | null>> & { readonly id: string; readonly stage: string };

/**
 * Partners before a file is laid over them. Indexes: primary keys of partner, partner_name, partner_specialty; partner_location
 * (partner_id, place_key).
 */
export async function loadHeld(db: Queryable, ids: readonly string[]): Promise<readonly HeldRow[]> {
  if (ids.length === 0) return [];
  const partners = await query<{
    readonly row: PartnerRow;
    readonly provenance: Provenance;
    readonly version: number;
  }>(
    db,
    sql`select provenance, version, jsonb_build_object('id', id, 'kind', kind, 'family', family, 'given', given, 'middle', middle, 'suffix', suffix,
          'credential', credential, 'organisation', organisation, 'gender', gender, 'email', email, 'phone', phone, 'fax', fax, 'city', city, 'state', state,
          'zip', zip, 'stage', stage, 'deactivatedOn', deactivated_on) as row
        from partner where id = any(${ids}::uuid[])`,
    { name: 'load-held-partners' },
  );
  const locations = groupByPartner(
    await query<HeldLocation & OfPartner>(
      db,
      sql`select partner_id as "partnerId", id, place_key as "placeKey", provenance, is_primary as "isPrimary", retired_at is not null as "isRetired", source,
            jsonb_build_object('line1', line1, 'line2', line2, 'phone', phone, 'extension', extension, 'fax', fax) as fields
          from partner_location where partner_id = any(${ids}::uuid[])`,
      { name: 'load-held-locations' },
    ),
  );
  const specialties = groupByPartner(
    await query<HeldSpecialty & OfPartner>(
      db,
      sql`select partner_id as "partnerId", taxonomy, is_primary as "isPrimary", source, license_number as "licenseNumber", license_state as "licenseState",
            retired_at is not null as "isRetired"
          from partner_specialty where partner_id = any(${ids}::uuid[])`,
      { name: 'load-held-specialties' },
    ),
  );
  const names = groupByPartner(
    await query<OfPartner & { readonly name: string }>(
      db,
      sql`select partner_id as "partnerId", name from partner_name where partner_id = any(${ids}::uuid[])`,
      { name: 'load-held-names' },
    ),
  );
  return partners.map(({ provenance, version, row: { id, stage, deactivatedOn = null, ...fields } }) => ({
    id,
    stage,
    version,
    provenance,
    deactivatedOn,
    fields,
    locations: locations.get(id) ?? [],
    specialties: (specialties.get(id) ?? []).map(withoutNulls),
    otherNames: (names.get(id) ?? []).map((one) => one.name),
  }));
}

type OfPartner = { readonly partnerId: string };

function groupByPartner<Row extends OfPartner>(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  return groupBy(rows, ({ partnerId }) => partnerId);
}

function withoutNulls<Row extends object>(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Row;
}
