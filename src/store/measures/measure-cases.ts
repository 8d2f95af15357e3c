import { findMeasure } from '../../domain/measures/catalogue.ts';
import { query, sql, type Queryable, type Statement } from '../database.ts';
import { keyed, ofPartner, period, views, type MeasureQuestion } from './read-measure.ts';

/** One case of a measure: what makes up its numerator and denominator. Holds a patient: for people who may see them. */
export type MeasureCase = {
  readonly referralId: string;
  readonly patientId: string;
  readonly family: string | null;
  readonly given: string | null;
  readonly middle: string | null;
  readonly birthDate: string | null;
  readonly state: string;
  /** The partner it counts for; null: not known. */
  readonly partnerId: string | null;
  readonly partnerName: string | null;
  /** The time by which it falls into the period. */
  readonly at: string;
  /** Of shares. */
  readonly isHit?: boolean | null;
  /** Of durations and conversions; null: not done. */
  readonly hours?: number | null;
  /** Of measures that say why, where, by whom or by which way. */
  readonly key?: string | null;
};

export type CaseQuestion = Omit<MeasureQuestion, 'by' | 'hours'> & {
  /** `in`: those in the numerator, or done; `out`: the others. */
  readonly only?: 'in' | 'out' | undefined;
  readonly key?: string | undefined;
  readonly limit: number;
};

/** The cases of a measure over a period, newest first. Indexes: those of `readMeasure`; referral, patient and partner by primary key. */
export function listCases(db: Queryable, question: CaseQuestion): Promise<MeasureCase[]> {
  return query<MeasureCase>(db, caseStatement(question));
}

/** The statement of `listCases`: its plan is tested. */
export function caseStatement(question: CaseQuestion): Statement {
  const { kind } = findMeasure(question.name);
  const isKeyed = keyed.has(question.name);
  const values = {
    count: sql.empty,
    share: sql`, m.is_hit as "isHit"`,
    duration: hoursTaken,
    conversion: hoursTaken,
  }[kind];
  const key = isKeyed ? sql`, m.key` : sql.empty;
  const ofKey = isKeyed && question.key !== undefined ? sql`and m.key = ${question.key}` : sql.empty;
  return sql`with cases as (
      select m.referral_id, m.partner_id, m.at ${values} ${key} from ${views[question.name]} m
      where ${period({ ...question, by: 'all' })} ${ofPartner(question.partnerId)} ${onlyOf(kind, question.only)} ${ofKey}
      order by m.at desc, m.referral_id limit ${question.limit})
    select c.referral_id as "referralId", t.id as "patientId", t.family, t.given, t.middle, t.birth_date as "birthDate", r.state,
      p.id as "partnerId", p.name as "partnerName", ${shown(kind, isKeyed)} c.at
    from cases c join referral r on r.id = c.referral_id join patient t on t.id = r.patient_id left join partner p on p.id = c.partner_id
    order by c.at desc, c.referral_id`;
}

/** `greatest` knows no null: who is not done would be done at once. */
const hoursTaken = sql`, case when m.until_at is not null
  then greatest(0, extract(epoch from m.until_at - m.from_at))::float8 / 3600 end as hours`;

function shown(kind: string, isKeyed: boolean): Statement {
  const value = kind === 'count' ? sql.empty : kind === 'share' ? sql`c."isHit",` : sql`c.hours,`;
  return isKeyed ? sql`${value} c.key,` : value;
}

function onlyOf(kind: string, only: 'in' | 'out' | undefined): Statement {
  if (only === undefined || kind === 'count') return sql.empty;
  if (kind === 'share') return only === 'in' ? sql`and m.is_hit` : sql`and m.is_hit is not true`;
  return only === 'in' ? sql`and m.until_at is not null` : sql`and m.until_at is null`;
}

/** The patients and partners of referrals, for lists that know only their ids. Indexes: primary keys. */
export async function loadCases(
  db: Queryable,
  referralIds: readonly string[],
): Promise<ReadonlyMap<string, Omit<MeasureCase, 'at'>>> {
  const rows = await query<Omit<MeasureCase, 'at'>>(
    db,
    sql`select r.id as "referralId", t.id as "patientId", t.family, t.given, t.middle, t.birth_date as "birthDate", r.state,
          p.id as "partnerId", p.name as "partnerName"
        from referral r join patient t on t.id = r.patient_id left join partner p on p.id = r.referrer_partner_id
        where r.id = any(${referralIds}::uuid[])`,
    { name: 'load-cases' },
  );
  return new Map(rows.map((row) => [row.referralId, row]));
}
