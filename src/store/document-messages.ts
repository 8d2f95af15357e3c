import { execute, sql, type Tx } from './database.ts';

/** A message whose documents were settled goes on to be mapped (again): when it is being mapped just now, once more. Index: primary key. */
export async function sendOn(tx: Tx, messageId: string): Promise<void> {
  await execute(
    tx,
    sql`update message set state = 'received', reason_code = null, reason = null where id = ${messageId}`,
  );
}

/** A message that waits for a person at the desk, or whose pages could not be read at all, or that is no document. */
export async function holdMessage(
  tx: Tx,
  messageId: string,
  state: 'review' | 'invalid' | 'applied' | 'filtered',
  why: { readonly code: string; readonly reason: string },
): Promise<void> {
  await execute(
    tx,
    sql`update message set state = ${state}, reason_code = ${why.code}, reason = ${why.reason}, mapping = null where id = ${messageId} and state = 'reading'`,
  );
}

/** Back to the readers, as if it had just arrived. */
export async function readMessageAnew(tx: Tx, messageId: string): Promise<void> {
  await execute(
    tx,
    sql`update message set state = 'reading', reason_code = null, reason = null, reason_path = null where id = ${messageId} and state = 'invalid'`,
  );
}
