import { holds, type HoldCode } from '../domain/delivery-policy.ts';
import type { OwnerRole } from '../domain/escalation-kinds.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';
import type { EffectRow, EffectState } from './effects.ts';
import { askReviews, type NewReview } from './reviews.ts';

/** Something that waits, and for whom. */
export type HeldItem = {
  /** What `releaseHeld` and `holdEffect` take: an effect's, a delivery's (it waits for office hours) or a question's (a sensitive note). */
  readonly id: string;
  readonly kind: 'effect' | 'delivery' | 'question';
  readonly code: HoldCode;
  /** Why, in a sentence of its own where there is one. */
  readonly sentence: string;
  /** Who may let it go, and what they do. */
  readonly releasedBy: OwnerRole;
  readonly how: string;
  readonly since: string;
  /** Who held it; null: the hub. */
  readonly heldBy: string | null;
  /** When it goes by itself. */
  readonly until: string | null;
  /** The open question about it. */
  readonly reviewId: string | null;
  readonly effectKind: EffectRow['kind'];
  readonly referralId: string;
  readonly partnerId: string | null;
  readonly partnerName: string | null;
  readonly patientId: string;
  readonly documentKey: string | null;
  readonly destination: string | null;
  readonly address: string | null;
};

export type HeldFilter = {
  readonly partnerId?: string;
  readonly referralId?: string;
  readonly limit?: number;
  /** The last of the page before. */
  readonly after?: Pick<HeldItem, 'since' | 'id'>;
};

type HeldRow = Omit<HeldItem, 'code' | 'sentence' | 'releasedBy' | 'how'> & {
  readonly code: HoldCode;
  readonly detail: string | null;
};

/** The database knows microseconds, a cursor milliseconds: without this the last line of a page would be the first of the next. */
const since = sql`date_trunc('milliseconds', h.since)`;

/**
 * All that is held, what waits longest first. Indexes: effect_held, delivery_waiting, review_of_held_note or review_queue; the rest by
 * primary keys.
 */
export async function listHeld(db: Queryable, filter: HeldFilter = {}): Promise<readonly HeldItem[]> {
  const { partnerId, referralId, after, limit = 100 } = filter;
  const ofPartner = partnerId === undefined ? sql.empty : sql`and h."partnerId" = ${partnerId}`;
  const ofReferral = referralId === undefined ? sql.empty : sql`and h."referralId" = ${referralId}`;
  const later =
    after === undefined
      ? sql.empty
      : sql`and (${since}, h.id) > (${after.since}::timestamptz, ${after.id}::uuid)`;
  const rows = await query<HeldRow>(
    db,
    sql`select h.*, p.name as "partnerName", r.patient_id as "patientId", v.id as "reviewId" from (
          select e.id, 'effect' as kind, coalesce(e.hold, 'no_endpoint') as code, e.hold_detail as detail, coalesce(e.held_at, e.created_at) as since,
            e.held_by as "heldBy", null::timestamptz as until, e.hold_review as asked, e.kind as "effectKind", e.referral_id as "referralId",
            e.partner_id as "partnerId", e.document_key as "documentKey", null::text as destination, null::text as address
          from effect e where e.state = 'blocked'
          union all
          select d.id, 'delivery', 'office_hours', d.detail, d.created_at, null, d.next_attempt_at, null, e.kind, d.referral_id, d.partner_id,
            d.document_key, d.destination, d.address
          from delivery d join effect e on e.key = d.effect_key where d.status = 'queued' and d.next_attempt_at > now()
          union all
          select v.id, 'question', 'sensitive', v.question ->> 'reason', v.created_at, null, null, v.key, 'deliver_note', v.referral_id,
            f.referrer_partner_id, v.document_key, null, null
          from review v join referral f on f.id = v.referral_id where v.state = 'open' and v.kind = 'note_held') h
        join referral r on r.id = h."referralId" left join partner p on p.id = h."partnerId"
        left join review v on v.key = h.asked and v.state = 'open'
        where true ${ofPartner} ${ofReferral} ${later} order by ${since}, h.id limit ${limit}`,
  );
  return rows.map(({ detail, ...row }) => {
    const { sentence, releasedBy, how } = holds[row.code];
    return { ...row, sentence: detail ?? sentence, releasedBy, how };
  });
}

/** What is asked about something that is held, by the id `listHeld` names it by; null: nothing is. Indexes: effect_by_id, review_open, primary key. */
export function findHeldQuestion(
  db: Queryable,
  id: string,
): Promise<{ readonly reviewId: string | null } | undefined> {
  return queryOne(
    db,
    sql`select v.id as "reviewId" from effect e left join review v on v.key = e.hold_review and v.state = 'open'
          where e.id = ${id} and e.state = 'blocked'
        union all select id from review where id = ${id} and kind = 'note_held' and state = 'open'`,
  );
}

export type NewHold = {
  readonly key: string;
  readonly code: HoldCode;
  /** Why, with what a person must know; absent: the code says it all. */
  readonly detail?: string;
  readonly by?: string;
  /** What is asked because of it. */
  readonly review?: NewReview;
};

/** These wait for a person from now on. Asks their questions. Index: primary key. */
export async function blockEffects(tx: Tx, held: readonly NewHold[]): Promise<void> {
  if (held.length === 0) return;
  const text = (pick: (one: NewHold) => string | undefined) => held.map((one) => pick(one) ?? null);
  await execute(
    tx,
    sql`update effect e set state = 'blocked', hold = n.code, hold_detail = n.detail, held_by = n.by, hold_review = n.review,
          held_at = case when e.hold = n.code and e.held_at is not null then e.held_at else now() end
        from unnest(${text((one) => one.key)}::text[], ${text((one) => one.code)}::text[], ${text((one) => one.detail)}::text[],
          ${text((one) => one.by)}::text[], ${text((one) => one.review?.key)}::text[]) as n (key, code, detail, by, review)
        where e.key = n.key`,
    { name: 'block-effects' },
  );
  await askReviews(
    tx,
    held.flatMap((one) => one.review ?? []),
  );
}

