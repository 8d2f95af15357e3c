import { query, queryOne, readBytes, sql, type Queryable } from './database.ts';
import { loadBody } from './messages.ts';

/** One file of a document's arrival: as it came, what was attached to it, what was in that. */
export type DocumentFile = {
  /** From 0, the arrival itself. */
  readonly number: number;
  /** The number of the file it was in. */
  readonly parent: number | null;
  /** As the sender called it: may hold a patient's name. */
  readonly name: string | null;
  readonly mediaType: string;
  readonly bytes: number;
  readonly fate: 'pages' | 'opened' | 'text' | 'message' | 'ignored' | 'refused';
  readonly reason: string | null;
};

/** In the order they were found. Indexes: document primary key, document_file (message_id, ordinal). */
export function listDocumentFiles(db: Queryable, documentId: string): Promise<DocumentFile[]> {
  return query<DocumentFile>(
    db,
    sql`select f.ordinal as number, p.ordinal as parent, f.name, f.media_type as "mediaType", f.bytes, f.fate, f.reason
        from document d join document_file f on f.message_id = d.message_id left join document_file p on p.id = f.parent_id
        where d.id = ${documentId} order by f.ordinal`,
  );
}

/** One of them, byte for byte. Indexes: as above, and the message's primary key for the arrival itself. */
export async function loadDocumentFile(
  db: Queryable,
  documentId: string,
  number: number,
): Promise<{ readonly mediaType: string; readonly bytes: Uint8Array } | undefined> {
  const file = await queryOne<{
    readonly id: string;
    readonly messageId: string;
    readonly mediaType: string;
    readonly bytes: number;
    readonly isArrival: boolean;
  }>(
    db,
    sql`select f.id, f.message_id as "messageId", f.media_type as "mediaType", f.bytes, f.ordinal = 0 as "isArrival"
        from document d join document_file f on f.message_id = d.message_id
        where d.id = ${documentId} and f.ordinal = ${number}::int`,
  );
  if (!file) return undefined;
  const bytes = file.isArrival
    ? await loadBody(db, file.messageId, file.bytes)
    : await readBytes(db, sql`select body from document_file where id = ${file.id}`);
  return bytes && { mediaType: file.mediaType, bytes };
}
