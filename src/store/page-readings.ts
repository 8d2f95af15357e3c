import type { Box, Mark, ReadPage, Word } from '../domain/document/page.ts';
import { storableJson } from '../lib/storable-text.ts';
import {
  asBuffer,
  execute,
  query,
  queryOne,
  readBytes,
  sql,
  type Queryable,
  type Statement,
} from './database.ts';
import { loadUnpackedImage } from './document-pages.ts';

export type NewReading = {
  readonly pageId: string;
  readonly reader: string;
  readonly turn: number;
  readonly image: {
    readonly bytes: Uint8Array;
    readonly mediaType: string;
    readonly width: number;
    readonly height: number;
    readonly dpiX: number;
  };
  readonly skewDegrees: number;
  readonly words: readonly Word[];
  readonly marks: readonly Mark[];
  readonly faxHeader?: string;
  readonly problems: readonly string[];
};

/** Keeps what a reader made of a page, in place of what the same one made of it before. Index: primary key. */
export async function insertReading(db: Queryable, reading: NewReading): Promise<void> {
  const { image } = reading;
  const { words, marks, faxHeader, problems } = storableJson({
    words: reading.words,
    marks: reading.marks,
    faxHeader: reading.faxHeader,
    problems: reading.problems,
  });
  await execute(
    db,
    sql`insert into page_reading (page_id, reader, turn, image, image_type, width, height, dpi, skew_degrees, words, marks, fax_header, problems)
        values (${reading.pageId}, ${reading.reader}, ${reading.turn}, ${asBuffer(image.bytes)}, ${image.mediaType}, ${image.width}, ${image.height},
          ${image.dpiX}, ${reading.skewDegrees}, ${sql.json(words)}, ${sql.json(marks)}, ${faxHeader},
          ${sql.json(problems)})
        on conflict (page_id, reader, turn) do update set image = excluded.image, image_type = excluded.image_type, width = excluded.width,
          height = excluded.height, dpi = excluded.dpi, skew_degrees = excluded.skew_degrees, words = excluded.words, marks = excluded.marks,
          fax_header = excluded.fax_header, problems = excluded.problems, regions = '[]', read_at = now()`,
  );
}

/** Whether the page was read this way up before. Index: primary key. */
export async function isReadAt(db: Queryable, pageId: string, turn: number): Promise<boolean> {
  const row = await queryOne<{ readonly is: boolean }>(
    db,
    sql`select exists (select from page_reading where page_id = ${pageId} and turn = ${turn}) as is`,
  );
  return row?.is ?? false;
}

export type StoredPage = ReadPage & {
  readonly id: string;
  readonly fileId: string;
  readonly isDropped: boolean;
  readonly turn: number | null;
  readonly reader: string | null;
  readonly readTurn: number;
  readonly skewDegrees: number;
  readonly hasImage: boolean;
  readonly imageType: 'image/png' | 'image/jpeg' | null;
};

type RowOf<Page> = Omit<Page, 'problems' | 'faxHeader' | 'origin' | 'words' | 'marks'> & {
  readonly problems: readonly string[] | null;
  readonly problem: string | null;
};

type PageRow = RowOf<StoredPage> & {
  readonly words: readonly Word[] | null;
  readonly textWords: readonly Word[] | null;
  readonly marks: readonly Mark[] | null;
  readonly faxHeader: string | null;
};

/** A page to be shown: without the words that were read of it, which are many. */
export type PageHead = Omit<StoredPage, 'words' | 'marks' | 'faxHeader' | 'origin'> & {
  /** When it was read as it stands; null: as it came. */
  readonly readAt: string | null;
};

/**
 * The pages of an arrival as they were read: the way up a person chose, else as the first reading found them to stand. `turned`: as they will be with one
 * page turned. Indexes: document_page (message_id, number), page_reading primary key.
 */
export function listPages(db: Queryable, messageId: string, turned?: Turned): Promise<readonly StoredPage[]> {
  return selectPages(db, sql`p.message_id = ${messageId}`, turned);
}

/** The same without what was read of them. Indexes: as `listPages`. */
export function listPageHeads(db: Queryable, messageId: string): Promise<readonly PageHead[]> {
  return selectHeads(db, sql`p.message_id = ${messageId}`);
}

/** One page of a document's arrival. Indexes: document primary key, document_page (message_id, number), page_reading primary key. */
export async function findPageHead(
  db: Queryable,
  documentId: string,
  number: number,
): Promise<PageHead | undefined> {
  const [page] = await selectHeads(
    db,
    sql`p.message_id = (select message_id from document where id = ${documentId}) and p.number = ${number}`,
  );
  return page;
}

