import { query, queryOne, sql, type Queryable, type Statement } from './database.ts';
import type { DeliveryStatus } from './deliveries.ts';
import { officePurposes } from './effects.ts';

/** Where a note is on its way to the office that sent the patient; notices of missed and cancelled visits go the same way. */
export const noteTabs = ['not_final', 'held', 'ready', 'sent', 'delivered', 'failed'] as const;
export type NoteTab = (typeof noteTabs)[number];

export type NoteFilter = {
  readonly tab: NoteTab;
  /** Instants, from (included) and until (excluded), of the tab's own time: visit, since when it waits, sent, delivered, failed. */
  readonly from?: string;
  readonly until?: string;
  /** This partner and everybody who rolls up to it. */
  readonly partnerId?: string;
  readonly provider?: string;
};

export type NoteLine = {
  /** Of the line: a delivery's, or of what there is before one. */
  readonly id: string;
  /** The tab's own time. */
  readonly at: string;
  /** The same in microseconds, to go on after it. */
  readonly place: string;
  readonly referralId: string;
  readonly partnerId: string | null;
  readonly partnerName: string | null;
  readonly family: string | null;
  readonly given: string | null;
  readonly birthDate: string | null;
  readonly provider: string | null;
  readonly seenAt: string | null;
  readonly purpose: string;
  /** What the hub wants with it: `copy_note` goes to the patient's own doctor, beside the referrer. */
  readonly effectKind: string | null;
  readonly title: string | null;
  /** Why it is held (domain/delivery-policy.ts), and what the case is. */
  readonly hold: string | null;
  readonly holdDetail: string | null;
  /** Kind of the open question that holds it, its id, and what it says. */
  readonly question: string | null;
  readonly questionId: string | null;
  readonly questionReason: string | null;
  readonly deliveryId: string | null;
  readonly status: DeliveryStatus | null;
  readonly isFinal: boolean | null;
  readonly destination: string | null;
  readonly address: string | null;
  readonly attempts: number | null;
  readonly nextAttemptAt: string | null;
  readonly code: string | null;
  readonly detail: string | null;
  readonly reference: string | null;
  readonly sentAt: string | null;
  readonly deliveredAt: string | null;
  readonly acknowledgedAt: string | null;
  readonly acknowledged: string | null;
};

export type NotePage = {
  readonly limit: number;
  /** The last line of the page before. */
  readonly after?: Pick<NoteLine, 'place' | 'id'>;
};

/** What reached people is looked at from its newest, what waits from its oldest. */
const isNewestFirst: ReadonlySet<NoteTab> = new Set(['sent', 'delivered', 'failed']);

/**
 * One page of a tab. Indexes: referral_unwritten; effect_held, effect_blocked, review_of_held_note, review_open; effect_due, delivery_active;
 * delivery_unconfirmed; delivery_arrived; delivery_dead, delivery_of_effect; the rest by primary keys.
 */
export function listNotes(db: Queryable, filter: NoteFilter, page: NotePage): Promise<NoteLine[]> {
  return query<NoteLine>(db, noteListStatement(filter, page));
}

/** The statement of `listNotes`: its plan is tested. */
export function noteListStatement(filter: NoteFilter, { limit, after }: NotePage): Statement {
  const isNewest = isNewestFirst.has(filter.tab);
  const order = isNewest ? sql`b.at desc, b.id desc` : sql`b.at, b.id`;
  const place =
    after === undefined
      ? sql.empty
      : isNewest
        ? sql`and (b.at, b.id) < (${instantOf(after.place)}, ${after.id}::uuid)`
        : sql`and (b.at, b.id) > (${instantOf(after.place)}, ${after.id}::uuid)`;
  return sql`select b.id, b.at, (extract(epoch from b.at) * 1000000)::bigint::text as place, b.referral_id as "referralId", b.partner_id as "partnerId",
      o.name as "partnerName", p.family, p.given, p.birth_date as "birthDate", r.provider, r.seen_at as "seenAt", b.purpose, b.effect_kind as "effectKind", b.hold, b.hold_detail as "holdDetail",
      (select n ->> 'title' from jsonb_array_elements(r.view -> 'notes') n where n ->> 'key' = b.document_key limit 1) as title,
      q.kind as question, q.id as "questionId", q.question ->> 'reason' as "questionReason",
      d.id as "deliveryId", d.status, d.is_final as "isFinal", d.destination, d.address, d.attempts, d.next_attempt_at as "nextAttemptAt", d.code, d.detail,
      d.reference, d.sent_at as "sentAt", d.delivered_at as "deliveredAt", d.acknowledged_at as "acknowledgedAt", d.acknowledged
    from (${linesOf(filter.tab)}) b
    join referral r on r.id = b.referral_id
    join patient p on p.id = r.patient_id
    left join partner o on o.id = b.partner_id
    left join delivery d on d.id = b.delivery_id
    left join lateral (select v.id, v.kind, v.question from review v where v.state = 'open' and v.key = any(b.questions) limit 1) q on true
    where true ${narrowed(filter)} ${place} order by ${order} limit ${limit}`;
}

/** Microseconds since 1970, exactly: JavaScript's instants end at the millisecond. */
function instantOf(place: string): Statement {
  return sql`'epoch'::timestamptz + (${place}::text || ' microseconds')::interval`;
}

