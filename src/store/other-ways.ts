import { execute, queryOne, sql, type Tx } from './database.ts';
import type { Lane } from './delivery-rounds.ts';

/** Whether another parcel of the same thing went out, or is on its way. Index: delivery_of_effect. */
export async function hasOtherWay(
  tx: Tx,
  { id, effectKey }: { readonly id: string; readonly effectKey: string },
): Promise<boolean> {
  const row = await queryOne<{ readonly has: boolean }>(
    tx,
    sql`select exists (select from delivery where effect_key = ${effectKey} and id <> ${id} and status not in ('cancelled', 'dead')) as has`,
    { name: 'has-other-way' },
  );
  return row?.has ?? false;
}

/** It arrived: what waits to go another way by itself does not go. What a person sent stays. Index: delivery_of_effect. */
export async function stopOtherWays(
  tx: Tx,
  { id, effectKey }: { readonly id: string; readonly effectKey: string },
): Promise<void> {
  await execute(
    tx,
    sql`update delivery set status = 'cancelled', next_attempt_at = null, code = 'arrived', detail = 'It arrived another way first.', updated_at = now()
        where effect_key = ${effectKey} and id <> ${id} and status in ('queued', 'failed_transient') and created_by is null`,
    { name: 'stop-other-ways' },
  );
}

/** Whether another parcel of the same thing arrived. Index: delivery_of_effect. */
export async function hasArrived(
  tx: Tx,
  { id, effectKey }: { readonly id: string; readonly effectKey: string },
): Promise<boolean> {
  const row = await queryOne<{ readonly has: boolean }>(
    tx,
    sql`select exists (select from delivery where effect_key = ${effectKey} and id <> ${id} and status = 'delivered') as has`,
    { name: 'has-arrived' },
  );
  return row?.has ?? false;
}

/** Another parcel of the same thing that is on its way to this very address, or waits to be. Index: delivery_of_effect. */
export async function findOnItsWay(
  tx: Tx,
  { id, effectKey }: { readonly id: string; readonly effectKey: string },
  { destination, address }: Lane,
): Promise<string | undefined> {
  const row = await queryOne<{ readonly id: string }>(
    tx,
    sql`select id from delivery where effect_key = ${effectKey} and id <> ${id} and status in ('queued', 'sending', 'failed_transient')
          and destination = ${destination} and address = ${address} order by id limit 1`,
    { name: 'find-on-its-way' },
  );
  return row?.id;
}
