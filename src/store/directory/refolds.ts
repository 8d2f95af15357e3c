import { execute, queryOne, sql, type Tx } from '../database.ts';

export type Refold = { readonly partnerId: string; readonly after: string | null };

/** This partner's patients are to be folded anew, from the first. In the transaction of the change: a crash forgets nobody. */
export async function requestRefold(tx: Tx, partnerId: string): Promise<void> {
  await execute(
    tx,
    sql`insert into partner_refold (partner_id) values (${partnerId})
        on conflict (partner_id) do update set after_patient = null, requested_at = now()`,
  );
}

/** The refold that waits longest, or that of one partner; locked. The caller holds the pen. */
export function takeRefold(tx: Tx, partnerId: string | undefined): Promise<Refold | undefined> {
  return queryOne<Refold>(
    tx,
    sql`select partner_id as "partnerId", after_patient as after from partner_refold
        ${partnerId === undefined ? sql.empty : sql`where partner_id = ${partnerId}`}
        order by requested_at limit 1 for update`,
  );
}

/** `after`: the last patient that is done; undefined: all are. */
export async function advanceRefold(tx: Tx, partnerId: string, after: string | undefined): Promise<void> {
  if (after === undefined) await execute(tx, sql`delete from partner_refold where partner_id = ${partnerId}`);
  else
    await execute(
      tx,
      sql`update partner_refold set after_patient = ${after} where partner_id = ${partnerId}`,
    );
}

/** Whether anything waits: asked before the pen is taken. */
export async function hasRefolds(db: Parameters<typeof queryOne>[0]): Promise<boolean> {
  return (await queryOne(db, sql`select partner_id from partner_refold limit 1`)) !== undefined;
}
