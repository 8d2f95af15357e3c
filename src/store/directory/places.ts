import type { Provenance } from '../../domain/directory/provenance.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from '../database.ts';

/** The row of this place, in use or not. Index: partner_location (partner_id, place_key). */
export function findPlace(
  db: Queryable,
  partnerId: string,
  placeKey: string,
): Promise<{ readonly id: string; readonly isRetired: boolean } | undefined> {
  return queryOne(
    db,
    sql`select id, retired_at is not null as "isRetired" from partner_location where partner_id = ${partnerId} and place_key = ${placeKey}`,
  );
}

/** Whether a location in use is this partner's. Index: primary key. */
export async function isPlaceOf(db: Queryable, locationId: string, partnerId: string): Promise<boolean> {
  const rows = await query(
    db,
    sql`select id from partner_location where id = ${locationId} and partner_id = ${partnerId} and retired_at is null`,
  );
  return rows.length > 0;
}

/**
 * At most one location in use is the primary one: this, else the one that is, else the first entered. Returns it.
 * Index: partner_location (partner_id, place_key).
 */
export async function settlePrimaryLocation(
  tx: Tx,
  partnerId: string,
  locationId: string | undefined,
): Promise<string | undefined> {
  const first = await queryOne<{ readonly id: string }>(
    tx,
    sql`select id from partner_location where partner_id = ${partnerId} and retired_at is null
        order by coalesce(id = ${locationId}::uuid, false) desc, is_primary desc, id limit 1`,
  );
  await execute(
    tx,
    sql`update partner_location set is_primary = coalesce(id = ${first?.id}::uuid, false)
        where partner_id = ${partnerId} and is_primary <> coalesce(id = ${first?.id}::uuid, false)`,
  );
  return first?.id;
}

/** What a partner copies from its primary location, with who said so. */
export type CopiedPlace = {
  readonly phone: string | null;
  readonly fax: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly zip: string | null;
  readonly provenance: Provenance;
};

/** Index: partner_location (partner_id, place_key). */
export function findPrimaryPlace(db: Queryable, partnerId: string): Promise<CopiedPlace | undefined> {
  return queryOne<CopiedPlace>(
    db,
    sql`select phone, fax, city, state, zip, provenance from partner_location
        where partner_id = ${partnerId} and is_primary and retired_at is null limit 1`,
  );
}

/** One of these roles: the same person, organisation and place. Index: practice_role_once. */
export function findRole(
  db: Queryable,
  role: { readonly personId: string; readonly organisationId: string; readonly locationId: string | null },
): Promise<{ readonly id: string; readonly isEnded: boolean } | undefined> {
  return queryOne(
    db,
    sql`select id, coalesce(ends_on <= current_date, false) as "isEnded" from practice_role
        where person_id = ${role.personId} and organisation_id = ${role.organisationId}
          and location_id is not distinct from ${role.locationId}::uuid`,
  );
}
