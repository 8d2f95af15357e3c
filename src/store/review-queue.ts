import { query, queryOne, sql, type Queryable, type Statement } from './database.ts';

/** One line of the queue of questions. */
export type ReviewLine = {
  readonly id: string;
  readonly kind: string;
  readonly createdAt: string;
  readonly referralId: string | null;
  readonly messageId: string | null;
  readonly channel: string | null;
  readonly family: string | null;
  readonly given: string | null;
  readonly birthDate: string | null;
  readonly partnerName: string | null;
};

/** Where a page begins: after this question, oldest first. */
export type ReviewCursor = { readonly createdAt: string; readonly id: string };

/** Open questions with whom they are about, oldest first. Index: review_queue. */
export function listReviewQueue(
  db: Queryable,
  limit: number,
  kind?: string,
  after?: ReviewCursor,
): Promise<ReviewLine[]> {
  const start =
    after === undefined
      ? sql.empty
      : sql`and (v.created_at, v.id) > (${createdOf(after)}, ${after.id}::uuid)`;
  const ofKind = kind === undefined ? sql.empty : sql`and v.kind = ${kind}`;
  return query<ReviewLine>(
    db,
    sql`select v.id, v.kind, v.created_at as "createdAt", v.referral_id as "referralId", v.message_id as "messageId", m.channel,
          p.family, p.given, p.birth_date as "birthDate", o.name as "partnerName"
        from (select * from review v where v.state = 'open' ${ofKind} ${start} order by v.created_at, v.id limit ${limit}) v
        left join message m on m.id = v.message_id
        left join referral r on r.id = v.referral_id
        left join patient p on p.id = coalesce(v.patient_id, r.patient_id)
        left join partner o on o.id = coalesce(v.partner_id, r.referrer_partner_id)
        order by v.created_at, v.id`,
  );
}

/** How many questions of each kind are open. Index: review_queue. */
export function countReviewKinds(
  db: Queryable,
): Promise<{ readonly kind: string; readonly count: number }[]> {
  return query(
    db,
    sql`select kind, count(*) as count from review where state = 'open' group by kind order by count desc limit 20`,
  );
}

/** A question that is or was in the queue. */
export type QueuedReview = { readonly id: string; readonly createdAt: string };

/** The database knows microseconds, a link milliseconds: questions of one moment would stand on two pages, or be next to one another for ever. */
function createdOf({ id, createdAt }: QueuedReview): Statement {
  return sql`coalesce((select created_at from review where id = ${id}::uuid), ${createdAt}::timestamptz)`;
}

/** The open question that comes after this one, of the same kind where one is given; after the last comes the first. Index: review_queue. */
export async function findNextReview(
  db: Queryable,
  { id, createdAt }: QueuedReview,
  kind?: string,
): Promise<string | undefined> {
  const open = sql`state = 'open' and id <> ${id} ${kind === undefined ? sql.empty : sql`and kind = ${kind}`}`;
  const row = await queryOne<{ readonly id: string }>(
    db,
    sql`(select 0 as round, id, created_at from review where ${open} and (created_at, id) > (${createdOf({ id, createdAt })}, ${id}::uuid)
          order by created_at, id limit 1)
        union all (select 1, id, created_at from review where ${open} order by created_at, id limit 1)
        order by round limit 1`,
  );
  return row?.id;
}

/** Where a question stands among those that are open, from 1. Index: review_queue. */
export async function findPlace(
  db: Queryable,
  { id, createdAt }: QueuedReview,
  kind?: string,
): Promise<{ readonly place: number; readonly of: number }> {
  const row = await queryOne<{ readonly before: number; readonly of: number }>(
    db,
    sql`select count(*) filter (where (created_at, id) < (${createdAt}::timestamptz, ${id}::uuid)) as before, count(*) as of
        from review where state = 'open' ${kind === undefined ? sql.empty : sql`and kind = ${kind}`}`,
  );
  return { place: (row?.before ?? 0) + 1, of: row?.of ?? 0 };
}

/** The question with this key that is open now. Index: review_open. */
export async function findOpenByKey(db: Queryable, key: string): Promise<string | undefined> {
  const row = await queryOne<{ readonly id: string }>(
    db,
    sql`select id from review where key = ${key} and state = 'open'`,
  );
  return row?.id;
}
