import type { WithheldReason } from '../domain/event-fields.ts';
import { query, sql, type Queryable, type Statement } from './database.ts';
import { withheldReason } from './withheld.ts';

/** A partner as a CRM is shown it, with the figures of what it and, of an organisation, everybody who belongs to it sent. */
export type PartnerSubject = {
  readonly id: string;
  readonly kind: 'person' | 'organisation';
  readonly inScope: boolean;
  readonly isMerged: boolean;
  readonly mergedInto: string | null;
  readonly name: string;
  readonly family: string | null;
  readonly given: string | null;
  readonly credential: string | null;
  readonly npi: string | null;
  readonly phone: string | null;
  readonly fax: string | null;
  readonly email: string | null;
  readonly line1: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly zip: string | null;
  readonly stage: string;
  readonly territory: string | null;
  readonly liaisonEmail: string | null;
  readonly specialty: string | null;
  readonly isRetired: boolean;
  readonly parentId: string | null;
  readonly officeId: string | null;
  readonly firstReferralAt: string | null;
  readonly outreachStoppedAt: string | null;
  readonly volumeAlert: string | null;
  readonly counted: number;
  readonly possible: number;
  readonly open: number;
  readonly seen: number;
  readonly closed: number;
  readonly lastAt: string | null;
};

/** The practice a person works at first, when it is shown too. */
const officeOf = sql`select coalesce(o.alias_of, o.id) from practice_role w join partner o on o.id = w.organisation_id
  where w.person_id = p.id and w.is_primary and (w.ends_on is null or w.ends_on > current_date) and not o.is_own limit 1`;

/**
 * Partners by their ids. Figures as in the measures: of a person their own, of an organisation those of everybody below it.
 * Indexes: primary keys, partner_children, practice_role_of_organisation, referral_of_partner, referral_of_pcp.
 */
export function loadPartnerSubjects(db: Queryable, ids: readonly string[]): Promise<PartnerSubject[]> {
  return query<PartnerSubject>(
    db,
    sql`with recursive wanted as (select unnest(${ids}::uuid[]) as id),
        office (top, id) as (
          select id, id from wanted
          union select o.top, p.id from office o cross join lateral (select id from partner where parent_id = o.id offset 0) p),
        member as (
          select top, id from office
          union select o.top, w.person_id from office o cross join lateral (
            select person_id from practice_role where organisation_id = o.id and (ends_on is null or ends_on > current_date) offset 0) w),
        sent as (
          select m.top, sum(r.counted)::int as counted, sum(r.seen)::int as seen, sum(r.closed)::int as closed, sum(r.open)::int as open,
            max(r.last_at) as last_at, sum(v.possible)::int as possible
          from member m
          cross join lateral (
            select count(*) as counted, count(*) filter (where seen_at is not null) as seen, count(*) filter (where state = 'closed') as closed,
              count(*) filter (where state <> 'closed' and ended_at is null) as open, max(received_at) as last_at
            from referral where referrer_partner_id = m.id and merged_into is null and is_counted) r
          cross join lateral (
            select count(*) as possible from referral where pcp_partner_id = m.id and merged_into is null and kind = 'possible') v
          group by m.top)
        select p.id, p.kind, crm_in_scope(p) as "inScope", p.alias_of is not null as "isMerged",
          case when p.alias_of is not null then (select case when crm_in_scope(o) then o.id end from partner o where o.id = p.alias_of) end as "mergedInto",
          p.name, p.family, p.given, p.credential,
          (select min(i.value) from partner_identifier i where i.partner_id = p.id and i.system = 'npi') as npi,
          p.phone, p.fax, p.email, l.line1, coalesce(l.city, p.city) as city, coalesce(l.state, p.state) as state, coalesce(l.zip, p.zip) as zip,
          p.stage, p.territory, p.liaison_email as "liaisonEmail",
          (select min(s.taxonomy) from partner_specialty s where s.partner_id = p.id and s.is_primary and s.retired_at is null) as specialty,
          p.retired_at is not null as "isRetired",
          case when p.parent_id is not null then (select case when crm_in_scope(o) then o.id end from partner o where o.id = p.parent_id) end as "parentId",
          case when p.kind = 'person' then (${officeOf}) end as "officeId",
          p.first_referral_at as "firstReferralAt", p.outreach_stopped_at as "outreachStoppedAt",
          (select min(a.direction) from volume_alert a where a.partner_id = p.id and a.state in ('open', 'acknowledged') and a.grade = 'alert') as "volumeAlert",
          coalesce(sent.counted, 0) as counted, coalesce(sent.possible, 0) as possible, coalesce(sent.open, 0) as open,
          coalesce(sent.seen, 0) as seen, coalesce(sent.closed, 0) as closed, sent.last_at as "lastAt"
        from wanted join partner p on p.id = wanted.id left join sent on sent.top = p.id
        left join lateral (select line1, city, state, zip from partner_location where partner_id = p.id and is_primary and retired_at is null
          order by id limit 1) l on true`,
  );
}

