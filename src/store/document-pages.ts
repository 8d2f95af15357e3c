import type { Word } from '../domain/document/page.ts';
import { newId } from '../lib/ids.ts';
import { storableJson } from '../lib/storable-text.ts';
import { asBuffer, execute, queryOne, readBytes, sql, type Queryable, type Tx } from './database.ts';
import { heldBy, LEASE, leaseLost, type HeldJob } from './intake-jobs.ts';

export type NewFile = {
  readonly id: string;
  readonly parentId?: string;
  readonly ordinal: number;
  readonly name?: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  readonly body?: Uint8Array;
  readonly fate: 'pages' | 'opened' | 'text' | 'message' | 'ignored' | 'refused';
  readonly code?: string;
  readonly reason?: string;
};

/** One file of an arrival. Throws `lease-lost` when the arrival is somebody else's by now. */
export async function insertDocumentFile(db: Queryable, job: HeldJob, file: NewFile): Promise<void> {
  const { name, mediaType, code, reason } = storableJson({
    name: file.name,
    mediaType: file.mediaType,
    code: file.code,
    reason: file.reason,
  });
  const count = await execute(
    db,
    sql`insert into document_file (id, message_id, parent_id, ordinal, name, media_type, bytes, sha256, body, fate, reason_code, reason)
        with held as (${heldBy(job)})
        select ${file.id}::uuid, message_id, ${file.parentId}::uuid, ${file.ordinal}::int, ${name}, ${mediaType}, ${file.bytes}::int,
          decode(${file.sha256}, 'hex'), ${file.body && asBuffer(file.body)}::bytea, ${file.fate}, ${code}, ${reason} from held`,
  );
  if (count === 0) throw leaseLost();
}

