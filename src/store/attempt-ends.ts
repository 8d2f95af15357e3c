import { execute, queryOne, sql, type Tx } from './database.ts';

/** What became of the newest try, told after the try itself was over: a gateway's word, a look-up. Index: delivery_attempt_of. */
export async function correctLastAttempt(
  tx: Tx,
  deliveryId: string,
  outcome: string,
  code: string,
  detail: string,
): Promise<void> {
  await execute(
    tx,
    sql`update delivery_attempt set ended_at = coalesce(ended_at, now()), outcome = ${outcome}, code = ${code}, detail = ${detail}
        where id = (select id from delivery_attempt where delivery_id = ${deliveryId} order by id desc limit 1)`,
  );
}

/** Tries of a delivery that ended with one of these codes. Index: delivery_attempt_of. */
export async function countAttempts(tx: Tx, deliveryId: string, codes: readonly string[]): Promise<number> {
  const row = await queryOne<{ count: number }>(
    tx,
    sql`select count(*)::int as count from delivery_attempt where delivery_id = ${deliveryId} and code = any(${codes}::text[])`,
  );
  return row?.count ?? 0;
}

/** What was handed over, of a delivery whose end was told before its own try was over, or is not known. */
export async function rememberPacket(
  tx: Tx,
  deliveryId: string,
  packet: { readonly sha256: string; readonly bytes: number; readonly pages: number },
): Promise<void> {
  await execute(
    tx,
    sql`update delivery set packet_sha256 = ${packet.sha256}, packet_bytes = ${packet.bytes}, packet_pages = ${packet.pages} where id = ${deliveryId}`,
  );
}
