import type { AppointmentView } from '../domain/appointment.ts';
import type { Link } from '../domain/fact.ts';
import type { NoteView } from '../domain/note.ts';
import type { ReferralState } from '../domain/referral-state.ts';
import type { ReferralView } from '../domain/referral.ts';
import { query, queryOne, sql, type Queryable, type Statement } from './database.ts';

/** Referrals as other systems read them by FHIR: only what somebody asked for, merged ones too. */

export type ReferralOut = {
  readonly id: string;
  /** Who the patient is now. */
  readonly patientId: string;
  readonly version: number;
  readonly view: ReferralView;
  readonly updatedAt: string;
  /** It turned out to be this one. */
  readonly mergedInto: string | null;
  /** These turned out to be this one. */
  readonly replaces: readonly string[];
  /** Who sent it, as the directory has them now. */
  readonly referrer: { readonly id: string; readonly kind: 'person' | 'organisation' } | null;
  /** Every number any sender gave the referral or its order. */
  readonly numbers: readonly Link[];
  readonly place: string;
};

/** An appointment or a note of a referral. */
export type PartOut<Item> = Pick<ReferralOut, 'patientId' | 'version' | 'updatedAt' | 'place'> & {
  readonly referralId: string;
  /** From 1, within the referral. */
  readonly nr: number;
  readonly item: Item;
};

/** Where a page begins: the microsecond of the last change (a millisecond holds a whole batch), the id, and for parts their number. */
export type OutPlace = { readonly at: string; readonly id: string; readonly nr?: number | undefined };

export type OutFilter = {
  readonly ids?: readonly string[] | undefined;
  readonly patients?: readonly string[] | undefined;
  readonly partners?: readonly string[] | undefined;
  /** Any of these. */
  readonly standing?:
    | readonly {
        readonly state: ReferralState;
        readonly isOnHold?: boolean | undefined;
        readonly isNoteDelivered?: boolean | undefined;
      }[]
    | undefined;
  /** With `standing`: those that were merged into another one too. */
  readonly isMergedToo?: boolean | undefined;
  /** Instants: `from <= changed < before`. */
  readonly from?: string | undefined;
  readonly before?: string | undefined;
  readonly isNewestFirst?: boolean | undefined;
  readonly after?: OutPlace | undefined;
};

const place = sql`to_char(r.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as place`;

/** The links of a fact that name a referral or an order; a fact without any is not in the index. */
const hasNumber = sql`f.body @? '$.links[*] ? (@.kind == "referral" || @.kind == "order")'`;
const numbersOfFact = sql`jsonb_path_query_array(f.body, '$.links[*] ? (@.kind == "referral" || @.kind == "order").value')`;

const columns = sql`r.id, coalesce(p.alias_of, p.id) as "patientId", r.version, r.view, r.updated_at as "updatedAt",
  r.merged_into as "mergedInto", array(select m.id from referral m where m.merged_into = r.id order by m.id) as replaces,
  (select jsonb_build_object('id', coalesce(w.alias_of, w.id), 'kind', w.kind) from partner w where w.id = r.referrer_partner_id) as referrer,
  coalesce((select jsonb_agg(distinct l.link) from fact f cross join lateral jsonb_path_query(f.body, '$.links[*] ? (@.kind == "referral" || @.kind == "order")') as l (link)
    where f.referral_id = r.id and f.retired_at is null), '[]') as numbers, ${place}`;

/**
 * A page of referrals in the order of their last change, which a page that is read while rows change neither misses nor repeats for good: what
 * changes goes to the end. Indexes: referral_by_change, referral_of_patient, referral_of_partner, referral_by_state, primary key; of what is
 * shown with it: referral_merged_into, fact_of_referral.
 */
export function listReferralsOut(db: Queryable, filter: OutFilter, limit: number): Promise<ReferralOut[]> {
  return query<ReferralOut>(
    db,
    sql`select ${columns} from referral r join patient p on p.id = r.patient_id
        where ${conditionsOf(filter)} ${afterReferral(filter)} order by ${orderOf(filter)} limit ${limit}`,
  );
}

/** How many there are. Indexes: as for the page. */
export async function countReferralsOut(db: Queryable, filter: OutFilter): Promise<number> {
  const row = await queryOne<{ readonly count: number }>(
    db,
    sql`select count(*) as count from referral r where ${conditionsOf(filter)}`,
  );
  return row?.count ?? 0;
}

/** A page of appointments (`appointments`) or notes (`notes`) of the referrals that match and stand. Indexes: as for referrals. */
export function listPartsOut<Kind extends keyof Parts>(
  db: Queryable,
  kind: Kind,
  filter: OutFilter,
  limit: number,
): Promise<PartOut<Parts[Kind]>[]> {
  return query<PartOut<Parts[Kind]>>(
    db,
    sql`select r.id as "referralId", coalesce(p.alias_of, p.id) as "patientId", r.version, r.updated_at as "updatedAt", part.nr, part.item, ${place}
        from referral r join patient p on p.id = r.patient_id
        cross join lateral jsonb_array_elements(r.view -> ${kind}::text) with ordinality as part (item, nr)
        where r.merged_into is null and ${conditionsOf(filter)} ${afterPart(filter)}
        order by ${orderOf(filter)}, part.nr limit ${limit}`,
  );
}

