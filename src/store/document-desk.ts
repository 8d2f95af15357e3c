import type { DocumentKind, ArrivalTransport } from '../domain/document/understanding.ts';
import type { DocumentState } from './documents.ts';
import { execute, query, queryOne, sql, type Queryable } from './database.ts';

/** Nobody else works on it for so long after the last sign of life. */
const LOCK = '5 minutes';

/** Takes a document for a person while nobody else has it. Returns whether it is theirs now. Index: primary key. */
export async function takeLock(db: Queryable, id: string, person: string): Promise<boolean> {
  const count = await execute(
    db,
    sql`update document set locked_by = ${person}, locked_until = now() + ${LOCK}::interval
        where id = ${id} and state in ('review', 'held') and (locked_by is null or locked_by = ${person} or locked_until < now())`,
  );
  return count > 0;
}

export async function leaveLock(db: Queryable, id: string, person: string): Promise<void> {
  await execute(
    db,
    sql`update document set locked_by = null, locked_until = null where id = ${id} and locked_by = ${person}`,
  );
}

const firstOfThem = sql`order by d.priority, d.received_at, d.id limit 1`;

/**
 * The next document to look at: behind the one just done, else the first of the queue; urgent ones always first; what somebody has
 * open is passed over. Index: document_queue.
 */
export async function findNextOnDesk(
  db: Queryable,
  person: string,
  afterId?: string,
): Promise<string | undefined> {
  const isTheirs = sql`d.state = 'review' and d.id is distinct from ${afterId}::uuid
    and (d.locked_by is null or d.locked_by = ${person} or d.locked_until < now())`;
  const rows = await query<{ readonly id: string }>(
    db,
    sql`(select d.id, 0 as rank from document d where ${isTheirs} and d.priority = 0 ${firstOfThem})
        union all
        (select d.id, 1 from document d, document a where a.id = ${afterId}::uuid and ${isTheirs}
          and (d.priority, d.received_at, d.id) > (a.priority, a.received_at, a.id) ${firstOfThem})
        union all
        (select d.id, 2 from document d where ${isTheirs} ${firstOfThem})
        order by rank limit 1`,
  );
  return rows[0]?.id;
}

export type DeskListRow = {
  readonly id: string;
  readonly messageId: string;
  readonly kind: DocumentKind;
  readonly state: DocumentState;
  readonly reason: string | null;
  readonly priority: 0 | 1 | 2;
  readonly receivedAt: string;
  readonly settledAt: string | null;
  readonly pages: number;
  readonly senderKey: string;
  readonly partner: string | null;
  readonly patient: string | null;
  readonly lockedBy: string | null;
  readonly transport: ArrivalTransport | null;
};

/**
 * A page of the desk. `after`: the id of the last row seen. Indexes: document_queue, document_held, document_settled.
 */
export function listDeskRows(
  db: Queryable,
  state: 'review' | 'held' | 'settled',
  limit: number,
  after?: string,
): Promise<DeskListRow[]> {
  const { where, order, behind } = wayOf(state);
  const from = after === undefined ? sql.empty : behind(after);
  return query<DeskListRow>(
    db,
    sql`select d.id, d.message_id as "messageId", d.kind, d.state, d.reason, d.priority, d.received_at as "receivedAt", d.settled_at as "settledAt",
          jsonb_array_length(d.pages) as pages, d.sender_key as "senderKey", p.name as partner,
          (select coalesce(f.final_value, f.value) from document_field f where f.document_id = d.id and f.field = 'patient_name' and f.position = 0) as patient,
          case when d.locked_until > now() then d.locked_by end as "lockedBy", m.transport
        from (select * from document d where ${where} ${from} order by ${order} limit ${limit}) d
        join message m on m.id = d.message_id left join partner p on p.id = d.partner_id order by ${order}`,
  );
}

function wayOf(state: 'review' | 'held' | 'settled') {
  switch (state) {
    case 'review':
      return {
        where: sql`d.state = 'review'`,
        order: sql`d.priority, d.received_at, d.id`,
        behind: (after: string) =>
          sql`and (d.priority, d.received_at, d.id) > (select a.priority, a.received_at, a.id from document a where a.id = ${after})`,
      };
    case 'held':
      return {
        where: sql`d.state = 'held'`,
        order: sql`d.received_at, d.id`,
        behind: (after: string) =>
          sql`and (d.received_at, d.id) > (select a.received_at, a.id from document a where a.id = ${after})`,
      };
    case 'settled':
      return {
        where: sql`d.settled_at is not null`,
        order: sql`d.settled_at desc, d.id desc`,
        behind: (after: string) =>
          sql`and (d.settled_at, d.id) < (select a.settled_at, a.id from document a where a.id = ${after})`,
      };
  }
}

/** Documents that wait for a person. Index: document_queue. */
export const waitingDocuments = sql`(select from document where state = 'review')`;

/** How much there is to do. Indexes: document_queue, document_held, intake_job_open, intake_job_failed. */
export async function countDeskRows(db: Queryable) {
  const row = await queryOne<{
    readonly review: number;
    readonly held: number;
    readonly reading: number;
    readonly unread: number;
  }>(
    db,
    sql`select (select count(*) from ${waitingDocuments} waiting)::int as review, (select count(*) from document where state = 'held')::int as held,
          (select count(*) from intake_job where step in ('unpack', 'read', 'understand'))::int as reading,
          (select count(*) from intake_job where step = 'failed')::int as unread`,
  );
  return row ?? { review: 0, held: 0, reading: 0, unread: 0 };
}

/** Which of the queue this is. Index: document_queue. */
export async function placeOnDesk(
  db: Queryable,
  id: string,
): Promise<{ readonly position: number; readonly total: number }> {
  const row = await queryOne<{ readonly position: number; readonly total: number }>(
    db,
    sql`select count(*)::int as total, count(*) filter (where (d.priority, d.received_at, d.id) <= (a.priority, a.received_at, a.id))::int as position
        from document d, document a where a.id = ${id} and d.state = 'review'`,
  );
  return row ?? { position: 0, total: 0 };
}

/** The referral that was made of a document of a message. Index: fact_of_message. */
export async function findReferralOfDocument(
  db: Queryable,
  { id, messageId }: { readonly id: string; readonly messageId: string },
): Promise<string | undefined> {
  const row = await queryOne<{ readonly id: string }>(
    db,
    sql`select f.referral_id as id from fact f where f.message_id = ${messageId} and f.retired_at is null and f.referral_id is not null
          and f.body -> 'lineage' @> ${sql.json([`document:${id}`])} order by f.effective_at, f.fingerprint limit 1`,
  );
  return row?.id;
}
