import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

export type SenderRequest = {
  readonly id: string;
  readonly documentId: string;
  /** `phone`: a person calls. */
  readonly destination: string;
  readonly address: string;
  readonly words: string;
  readonly note?: string;
  readonly askedBy: string;
};

export async function insertSenderRequest(tx: Tx, request: SenderRequest): Promise<void> {
  await execute(
    tx,
    sql`insert into sender_request (id, document_id, destination, address, words, note, asked_by, state)
        values (${request.id}, ${request.documentId}, ${request.destination}, ${request.address}, ${request.words}, ${request.note},
          ${request.askedBy}, ${request.destination === 'phone' ? 'phone' : 'queued'})`,
  );
}

export type DueRequest = SenderRequest & { readonly attempts: number; readonly createdAt: string };

/** Takes one to be sent; it comes back in some minutes unless it is settled. Index: sender_request_due. */
export function claimSenderRequest(db: Queryable): Promise<DueRequest | undefined> {
  return queryOne<DueRequest>(
    db,
    sql`with next as (select id from sender_request where state = 'queued' and next_at <= now() order by next_at limit 1 for update skip locked)
        update sender_request s set attempts = s.attempts + 1, next_at = now() + interval '5 minutes' from next n where s.id = n.id
        returning s.id, s.document_id as "documentId", s.destination, s.address, s.words, s.asked_by as "askedBy", s.attempts, s.created_at as "createdAt"`,
  );
}

export async function settleSenderRequest(
  db: Queryable,
  id: string,
  state: 'queued' | 'sent' | 'failed',
  detail: string | undefined,
): Promise<void> {
  await execute(db, sql`update sender_request set state = ${state}, detail = ${detail} where id = ${id}`);
}

/** It could be read after all: what was not sent yet is not sent. Index: sender_request_of_document. */
export async function withdrawSenderRequests(tx: Tx, documentId: string): Promise<void> {
  await execute(
    tx,
    sql`update sender_request set state = 'withdrawn' where document_id = ${documentId} and state in ('queued', 'phone')`,
  );
}

/** What the sender was asked, newest first. Index: sender_request_of_document. */
export function listSenderRequests(db: Queryable, documentId: string) {
  return query<{
    readonly state: string;
    readonly destination: string;
    readonly words: string;
    readonly createdAt: string;
  }>(
    db,
    sql`select state, destination, words, created_at as "createdAt" from sender_request where document_id = ${documentId} order by id desc limit 20`,
  );
}

/** An address a partner takes things at that can carry a few words. Index: delivery_endpoint (partner_id, …). */
export function findWordsEndpoint(
  db: Queryable,
  partnerId: string,
): Promise<{ readonly destination: string; readonly address: string } | undefined> {
  return queryOne(
    db,
    sql`select destination, address from delivery_endpoint where partner_id = ${partnerId} and retired_at is null and destination = 'email'
          and verified_at is not null and health <> 'bad' order by rank, id limit 1`,
  );
}
