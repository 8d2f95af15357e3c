import type { ArrivalTransport, ClassifiedPage } from '../domain/document/understanding.ts';
import { query, sql, type Queryable } from './database.ts';
import type { DocumentState } from './documents.ts';

/** A document as other pages show it: thumbnails, and where it came from. */
export type Paper = {
  readonly id: string;
  readonly version: number;
  readonly state: DocumentState;
  readonly pages: readonly ClassifiedPage[];
  readonly transport: ArrivalTransport | null;
  readonly receivedAt: string;
};

const columns = sql`d.id, d.version, d.state, d.pages, m.transport, d.received_at as "receivedAt"`;

/** Those with these ids, oldest first. Index: primary keys. */
export function listPapers(db: Queryable, ids: readonly string[]): Promise<Paper[]> {
  return query<Paper>(
    db,
    sql`select ${columns} from document d join message m on m.id = d.message_id where d.id = any(${ids}::uuid[]) order by d.received_at, d.id`,
  );
}

/** Those of one arrival, in its order. Index: document_of_message. */
export function listPapersOf(db: Queryable, messageId: string): Promise<Paper[]> {
  return query<Paper>(
    db,
    sql`select ${columns} from document d join message m on m.id = d.message_id
        where d.message_id = ${messageId} and d.state <> 'replaced' order by d.ordinal`,
  );
}