async function selectHeads(db: Queryable, which: Statement): Promise<readonly PageHead[]> {
  const rows = await query<RowOf<PageHead>>(
    db,
    sql`select ${headColumns}, r.read_at as "readAt" ${pagesAsRead()} where ${which} order by p.number`,
  );
  return rows.map(({ problems, problem, ...row }) => ({ ...row, problems: allProblems(problem, problems) }));
}

/** One page of an arrival, as `listPages` has it. Index: document_page (message_id, number). */
export async function findPage(
  db: Queryable,
  messageId: string,
  number: number,
): Promise<StoredPage | undefined> {
  const [page] = await selectPages(db, sql`p.message_id = ${messageId} and p.number = ${number}`);
  return page;
}

async function selectPages(db: Queryable, which: Statement, turned?: Turned): Promise<readonly StoredPage[]> {
  const rows = await query<PageRow>(
    db,
    sql`select ${headColumns}, r.words, p.text_words as "textWords", r.marks, r.fax_header as "faxHeader" ${pagesAsRead(turned)}
        where ${which} order by p.number`,
  );
  return rows.map(({ textWords, words, marks, faxHeader, problems, problem, ...row }) => ({
    ...row,
    words: words ?? textWords ?? [],
    marks: marks ?? [],
    ...(faxHeader === null ? {} : { faxHeader }),
    origin: words === null && textWords !== null ? 'text' : 'ocr',
    problems: allProblems(problem, problems),
  }));
}

type Turned = { readonly number: number; readonly turn: number };

const headColumns = sql`p.id, p.file_id as "fileId", p.number, p.is_dropped as "isDropped", way.turn, coalesce(r.width, p.width) as width,
  coalesce(r.height, p.height) as height, coalesce(r.dpi, p.dpi_x) as dpi, p.dpi_y as "sourceDpiY", r.problems, p.problem, r.reader,
  coalesce(r.turn, 0) as "readTurn", coalesce(r.skew_degrees, 0) as "skewDegrees", p.image is not null as "hasImage",
  coalesce(r.image_type, p.image_type) as "imageType"`;

function pagesAsRead(turned?: Turned): Statement {
  return sql`from document_page p
    cross join lateral (select case when p.number = ${turned?.number}::int then ${turned?.turn}::smallint else p.turn end as turn) way
    left join lateral (
      select * from page_reading r where r.page_id = p.id and (r.turn = way.turn or (way.turn is null and p.text_words is null))
      order by case when way.turn is null then r.read_at end, r.read_at desc limit 1) r on true`;
}

function allProblems(own: string | null, ofReading: readonly string[] | null): readonly string[] {
  return [...(own === null ? [] : [own]), ...(ofReading ?? [])];
}

/** The page as people see it: straightened when it was read, else as it came. Indexes: primary keys. */
export async function loadShownImage(
  db: Queryable,
  { id, reader, readTurn, imageType }: Pick<StoredPage, 'id' | 'reader' | 'readTurn' | 'imageType'>,
): Promise<{ readonly bytes: Buffer; readonly mediaType: 'image/png' | 'image/jpeg' } | undefined> {
  const bytes =
    reader === null
      ? await loadUnpackedImage(db, id)
      : await readBytes(
          db,
          sql`select image as body from page_reading where page_id = ${id} and reader = ${reader} and turn = ${readTurn}`,
        );
  return bytes && { bytes, mediaType: imageType ?? 'image/png' };
}

export type StoredRegion = {
  readonly box: Box;
  readonly expects: string;
  readonly text: string;
  readonly confidence: number;
};

/** Second readings of single places of a page. Index: primary key. */
export async function listRegions(
  db: Queryable,
  pageId: string,
  reader: string,
  turn: number,
): Promise<readonly StoredRegion[]> {
  const row = await queryOne<{ readonly regions: readonly StoredRegion[] }>(
    db,
    sql`select regions from page_reading where page_id = ${pageId} and reader = ${reader} and turn = ${turn}`,
  );
  return row?.regions ?? [];
}

export async function rememberRegions(
  db: Queryable,
  pageId: string,
  reader: string,
  turn: number,
  regions: readonly StoredRegion[],
): Promise<void> {
  if (regions.length === 0) return;
  await execute(
    db,
    sql`update page_reading set regions = regions || ${sql.json(storableJson(regions))}::jsonb where page_id = ${pageId} and reader = ${reader} and turn = ${turn}`,
  );
}