export type NewPage = {
  readonly id: string;
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

/** A page whose words the file itself says needs no reader. Throws `lease-lost` when the arrival is somebody else's by now. */
export async function insertDocumentPage(db: Queryable, job: HeldJob, page: NewPage): Promise<void> {
  const { image } = page;
  const { words, problems } = storableJson({ words: page.words, problems: page.problems });
  const count = await execute(
    db,
    sql`insert into document_page (id, message_id, file_id, number, image, image_type, width, height, dpi_x, dpi_y, text_words, state, problem)
        with held as (${heldBy(job)})
        select ${page.id}::uuid, message_id, ${page.fileId}::uuid, ${page.number}::int, ${asBuffer(image.bytes)}::bytea, ${image.mediaType},
          ${image.width}::int, ${image.height}::int, ${image.dpiX}::real, ${image.dpiY}::real, ${words === undefined ? null : sql.json(words)}::jsonb,
          ${words === undefined ? 'waiting' : 'read'}, ${problems.length === 0 ? null : problems.join('; ')} from held`,
  );
  if (count === 0) throw leaseLost();
}

/**
 * Takes an arrival's files and pages back, before it is unpacked again. Indexes: document_page (message_id, number), document_file
 * (message_id, ordinal), document_page_of_file, document_file_of_parent.
 */
export async function clearUnpacked(tx: Tx, job: HeldJob): Promise<void> {
  if ((await execute(tx, heldBy(job))) === 0) throw leaseLost();
  await execute(tx, sql`delete from document_page where message_id = ${job.messageId}`);
  await execute(tx, sql`delete from document_file where message_id = ${job.messageId}`);
}

/** A page that a reader has taken: whoever comes with another lease comes too late. */
export type HeldPage = { readonly id: string; readonly messageId: string; readonly lease: string };

export type WaitingPage = HeldPage & {
  readonly number: number;
  readonly imageType: 'image/png' | 'image/jpeg';
  readonly width: number;
  readonly height: number;
  readonly dpiX: number;
  readonly dpiY: number;
  readonly turn: 0 | 90 | 180 | 270 | null;
  readonly attempts: number;
};

/** More than there are readers: those whom others take at the same moment are passed over. */
const MOST_LOOKED_AT = 32;

const isFree = sql`(p.leased_until is null or p.leased_until < now())`;

/**
 * Takes the next page to read. `first`: first pages before all others, since they say what is urgent; else arrival by arrival, urgent
 * ones first and senders in turns. Indexes: intake_job_open, document_page_waiting.
 */
export function claimPage(db: Queryable, order: 'first' | 'arrival'): Promise<WaitingPage | undefined> {
  const triage = order === 'first' ? sql`(p.number > 1),` : sql.empty;
  return queryOne<WaitingPage>(
    db,
    sql`with open as (
          select p.id, row_number() over (order by j.priority, ${triage} j.turn_at, j.message_id, p.number) as place
          from intake_job j cross join lateral (
            select p.id, p.number from document_page p where p.message_id = j.message_id and p.state = 'waiting' and ${isFree}
            order by p.number limit ${MOST_LOOKED_AT}::int) p
          where j.step = 'read' order by place limit ${MOST_LOOKED_AT}::int),
        next as (
          select p.id from open o join document_page p on p.id = o.id where p.state = 'waiting' and ${isFree}
          order by o.place limit 1 for update of p skip locked)
        update document_page p set leased_until = now() + ${LEASE}::interval, lease = ${newId()}, attempts = p.attempts + 1
        from next n where p.id = n.id
        returning p.id, p.message_id as "messageId", p.lease, p.number, p.image_type as "imageType", p.width, p.height, p.dpi_x as "dpiX",
          p.dpi_y as "dpiY", p.turn, p.attempts`,
    { name: `claim-page-${order}` },
  );
}

/** The reader is still at it. `false`: the page is somebody else's by now. Index: primary key. */
export async function renewPage(db: Queryable, { id, lease }: HeldPage): Promise<boolean> {
  const count = await execute(
    db,
    sql`update document_page set leased_until = now() + ${LEASE}::interval where id = ${id} and lease = ${lease}`,
  );
  return count > 0;
}

/** The picture as it was unpacked. Index: primary key. */
export function loadUnpackedImage(db: Queryable, pageId: string): Promise<Buffer | undefined> {
  return readBytes(db, sql`select image as body from document_page where id = ${pageId}`);
}

/** Size and kind of the picture as it was unpacked. Index: primary key. */
export function findPageSize(
  db: Queryable,
  pageId: string,
): Promise<
  | (Pick<WaitingPage, 'width' | 'height' | 'dpiX' | 'dpiY'> & {
      readonly mediaType: WaitingPage['imageType'];
    })
  | undefined
> {
  return queryOne(
    db,
    sql`select width, height, dpi_x as "dpiX", dpi_y as "dpiY", image_type as "mediaType" from document_page where id = ${pageId} and image is not null`,
  );
}

/** The page is done (or given up, with the reason). `false`: it is somebody else's by now, and nothing was changed. Index: primary key. */
export async function finishPage(tx: Tx, page: HeldPage, problem?: string): Promise<boolean> {
  const count = await execute(
    tx,
    sql`update document_page set state = ${problem === undefined ? 'read' : 'failed'}, problem = coalesce(${problem}, problem),
          leased_until = null, lease = null
        where id = ${page.id} and lease = ${page.lease}`,
  );
  return count > 0;
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

/** A page to be tried again after a pause. `isTried`: false takes the try back, since it said nothing of the page. Index: primary key. */
export async function returnPage(
  db: Queryable,
  { id, lease }: HeldPage,
  { seconds, isTried }: { readonly seconds: number; readonly isTried: boolean },
): Promise<void> {
  await execute(
    db,
    sql`update document_page set leased_until = now() + make_interval(secs => ${seconds}::int), lease = null, attempts = attempts - ${isTried ? 0 : 1}::int
        where id = ${id} and lease = ${lease}`,
  );
}

/** Pages nobody could read are read again with the rest. Index: document_page (message_id, number). */
export async function retryFailedPages(tx: Tx, messageId: string): Promise<void> {
  await execute(
    tx,
    sql`update document_page set state = 'waiting', attempts = 0, problem = null, leased_until = null, lease = null
        where message_id = ${messageId} and state = 'failed'`,
  );
}

/** A person said which way is up; it was read that way. A reader that has it in hand comes too late. */
export async function turnStoredPage(
  tx: Tx,
  messageId: string,
  number: number,
  turn: 0 | 90 | 180 | 270,
): Promise<void> {
  await execute(
    tx,
    sql`update document_page set turn = ${turn}, leased_until = null, lease = null, state = 'read',
          problem = case when state = 'failed' then null else problem end
        where message_id = ${messageId} and number = ${number}`,
  );
}

export async function dropStoredPage(
  tx: Tx,
  messageId: string,
  number: number,
  isDropped: boolean,
): Promise<void> {
  await execute(
    tx,
    sql`update document_page set is_dropped = ${isDropped} where message_id = ${messageId} and number = ${number}`,
  );
}