function narrowed({ from, until, partnerId, provider }: Omit<NoteFilter, 'tab'>): Statement {
  const since = from === undefined ? sql.empty : sql`and b.at >= ${from}::timestamptz`;
  const before = until === undefined ? sql.empty : sql`and b.at < ${until}::timestamptz`;
  const ofPartner =
    partnerId === undefined
      ? sql.empty
      : sql`and b.partner_id = any(array(select id from partner where id = ${partnerId} or root_id = ${partnerId}))`;
  const by = provider === undefined ? sql.empty : sql`and r.provider = ${provider}`;
  return sql`${since} ${before} ${ofPartner} ${by}`;
}

const effectPurpose = sql`${sql.json(officePurposes)} ->> e.kind`;
const isToOffice = sql`e.kind = any(${Object.keys(officePurposes)}::text[])`;

function ofDelivery(at: Statement, where: Statement): Statement {
  return sql`select d.id, ${at} as at, d.referral_id, d.partner_id, d.id as delivery_id, d.purpose, d.document_key, null::text[] as questions,
      (select w.kind from effect w where w.key = d.effect_key) as effect_kind, null::text as hold, null::text as hold_detail
    from delivery d where d.purpose <> 'liaison_alert' and ${where}`;
}

function ofEffect(at: Statement, where: Statement, questions: Statement): Statement {
  return sql`select e.id, ${at} as at, e.referral_id, e.partner_id, null::uuid as delivery_id, ${effectPurpose} as purpose, e.document_key,
      ${questions} as questions, e.kind as effect_kind, e.hold, e.hold_detail
    from effect e where ${isToOffice} and ${where}`;
}

/** A question about a note is the reason of an effect that waits for its answer; a note that was never wanted has only the question. */
const heldByQuestion = sql`select v.id, v.created_at as at, v.referral_id, f.referrer_partner_id as partner_id, null::uuid as delivery_id, 'note' as purpose,
    v.document_key, array[v.key] as questions, 'deliver_note' as effect_kind, null::text as hold, null::text as hold_detail
  from review v join referral f on f.id = v.referral_id
  where v.state = 'open' and v.kind in ('note_held', 'note_unreadable')
    and not exists (select from effect e where e.referral_id = v.referral_id and e.state = 'blocked' and e.document_key = v.document_key)`;

/** A failed one whose effect went on by another way is no open work: the other one is. */
const isLastWord = sql`not exists (select from delivery later where later.effect_key = d.effect_key and later.id > d.id
  and later.status not in ('dead', 'ambiguous', 'cancelled'))`;

const openQuestions = sql`array[e.hold_review, 'no_endpoint|' || e.partner_id, 'note_incomplete|' || e.key, 'note_unreadable|' || e.key]`;

function linesOf(tab: NoteTab): Statement {
  if (tab === 'not_final')
    return sql`select s.id, coalesce(s.seen_at, s.appointment_at, s.received_at) as at, s.id as referral_id, s.referrer_partner_id as partner_id,
        null::uuid as delivery_id, 'note' as purpose, null::text as document_key, null::text[] as questions, null::text as effect_kind,
        null::text as hold, null::text as hold_detail
      from referral s where s.state = 'seen' and s.is_counted and s.merged_into is null`;
  if (tab === 'held')
    return sql`${ofEffect(sql`coalesce(e.held_at, e.created_at)`, sql`e.state = 'blocked'`, openQuestions)} union all ${heldByQuestion}`;
  if (tab === 'ready')
    return sql`${ofEffect(sql`e.due_at`, sql`e.state = 'planned'`, sql`null::text[]`)}
      union all ${ofDelivery(sql`d.created_at`, sql`d.status in ('queued', 'sending', 'failed_transient')`)}`;
  if (tab === 'sent') return ofDelivery(sql`d.sent_at`, sql`d.status = 'sent'`);
  if (tab === 'delivered') return ofDelivery(sql`d.delivered_at`, sql`d.status = 'delivered'`);
  return ofDelivery(sql`d.updated_at`, sql`d.status in ('dead', 'ambiguous') and ${isLastWord}`);
}

export type NoteCounts = Readonly<Record<NoteTab, number>>;

/** How many lines each tab has, up to `most`; what was delivered is counted from `since` on. Indexes: as `listNotes`. */
export async function countNotes(db: Queryable, since: string, most: number): Promise<NoteCounts> {
  const counts = noteTabs.map((tab) => {
    const where = tab === 'delivered' ? sql`where b.at >= ${since}::timestamptz` : sql.empty;
    return sql`(select count(*) from (select from (${linesOf(tab)}) b ${where} limit ${most}) n)::int`;
  });
  const [notFinal, held, ready, sent, delivered, failed] = counts;
  const row = await queryOne<NoteCounts>(
    db,
    sql`select ${notFinal ?? sql.empty} as not_final, ${held ?? sql.empty} as held, ${ready ?? sql.empty} as ready, ${sent ?? sql.empty} as sent,
      ${delivered ?? sql.empty} as delivered, ${failed ?? sql.empty} as failed`,
    { name: 'count-notes' },
  );
  return row ?? { not_final: 0, held: 0, ready: 0, sent: 0, delivered: 0, failed: 0 };
}

/** The providers of a tab's lines, of up to `most` of the newest. Indexes: as `listNotes`. */
export async function listNoteProviders(
  db: Queryable,
  filter: NoteFilter,
  most: number,
): Promise<readonly string[]> {
  const rows = await query<{ readonly provider: string }>(
    db,
    sql`select distinct t.provider from (select r.provider from (${linesOf(filter.tab)}) b join referral r on r.id = b.referral_id
        where true ${narrowed(filter)} order by b.at desc limit ${most}) t where t.provider is not null order by 1 limit 200`,
  );
  return rows.map((row) => row.provider);
}