export type HeldEffect = EffectRow & {
  readonly id: string;
  readonly state: EffectState;
  readonly hold: HoldCode | null;
  readonly holdReview: string | null;
  readonly cleared: readonly string[];
};

const columns = sql`e.id, e.key, e.kind, e.referral_id as "referralId", e.partner_id as "partnerId", e.due_at as "dueAt", e.document_key as "documentKey",
  e.content_sha256 as "contentSha256", e.appointment_key as "appointmentKey", e.state, e.hold, e.hold_review as "holdReview", e.cleared`;

/** An effect by its own id or by that of one of its deliveries, locked. Indexes: effect_by_id, primary keys. */
export function lockHeld(tx: Tx, id: string): Promise<HeldEffect | undefined> {
  return queryOne<HeldEffect>(
    tx,
    sql`select ${columns} from effect e where e.key = coalesce((select key from effect where id = ${id}), (select effect_key from delivery where id = ${id}))
        for update`,
  );
}

/** Those that wait for the same answer, locked. Index: effect_by_question. */
export function lockWaitingFor(tx: Tx, review: string): Promise<HeldEffect[]> {
  return query<HeldEffect>(
    tx,
    sql`select ${columns} from effect e where e.state = 'blocked' and e.hold_review = ${review} order by e.key for update`,
  );
}

/** A person let them go: due again, and this reason holds them no more. Index: primary key. */
export async function clearHolds(
  tx: Tx,
  keys: readonly string[],
  { code, person, because }: { readonly code: string; readonly person: string; readonly because: string },
): Promise<void> {
  await execute(
    tx,
    sql`update effect set state = 'planned', cleared = array_append(array_remove(cleared, ${code}), ${code}), cleared_by = ${person}, cleared_at = now(),
          cleared_because = ${because} where key = any(${keys}::text[]) and state = 'blocked'`,
  );
}

/** Somebody let a version of a note go: a person's hold on those before it holds no later one. Indexes: primary key, effect_held_by_person. */
export async function letVersionsGo(tx: Tx, key: string): Promise<void> {
  await execute(
    tx,
    sql`update effect o set cleared = array_append(array_remove(o.cleared, 'by_person'), 'by_person') from effect e
        where e.key = ${key} and o.key <> e.key and o.partner_id = e.partner_id and o.document_key = e.document_key
          and o.hold = 'by_person' and o.state = 'withdrawn'`,
  );
}

/** What was let go may be held for it again. Index: primary key. */
export async function forgetClearing(tx: Tx, key: string, code: string): Promise<void> {
  await execute(tx, sql`update effect set cleared = array_remove(cleared, ${code}) where key = ${key}`);
}

/** The questions these waited for. Index: primary key. */
export async function listHoldQuestions(tx: Tx, keys: readonly string[]): Promise<readonly string[]> {
  const rows = await query<{ readonly question: string }>(
    tx,
    sql`select distinct hold_review as question from effect where key = any(${keys}::text[]) and hold_review is not null`,
    { name: 'list-hold-questions' },
  );
  return rows.map((row) => row.question);
}

/** Questions nobody waits for any more. Indexes: review_open, effect_by_question. */
export async function settleHoldQuestions(tx: Tx, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await execute(
    tx,
    sql`update review v set state = 'withdrawn', answered_at = now() where v.key = any(${keys}::text[]) and v.state = 'open'
          and not exists (select from effect e where e.hold_review = v.key and e.state = 'blocked')`,
    { name: 'settle-hold-questions' },
  );
}

/** What a person decided not to send. Index: effect_by_question. */
export async function withdrawWaitingFor(tx: Tx, review: string): Promise<void> {
  await execute(
    tx,
    sql`update effect set state = 'withdrawn' where hold_review = ${review} and state = 'blocked'`,
  );
}

/** A person says that this number is not the partner's: what waited for it is decided anew. Indexes: primary key, effect_by_question. */
export async function refuseEndpoint(tx: Tx, endpointId: string, review: string): Promise<void> {
  await execute(
    tx,
    sql`update delivery_endpoint set health = 'bad', verified_at = null, verified_by = null, version = version + 1 where id = ${endpointId}`,
  );
  await execute(
    tx,
    sql`update effect set state = 'planned' where hold_review = ${review} and state = 'blocked'`,
  );
}

/** A person says that this number is the partner's: Index: primary key. */
export async function confirmEndpoint(tx: Tx, endpointId: string, person: string): Promise<void> {
  await execute(
    tx,
    sql`update delivery_endpoint set confirmed_at = now(), confirmed_by = ${person}, verified_at = now(), verified_by = ${person}, version = version + 1
        where id = ${endpointId}`,
  );
}

/** Index: primary key. */
export async function decideOffers(
  tx: Tx,
  officeId: string,
  decision: 'always' | 'never',
  person: string,
): Promise<void> {
  await execute(
    tx,
    sql`insert into note_offer (office_id, decision, decided_by) values (${officeId}, ${decision}, ${person})
        on conflict (office_id) do update set decision = excluded.decision, decided_by = excluded.decided_by, decided_at = now()`,
  );
}
