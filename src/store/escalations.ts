import type { PersonName } from '../domain/fact.ts';
import type { EscalationKind, OwnerRole, PursuitPoint } from '../domain/escalation-kinds.ts';
import type { ReferralView } from '../domain/referral.ts';
import { query, queryOne, sql, type Queryable, type Statement } from './database.ts';

/** One clock that runs or ran, with the referral it is about. */
export type EscalationLine = {
  readonly id: string;
  readonly kind: EscalationKind;
  /** For what is missing: who meets the patient next. */
  readonly point: PursuitPoint | null;
  /** planned: there is time; raised: somebody was told; closed: settled; stale: long past when it was entered, nobody was told. */
  readonly state: 'planned' | 'raised' | 'closed' | 'stale';
  /** Who holds it now. */
  readonly owner: OwnerRole;
  readonly owners: readonly OwnerRole[];
  /** How many of `owners` were told. */
  readonly level: number;
  readonly isUrgent: boolean;
  readonly isOnHold: boolean;
  readonly startedAt: string;
  /** "Late 2 h" counts from here. */
  readonly lateAt: string;
  /** When the next level is told; null: none is left, or the clock stands. */
  readonly nextDueAt: string | null;
  readonly raisedAt: string | null;
  readonly closedAt: string | null;
  /** `settled`: the facts did it; else the reason a person gave. */
  readonly closedBecause: string | null;
  readonly closedBy: string | null;
  readonly snoozedUntil: string | null;
  readonly snoozedBecause: string | null;
  readonly assignedTo: string | null;
  /** Hand it back with an answer: somebody else may have been faster. */
  readonly version: number;
  readonly deliveryId: string | null;
  readonly referralId: string;
  readonly referralKind: ReferralView['kind'];
  readonly referralState: ReferralView['state'];
  readonly patientId: string;
  readonly family: string | null;
  readonly given: string | null;
  readonly birthDate: string | null;
  readonly partnerName: string | null;
  /** The first patient its partner ever sent. */
  readonly isFirstOfPartner: boolean;
  readonly appointmentAt: string | null;
  readonly provider: PersonName | null;
  readonly location: string | null;
};

/** `late`: somebody was told; `running`: there is time; `snoozed`: put off by a person; `closed`: newest first. */
export type EscalationListState = 'late' | 'running' | 'snoozed' | 'closed';

export type EscalationFilter = {
  readonly owner?: OwnerRole;
  readonly kind?: EscalationKind;
  readonly state: EscalationListState;
  /** The address of a person. */
  readonly assignedTo?: string;
};

/** `after`: the last line of the page before. */
export type EscalationPage = {
  readonly limit: number;
  readonly after?: { readonly at: string; readonly id: string };
};

const columns = sql`e.id, e.kind, e.point, e.state, e.owner, e.owners, e.level, e.is_urgent as "isUrgent", e.is_on_hold as "isOnHold",
  e.started_at as "startedAt", e.late_at as "lateAt", e.next_due_at as "nextDueAt", e.raised_at as "raisedAt", e.closed_at as "closedAt",
  e.closed_because as "closedBecause", e.closed_by as "closedBy", e.snoozed_until as "snoozedUntil", e.snoozed_because as "snoozedBecause",
  e.assigned_to as "assignedTo", e.version, e.delivery_id as "deliveryId", e.referral_id as "referralId", r.kind as "referralKind",
  r.state as "referralState", r.patient_id as "patientId", p.family, p.given, p.birth_date as "birthDate",
  coalesce(o.organisation, o.name) as "partnerName", coalesce(o.first_referral_id = r.id, false) as "isFirstOfPartner", r.appointment_at as "appointmentAt", r.view #> '{appointment,provider,name}' as provider,
  r.view #>> '{appointment,location}' as location`;

const about = sql`join referral r on r.id = e.referral_id join patient p on p.id = r.patient_id
  left join partner o on o.id = r.referrer_partner_id`;

/**
 * A page of clocks, the one that is late longest first. Those that only stand in a list (`pcp_missing`) are shown when they are
 * asked for by kind. Indexes: escalation_raised, escalation_running, escalation_snoozed, escalation_ended.
 */
export function listEscalations(
  db: Queryable,
  filter: EscalationFilter,
  page: EscalationPage,
): Promise<EscalationLine[]> {
  return query<EscalationLine>(db, escalationListStatement(filter, page));
}

