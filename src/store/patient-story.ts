import type { Address, Identifier, PatientClaim } from '../domain/fact.ts';
import { identityKinds, recordSystem, type IdentityFact } from '../domain/same-patient.ts';
import type { ReferralState } from '../domain/referral-state.ts';
import { query, queryOne, sql, type Queryable } from './database.ts';

/** One description of a patient, as a sender gave it. */
export type SaidOfPatient = {
  readonly patientId: string;
  readonly patient: PatientClaim;
  readonly at: string;
  readonly channel: string;
  readonly messageId: string | null;
  /** The record it was said of. */
  readonly record: string;
};

/** Everything senders said these patients are called, were born, live and can be reached, oldest first. Index: fact_of_patient. */
export function listDescriptions(db: Queryable, patientIds: readonly string[]): Promise<SaidOfPatient[]> {
  return query<SaidOfPatient>(
    db,
    sql`select patient_id as "patientId", body -> 'patient' as patient, effective_at as at, channel, message_id as "messageId",
          origin_patient_id as record
        from fact where patient_id = any(${patientIds}::uuid[]) and kind = 'patient_described' and retired_at is null
        order by effective_at, fingerprint`,
  );
}

export type NumberOfPatient = Identifier & { readonly patientId: string; readonly record: string };

/** Every number of these patients, with the record it came up with. Index: patient_identifier_of. */
export function listNumbers(db: Queryable, patientIds: readonly string[]): Promise<NumberOfPatient[]> {
  return query<NumberOfPatient>(
    db,
    sql`select system, value, type, patient_id as "patientId", origin_patient_id as record
        from patient_identifier where patient_id = any(${patientIds}::uuid[]) order by system, value`,
  );
}

export type ReferralOfPatient = {
  readonly id: string;
  readonly patientId: string;
  readonly kind: 'explicit' | 'possible';
  readonly state: ReferralState;
  readonly receivedAt: string;
  readonly appointmentAt: string | null;
  readonly partnerId: string | null;
  readonly partnerName: string | null;
};

/** Referrals of these patients, newest first. Index: referral_of_patient. */
export function listReferralsOf(db: Queryable, patientIds: readonly string[]): Promise<ReferralOfPatient[]> {
  return query<ReferralOfPatient>(
    db,
    sql`select r.id, r.patient_id as "patientId", r.kind, r.state, r.received_at as "receivedAt", r.appointment_at as "appointmentAt",
          r.referrer_partner_id as "partnerId", p.name as "partnerName"
        from referral r left join partner p on p.id = r.referrer_partner_id
        where r.patient_id = any(${patientIds}::uuid[]) and r.kind <> 'none' and r.merged_into is null
        order by r.received_at desc, r.id desc limit 200`,
  );
}

export type SourceOfPatient = {
  readonly patientId: string;
  readonly channel: string;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly facts: number;
  /** Day of the last visit the channel told of. */
  readonly lastVisit: string | null;
};

/** Who speaks of these patients, since when and how much. Index: fact_of_patient. */
export function listSources(db: Queryable, patientIds: readonly string[]): Promise<SourceOfPatient[]> {
  return query<SourceOfPatient>(
    db,
    sql`select patient_id as "patientId", channel, min(effective_at) as "firstAt", max(effective_at) as "lastAt", count(*) as facts,
          max(body ->> 'localDate') filter (where kind = 'visit_stated' and body ->> 'status' in ('arrived', 'finished')) as "lastVisit"
        from fact where patient_id = any(${patientIds}::uuid[]) and retired_at is null
        group by patient_id, channel order by patient_id, min(effective_at)`,
  );
}

/** A statement about who is who, for people: which records, who said it, and whether it counts. */
export type IdentityLine = {
  readonly fingerprint: string;
  readonly fact: IdentityFact;
  readonly at: string;
  readonly recordedAt: string;
  readonly channel: string;
  readonly messageId: string | null;
  readonly person: string | null;
  /** The record it was said of, and those the other numbers came up with. */
  readonly record: string;
  readonly others: readonly string[];
};

/** What was said of this patient's records and others, in order. Indexes: fact_of_patient, fact_identity_by_number. */
export function listIdentityLines(db: Queryable, patientId: string): Promise<IdentityLine[]> {
  return query<IdentityLine>(
    db,
    sql`with own as (
          select system, value from patient_identifier where patient_id = ${patientId}
          union select ${recordSystem}, id::text from patient where id = ${patientId} or alias_of = ${patientId}),
        found as (
          select fingerprint from fact where patient_id = ${patientId} and kind = any(${identityKinds}::text[])
          union
          select f.fingerprint from own join fact f
            on (coalesce(f.body -> 'prior', f.body -> 'other') -> 'identifiers')
                @> jsonb_build_array(jsonb_build_object('system', own.system, 'value', own.value))
              and f.kind in ('patient_merged', 'patient_unmerged', 'patient_linked', 'identifier_moved', 'visit_moved'))
        select f.fingerprint, f.body as fact, f.effective_at as at, f.recorded_at as "recordedAt", f.channel, f.message_id as "messageId",
          f.person, f.origin_patient_id as record,
          (select coalesce(jsonb_agg(distinct case when n ->> 'system' = ${recordSystem} then n ->> 'value' else i.origin_patient_id::text end)
              filter (where n ->> 'system' = ${recordSystem} or i.origin_patient_id is not null), '[]')
            from jsonb_array_elements(coalesce(f.body -> 'prior', f.body -> 'other') -> 'identifiers') n
            left join patient_identifier i on i.system = n ->> 'system' and i.value = n ->> 'value') as others
        from found join fact f using (fingerprint) where f.retired_at is null order by f.effective_at, f.fingerprint limit 200`,
  );
}

/** Who these records are taken for now. A record nobody entered is found by its numbers. Indexes: primary keys, patient_identifier_of_record. */
export function listStandings(
  db: Queryable,
  records: readonly string[],
): Promise<{ readonly record: string; readonly patientId: string }[]> {
  return query(
    db,
    sql`select distinct on (r.id) r.id as record, coalesce(p.alias_of, p.id, i.patient_id) as "patientId"
        from unnest(${records}::uuid[]) as r (id) left join patient p on p.id = r.id
        left join patient_identifier i on p.id is null and i.origin_patient_id = r.id
        where coalesce(p.alias_of, p.id, i.patient_id) is not null order by r.id`,
  );
}

export type PatientHead = {
  readonly id: string;
  readonly email: string | null;
  readonly address: Address | null;
  readonly messages: number;
};

/** Who somebody is now; a patient who was merged is the one it went into. Indexes: primary key, message_by_patient. */
export function findPatientHead(db: Queryable, id: string): Promise<PatientHead | undefined> {
  return queryOne<PatientHead>(
    db,
    sql`select p.id, p.email, p.address, (select count(*) from message m where m.patient_id = p.id) as messages
        from patient asked join patient p on p.id = coalesce(asked.alias_of, asked.id) where asked.id = ${id}`,
  );
}

export type OpenQuestion = { readonly id: string; readonly kind: string; readonly createdAt: string };

/** What waits for a person about this patient. Indexes: review_of_patient, review_queue. */
export function listOpenQuestions(db: Queryable, patientId: string): Promise<OpenQuestion[]> {
  return query<OpenQuestion>(
    db,
    sql`select id, kind, created_at as "createdAt" from review where state = 'open' and (patient_id = ${patientId}
          or (kind = 'patient_match' and question -> 'candidates' @> jsonb_build_array(jsonb_build_object('patientId', ${patientId}::text))))
        order by created_at limit 100`,
  );
}
