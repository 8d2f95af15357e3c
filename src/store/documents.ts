import type { DecidedDocument } from '../domain/document/decided.ts';
import type { FieldName } from '../domain/document/fields.ts';
import type {
  ArrivalTransport,
  ClassifiedPage,
  DocumentKind,
  Transport,
} from '../domain/document/understanding.ts';
import { storableJson } from '../lib/storable-text.ts';
import { insertFields, type StoredField } from './document-fields.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

export type DocumentState =
  | 'review'
  | 'held'
  | 'accepted'
  | 'filed'
  | 'not_referral'
  | 'unreadable'
  | 'replaced';

/** Still nobody's word, neither the hub's nor a person's. */
const open: readonly DocumentState[] = ['review', 'held'];
/** Its values count. */
const settled: readonly DocumentState[] = ['accepted', 'filed'];

export type NewDocument = {
  readonly id: string;
  readonly messageId: string;
  readonly ordinal: number;
  readonly kind: DocumentKind;
  readonly pages: readonly ClassifiedPage[];
  readonly state: DocumentState;
  readonly reason?: string;
  readonly hubDecision: 'accept' | 'ask';
  readonly isAudit: boolean;
  readonly senderKey: string;
  readonly form?: string;
  readonly partnerId?: string;
  readonly patientId?: string;
  readonly candidates: DocumentCandidates;
  readonly duplicateOf?: string;
  readonly shingles: readonly bigint[];
  readonly priority: number;
  readonly receivedAt: string;
  readonly fields: readonly StoredField[];
};

/** Whom it may mean, with what speaks for each, and what makes its parting doubtful. */
export type DocumentCandidates = {
  readonly patients?: readonly StoredCandidate[];
  readonly partners?: readonly StoredCandidate[];
  /** The paper and the appointment it was taken at speak for different patients: nobody is proposed. */
  readonly isContradicted?: boolean;
  readonly splitDoubt?: string;
  readonly similarity?: number;
};

export type StoredCandidate = {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly evidence: readonly string[];
  readonly isCertain: boolean;
};

/** Writes documents with their fields. */
export async function insertDocuments(tx: Tx, documents: readonly NewDocument[]): Promise<void> {
  for (const one of documents)
    await execute(
      tx,
      sql`insert into document (id, message_id, ordinal, kind, pages, state, reason, hub_decision, is_audit, sender_key, form, partner_id, patient_id,
            candidates, duplicate_of, shingles, priority, received_at, settled_by, settled_at)
          values (${one.id}, ${one.messageId}, ${one.ordinal}, ${one.kind}, ${sql.json(one.pages)}, ${one.state}, ${one.reason}, ${one.hubDecision},
            ${one.isAudit}, ${one.senderKey}, ${one.form}, ${one.partnerId}, ${one.patientId}, ${sql.json(storableJson(one.candidates))}, ${one.duplicateOf},
            ${one.shingles.map(String)}::bigint[], ${one.priority}, ${one.receivedAt},
            ${one.state === 'review' ? null : 'hub'}, case when ${one.state} = 'review' then null else now() end)`,
    );
  await insertFields(
    tx,
    documents.flatMap(({ id, fields }) => fields.map((field) => ({ ...field, documentId: id }))),
  );
}

/** What a document is understood as now, in place of before. Its version goes up. */
export async function rewriteDocument(
  tx: Tx,
  id: string,
  now: Omit<NewDocument, 'id' | 'messageId' | 'ordinal' | 'state'>,
): Promise<void> {
  await execute(
    tx,
    sql`update document set kind = ${now.kind}, pages = ${sql.json(now.pages)}, reason = ${now.reason}, hub_decision = ${now.hubDecision},
          form = ${now.form}, partner_id = ${now.partnerId}, patient_id = ${now.patientId}, candidates = ${sql.json(storableJson(now.candidates))},
          duplicate_of = ${now.duplicateOf}, shingles = ${now.shingles.map(String)}::bigint[], priority = ${now.priority}, version = version + 1
        where id = ${id}`,
  );
  await execute(tx, sql`delete from document_field where document_id = ${id}`);
  await insertFields(
    tx,
    now.fields.map((field) => ({ ...field, documentId: id })),
  );
}