/** A referral as a CRM is shown it. Patient fields are null unless they are asked for. */
export type ReferralSubject = {
  readonly id: string;
  readonly state: string;
  readonly kind: string;
  readonly priority: string;
  readonly isCounted: boolean;
  readonly isOnHold: boolean;
  readonly isMerged: boolean;
  readonly mergedInto: string | null;
  readonly receivedAt: string;
  readonly appointmentAt: string | null;
  readonly bookedAt: string | null;
  readonly seenAt: string | null;
  readonly noteFinalAt: string | null;
  readonly noteDeliveredAt: string | null;
  readonly endedAt: string | null;
  readonly missedCount: number;
  readonly visitCount: number;
  readonly officeId: string | null;
  readonly personId: string | null;
  readonly service: string | null;
  readonly endedBecause: string | null;
  readonly patientId: string | null;
  readonly patientFamily: string | null;
  readonly patientGiven: string | null;
  readonly patientBirthDate: string | null;
  readonly patientPhone: string | null;
  readonly patientWithheld: WithheldReason | null;
};

/** The account and the contact of a referrer `p`: own people are neither. */
const accountOf = sql`case when p.is_own then null when p.kind = 'organisation' then p.id else (${officeOf}) end as "officeId"`;
const contactOf = sql`case when p.kind = 'person' and not p.is_own then p.id end as "personId"`;

/**
 * Referrals by their ids. `withPatients` only under an agreement, and then of nobody who is withheld. Indexes: primary keys,
 * practice_role_once, and those of `withheldReason`.
 */
export function loadReferralSubjects(
  db: Queryable,
  ids: readonly string[],
  withPatients: boolean,
): Promise<ReferralSubject[]> {
  const told = (value: Statement) => sql`case when w.reason is null then ${value} end`;
  const patient = withPatients
    ? sql`${told(sql`r.service`)} as service, ${told(sql`r.ended_because`)} as "endedBecause", ${told(sql`t.id`)} as "patientId",
        ${told(sql`t.family`)} as "patientFamily", ${told(sql`t.given`)} as "patientGiven", ${told(sql`t.birth_date`)} as "patientBirthDate",
        ${told(sql`t.phones[1]`)} as "patientPhone", w.reason as "patientWithheld"`
    : sql`null as service, null as "endedBecause", null as "patientId", null as "patientFamily", null as "patientGiven",
        null as "patientBirthDate", null as "patientPhone", null as "patientWithheld"`;
  const joined = withPatients
    ? sql`join patient h on h.id = r.patient_id join patient t on t.id = coalesce(h.alias_of, h.id)
        cross join lateral (select ${withheldReason} as reason) w`
    : sql.empty;
  return query<ReferralSubject>(
    db,
    sql`select r.id, r.state, r.kind, r.priority, r.is_counted as "isCounted", r.is_on_hold as "isOnHold",
          r.merged_into is not null as "isMerged", case when r.merged_into is not null then crm_standing_referral(r.merged_into) end as "mergedInto",
          r.received_at as "receivedAt", r.appointment_at as "appointmentAt", r.booked_at as "bookedAt", r.seen_at as "seenAt",
          r.note_final_at as "noteFinalAt", r.note_delivered_at as "noteDeliveredAt", r.ended_at as "endedAt", r.missed_count as "missedCount",
          r.visit_count as "visitCount", ${accountOf}, ${contactOf}, ${patient}
        from referral r left join partner p on p.id = r.referrer_partner_id ${joined}
        where r.id = any(${ids}::uuid[])`,
  );
}

