import type { WithheldReason } from '../domain/event-fields.ts';
import { query, sql, type Queryable } from './database.ts';
import { withheldReason } from './withheld.ts';

/** Whom a referral is about, as far as receivers of events may learn it. */
export type ReferralPatient = {
  readonly referralId: string;
  readonly family: string | null;
  readonly given: string | null;
  /** `YYYY-MM-DD`, or less of it. */
  readonly birthDate: string | null;
  /** Why nobody outside may learn it now. */
  readonly withheld: WithheldReason | null;
};

/** The patients of some referrals as they are known now. Indexes: primary keys, and those of `withheldReason`. */
export function listReferralPatients(db: Queryable, ids: readonly string[]): Promise<ReferralPatient[]> {
  return query(
    db,
    sql`select r.id as "referralId", p.family, p.given, p.birth_date as "birthDate", ${withheldReason} as withheld
        from referral r join patient p on p.id = r.patient_id where r.id = any(${ids}::uuid[])`,
  );
}
