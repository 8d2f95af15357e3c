import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/support/database.ts';
import {
  createFilledDatabase,
  explaining,
  idOf,
  type QueryPlan,
  uuid,
} from '../../test/support/query-plans.ts';
import { newId } from '../lib/ids.ts';
import { deleteFieldOutcomes } from './acceptance.ts';
import { query, sql, type Tx } from './database.ts';
import {
  countDeskRows,
  findNextOnDesk,
  findReferralOfDocument,
  listDeskRows,
  placeOnDesk,
  takeLock,
} from './document-desk.ts';
import { listDocumentFields } from './document-fields.ts';
import { holdMessage, readMessageAnew, sendOn } from './document-messages.ts';
import {
  advanceReading,
  claimPage,
  clearUnpacked,
  dropStoredPage,
  finishPage,
  insertDocumentFile,
  insertDocumentPage,
  loadUnpackedImage,
  renewPage,
  retryFailedPages,
  returnPage,
  turnStoredPage,
} from './document-pages.ts';
import { listDecided, listDocumentsOf, lockDocumentRows, nextOrdinal } from './documents.ts';
import {
  claimIntakeJob,
  hurryIntakeJob,
  listReading,
  listUnread,
  lockIntakeStep,
  openIntakeJobs,
  renewIntakeJob,
  restartIntakeJob,
  returnIntakeJob,
} from './intake-jobs.ts';
import { findPage, findPageHead, isReadAt, listPageHeads, listPages, listRegions } from './page-readings.ts';
import { claimSenderRequest, listSenderRequests, withdrawSenderRequests } from './sender-requests.ts';

const ROWS = 100_000;
/** Every so manieth waits for a person: five thousand, as after a week without anybody at the desk. */
const WAITING = 20;
/** Every so manieth is still to be read: five hundred, of forty senders. */
const OPEN = 200;

let database: TestDatabase;

beforeAll(async () => {
  database = await createFilledDatabase(rows);
}, 300_000);
afterAll(() => database.drop());

const numbers = sql`generate_series(1, ${ROWS}::int) n`;
const isOpen = sql`n % ${OPEN}::int = 0`;
const at = sql`now() - make_interval(mins => n)`;
const sender = sql`'fax:555010' || lpad((n / ${OPEN}::int % 40)::text, 4, '0')`;

