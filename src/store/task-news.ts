import { query, queryOne, sql, type Queryable, type Tx } from './database.ts';

/** A question that opened or ended, and of which other systems were not told so. */
export type QuestionNews = {
  readonly id: string;
  readonly kind: string;
  readonly state: 'open' | 'answered' | 'withdrawn';
  /** What other systems know; null: nothing. */
  readonly known: 'open' | 'answered' | 'withdrawn' | null;
  /** It stood open for a while: what a person writes down without being asked never did. */
  readonly wasAsked: boolean;
  readonly referralId: string | null;
  readonly partnerId: string | null;
  readonly openedAt: string;
  readonly endedAt: string | null;
};

/** A promise that was broken, or kept in the end. */
export type LateNews = {
  readonly id: string;
  readonly kind: string;
  readonly state: 'raised' | 'closed';
  readonly owner: string;
  readonly referralId: string;
  readonly isByPerson: boolean;
  readonly version: number;
  readonly at: string;
};

/** Whether there is any, without waiting for anybody. Indexes: review_untold, escalation_untold. */
export async function hasTaskNews(db: Queryable): Promise<boolean> {
  const row = await queryOne<{ readonly has: boolean }>(
    db,
    sql`select exists (select from review where is_news)
          or exists (select from escalation where not is_quiet
            and ((state = 'raised' and told_state is distinct from 'open') or (state = 'closed' and told_state = 'open'))) as has`,
    { name: 'has-task-news' },
  );
  return row?.has ?? false;
}

/** The oldest of them, which count as told from now on. Who is at one just now tells it in the next round. Index: review_untold. */
export function takeQuestionNews(tx: Tx, limit: number): Promise<QuestionNews[]> {
  return query<QuestionNews>(
    tx,
    sql`with news as (select id, told_state from review where is_news
          order by created_at, id limit ${limit} for update skip locked)
        update review r set told_state = r.state from news n where r.id = n.id
        returning r.id, r.kind, r.state, n.told_state as known, r.answered_at is distinct from r.created_at as "wasAsked",
          r.referral_id as "referralId", r.partner_id as "partnerId", r.created_at as "openedAt", r.answered_at as "endedAt"`,
    { name: 'take-question-news' },
  );
}

/** The same of what is late. What nobody was told of is none. Index: escalation_untold. */
export function takeLateNews(tx: Tx, limit: number): Promise<LateNews[]> {
  return query<LateNews>(
    tx,
    sql`with news as (select id from escalation where not is_quiet
            and ((state = 'raised' and told_state is distinct from 'open') or (state = 'closed' and told_state = 'open'))
          order by updated_at, id limit ${limit} for update skip locked)
        update escalation e set told_state = case when e.state = 'raised' then 'open' else 'settled' end from news n where e.id = n.id
        returning e.id, e.kind, e.state, e.owner, e.referral_id as "referralId", e.closed_by is not null as "isByPerson", e.version,
          coalesce(e.closed_at, e.raised_at, e.updated_at) as at`,
    { name: 'take-late-news' },
  );
}