/** How many there are. */
export async function countPartsOut(db: Queryable, kind: keyof Parts, filter: OutFilter): Promise<number> {
  const row = await queryOne<{ readonly count: number }>(
    db,
    sql`select coalesce(sum(jsonb_array_length(r.view -> ${kind}::text)), 0)::bigint as count
        from referral r where r.merged_into is null and ${conditionsOf(filter)}`,
  );
  return row?.count ?? 0;
}

type Parts = { readonly appointments: AppointmentView; readonly notes: NoteView };

/** One referral, merged or not. Index: primary key. */
export async function findReferralOut(db: Queryable, id: string): Promise<ReferralOut | undefined> {
  const [row] = await listReferralsOut(db, { ids: [id] }, 1);
  return row;
}

/** Which referrals some sender calls by this number (`system` absent: any sender). Index: fact_by_number. */
export async function findReferralsByNumber(
  db: Queryable,
  number: { readonly system?: string | undefined; readonly value: string },
  limit: number,
): Promise<readonly string[]> {
  const { system, value } = number;
  const ofSystem = system === undefined ? sql.empty : sql`and l.link ->> 'system' = ${system}`;
  const rows = await query<{ readonly id: string }>(
    db,
    sql`select distinct f.referral_id as id from fact f
        cross join lateral jsonb_path_query(f.body, '$.links[*] ? (@.kind == "referral" || @.kind == "order")') as l (link)
        where ${hasNumber} and ${numbersOfFact} @> ${JSON.stringify([value])}::jsonb and f.retired_at is null and f.referral_id is not null
          and l.link ->> 'value' = ${value} ${ofSystem}
        order by id limit ${limit}`,
  );
  return rows.map((row) => row.id);
}

function conditionsOf(filter: OutFilter): Statement {
  const { ids, patients, partners, standing, from, before } = filter;
  const conditions = [
    sql`r.kind = 'explicit'`,
    ...(ids === undefined ? [] : [sql`r.id = any(${ids}::uuid[])`]),
    ...(patients === undefined ? [] : [sql`r.patient_id = any(${patients}::uuid[])`]),
    // Whoever sent one that was merged sent the other one.
    ...(partners === undefined
      ? []
      : [sql`r.referrer_partner_id = any(${partners}::uuid[]) and r.merged_into is null`]),
    ...(standing === undefined ? [] : [standingCondition(standing, filter.isMergedToo ?? false)]),
    ...(from === undefined ? [] : [sql`r.updated_at >= ${from}::timestamptz`]),
    ...(before === undefined ? [] : [sql`r.updated_at < ${before}::timestamptz`]),
  ];
  return sql.join(conditions, sql` and `);
}

function standingCondition(standing: NonNullable<OutFilter['standing']>, isMergedToo: boolean): Statement {
  const isPlain = (one: (typeof standing)[number]): boolean =>
    one.isOnHold === undefined && one.isNoteDelivered === undefined;
  const plain = standing.filter(isPlain).map((one) => one.state);
  const tests = standing.filter((one) => !isPlain(one)).map(testOf);
  const ours = sql.join([sql`r.state = any(${plain}::text[])`, ...tests], sql` or `);
  const stands = sql`(r.merged_into is null and r.kind <> 'none' and (${ours}))`;
  return isMergedToo ? sql`(${stands} or r.merged_into is not null)` : stands;
}

function testOf({ state, isOnHold, isNoteDelivered }: NonNullable<OutFilter['standing']>[number]): Statement {
  const held = isOnHold === undefined ? sql.empty : sql`and r.is_on_hold = ${isOnHold}`;
  const delivered =
    isNoteDelivered === undefined
      ? sql.empty
      : sql`and (r.note_delivered_at is not null) = ${isNoteDelivered}`;
  return sql`(r.state = ${state} ${held} ${delivered})`;
}

function orderOf({ isNewestFirst }: OutFilter): Statement {
  return isNewestFirst ? sql`r.updated_at desc, r.id desc` : sql`r.updated_at, r.id`;
}

function afterReferral({ after, isNewestFirst }: OutFilter): Statement {
  if (!after) return sql.empty;
  const here = sql`(${after.at}::timestamptz, ${after.id}::uuid)`;
  return isNewestFirst ? sql`and (r.updated_at, r.id) < ${here}` : sql`and (r.updated_at, r.id) > ${here}`;
}

/** The rest of the referral the page before ended in comes first. */
function afterPart({ after, isNewestFirst }: OutFilter): Statement {
  if (!after) return sql.empty;
  const here = sql`(${after.at}::timestamptz, ${after.id}::uuid)`;
  const from = isNewestFirst ? sql`(r.updated_at, r.id) <= ${here}` : sql`(r.updated_at, r.id) >= ${here}`;
  return sql`and ${from} and ((r.updated_at, r.id) <> ${here} or part.nr > ${after.nr ?? 0})`;
}
