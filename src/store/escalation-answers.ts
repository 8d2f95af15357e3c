import { execute, queryOne, sql, type Tx } from './database.ts';

/** A person's answer changed it; somebody else was faster; there is no such clock, or it does not run any more. */
export type EscalationAnswered = 'done' | 'changed' | 'not_found';

type Of = { readonly id: string; readonly version: number };

const runs = sql`state in ('planned', 'raised')`;

/** Puts it off: nobody is told before `until` (instant), and it leaves the lists until then. */
export async function snoozeEscalation(
  tx: Tx,
  { id, version }: Of,
  snooze: { readonly until: string; readonly reason: string },
  person: string,
): Promise<EscalationAnswered> {
  const count = await execute(
    tx,
    sql`update escalation set snoozed_until = ${snooze.until}, snoozed_because = ${snooze.reason}, snoozed_by = ${person},
          next_due_at = case when next_due_at is not null then greatest(next_due_at, ${snooze.until}::timestamptz) end,
          version = version + 1, updated_at = now()
        where id = ${id} and version = ${version} and ${runs}`,
  );
  return answerOf(tx, id, count);
}

/** A person settled it: it stays closed, whatever the facts say later. */
export async function finishEscalation(
  tx: Tx,
  { id, version }: Of,
  reason: string,
  person: string,
): Promise<EscalationAnswered> {
  const count = await execute(
    tx,
    sql`update escalation set state = 'closed', closed_at = now(), closed_because = ${reason}, closed_by = ${person}, next_due_at = null,
          version = version + 1, updated_at = now()
        where id = ${id} and version = ${version} and ${runs}`,
  );
  return answerOf(tx, id, count);
}

/** Gives it to a person, by the address of the account; null takes it back. */
export async function assignEscalation(
  tx: Tx,
  { id, version }: Of,
  to: string | null,
  person: string,
): Promise<EscalationAnswered> {
  const count = await execute(
    tx,
    sql`update escalation set assigned_to = ${to}, assigned_by = ${person}, version = version + 1, updated_at = now()
        where id = ${id} and version = ${version} and ${runs}`,
  );
  return answerOf(tx, id, count);
}

async function answerOf(tx: Tx, id: string, count: number): Promise<EscalationAnswered> {
  if (count > 0) return 'done';
  const row = await queryOne<{ readonly id: string }>(
    tx,
    sql`select id from escalation where id = ${id} and ${runs}`,
  );
  return row ? 'changed' : 'not_found';
}
