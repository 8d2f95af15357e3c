import { execute, query, sql, type Queryable, type Tx } from './database.ts';

/**
 * Whose a message is now; of a message about several people the one of a subject, as far as facts tell them apart. Index:
 * fact_of_message.
 */
export async function findPatientOfMessage(
  db: Queryable,
  messageId: string,
  subject: number,
): Promise<string | undefined> {
  const rows = await query<{ readonly patientId: string }>(
    db,
    subject === 0
      ? sql`select patient_id as "patientId" from message where id = ${messageId} and patient_id is not null`
      : sql`select coalesce(p.alias_of, p.id) as "patientId" from review v join patient p
              on p.id = coalesce(v.answer ->> 'enteredId', nullif(v.answer ->> 'patientId', 'new'))::uuid
            where v.message_id = ${messageId} and v.kind = 'patient_match' and v.state = 'answered'
              and (v.question ->> 'subject')::int = ${subject} order by v.answered_at desc limit 1`,
  );
  return rows[0]?.patientId;
}

/** What people answered about one subject of a message counts no more; it stays to be read. Index: review_of_message. */
export async function withdrawDecisions(tx: Tx, messageId: string, subject: number): Promise<void> {
  await execute(
    tx,
    sql`update review set state = 'withdrawn' where message_id = ${messageId} and kind = 'patient_match' and state = 'answered'
          and coalesce((question ->> 'subject')::int, 0) = ${subject}`,
  );
}