/** The place of a line in its list, for the next page. */
export function escalationPlace(line: EscalationLine): { readonly at: string; readonly id: string } {
  return { at: line.closedAt ?? line.lateAt, id: line.id };
}

/** The statement of `listEscalations`: its query plan is tested. */
export function escalationListStatement(filter: EscalationFilter, page: EscalationPage): Statement {
  const { owner, kind, state, assignedTo } = filter;
  const { after, limit } = page;
  const isClosed = state === 'closed';
  const conditions = [
    states[state],
    owner === undefined ? sql.empty : sql`and owner = ${owner}`,
    kind === undefined ? sql.empty : sql`and kind = ${kind}`,
    kind === 'pcp_missing' ? sql.empty : sql`and not is_quiet`,
    assignedTo === undefined ? sql.empty : sql`and assigned_to = ${assignedTo}`,
    after === undefined
      ? sql.empty
      : isClosed
        ? sql`and (closed_at, id) < (${closedOf(after)}, ${after.id}::uuid)`
        : sql`and (late_at, id) > (${after.at}::timestamptz, ${after.id}::uuid)`,
  ];
  const order = isClosed ? sql`closed_at desc, id desc` : sql`late_at, id`;
  return sql`with page as materialized (
      select id from escalation where ${sql.join(conditions, sql` `)} order by ${order} limit ${limit})
    select ${columns} from page join escalation e on e.id = page.id ${about}
    order by ${isClosed ? sql`e.closed_at desc, e.id desc` : sql`e.late_at, e.id`}`;
}

/** The database knows microseconds, a link milliseconds: of what one message settled a part would be on no page. */
function closedOf({ at, id }: { readonly at: string; readonly id: string }): Statement {
  return sql`coalesce((select closed_at from escalation where id = ${id}::uuid), ${at}::timestamptz)`;
}

const isAwake = sql`(snoozed_until is null or snoozed_until <= now())`;

const states: Readonly<Record<EscalationListState, Statement>> = {
  late: sql`state = 'raised' and ${isAwake}`,
  running: sql`state = 'planned' and ${isAwake}`,
  snoozed: sql`state in ('planned', 'raised') and snoozed_until > now()`,
  closed: sql`state = 'closed'`,
};

/** Index: primary key. */
export function findEscalation(db: Queryable, id: string): Promise<EscalationLine | undefined> {
  return queryOne<EscalationLine>(db, sql`select ${columns} from escalation e ${about} where e.id = ${id}`);
}

/** Everything that ran on one referral, oldest first. Index: escalation_of_referral. */
export function listEscalationsOf(db: Queryable, referralId: string): Promise<EscalationLine[]> {
  return query<EscalationLine>(
    db,
    sql`select ${columns} from escalation e ${about} where e.referral_id = ${referralId} order by e.started_at, e.id limit 200`,
  );
}

/** One patient of whom somebody has to ask. */
export type MissingLine = {
  readonly referralId: string;
  readonly referralKind: ReferralView['kind'];
  readonly patientId: string;
  readonly family: string | null;
  readonly given: string | null;
  readonly birthDate: string | null;
  readonly missing: readonly ('referrer' | 'pcp')[];
  /** The clocks behind it, for snoozing and closing, in the order of `missing`. */
  readonly escalations: readonly { readonly id: string; readonly version: number }[];
  readonly since: string;
  /** The appointment, else since when it is asked. */
  readonly aboutAt: string;
  /** On today's list of the practice. */
  readonly isToday: boolean;
  readonly isLate: boolean;
  /** The first patient a new partner sent: its name. */
  readonly firstOf: string | null;
  readonly appointmentAt: string | null;
  readonly provider: PersonName | null;
  readonly location: string | null;
};

/** `zone`: of the practice, for what is today. `after`: the last line of the page before. */
export type MissingPage = {
  readonly limit: number;
  readonly zone: string;
  readonly after?: Pick<MissingLine, 'isToday' | 'aboutAt' | 'referralId'>;
};

/**
 * Patients without a known referrer or primary care doctor at one point: today's by their time, then the others, oldest first.
 * Index: escalation_missing.
 */
export function listMissing(db: Queryable, point: PursuitPoint, page: MissingPage): Promise<MissingLine[]> {
  return query<MissingLine>(db, missingListStatement(point, page));
}