/** Something late that somebody was told of. */
export type CaseSubject = {
  readonly id: string;
  readonly kind: string;
  readonly isOpen: boolean;
  readonly isUrgent: boolean;
  readonly owner: string;
  readonly lateAt: string;
  readonly raisedAt: string | null;
  readonly closedAt: string | null;
  readonly referralId: string | null;
  readonly officeId: string | null;
  readonly personId: string | null;
};

/** Escalations by their ids, those nobody was told of left out. Indexes: primary keys. */
export function loadCaseSubjects(db: Queryable, ids: readonly string[]): Promise<CaseSubject[]> {
  return query<CaseSubject>(
    db,
    sql`select e.id, e.kind, e.state = 'raised' as "isOpen", e.is_urgent as "isUrgent", e.owner, e.late_at as "lateAt", e.raised_at as "raisedAt",
          e.closed_at as "closedAt", crm_standing_referral(r.id) as "referralId", ${accountOf}, ${contactOf}
        from escalation e join referral r on r.id = e.referral_id left join partner p on p.id = r.referrer_partner_id
        where e.id = any(${ids}::uuid[]) and e.level > 0 and not e.is_quiet`,
  );
}

/** The first referral of an account: for those who courted it. */
export type TaskSubject = {
  readonly id: string;
  readonly name: string;
  readonly kind: 'person' | 'organisation';
  readonly firstReferralAt: string | null;
  readonly referralId: string | null;
  readonly isMerged: boolean;
};

/** Accounts by their ids, those that never sent anybody too. Index: primary key. */
export function loadTaskSubjects(db: Queryable, ids: readonly string[]): Promise<TaskSubject[]> {
  return query<TaskSubject>(
    db,
    sql`select p.id, p.name, p.kind, case when p.root_id is null then p.first_referral_at end as "firstReferralAt",
          crm_standing_referral(p.first_referral_id) as "referralId", p.alias_of is not null as "isMerged"
        from partner p where p.id = any(${ids}::uuid[]) and not p.is_own`,
  );
}

/** Partners the practice deals with, in the order of their ids. Index: partner_dealt_with. */
export function listDealtWith(
  db: Queryable,
  after: string | null,
  limit: number,
): Promise<{ readonly id: string }[]> {
  return query(
    db,
    sql`select id from partner where stage <> 'unknown' and id > ${after ?? FIRST} order by id limit ${limit}`,
  );
}

/** Referrals in the order of their ids. Index: primary key. */
export function listReferralIds(
  db: Queryable,
  after: string | null,
  limit: number,
): Promise<{ readonly id: string }[]> {
  return query(db, sql`select id from referral where id > ${after ?? FIRST} order by id limit ${limit}`);
}

/** Escalations somebody was told of, in the order of their ids. Index: primary key. */
export function listCaseIds(
  db: Queryable,
  after: string | null,
  limit: number,
): Promise<{ readonly id: string }[]> {
  return query(
    db,
    sql`select id from escalation where id > ${after ?? FIRST} and level > 0 and not is_quiet order by id limit ${limit}`,
  );
}

const FIRST = '00000000-0000-0000-0000-000000000000';

/** To the microsecond: many rows change in one. */
const place = sql`to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** A change of something that publishes no event, by the clock of the database. */
export type Change = { readonly id: string; readonly at: string };

/** Partners changed since, oldest first. Index: partner_by_change. */
export function listChangedPartners(
  db: Queryable,
  since: string,
  after: string | null,
  limit: number,
): Promise<Change[]> {
  return query<Change>(
    db,
    sql`select id, ${place} as at from partner where stage <> 'unknown' and (updated_at, id) > (${since}::timestamptz, ${after ?? FIRST}::uuid)
        order by updated_at, id limit ${limit}`,
  );
}

/** Escalations changed since that somebody was told of, oldest first. Index: escalation_told_by_change. */
export function listChangedCases(
  db: Queryable,
  since: string,
  after: string | null,
  limit: number,
): Promise<Change[]> {
  return query<Change>(
    db,
    sql`select id, ${place} as at from escalation where level > 0 and not is_quiet
          and (updated_at, id) > (${since}::timestamptz, ${after ?? FIRST}::uuid)
        order by updated_at, id limit ${limit}`,
  );
}
