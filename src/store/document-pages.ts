import type { Box, Mark, ReadPage, Word } from '../domain/document/page.ts';
import { execute, query, queryOne, readBytes, sql, type Queryable, type Tx } from './database.ts';
import { turnOfSender } from './intake-jobs.ts';

export type NewFile = {
  readonly id: string;
  readonly messageId: string;
  readonly parentId?: string;
  readonly ordinal: number;
  readonly name?: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  readonly body?: Uint8Array;
  readonly fate: 'pages' | 'opened' | 'text' | 'ignored' | 'refused';
  readonly code?: string;
  readonly reason?: string;
};

export async function insertDocumentFile(db: Queryable, file: NewFile): Promise<void> {
  await execute(
    db,
    sql`insert into document_file (id, message_id, parent_id, ordinal, name, media_type, bytes, sha256, body, fate, reason_code, reason)
        values (${file.id}, ${file.messageId}, ${file.parentId}, ${file.ordinal}, ${file.name}, ${file.mediaType}, ${file.bytes},
          decode(${file.sha256}, 'hex'), ${file.body && asBuffer(file.body)}, ${file.fate}, ${file.code}, ${file.reason})`,
  );
}

export type NewPage = {
  readonly id: string;
  readonly messageId: string;
  readonly fileId: string;
  readonly number: number;
  readonly image: {
    readonly bytes: Uint8Array;
    readonly mediaType: string;
    readonly width: number;
    readonly height: number;
    readonly dpiX: number;
    readonly dpiY: number;
  };
  readonly words?: readonly Word[];
  readonly problems: readonly string[];
};

/** A page whose words the file itself says needs no reader. */
export async function insertDocumentPage(db: Queryable, page: NewPage): Promise<void> {
  const { image } = page;
  await execute(
    db,
    sql`insert into document_page (id, message_id, file_id, number, image, image_type, width, height, dpi_x, dpi_y, text_words, state, problem)
        values (${page.id}, ${page.messageId}, ${page.fileId}, ${page.number}, ${asBuffer(image.bytes)}, ${image.mediaType}, ${image.width},
          ${image.height}, ${image.dpiX}, ${image.dpiY}, ${page.words === undefined ? null : sql.json(page.words)},
          ${page.words === undefined ? 'waiting' : 'read'}, ${page.problems.length === 0 ? null : page.problems.join('; ')})`,
  );
}

/** Takes an arrival's files and pages back, before it is unpacked again. */
export async function clearUnpacked(tx: Tx, messageId: string): Promise<void> {
  await execute(tx, sql`delete from document_page where message_id = ${messageId}`);
  await execute(tx, sql`delete from document_file where message_id = ${messageId}`);
}

export type WaitingPage = {
  readonly id: string;
  readonly messageId: string;
  readonly number: number;
  readonly imageType: 'image/png' | 'image/jpeg';
  readonly width: number;
  readonly height: number;
  readonly dpiX: number;
  readonly dpiY: number;
  readonly turn: 0 | 90 | 180 | 270 | null;
  readonly attempts: number;
};

/** Longer than any page takes: a reader that died gives its page back. */
const PAGE_LEASE = '90 seconds';

/**
 * Takes the next page to read. `first`: first pages before all others, since they say what is urgent; else arrival by arrival, urgent
 * ones first and senders in turns. Indexes: intake_job_open, document_page_waiting, intake_job_of_sender.
 */
export function claimPage(db: Queryable, order: 'first' | 'arrival'): Promise<WaitingPage | undefined> {
  const triage = order === 'first' ? sql`(p.number > 1),` : sql.empty;
  return queryOne<WaitingPage>(
    db,
    sql`with next as (
          select p.id from intake_job j join document_page p on p.message_id = j.message_id
          where j.step = 'read' and p.state = 'waiting' and (p.leased_until is null or p.leased_until < now())
          order by j.priority, ${triage} ${turnOfSender}, j.received_at, p.number limit 1 for update of p skip locked)
        update document_page p set leased_until = now() + ${PAGE_LEASE}::interval, attempts = p.attempts + 1
        from next n where p.id = n.id
        returning p.id, p.message_id as "messageId", p.number, p.image_type as "imageType", p.width, p.height, p.dpi_x as "dpiX", p.dpi_y as "dpiY",
          p.turn, p.attempts`,
    { name: `claim-page-${order}` },
  );
}

