import { compareCopies, type CopyClues } from '../domain/document/pages/duplicate.ts';
import type { FieldName } from '../domain/document/fields.ts';
import { query, sql, type Queryable } from './database.ts';

/** A document that arrived before and may be the same referral. */
export type EarlierAlike = {
  readonly documentId: string;
  readonly receivedAt: string;
  /** 0 to 1. */
  readonly similarity: number;
};

/** What came, and who sent it. */
type Arrived = {
  readonly messageId: string;
  readonly senderKey: string;
  /** ISO instant. */
  readonly receivedAt: string;
};

type Read = { readonly fields: readonly { readonly field: FieldName; readonly value: string }[] };

/** Documents of one sender and day that are looked at. */
const MOST_LOOKED_AT = 40;
/** An office that sends a fax again does so within a day (DOMAIN 5.2). */
const WITHIN_HOURS = 24;

type EarlierRow = {
  readonly id: string;
  readonly receivedAt: string;
  readonly shingles: readonly (number | string)[];
  readonly isSameFile: boolean;
  readonly patientName: string | null;
  readonly birthDate: string | null;
};

/**
 * The earlier document of another arrival that this one is most like: one from a file of the same bytes, whenever that came, or one of the
 * same sender within a day with near-equal words; in both cases of the same patient as far as that was read. Undefined: none.
 */
export async function findEarlierAlike(
  db: Queryable,
  arrived: Arrived,
  read: Read,
  pages: readonly { readonly fileId: string }[],
  shingles: readonly bigint[],
): Promise<EarlierAlike | undefined> {
  const rows = await listEarlier(db, arrived, pages, shingles);
  const value = (field: FieldName): string | undefined =>
    read.fields.find((one) => one.field === field)?.value;
  const clues: CopyClues = { shingles, values: named(value('patient_name'), value('birth_date')) };
  const alike = rows.flatMap((row) => {
    const earlier = {
      shingles: row.shingles.map(BigInt),
      values: named(row.patientName ?? undefined, row.birthDate ?? undefined),
    };
    const { isCopy, similarity } = compareCopies(clues, earlier, row.isSameFile);
    return isCopy ? [{ documentId: row.id, receivedAt: row.receivedAt, similarity }] : [];
  });
  // The first of several copies is the one the others repeat.
  return alike.toSorted((a, b) => b.similarity - a.similarity || (a.receivedAt < b.receivedAt ? -1 : 1))[0];
}

function named(name: string | undefined, birthDate: string | undefined): CopyClues['values'] {
  return {
    ...(name === undefined ? {} : { patient_name: name }),
    ...(birthDate === undefined ? {} : { birth_date: birthDate }),
  };
}

/** Indexes: document_file primary key, document_file_content, document_of_message; document_of_sender; document_field primary key. */
function listEarlier(
  db: Queryable,
  { messageId, senderKey, receivedAt }: Arrived,
  pages: readonly { readonly fileId: string }[],
  shingles: readonly bigint[],
): Promise<readonly EarlierRow[]> {
  const files = [...new Set(pages.map(({ fileId }) => fileId))];
  return query<EarlierRow>(
    db,
    sql`with own as (select sha256 from document_file where id = any(${files}::uuid[]) and fate = 'pages'),
        copied as (
          select distinct f.message_id from own cross join lateral (
            select message_id from document_file f where f.sha256 = own.sha256 and f.fate = 'pages' and f.message_id <> ${messageId}
            order by message_id desc limit ${MOST_LOOKED_AT}::int) f),
        near as (
          select id from document where sender_key = ${senderKey} and message_id <> ${messageId} and shingles && ${shingles.map(String)}::bigint[]
            and received_at <= ${receivedAt}::timestamptz + interval '1 minute' and received_at > ${receivedAt}::timestamptz - make_interval(hours => ${WITHIN_HOURS}::int)
          order by received_at desc limit ${MOST_LOOKED_AT}::int),
        found as (select d.id, true as is_same from copied c join document d on d.message_id = c.message_id union all select id, false from near)
        select d.id, d.received_at as "receivedAt", d.shingles::text[] as shingles, bool_or(found.is_same) as "isSameFile",
          (select coalesce(final_value, value) from document_field v where v.document_id = d.id and v.field = 'patient_name' and v.position = 0) as "patientName",
          (select coalesce(final_value, value) from document_field v where v.document_id = d.id and v.field = 'birth_date' and v.position = 0) as "birthDate"
        from found join document d on d.id = found.id
        where d.state <> 'replaced' and d.received_at <= ${receivedAt}::timestamptz + interval '1 minute' group by d.id`,
    { name: 'list-earlier-documents' },
  );
}