/** The next number for a document of this message. Index: document_of_message. */
export async function nextOrdinal(tx: Tx, messageId: string): Promise<number> {
  const row = await queryOne<{ readonly next: number }>(
    tx,
    sql`select coalesce(max(ordinal), 0) + 1 as next from document where message_id = ${messageId}`,
  );
  return row?.next ?? 1;
}

/**
 * The settled documents of a message, and how many wait. Of what the hub filed by itself only what needed nobody counts. Index: document_of_message.
 */
export async function listDecided(
  db: Queryable,
  messageId: string,
): Promise<{ readonly decided: readonly DecidedDocument[]; readonly open: number }> {
  const rows = await query<DecidedRow>(
    db,
    sql`select d.id, d.ordinal, d.kind, d.state, d.pages, d.settled_by as "settledBy", coalesce(p.alias_of, p.id) as "partnerId",
          m.transport, m.received_at as "receivedAt", f.values
        from document d join message m on m.id = d.message_id left join partner p on p.id = d.partner_id
        left join lateral (select jsonb_object_agg(v.field, v.said) as values from (
          select field, jsonb_agg(coalesce(final_value, value) order by position) as said from document_field
          where document_id = d.id and coalesce(final_value, value) <> '' and (d.state <> 'accepted' or is_accepted) group by field) v) f on true
        where d.message_id = ${messageId} order by d.ordinal`,
  );
  return {
    decided: rows.filter(isDecided).map(toDecided),
    open: rows.filter(({ state }) => open.includes(state)).length,
  };
}

type DecidedRow = {
  readonly id: string;
  readonly ordinal: number;
  readonly kind: DocumentKind;
  readonly state: DocumentState;
  readonly pages: readonly ClassifiedPage[];
  readonly settledBy: string | null;
  readonly partnerId: string | null;
  readonly transport: ArrivalTransport | null;
  readonly receivedAt: string;
  readonly values: Readonly<Partial<Record<FieldName, readonly string[]>>> | null;
};

function isDecided({ state, kind }: DecidedRow): boolean {
  return settled.includes(state) && (kind === 'referral' || kind === 'status');
}

function toDecided(row: DecidedRow): DecidedDocument {
  return {
    id: row.id,
    ordinal: row.ordinal,
    kind: row.kind === 'status' ? 'status' : 'referral',
    pages: row.pages.map(({ number }) => number),
    values: row.values ?? {},
    transport: toTransport(row.transport, row.receivedAt),
    ...(row.partnerId === null ? {} : { partnerId: row.partnerId }),
    ...(row.settledBy === null || row.settledBy === 'hub' ? {} : { person: row.settledBy }),
  };
}

export function toTransport(transport: ArrivalTransport | null, receivedAt: string): Transport {
  const {
    gateway: _gateway,
    gatewayId: _id,
    pages: _pages,
    notice: _notice,
    ...said
  } = transport ?? { kind: 'upload' };
  return { ...said, receivedAt: transport?.receivedAt ?? receivedAt };
}

export type DocumentRow = {
  readonly id: string;
  readonly messageId: string;
  readonly channel: string;
  readonly ordinal: number;
  readonly kind: DocumentKind;
  readonly pages: readonly ClassifiedPage[];
  readonly state: DocumentState;
  readonly reason: string | null;
  readonly hubDecision: 'accept' | 'ask' | null;
  readonly isAudit: boolean;
  readonly senderKey: string;
  readonly form: string | null;
  readonly partnerId: string | null;
  readonly patientId: string | null;
  readonly candidates: DocumentCandidates;
  readonly duplicateOf: string | null;
  readonly priority: 0 | 1 | 2;
  readonly receivedAt: string;
  readonly lockedBy: string | null;
  readonly lockedUntil: string | null;
  readonly holdReason: string | null;
  readonly settledBy: string | null;
  readonly settledAt: string | null;
  readonly version: number;
  readonly transport: ArrivalTransport | null;
};

