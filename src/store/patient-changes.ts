import { newId } from '../lib/ids.ts';
import { execute, query, sql, type Queryable, type Tx } from './database.ts';

/** What was done to whom: `merged` and `unmerged` two records, `moved` a number or a visit, and so on. */
export type PatientChangeKind = 'merged' | 'unmerged' | 'moved' | 'message_moved' | 'answer_undone';

export type NewPatientChange = {
  /** A person's address, or `channel:<name>`. */
  readonly actor: string;
  readonly what: PatientChangeKind;
  readonly patientId: string;
  readonly otherId?: string;
  readonly messageId?: string;
  readonly reason?: string;
  readonly counts?: Readonly<Record<string, number>>;
};

export type PatientChange = {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly what: PatientChangeKind;
  readonly patientId: string;
  readonly otherId: string | null;
  readonly messageId: string | null;
  readonly reason: string | null;
  readonly counts: Readonly<Record<string, number>>;
};

/** Writes down what was done to patients' identity. */
export async function insertPatientChanges(tx: Tx, changes: readonly NewPatientChange[]): Promise<void> {
  if (changes.length === 0) return;
  const text = (pick: (change: NewPatientChange) => string | undefined) =>
    changes.map((one) => pick(one) ?? null);
  await execute(
    tx,
    sql`insert into patient_change (id, actor, what, patient_id, other_id, message_id, reason, counts)
        select * from unnest(${changes.map(() => newId())}::uuid[], ${text((one) => one.actor)}::text[], ${text((one) => one.what)}::text[],
          ${text((one) => one.patientId)}::uuid[], ${text((one) => one.otherId)}::uuid[], ${text((one) => one.messageId)}::uuid[],
          ${text((one) => one.reason)}::text[], ${changes.map((one) => JSON.stringify(one.counts ?? {}))}::jsonb[])`,
  );
}

/** What was done to this patient, newest first. Indexes: patient_change_of, patient_change_of_other. */
export function listPatientChanges(db: Queryable, patientId: string, limit = 100): Promise<PatientChange[]> {
  const columns = sql`id, at, actor, what, patient_id as "patientId", other_id as "otherId", message_id as "messageId", reason, counts`;
  return query<PatientChange>(
    db,
    sql`select * from (
          select ${columns} from patient_change where patient_id = ${patientId}
          union select ${columns} from patient_change where other_id = ${patientId}) c
        order by id desc limit ${limit}`,
  );
}
