import { queryOne, sql, type Queryable } from './database.ts';
import type { Delivery } from './deliveries.ts';

/** Index: delivery_dead. */
export async function countDeadDeliveries(db: Queryable): Promise<number> {
  const row = await queryOne<{ readonly count: number }>(
    db,
    sql`select count(*) as count from delivery where status in ('dead', 'ambiguous')`,
  );
  return row?.count ?? 0;
}

/** Sha256 of the document as it was sent; `undefined` while nothing was. Index: primary key. */
export async function findPacketSha256(db: Queryable, deliveryId: string): Promise<string | undefined> {
  const row = await queryOne<{ readonly sha: string | null }>(
    db,
    sql`select packet_sha256 as sha from delivery where id = ${deliveryId}`,
  );
  return row?.sha ?? undefined;
}

export type EndpointOf = {
  readonly id: string;
  readonly partnerId: string;
  readonly address: string;
  readonly rank: number;
  readonly purposes: readonly ('notes' | 'notices' | 'marketing')[];
  readonly roleId: string | null;
};

/**
 * The entry of the directory that a parcel went to: the partner's, its practices' or what they are part of.
 * Indexes: practice_role_once, delivery_endpoint (partner_id, destination, address).
 */
export function findEndpointOf(
  db: Queryable,
  delivery: Pick<Delivery, 'partnerId' | 'destination' | 'address'>,
): Promise<EndpointOf | undefined> {
  return queryOne<EndpointOf>(
    db,
    sql`with recursive office as (
          select ${delivery.partnerId}::uuid as id, 0 as level
          union select organisation_id, 1 from practice_role where person_id = ${delivery.partnerId}
          union select p.parent_id, o.level + 1 from office o join partner p on p.id = o.id where p.parent_id is not null and o.level < 40)
        select e.id, e.partner_id as "partnerId", e.address, e.rank, e.purposes, e.role_id as "roleId"
        from office o join delivery_endpoint e on e.partner_id = o.id
        where e.destination = ${delivery.destination} and e.address = ${delivery.address} and e.retired_at is null order by o.level limit 1`,
  );
}
