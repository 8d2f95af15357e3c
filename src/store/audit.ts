import { newId } from '../lib/ids.ts';
import { execute, sql, type Queryable } from './database.ts';

/** Who looked at or changed what. */
export type AuditEntry = {
  /** E-mail address of the person, or the name of the machine part that acted. */
  readonly actor: string;
  /** `view_body`, `search`, `sign_in`, … */
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly patientId?: string;
  readonly peer?: string;
};

/** Writes one line of the audit. Throws when it cannot: what is not written down does not happen. */
export async function insertAudit(db: Queryable, entry: AuditEntry): Promise<void> {
  await execute(
    db,
    sql`insert into audit (id, actor, action, object_kind, object_id, patient_id, peer)
        values (${newId()}, ${entry.actor}, ${entry.action}, ${entry.objectKind}, ${entry.objectId}, ${entry.patientId}, ${entry.peer})`,
  );
}

/** The same, unless this person did the same within the last minutes: a page that refreshes itself is one look. Index: audit_of_object. */
export async function insertAuditOnce(db: Queryable, entry: AuditEntry, minutes: number): Promise<void> {
  await execute(
    db,
    sql`insert into audit (id, actor, action, object_kind, object_id, patient_id, peer)
        select ${newId()}::uuid, ${entry.actor}::text, ${entry.action}::text, ${entry.objectKind}::text, ${entry.objectId}::text,
          ${entry.patientId}::uuid, ${entry.peer}::text
        where not exists (select from audit where object_kind = ${entry.objectKind} and object_id = ${entry.objectId}
          and actor = ${entry.actor} and action = ${entry.action} and at > now() - make_interval(mins => ${minutes}))`,
  );
}
