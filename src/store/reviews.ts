import { newId } from '../lib/ids.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

export type NewReview = {
  readonly key: string;
  readonly kind: string;
  readonly messageId?: string;
  readonly referralId?: string;
  readonly patientId?: string;
  readonly partnerId?: string;
  readonly documentKey?: string;
  readonly question?: Readonly<Record<string, unknown>>;
};

export type Review = {
  readonly id: string;
  readonly key: string;
  readonly kind: string;
  readonly state: 'open' | 'answered' | 'withdrawn';
  readonly messageId: string | null;
  readonly referralId: string | null;
  readonly patientId: string | null;
  readonly partnerId: string | null;
  readonly documentKey: string | null;
  readonly question: Readonly<Record<string, unknown>>;
  readonly answer: Readonly<Record<string, unknown>> | null;
  readonly answeredBy: string | null;
  readonly answeredAt: string | null;
  readonly createdAt: string;
};

const columns = sql`id, key, kind, state, message_id as "messageId", referral_id as "referralId", patient_id as "patientId",
  partner_id as "partnerId", document_key as "documentKey", question, answer, answered_by as "answeredBy", answered_at as "answeredAt", created_at as "createdAt"`;

/**
 * Asks, unless the same question is open; who a patient may be is asked as of now. A discovered partner is asked about with those it
 * may be (`question.candidates`). Indexes: review_open, partner_suggestion primary key.
 */
export async function askReviews(tx: Tx, asked: readonly NewReview[]): Promise<void> {
  if (asked.length === 0) return;
  // Two notes for an office without an address ask the same; one statement may not touch a row twice.
  const reviews = [...new Map(asked.map((one) => [one.key, one])).values()];
  const text = (pick: (review: NewReview) => string | undefined) =>
    reviews.map((review) => pick(review) ?? null);
  await execute(
    tx,
    sql`insert into review (id, key, kind, state, message_id, referral_id, patient_id, partner_id, document_key, question)
        select n.id, n.key, n.kind, 'open', n.message_id, n.referral_id, n.patient_id, n.partner_id, n.document_key,
          n.question || coalesce((select jsonb_build_object('candidates', s.candidates) from partner_suggestion s
            where n.kind = 'partner_discovered' and s.partner_id = n.partner_id), '{}')
        from unnest(${reviews.map(() => newId())}::uuid[], ${text((one) => one.key)}::text[], ${text((one) => one.kind)}::text[],
          ${text((one) => one.messageId)}::uuid[], ${text((one) => one.referralId)}::uuid[], ${text((one) => one.patientId)}::uuid[],
          ${text((one) => one.partnerId)}::uuid[], ${text((one) => one.documentKey)}::text[],
          ${reviews.map((one) => JSON.stringify(one.question ?? {}))}::jsonb[])
          as n (id, key, kind, message_id, referral_id, patient_id, partner_id, document_key, question)
        on conflict (key) where state = 'open' do update set question = excluded.question where review.kind = 'patient_match'`,
    { name: 'ask-reviews' },
  );
}

/**
 * More is known of these patients: messages that waited for a person to say whether they are meant are matched again. Few
 * questions are open at a time. `upToDate`: keys of questions that know it already. Index: review_queue.
 */
export async function requeueQuestions(
  tx: Tx,
  patientIds: readonly string[],
  upToDate: readonly string[] = [],
): Promise<void> {
  if (patientIds.length === 0) return;
  await execute(
    tx,
    sql`with again as (
          update review set state = 'withdrawn', answered_at = now()
          where state = 'open' and kind = 'patient_match' and key <> all(${upToDate}::text[])
            and exists (select from jsonb_array_elements(question -> 'candidates') c where (c ->> 'patientId')::uuid = any(${patientIds}::uuid[]))
          returning message_id)
        update message set state = 'received', reason_code = null, reason = null where id in (select message_id from again) and state = 'review'`,
    { name: 'requeue-questions' },
  );
}

/** What these messages ask now is all they ask: older questions about who is meant are settled. Index: review_of_message. */
export async function withdrawMatches(
  tx: Tx,
  messageIds: readonly string[],
  asked: readonly string[],
): Promise<void> {
  if (messageIds.length === 0) return;
  await execute(
    tx,
    sql`update review set state = 'withdrawn', answered_at = now()
        where message_id = any(${messageIds}::uuid[]) and kind = 'patient_match' and state = 'open' and key <> all(${asked}::text[])`,
  );
}

/** What was said about one subject of a message: a patient, perhaps one who is still to be entered. */
export type MatchDecision = {
  readonly messageId: string;
  readonly subject: number;
  readonly patientId: string;
  readonly isNew: boolean;
  /** `false`: the hub entered somebody because nobody was known. */
  readonly isFromPerson: boolean;
};

/**
 * The last word on every subject of these messages that people were asked about. A patient who has since become another is that
 * one. Index: review_of_message.
 */