/** The statement of `listMissing`: its query plan is tested. */
export function missingListStatement(point: PursuitPoint, { zone, after, limit }: MissingPage): Statement {
  const later =
    after === undefined
      ? sql.empty
      : sql`where (not m.is_today, m.about_at, m.referral_id) > (${!after.isToday}::boolean, ${after.aboutAt}::timestamptz, ${after.referralId}::uuid)`;
  return sql`with missing as (
      select referral_id, min(about_at) as about_at, min(started_at) as since, bool_or(state = 'raised' and not is_quiet) as is_late,
        array_agg(case kind when 'pcp_missing' then 'pcp' else 'referrer' end order by kind desc) as missing,
        jsonb_agg(jsonb_build_object('id', id, 'version', version) order by kind desc) as escalations,
        (min(about_at) at time zone ${zone})::date = (now() at time zone ${zone})::date as is_today
      from escalation where point = ${point} and state in ('planned', 'raised') and ${isAwake}
      group by referral_id),
    page as materialized (
      select * from missing m ${later} order by not m.is_today, m.about_at, m.referral_id limit ${limit})
    select m.referral_id as "referralId", r.kind as "referralKind", r.patient_id as "patientId", p.family, p.given, p.birth_date as "birthDate",
      m.missing, m.escalations, m.since, m.about_at as "aboutAt", m.is_today as "isToday", m.is_late as "isLate",
      case when o.first_referral_id = r.id then coalesce(o.organisation, o.name) end as "firstOf",
      r.appointment_at as "appointmentAt", r.view #> '{appointment,provider,name}' as provider, r.view #>> '{appointment,location}' as location
    from page m join referral r on r.id = m.referral_id join patient p on p.id = r.patient_id
      left join partner o on o.id = r.referrer_partner_id
    order by not m.is_today, m.about_at, m.referral_id`;
}

export type EscalationCount = {
  readonly owner: OwnerRole;
  readonly kind: EscalationKind;
  readonly point: PursuitPoint | null;
  readonly late: number;
  readonly running: number;
  readonly snoozed: number;
  /** The oldest promise that is broken. */
  readonly oldestLateAt: string | null;
};

/** What is open, by owner, kind and point. Reads open clocks only. Index: escalation_counted. */
export function countEscalations(db: Queryable): Promise<EscalationCount[]> {
  return query<EscalationCount>(
    db,
    sql`select owner, kind, point, count(*) filter (where state = 'raised' and ${isAwake}) as late,
          count(*) filter (where state = 'planned' and ${isAwake}) as running, count(*) filter (where not ${isAwake}) as snoozed,
          min(late_at) filter (where state = 'raised' and ${isAwake}) as "oldestLateAt"
        from escalation where state in ('planned', 'raised') group by owner, kind, point order by owner, kind, point`,
  );
}

/** What is late, up to `limit`. Index: escalation_raised. */
export function lateClocks(limit: number): Statement {
  return sql`(select from escalation where state = 'raised' and not is_quiet and ${isAwake} limit ${limit})`;
}

/** One line of a mail: nothing of the patient. */
export type ToldEscalation = Pick<EscalationLine, 'kind' | 'point' | 'lateAt' | 'referralId'>;

export type LateMail = {
  readonly effectKey: string;
  /** Of the role. */
  readonly address: string;
  /** One of its clocks has no further level: nobody is told of it after this. */
  readonly isLast: boolean;
};

/** Whom these mails are for. Indexes: primary keys, escalation_notice_of_mail. */
export async function loadLateMails(
  db: Queryable,
  effectKeys: readonly string[],
): Promise<ReadonlyMap<string, LateMail>> {
  if (effectKeys.length === 0) return new Map();
  const rows = await query<LateMail>(
    db,
    sql`select m.effect_key as "effectKey", m.address, exists (select from escalation_notice n join escalation e on e.id = n.escalation_id
          where n.mail_key = m.effect_key and n.level >= cardinality(e.owners)) as "isLast"
        from escalation_mail m where m.effect_key = any(${effectKeys}::text[])`,
    { name: 'load-late-mails' },
  );
  return new Map(rows.map((row) => [row.effectKey, row]));
}

/** What a mail still has to tell: settled clocks drop out. Index: escalation_notice_of_mail. */
export function listTold(db: Queryable, effectKey: string): Promise<ToldEscalation[]> {
  return query<ToldEscalation>(
    db,
    sql`select distinct e.kind, e.point, e.late_at as "lateAt", e.referral_id as "referralId", e.id
        from escalation_notice n join escalation e on e.id = n.escalation_id
        where n.mail_key = ${effectKey} and e.state = 'raised' order by e.late_at, e.id limit 1000`,
  );
}
