import type { ConsentScope } from '../domain/consent.ts';
import { newId } from '../lib/ids.ts';
import { execute, query, sql, type Queryable } from './database.ts';

/** What a patient agreed to, or took back. */
export type Consent = {
  readonly id: string;
  readonly scope: ConsentScope;
  readonly isGiven: boolean;
  readonly email: string | null;
  /** `YYYY-MM-DD`. */
  readonly signedOn: string;
  readonly recordedBy: string;
  readonly recordedAt: string;
};

export type NewConsent = Omit<Consent, 'id' | 'recordedBy' | 'recordedAt' | 'email'> & {
  readonly email?: string;
};

/** Nothing is changed: the newest line of a scope counts. */
export async function insertConsent(
  db: Queryable,
  patientId: string,
  consent: NewConsent,
  person: string,
): Promise<void> {
  await execute(
    db,
    sql`insert into consent (id, patient_id, scope, is_given, email, signed_on, recorded_by)
        values (${newId()}, ${patientId}, ${consent.scope}, ${consent.isGiven}, ${consent.email ?? null}, ${consent.signedOn}, ${person})`,
  );
}

/**
 * What was said of a patient, of all records that are one with it now, newest first: the first of a scope counts.
 * Indexes: consent_of_patient, patient_by_alias or the primary key.
 */
export function listConsents(db: Queryable, patientId: string): Promise<Consent[]> {
  return query<Consent>(
    db,
    sql`select c.id, c.scope, c.is_given as "isGiven", c.email, c.signed_on as "signedOn", c.recorded_by as "recordedBy",
          c.recorded_at as "recordedAt"
        from consent c where c.patient_id = any(array(select id from patient where id = ${patientId} or alias_of = ${patientId}))
        order by c.recorded_at desc, c.id desc limit 200`,
  );
}
