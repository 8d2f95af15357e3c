import { execute, query, queryOne, sql, type Queryable, type Tx } from '../database.ts';

/** The kind of a partner that is not merged away. Index: primary key. */
export async function findPartnerKind(
  db: Queryable,
  id: string,
): Promise<'person' | 'organisation' | undefined> {
  const row = await queryOne<{ readonly kind: 'person' | 'organisation' }>(
    db,
    sql`select kind from partner where id = ${id} and alias_of is null`,
  );
  return row?.kind;
}

/** Whether an endpoint in use is of one of these partners. Index: primary key. */
export async function isEndpointOf(
  db: Queryable,
  endpointId: string,
  partnerIds: readonly string[],
): Promise<boolean> {
  const rows = await query(
    db,
    sql`select id from delivery_endpoint where id = ${endpointId} and partner_id = any(${partnerIds}::uuid[]) and retired_at is null`,
  );
  return rows.length > 0;
}

/** Partners a member of staff works for. Index: contact_affiliation_of_contact. */
export async function listPartnersOfContact(db: Queryable, contactId: string): Promise<readonly string[]> {
  const rows = await query<{ readonly id: string }>(
    db,
    sql`select distinct partner_id as id from contact_affiliation where contact_id = ${contactId}
        and (ended_on is null or ended_on > current_date)`,
  );
  return rows.map((row) => row.id);
}

/** An endpoint of the same address, in use or not. Index: delivery_endpoint (partner_id, destination, address). */
export function findEndpoint(
  db: Queryable,
  endpoint: { readonly partnerId: string; readonly destination: string; readonly address: string },
): Promise<{ readonly id: string; readonly isRetired: boolean } | undefined> {
  return queryOne(
    db,
    sql`select id, retired_at is not null as "isRetired" from delivery_endpoint
        where partner_id = ${endpoint.partnerId} and destination = ${endpoint.destination} and address = ${endpoint.address}`,
  );
}

/** Whether a role is of this person, or at this organisation. Index: primary key. */
export async function isRoleOf(db: Queryable, roleId: string, partnerId: string): Promise<boolean> {
  const rows = await query(
    db,
    sql`select id from practice_role where id = ${roleId} and ${partnerId} in (person_id, organisation_id)`,
  );
  return rows.length > 0;
}

/** An endpoint that is out of use is nobody's preferred one. Index: practice_role_preferring. */
export async function forgetPreferred(tx: Tx, endpointId: string): Promise<void> {
  await execute(
    tx,
    sql`update practice_role set preferred_endpoint_id = null, version = version + 1 where preferred_endpoint_id = ${endpointId}`,
  );
}
