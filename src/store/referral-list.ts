import { referralStates, type ReferralState } from '../domain/referral-state.ts';
import type { ReferralView } from '../domain/referral.ts';
import { query, queryOne, sql, type Queryable, type Statement } from './database.ts';

/** Which referrals a list shows. Everything given must hold. */
export type ReferralFilter = {
  /** Absent: all states. */
  readonly states?: readonly ReferralState[];
  readonly partnerId?: string;
  readonly patientId?: string;
  /** A person has to do something: an open question, a delivery that failed, or nothing to send it by. */
  readonly needsAttention?: boolean;
  /** Waiting longer than it should (see `lateAfter`). */
  readonly isLate?: boolean;
};

/** Where a page begins: after this referral, newest first. */
export type ReferralCursor = { readonly receivedAt: string; readonly id: string };

/** One line of the list. */
export type ReferralLine = {
  readonly id: string;
  readonly state: ReferralState;
  readonly receivedAt: string;
  readonly priority: ReferralView['priority'];
  readonly view: ReferralView;
  readonly patientId: string;
  readonly family: string | null;
  readonly given: string | null;
  readonly birthDate: string | null;
  readonly partnerName: string | null;
  readonly partnerOrganisation: string | null;
  /** Kinds of the open questions about it. */
  readonly questions: readonly string[];
  /** Statuses of its deliveries to the referrer that are not cancelled. */
  readonly deliveries: readonly string[];
  readonly isBlocked: boolean;
};

/** Hours a referral may wait in a state before it counts as late, by priority. */
export const lateAfter = {
  toBookHours: { stat: 4, urgent: 24, routine: 48 },
  /** Rebook after a missed or cancelled visit; finish the note after a visit. */
  afterVisitHours: 48,
} as const;

/**
 * A page of referrals, newest first. Reads no more of an index than the page is long: one stretch per state, merged.
 * Indexes: referral_newest, referral_by_state, referral_of_partner, referral_of_patient; review_of_referral,
 * delivery_of_referral, effect_of_referral for what stands beside each.
 */
export function listReferrals(
  db: Queryable,
  filter: ReferralFilter,
  limit: number,
  after?: ReferralCursor,
): Promise<ReferralLine[]> {
  return query<ReferralLine>(db, referralListStatement(filter, limit, after));
}

/** The statement of `listReferrals`: its query plan is tested. */
export function referralListStatement(
  filter: ReferralFilter,
  limit: number,
  after?: ReferralCursor,
): Statement {
  return sql`with page as materialized (${pageOf(filter, limit, after)})
    select r.id, r.state, r.received_at as "receivedAt", r.priority, r.view, r.patient_id as "patientId",
      p.family, p.given, p.birth_date as "birthDate", o.name as "partnerName", o.organisation as "partnerOrganisation",
      array(select v.kind from review v where v.referral_id = r.id and v.state = 'open' order by v.created_at limit 10) as questions,
      array(select d.status from delivery d where d.referral_id = r.id and d.purpose <> 'liaison_alert' and d.status <> 'cancelled'
        order by d.id desc limit 10) as deliveries,
      exists (select from effect e where e.referral_id = r.id and e.state = 'blocked') as "isBlocked"
    from page join referral r on r.id = page.id
    join patient p on p.id = r.patient_id
    left join partner o on o.id = r.referrer_partner_id
    order by r.received_at desc, r.id desc`;
}

/** How many referrals need a person, counted up to `limit`. */
export async function countAttention(db: Queryable, limit: number): Promise<number> {
  const row = await queryOne<{ readonly count: number }>(
    db,
    sql`select count(*) as count from (select r.id from (${troubled}) t join referral r on r.id = t.id
          where r.kind <> 'none' and r.merged_into is null limit ${limit}) counted`,
  );
  return row?.count ?? 0;
}

function pageOf(filter: ReferralFilter, limit: number, after: ReferralCursor | undefined): Statement {
  const start =
    after === undefined
      ? sql.empty
      : sql`and (r.received_at, r.id) < (${after.receivedAt}::timestamptz, ${after.id}::uuid)`;
  const order = sql`order by r.received_at desc, r.id desc limit ${limit}`;
  const base = sql`r.kind <> 'none' and r.merged_into is null ${start}`;
  const narrowed = sql`${base} ${narrowing(filter)}`;
  if (filter.patientId !== undefined)
    return sql`select r.id, r.received_at from referral r where r.patient_id = ${filter.patientId} and ${narrowed} ${order}`;
  if (filter.needsAttention === true)
    return sql`select r.id, r.received_at from (${troubled}) t join referral r on r.id = t.id where ${narrowed} ${order}`;
  if (filter.partnerId !== undefined)
    return sql`select r.id, r.received_at from referral r where r.referrer_partner_id = ${filter.partnerId} and ${narrowed} ${order}`;
  if (filter.states === undefined && filter.isLate !== true)
    return sql`select r.id, r.received_at from referral r where ${base} ${order}`;
  const stretches = (filter.states ?? referralStates).flatMap((state) => {
    const late = filter.isLate === true ? lateIn(state) : sql.empty;
    if (late === undefined) return [];
    return [
      sql`(select r.id, r.received_at from referral r where r.state = ${state} and ${base} ${late} ${order})`,
    ];
  });
  if (stretches.length === 0) return sql`select r.id, r.received_at from referral r where false`;
  return sql`select r.id, r.received_at from (${sql.join(stretches, sql` union all `)}) r ${order}`;
}

/** Conditions on rows that another index has already found. */
function narrowing(filter: ReferralFilter): Statement {
  const states = filter.states === undefined ? sql.empty : sql`and r.state = any(${filter.states}::text[])`;
  if (filter.isLate !== true) return states;
  const late = referralStates.flatMap((state) => {
    const condition = lateIn(state);
    return condition === undefined ? [] : [sql`(r.state = ${state} ${condition})`];
  });
  return sql`${states} and (${sql.join(late, sql` or `)})`;
}

/** What makes a referral of this state late; undefined where nothing can. */
function lateIn(state: ReferralState): Statement | undefined {
  const { toBookHours, afterVisitHours } = lateAfter;
  switch (state) {
    case 'needs_review':
    case 'received':
    case 'accepted':
      return sql`and not r.is_on_hold and r.received_at < now() - make_interval(hours => case r.priority when 'stat' then ${toBookHours.stat}::int
        when 'urgent' then ${toBookHours.urgent}::int else ${toBookHours.routine}::int end)`;
    case 'seen':
    case 'no_show':
    case 'appt_cancelled':
    case 'note_ready':
      return sql`and r.appointment_at < now() - make_interval(hours => ${afterVisitHours}::int)`;
    case 'possible':
    case 'scheduled':
    case 'closed':
    case 'declined':
    case 'cancel_requested':
    case 'cancelled':
    case 'expired':
    case 'voided':
      return undefined;
  }
}

/** Referrals a person has to look at. Small by nature: three partial indexes hold exactly these rows. */
const troubled = sql`select v.referral_id as id from review v where v.state = 'open' and v.referral_id is not null
  union select d.referral_id from delivery d where d.status in ('dead', 'ambiguous')
  union select e.referral_id from effect e where e.state = 'blocked'`;