/** The picture as it was unpacked. Index: primary key. */
export function loadUnpackedImage(db: Queryable, pageId: string): Promise<Buffer | undefined> {
  return readBytes(db, sql`select image as body from document_page where id = ${pageId}`);
}

/** Size and kind of the picture as it was unpacked. Index: primary key. */
export function findPageSize(
  db: Queryable,
  pageId: string,
): Promise<Pick<WaitingPage, 'width' | 'height' | 'dpiX' | 'dpiY'> & { readonly mediaType: WaitingPage['imageType'] } | undefined> {
  return queryOne(
    db,
    sql`select width, height, dpi_x as "dpiX", dpi_y as "dpiY", image_type as "mediaType" from document_page where id = ${pageId} and image is not null`,
  );
}

export type NewReading = {
  readonly pageId: string;
  readonly reader: string;
  readonly turn: number;
  readonly image: { readonly bytes: Uint8Array; readonly mediaType: string; readonly width: number; readonly height: number; readonly dpiX: number };
  readonly skewDegrees: number;
  readonly words: readonly Word[];
  readonly marks: readonly Mark[];
  readonly faxHeader?: string;
  readonly problems: readonly string[];
};

/** Keeps what a reader made of a page; read twice it is the same. */
export async function insertReading(db: Queryable, reading: NewReading): Promise<void> {
  const { image } = reading;
  await execute(
    db,
    sql`insert into page_reading (page_id, reader, turn, image, image_type, width, height, dpi, skew_degrees, words, marks, fax_header, problems)
        values (${reading.pageId}, ${reading.reader}, ${reading.turn}, ${asBuffer(image.bytes)}, ${image.mediaType}, ${image.width}, ${image.height},
          ${image.dpiX}, ${reading.skewDegrees}, ${sql.json(reading.words)}, ${sql.json(reading.marks)}, ${reading.faxHeader},
          ${sql.json(reading.problems)})
        on conflict (page_id, reader, turn) do update set image = excluded.image, width = excluded.width, height = excluded.height,
          words = excluded.words, marks = excluded.marks, read_at = now()`,
  );
}

/**
 * The page is done (or given up, with the reason); the last page of an arrival moves it on. Indexes: primary keys, document_page_waiting.
 */
export async function finishPage(tx: Tx, page: { readonly id: string; readonly messageId: string }, problem?: string): Promise<void> {
  await execute(
    tx,
    sql`update document_page set state = ${problem === undefined ? 'read' : 'failed'}, problem = coalesce(${problem}, problem), leased_until = null
        where id = ${page.id}`,
  );
  await advanceReading(tx, page.messageId);
}

/** Counts what is read; with nothing left to read the arrival can be understood. */
export async function advanceReading(tx: Tx, messageId: string): Promise<void> {
  await execute(tx, sql`select from intake_job where message_id = ${messageId} for update`);
  await execute(
    tx,
    sql`update intake_job j set pages_read = (select count(*) from document_page p where p.message_id = j.message_id and p.state <> 'waiting'),
          step = case when j.step = 'read' and not exists (select from document_page p where p.message_id = j.message_id and p.state = 'waiting')
            then 'understand' else j.step end
        where j.message_id = ${messageId}`,
  );
}

/** A page to be tried again later. */
export async function returnPage(db: Queryable, pageId: string): Promise<void> {
  await execute(db, sql`update document_page set leased_until = now() + interval '5 seconds' where id = ${pageId}`);
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
};

type PageRow = Omit<StoredPage, 'problems' | 'faxHeader' | 'origin' | 'words' | 'marks'> & {
  readonly words: readonly Word[] | null;
  readonly textWords: readonly Word[] | null;
  readonly marks: readonly Mark[] | null;
  readonly faxHeader: string | null;
  readonly problems: readonly string[] | null;
  readonly problem: string | null;
};