/** Some years of faxes, nearly all of them settled. */
const rows = [
  sql`insert into partner (id, kind, name, stage, name_key) select ${uuid}, 'person', 'ZZTEST ' || n, 'active', 'zztest ' || n from generate_series(1, 20000) n`,
  sql`insert into patient (id, family) select ${uuid}, 'ZZTEST' from generate_series(1, 2000) n`,
  sql`insert into message (id, channel, peer, body, body_bytes, body_sha256, dedupe_key, state, transport, received_at)
      select ${uuid}, 'fax', 'peer', 'x', 1, sha256(n::text::bytea), sha256(('d' || n)::bytea),
        case when ${isOpen} then 'reading' when n % 1000 = 1 then 'received' else 'applied' end, '{"kind":"fax"}', ${at} from ${numbers}`,
  sql`insert into intake_job (message_id, step, sender_key, turn_at, received_at, pages, lease)
      select ${uuid}, case when ${isOpen} then (array['read', 'read', 'unpack', 'understand'])[1 + n / ${OPEN}::int % 4] when n % 1000 = 3 then 'failed' else 'done' end,
        ${sender}, ${at}, ${at}, 2, ${uuid} from ${numbers}`,
  sql`insert into document_file (id, message_id, parent_id, ordinal, media_type, bytes, sha256, fate)
      select ${uuid}, ${uuid}, null, 0, 'application/pdf', 1, sha256(n::text::bytea), 'pages' from ${numbers}`,
  sql`insert into document_page (id, message_id, file_id, number, width, height, dpi_x, dpi_y, state, lease)
      select ('00000000-0000-7000-' || (8000 + k) || '-' || lpad(n::text, 12, '0'))::uuid, ${uuid}, ${uuid}, k, 8, 8, 200, 200,
        case when ${isOpen} then 'waiting' else 'read' end, ${uuid} from ${numbers}, generate_series(1, 2) k`,
  sql`insert into page_reading (page_id, reader, turn, image, image_type, width, height, dpi, skew_degrees, words, marks)
      select id, 'test@1', 0, 'x', 'image/png', 8, 8, 200, 0, '[]', '[]' from document_page where state = 'read'`,
  sql`insert into document (id, message_id, ordinal, kind, pages, state, sender_key, received_at, partner_id, settled_at, settled_by)
      select ${uuid}, ${uuid}, 1, 'referral', '[]', case when n % ${WAITING}::int = 0 then 'review' when n % 1000 = 7 then 'held' else 'filed' end,
        ${sender}, ${at}, ('00000000-0000-7000-8000-' || lpad((1 + n % 20000)::text, 12, '0'))::uuid,
        case when n % ${WAITING}::int = 0 or n % 1000 = 7 then null else ${at} end, 'test' from ${numbers}`,
  sql`insert into document_field (document_id, field, value, text, confidence, is_accepted)
      select ${uuid}, f, 'x', 'x', 1, true from ${numbers}, unnest(array['patient_name', 'birth_date']) f`,
  sql`insert into field_outcome (id, document_id, sender_key, field, was_accepted, is_right, settled_by) select ${uuid}, ${uuid}, ${sender}, 'sex', true, true, 'test' from ${numbers}`,
  sql`insert into fact (fingerprint, patient_id, kind, effective_at, channel, message_id, body)
      select n::text, ('00000000-0000-7000-8000-' || lpad((1 + n % 2000)::text, 12, '0'))::uuid, 'referral_requested', now(), 'fax', ${uuid}, '{}' from ${numbers}`,
  sql`insert into sender_request (id, document_id, destination, address, words, state, asked_by)
      select ${uuid}, ${uuid}, 'email', 'a', 'w', case when n % 1000 = 0 then 'queued' else 'sent' end, 'test' from ${numbers}`,
];

const job = { messageId: idOf(OPEN), lease: idOf(OPEN) };
const page = { id: idOf(OPEN), messageId: idOf(OPEN), lease: idOf(OPEN) };
const image = { bytes: Buffer.of(1), mediaType: 'image/png', width: 8, height: 8, dpiX: 200, dpiY: 200 };
const message = idOf(41);
/** A worker finds its job: the planner answers with no rows, and the work would end there. */
const lost = (): undefined => undefined;