export function listDecisions(db: Queryable, messageIds: readonly string[]): Promise<MatchDecision[]> {
  if (messageIds.length === 0) return Promise.resolve([]);
  return query<MatchDecision>(
    db,
    sql`with said as (
          select distinct on (message_id, subject) message_id, subject, patient_id, if_unknown from (
            select id, message_id, answered_at, coalesce((answer ->> 'ifUnknown')::boolean, false) as if_unknown, coalesce((question ->> 'subject')::int, 0) as subject,
              coalesce(answer ->> 'enteredId', nullif(answer ->> 'patientId', 'new'))::uuid as patient_id
            from review where message_id = any(${messageIds}::uuid[]) and kind = 'patient_match' and state = 'answered'
              and answer ? 'patientId') answered
          order by message_id, subject, answered_at desc, id desc)
        select s.message_id as "messageId", s.subject, coalesce(p.alias_of, p.id, s.patient_id) as "patientId", p.id is null as "isNew",
          not s.if_unknown as "isFromPerson"
        from said s left join patient p on p.id = s.patient_id where s.patient_id is not null`,
  );
}

/** Writes down what a person decided without being asked. */
export async function recordDecision(
  tx: Tx,
  messageId: string,
  subject: number,
  answer: MatchAnswer,
  person: string,
): Promise<void> {
  await execute(
    tx,
    sql`insert into review (id, key, kind, state, message_id, question, answer, answered_by, answered_at)
        values (${newId()}, ${matchKey(messageId, subject)}, 'patient_match', 'answered', ${messageId}, ${sql.json({ subject })},
          ${sql.json(answer)}, ${person}, now())`,
  );
}

/**
 * `enteredId`: for `new`, the id the patient gets, so that a replay finds the same one again. `ifUnknown`: only while nobody known is meant
 * after all.
 */
export type MatchAnswer = {
  readonly patientId: string;
  readonly enteredId?: string;
  readonly ifUnknown?: true;
};

/** One question for each subject of a message. */
export function matchKey(messageId: string, subject: number): string {
  return subject === 0 ? `patient_match|${messageId}` : `patient_match|${messageId}|${subject}`;
}

/** The facts have answered these by themselves. */
export async function withdrawReviews(tx: Tx, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await execute(
    tx,
    sql`update review set state = 'withdrawn', answered_at = now() where key = any(${keys}::text[]) and state = 'open'`,
  );
}

/** A person answered. `false`: somebody else was quicker. */
export async function answerReview(
  tx: Tx,
  id: string,
  answer: Readonly<Record<string, unknown>>,
  person: string,
): Promise<boolean> {
  const count = await execute(
    tx,
    sql`update review set state = 'answered', answer = ${sql.json(answer)}, answered_by = ${person}, answered_at = now()
        where id = ${id} and state = 'open'`,
  );
  return count > 0;
}

/** The same for questions known by their key. */
export async function answerReviewsByKey(
  tx: Tx,
  keys: readonly string[],
  answer: Readonly<Record<string, unknown>>,
  person: string,
): Promise<void> {
  await execute(
    tx,
    sql`update review set state = 'answered', answer = ${sql.json(answer)}, answered_by = ${person}, answered_at = now()
        where key = any(${keys}::text[]) and state = 'open'`,
  );
}

export function findReview(db: Queryable, id: string): Promise<Review | undefined> {
  return queryOne<Review>(db, sql`select ${columns} from review where id = ${id}`);
}

/** Questions a message raised. Index: review_of_message. */
export function listReviewsOfMessage(db: Queryable, messageId: string): Promise<Review[]> {
  return query<Review>(
    db,
    sql`select ${columns} from review where message_id = ${messageId} order by created_at limit 20`,
  );
}

/** Questions that wait for a person. Index: review_open. */
export const openReviews = sql`(select from review where state = 'open')`;

/** Questions about a referral, and the open ones about the office that sent it. Indexes: review_of_referral, review_queue. */
export function listReviewsAbout(
  db: Queryable,
  referralId: string,
  partnerId: string | undefined,
): Promise<Review[]> {
  const about =
    partnerId === undefined
      ? sql.empty
      : sql`union select ${columns} from review where state = 'open' and partner_id = ${partnerId}`;
  return query<Review>(
    db,
    sql`select * from (select ${columns} from review where referral_id = ${referralId} ${about}) asked order by "createdAt" limit 100`,
  );
}

/** Open questions of one kind, where few are. Index: review_queue. */
export function listOpenOfKind(
  db: Queryable,
  kind: string,
): Promise<{ readonly id: string; readonly key: string }[]> {
  return query(db, sql`select id, key from review where state = 'open' and kind = ${kind} limit 500`);
}

export async function countOpenReviews(db: Queryable): Promise<number> {
  const row = await queryOne<{ readonly count: number }>(
    db,
    sql`select count(*) as count from ${openReviews} open`,
  );
  return row?.count ?? 0;
}