const columns = sql`d.id, d.message_id as "messageId", m.channel, d.ordinal, d.kind, d.pages, d.state, d.reason, d.hub_decision as "hubDecision", d.is_audit as "isAudit",
  d.sender_key as "senderKey", d.form, d.partner_id as "partnerId", d.patient_id as "patientId", d.candidates, d.duplicate_of as "duplicateOf", d.priority,
  d.received_at as "receivedAt", case when d.locked_until > now() then d.locked_by end as "lockedBy", d.locked_until as "lockedUntil",
  d.hold_reason as "holdReason", d.settled_by as "settledBy", d.settled_at as "settledAt", d.version, m.transport`;

/** One document. Index: primary keys. */
export function findDocument(db: Queryable, id: string): Promise<DocumentRow | undefined> {
  return queryOne<DocumentRow>(
    db,
    sql`select ${columns} from document d join message m on m.id = d.message_id where d.id = ${id}`,
  );
}

/** The same of one or several, kept from others until the transaction ends; always in the same order, so that nobody waits for one another. */
export async function lockDocumentRows(tx: Tx, ids: readonly string[]): Promise<readonly DocumentRow[]> {
  await execute(tx, sql`select from document where id = any(${ids}::uuid[]) order by id for update`);
  return query<DocumentRow>(
    tx,
    sql`select ${columns} from document d join message m on m.id = d.message_id where d.id = any(${ids}::uuid[])`,
  );
}

/** All documents of a message. Index: document_of_message. */
export function listDocumentsOf(db: Queryable, messageId: string): Promise<DocumentRow[]> {
  return query<DocumentRow>(
    db,
    sql`select ${columns} from document d join message m on m.id = d.message_id where d.message_id = ${messageId} order by d.ordinal`,
  );
}

export type DocumentChange = {
  readonly state?: DocumentState;
  readonly kind?: DocumentKind;
  readonly reason?: string | null;
  readonly partnerId?: string | null;
  readonly patientId?: string | null;
  readonly holdReason?: string | null;
  readonly pages?: readonly ClassifiedPage[];
  readonly candidates?: DocumentCandidates;
  readonly settledBy?: string | null;
};

/** Changes a document; its version goes up. */
export async function changeDocument(tx: Tx, id: string, change: DocumentChange): Promise<void> {
  const set = [
    change.state && sql`state = ${change.state}`,
    change.kind && sql`kind = ${change.kind}`,
    change.reason !== undefined && sql`reason = ${change.reason}`,
    change.partnerId !== undefined && sql`partner_id = ${change.partnerId}`,
    change.patientId !== undefined && sql`patient_id = ${change.patientId}`,
    change.holdReason !== undefined && sql`hold_reason = ${change.holdReason}`,
    change.pages && sql`pages = ${sql.json(change.pages)}`,
    change.candidates && sql`candidates = ${sql.json(change.candidates)}`,
    change.settledBy !== undefined &&
      sql`settled_by = ${change.settledBy}, settled_at = ${change.settledBy === null ? sql`null` : sql`now()`}, hold_reason = null, locked_by = null,
        locked_until = null`,
  ].filter((part) => typeof part === 'object');
  await execute(
    tx,
    sql`update document set ${sql.join([...set, sql`version = version + 1`])} where id = ${id}`,
  );
}

/** Whom it may mean has changed since it was read; what a person sees of it has not. Index: primary key. */
export async function writeCandidates(tx: Tx, id: string, candidates: DocumentCandidates): Promise<void> {
  await execute(tx, sql`update document set candidates = ${sql.json(candidates)} where id = ${id}`);
}
