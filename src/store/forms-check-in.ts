import type { PersonName } from '../domain/fact.ts';
import type { ReferralView } from '../domain/referral.ts';
import { execute, query, queryOne, sql, type Queryable, type Statement, type Tx } from './database.ts';

export type AskedRole = 'referrer' | 'pcp';

/** One appointment of the day. */
export type CheckInLine = {
  readonly referralId: string;
  readonly patientId: string;
  readonly family: string | null;
  readonly given: string | null;
  readonly birthDate: string | null;
  /** The appointment, else when it was first heard of. */
  readonly appointmentAt: string;
  readonly isBooked: boolean;
  readonly state: ReferralView['state'];
  readonly provider: PersonName | null;
  readonly location: string | null;
  readonly view: ReferralView;
  readonly referrerName: string | null;
  readonly pcpName: string | null;
  /** The first patient a partner sent: its name. */
  readonly firstOf: string | null;
  /** Why a question was put off. */
  readonly putOff: Partial<Readonly<Record<AskedRole, string>>>;
  readonly assignedTo: string | null;
  readonly doneBy: string | null;
  readonly doneAt: string | null;
  /** Papers taken at the desk. */
  readonly papers: number;
  /** The patient agreed to e-mails, in any scope; null: never asked. */
  readonly consent: boolean | null;
};

const MOST_OF_A_DAY = 1_000;

/** From and to: instants of the practice's day. Index: referral_by_appointment; primary keys beside each. */
export function listCheckIns(db: Queryable, from: string, to: string): Promise<CheckInLine[]> {
  return query<CheckInLine>(db, checkInStatement(from, to));
}

/** The statement of `listCheckIns`: its query plan is tested. */
export function checkInStatement(from: string, to: string): Statement {
  return lines(sql`r.appointment_at >= ${from}::timestamptz and r.appointment_at < ${to}::timestamptz and r.appointment_at is not null
    and r.merged_into is null and r.state not in ('voided', 'cancelled')`);
}

/** Index: primary key. */
export function findCheckIn(db: Queryable, referralId: string): Promise<CheckInLine | undefined> {
  return queryOne<CheckInLine>(db, lines(sql`r.id = ${referralId} and r.merged_into is null`));
}

function lines(which: Statement): Statement {
  return sql`select r.id as "referralId", r.patient_id as "patientId", p.family, p.given, p.birth_date as "birthDate",
      coalesce(r.appointment_at, r.received_at) as "appointmentAt", r.appointment_at is not null as "isBooked", r.state,
      r.view #> '{appointment,provider,name}' as provider,
      r.view #>> '{appointment,location}' as location, r.view, coalesce(o.name, o.organisation) as "referrerName",
      coalesce(g.name, g.organisation) as "pcpName", case when o.first_referral_id = r.id then coalesce(o.organisation, o.name) end as "firstOf",
      coalesce(k.put_off, '{}') as "putOff", k.assigned_to as "assignedTo", k.done_by as "doneBy", k.done_at as "doneAt",
      (select count(*) from form_paper f where f.referral_id = r.id) as papers,
      (select c.is_given from consent c where c.patient_id = r.patient_id order by c.recorded_at desc limit 1) as consent
    from referral r join patient p on p.id = r.patient_id
      left join partner o on o.id = r.referrer_partner_id left join partner g on g.id = r.pcp_partner_id
      left join check_in k on k.referral_id = r.id and k.appointment_at = coalesce(r.appointment_at, r.received_at)
    where ${which} order by 6, r.id limit ${MOST_OF_A_DAY}`;
}

type Of = { readonly referralId: string; readonly appointmentAt: string };

/** Puts a question off, with the reason. Index: primary key. */
export async function putOffQuestion(tx: Tx, of: Of, role: AskedRole, reason: string): Promise<void> {
  await execute(
    tx,
    sql`insert into check_in (referral_id, appointment_at, put_off)
        values (${of.referralId}, ${of.appointmentAt}, ${sql.json({ [role]: reason })})
        on conflict (referral_id, appointment_at) do update set put_off = check_in.put_off || excluded.put_off`,
  );
}

/** The patient was met at the desk. `false`: somebody said so before. Index: primary key. */
export async function finishCheckIn(tx: Tx, of: Of, person: string): Promise<boolean> {
  const count = await execute(
    tx,
    sql`insert into check_in (referral_id, appointment_at, done_by, done_at) values (${of.referralId}, ${of.appointmentAt}, ${person}, now())
        on conflict (referral_id, appointment_at) do update set done_by = excluded.done_by, done_at = excluded.done_at
        where check_in.done_at is null`,
  );
  return count > 0;
}

/** Who sees to it; null: nobody in particular. Index: primary key. */
export async function assignCheckIn(db: Queryable, of: Of, to: string | null): Promise<void> {
  await execute(
    db,
    sql`insert into check_in (referral_id, appointment_at, assigned_to) values (${of.referralId}, ${of.appointmentAt}, ${to})
        on conflict (referral_id, appointment_at) do update set assigned_to = excluded.assigned_to`,
  );
}

/** A request of the day, for the day view of data entry. */
export type RequestLine = {
  readonly referralId: string;
  readonly patientId: string;
  readonly family: string | null;
  readonly given: string | null;
  readonly birthDate: string | null;
  readonly receivedAt: string;
  readonly channel: string | null;
  readonly state: ReferralView['state'];
  readonly view: ReferralView;
  readonly referrerName: string | null;
  readonly pcpName: string | null;
  readonly assignedTo: string | null;
};

/**
 * Every request and booking that was first heard of between two instants, with who sent the patient and who their doctor is.
 * Index: referral_heard (every kind, by receipt).
 */
export function listRequestsOfDay(db: Queryable, from: string, to: string): Promise<RequestLine[]> {
  return query<RequestLine>(db, requestsOfDayStatement(from, to));
}

/** The statement of `listRequestsOfDay`: its query plan is tested. */
export function requestsOfDayStatement(from: string, to: string): Statement {
  return sql`select r.id as "referralId", r.patient_id as "patientId", p.family, p.given, p.birth_date as "birthDate",
      r.received_at as "receivedAt", r.channel, r.state, r.view, coalesce(o.name, o.organisation) as "referrerName",
      coalesce(g.name, g.organisation) as "pcpName", k.assigned_to as "assignedTo"
    from referral r join patient p on p.id = r.patient_id
      left join partner o on o.id = r.referrer_partner_id left join partner g on g.id = r.pcp_partner_id
      left join check_in k on k.referral_id = r.id and k.appointment_at = coalesce(r.appointment_at, r.received_at)
    where r.merged_into is null and r.received_at >= ${from}::timestamptz and r.received_at < ${to}::timestamptz and r.state <> 'voided'
    order by r.received_at desc, r.id desc limit ${MOST_OF_A_DAY}`;
}