/** Everything that runs for each arrival, each page, each look of a loop and each act at the desk. */
const hot: readonly (readonly [string, (tx: Tx) => Promise<unknown>])[] = [
  ['arrivals that become jobs', (tx) => openIntakeJobs(tx)],
  ['the next to unpack', (tx) => claimIntakeJob(tx, 'unpack')],
  ['the next to understand', (tx) => claimIntakeJob(tx, 'understand')],
  ['a sign of life', (tx) => renewIntakeJob(tx, job)],
  ['an arrival given back', (tx) => returnIntakeJob(tx, job, 5)],
  ['an urgent one', (tx) => hurryIntakeJob(tx, job.messageId)],
  ['where an arrival stands', (tx) => lockIntakeStep(tx, job.messageId)],
  ['an arrival again', (tx) => restartIntakeJob(tx, job.messageId)],
  ['what is being read', (tx) => listReading(tx, 50)],
  ['what could not be read', (tx) => listUnread(tx, 50)],
  ['an arrival taken back', (tx) => clearUnpacked(tx, job).catch(lost)],
  [
    'a file',
    (tx) =>
      insertDocumentFile(tx, job, {
        id: newId(),
        ordinal: 1,
        mediaType: 'x',
        bytes: 1,
        sha256: '00',
        fate: 'text',
      }).catch(lost),
  ],
  [
    'a page',
    (tx) =>
      insertDocumentPage(tx, job, { id: newId(), fileId: idOf(OPEN), number: 3, image, problems: [] }).catch(
        lost,
      ),
  ],
  ['the next page', (tx) => claimPage(tx, 'arrival')],
  ['the next first page', (tx) => claimPage(tx, 'first')],
  ['a sign of life of a page', (tx) => renewPage(tx, page)],
  ['a page read', (tx) => finishPage(tx, page)],
  ['a page given back', (tx) => returnPage(tx, page, { seconds: 5, isTried: true })],
  ['an arrival that goes on', (tx) => advanceReading(tx, job.messageId)],
  ['failed pages again', (tx) => retryFailedPages(tx, message)],
  ['a page turned', (tx) => turnStoredPage(tx, message, 1, 90)],
  ['a page left out', (tx) => dropStoredPage(tx, message, 1, true)],
  ['a picture', (tx) => loadUnpackedImage(tx, page.id)],
  ['pages of a message', (tx) => listPages(tx, message)],
  ['a page of a message', (tx) => findPage(tx, message, 1)],
  ['pages to be shown', (tx) => listPageHeads(tx, message)],
  ['a page to be shown', (tx) => findPageHead(tx, idOf(1), 1)],
  ['pages of a message, one turned', (tx) => listPages(tx, message, { number: 1, turn: 90 })],
  ['a page read that way before', (tx) => isReadAt(tx, page.id, 90)],
  ['second readings', (tx) => listRegions(tx, page.id, 'test@1', 0)],
  ['documents of a message', (tx) => listDocumentsOf(tx, message)],
  ['what was decided of a message', (tx) => listDecided(tx, message)],
  ['two documents', (tx) => lockDocumentRows(tx, [idOf(1), idOf(2)])],
  ['the next number', (tx) => nextOrdinal(tx, message)],
  ['fields of a document', (tx) => listDocumentFields(tx, idOf(1))],
  ['outcomes of a document', (tx) => deleteFieldOutcomes(tx, idOf(1))],
  ['a message that goes on', (tx) => sendOn(tx, message)],
  ['a message that waits', (tx) => holdMessage(tx, message, 'review', { code: 'document', reason: '' })],
  ['a message read anew', (tx) => readMessageAnew(tx, message)],
  ['a document taken', (tx) => takeLock(tx, idOf(WAITING), 'test')],
  ['the next at the desk', (tx) => findNextOnDesk(tx, 'test', idOf(WAITING))],
  ['the first at the desk', (tx) => findNextOnDesk(tx, 'test')],
  ['the queue', (tx) => listDeskRows(tx, 'review', 50)],
  ['the queue further down', (tx) => listDeskRows(tx, 'review', 50, idOf(WAITING * 40))],
  ['what is held', (tx) => listDeskRows(tx, 'held', 50, idOf(7))],
  ['what is settled', (tx) => listDeskRows(tx, 'settled', 50)],
  ['what was settled before', (tx) => listDeskRows(tx, 'settled', 50, idOf(41))],
  ['how much there is', (tx) => countDeskRows(tx)],
  ['its place', (tx) => placeOnDesk(tx, idOf(WAITING * 40))],
  ['the referral of a document', (tx) => findReferralOfDocument(tx, { id: idOf(1), messageId: message })],
  ['a request that is due', (tx) => claimSenderRequest(tx)],
  ['requests of a document', (tx) => listSenderRequests(tx, idOf(1))],
  ['requests taken back', (tx) => withdrawSenderRequests(tx, idOf(1))],
];

test.each(hot)('%s: no table that grows is read from end to end', async (_, ask) => {
  const plans: QueryPlan[] = [];

  await ask(explaining(database.db, plans));

  expect(plans.length).toBeGreaterThan(0);
  const read = plans
    .filter(({ isUnused }) => !isUnused)
    .flatMap(({ text, tables }) => tables.map((table) => `${table}: ${text}`));
  expect(read).toEqual([]);
});

test('taking a file away looks for what hangs on it by an index', async () => {
  const rowsOf = await query<{ readonly name: string }>(
    database.db,
    sql`select c.conrelid::regclass || '.' || a.attname as name from pg_constraint c
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype = 'f' and c.confrelid in ('document_file'::regclass, 'document_page'::regclass, 'document'::regclass)
          and not exists (select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1])`,
  );

  expect(rowsOf).toEqual([]);
});