/**
 * The pages of an arrival as they were read: the newest reading of each, the way up a person chose. Indexes: document_page (message_id,
 * number), page_reading primary key.
 */
export async function listPages(db: Queryable, messageId: string): Promise<readonly StoredPage[]> {
  const rows = await query<PageRow>(
    db,
    sql`select p.id, p.file_id as "fileId", p.number, p.is_dropped as "isDropped", p.turn, coalesce(r.width, p.width) as width, coalesce(r.height, p.height) as height,
          coalesce(r.dpi, p.dpi_x) as dpi, p.dpi_y as "sourceDpiY", r.words, p.text_words as "textWords", r.marks, r.fax_header as "faxHeader",
          r.problems, p.problem, r.reader, coalesce(r.turn, 0) as "readTurn", coalesce(r.skew_degrees, 0) as "skewDegrees", p.image is not null as "hasImage"
        from document_page p left join lateral (
          select * from page_reading r where r.page_id = p.id and (p.turn is null or r.turn = p.turn) order by r.read_at desc limit 1) r on true
        where p.message_id = ${messageId} order by p.number`,
  );
  return rows.map(({ textWords, words, marks, faxHeader, problems, problem, ...row }) => ({
    ...row,
    words: words ?? textWords ?? [],
    marks: marks ?? [],
    ...(faxHeader === null ? {} : { faxHeader }),
    origin: words === null && textWords !== null ? 'text' : 'ocr',
    problems: [...(problem === null ? [] : [problem]), ...(problems ?? [])],
  }));
}

/** The page as people see it: straightened when it was read, else as it came. Index: primary keys. */
export async function loadShownImage(
  db: Queryable,
  pageId: string,
): Promise<{ readonly bytes: Buffer; readonly mediaType: string } | undefined> {
  const latest = sql`select r.page_id, r.reader, r.turn, r.image_type from page_reading r join document_page p on p.id = r.page_id
    where r.page_id = ${pageId} and (p.turn is null or r.turn = p.turn) order by r.read_at desc limit 1`;
  const reading = await queryOne<{ readonly reader: string; readonly turn: number; readonly image_type: string }>(db, latest);
  if (reading) {
    const bytes = await readBytes(
      db,
      sql`select image as body from page_reading where page_id = ${pageId} and reader = ${reading.reader} and turn = ${reading.turn}`,
    );
    return bytes && { bytes, mediaType: reading.image_type };
  }
  const page = await queryOne<{ readonly image_type: string | null }>(
    db,
    sql`select image_type from document_page where id = ${pageId} and image is not null`,
  );
  const bytes = page && (await loadUnpackedImage(db, pageId));
  return bytes && { bytes, mediaType: page.image_type ?? 'image/png' };
}

/** A person said which way is up: the page is read again. */
export async function turnStoredPage(tx: Tx, messageId: string, number: number, turn: 0 | 90 | 180 | 270): Promise<void> {
  await execute(
    tx,
    sql`update document_page p set turn = ${turn}, leased_until = null, attempts = 0,
          state = case when p.text_words is not null or exists (select from page_reading r where r.page_id = p.id and r.turn = ${turn}) then 'read' else 'waiting' end
        where p.message_id = ${messageId} and p.number = ${number}`,
  );
}

export async function dropStoredPage(tx: Tx, messageId: string, number: number, isDropped: boolean): Promise<void> {
  await execute(tx, sql`update document_page set is_dropped = ${isDropped} where message_id = ${messageId} and number = ${number}`);
}

export type StoredRegion = {
  readonly box: Box;
  readonly expects: string;
  readonly text: string;
  readonly confidence: number;
};

/** Second readings of single places of a page. Index: primary key. */
export async function listRegions(db: Queryable, pageId: string, reader: string, turn: number): Promise<readonly StoredRegion[]> {
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
    sql`update page_reading set regions = regions || ${sql.json(regions)}::jsonb where page_id = ${pageId} and reader = ${reader} and turn = ${turn}`,
  );
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
