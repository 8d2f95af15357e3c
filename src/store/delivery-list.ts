import { query, queryOne, sql, type Queryable } from './database.ts';
import type { DeliveryStatus } from './deliveries.ts';

/** One line of the deliveries a person has to look at. */
export type DeliveryLine = {
  readonly id: string;
  readonly referralId: string;
  readonly purpose: string;
  readonly destination: string;
  readonly address: string;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly detail: string | null;
  readonly updatedAt: string;
  readonly family: string | null;
  readonly given: string | null;
  readonly partnerName: string | null;
};

/** `dead`: failed or unsure; `unproven`: taken over by somebody, and nobody has said that it arrived. */
export type DeliveryQueue = 'dead' | 'unproven';

/** Newest first. Indexes: delivery_dead, delivery_unconfirmed. */
export function listDeliveryLines(
  db: Queryable,
  queue: DeliveryQueue,
  limit: number,
): Promise<DeliveryLine[]> {
  const waiting =
    queue === 'dead'
      ? sql`d.status in ('dead', 'ambiguous') order by d.updated_at desc`
      : sql`d.status = 'sent' and not d.is_final and d.purpose <> 'liaison_alert' order by d.sent_at desc`;
  return query<DeliveryLine>(
    db,
    sql`select d.id, d.referral_id as "referralId", d.purpose, d.destination, d.address, d.status, d.attempts, d.detail,
          d.updated_at as "updatedAt", p.family, p.given, o.name as "partnerName"
        from (select * from delivery d where ${waiting} limit ${limit}) d
        join referral r on r.id = d.referral_id join patient p on p.id = r.patient_id left join partner o on o.id = d.partner_id
        order by d.updated_at desc`,
  );
}

/** Index: delivery_dead. */
export async function countDeadDeliveries(db: Queryable): Promise<number> {
  const row = await queryOne<{ readonly count: number }>(
    db,
    sql`select count(*) as count from delivery where status in ('dead', 'ambiguous')`,
  );
  return row?.count ?? 0;
}
