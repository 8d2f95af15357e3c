import { fieldNames, type FieldName } from '../../domain/document/fields.ts';
import type { ArrivalTransport } from '../../domain/document/understanding.ts';
import { insertAuditOnce } from '../../store/audit.ts';
import {
  countDeskRows,
  findNextOnDesk,
  findReferralOfDocument,
  leaveLock,
  listDeskRows,
  placeOnDesk,
  takeLock,
  type DeskListRow,
} from '../../store/document-desk.ts';
import { listPageHeads, type PageHead } from '../../store/page-readings.ts';
import { listDocumentFields, type FieldRow } from '../../store/document-fields.ts';
import { findDocument, listDocumentsOf, toTransport, type DocumentRow } from '../../store/documents.ts';
import { listReading, listUnread, type ReadingRow } from '../../store/intake-jobs.ts';
import type { Hub } from '../hub.ts';
import { findHandedIn } from './handed-in.ts';
import type {
  DeskCounts,
  DeskDocument,
  DeskField,
  DeskFilter,
  DeskPage,
  DeskRow,
  DeskRows,
} from './desk-types.ts';

type Store = Pick<Hub, 'db'>;

const PAGE = 50;
/** One look at a document is written down once in so many minutes. */
const LOOK_MINUTES = 10;

/** A page of the desk's list. */
export async function listDesk(hub: Store, { state, after, limit = PAGE }: DeskFilter): Promise<DeskRows> {
  if (state === 'reading') return { rows: (await listReading(hub.db, limit)).map(toReadingRow) };
  if (state === 'unread') return { rows: (await listUnread(hub.db, limit)).map(toReadingRow) };
  const rows = await listDeskRows(hub.db, state, limit + 1, after);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown.map(toDeskRow), ...(rows.length > limit && last ? { next: last.id } : {}) };
}

/** How much there is to do. */
export function countDesk(hub: Store): Promise<DeskCounts> {
  return countDeskRows(hub.db);
}

/**
 * Everything of one document, taken for the person while nobody else has it open. Who looked is written down: when it cannot be,
 * nobody looks. `peer`: where from.
 */
export async function openDesk(
  hub: Store,
  id: string,
  person: string,
  peer?: string,
): Promise<DeskDocument | undefined> {
  await takeLock(hub.db, id, person);
  const document = await findDocument(hub.db, id);
  if (!document) return undefined;
  const [fields, pages, siblings, place, referralId, handedIn, duplicate] = await Promise.all([
    listDocumentFields(hub.db, id),
    listPageHeads(hub.db, document.messageId),
    listDocumentsOf(hub.db, document.messageId),
    placeOnDesk(hub.db, id),
    findReferralOfDocument(hub.db, document),
    findHandedIn(hub.db, document.messageId),
    document.duplicateOf === null ? undefined : findDocument(hub.db, document.duplicateOf),
    writeLook(hub, document, person, peer),
  ]);
  return {
    ...headOf(document, person),
    ...place,
    pages: document.pages.flatMap(({ number, class: kind }) => {
      const page = pages.find((one) => one.number === number);
      return page ? [toDeskPage(page, kind)] : [];
    }),
    otherPages: siblings
      .filter((other) => other.id !== id && other.state !== 'replaced')
      .flatMap((other) => other.pages.map(({ number }) => ({ number, documentId: other.id }))),
    fields: fieldNames.flatMap((name) => deskFields(name, fields)),
    ...(referralId === undefined ? {} : { referralId }),
    ...(handedIn ? { handedIn } : {}),
    ...(duplicate ? { duplicateOf: duplicateFrom(duplicate, document) } : {}),
  };
}

/** The person is still at it; false: it is somebody else's meanwhile. */
export function keepDesk(hub: Store, id: string, person: string): Promise<boolean> {
  return takeLock(hub.db, id, person);
}

export function leaveDesk(hub: Store, id: string, person: string): Promise<void> {
  return leaveLock(hub.db, id, person);
}

export function nextOnDesk(hub: Store, person: string, afterId?: string): Promise<string | undefined> {
  return findNextOnDesk(hub.db, person, afterId);
}

function writeLook(hub: Store, document: DocumentRow, person: string, peer?: string): Promise<void> {
  const { id, patientId } = document;
  return insertAuditOnce(
    hub.db,
    {
      actor: person,
      action: 'view_document',
      objectKind: 'document',
      objectId: id,
      ...(patientId === null ? {} : { patientId }),
      ...(peer === undefined ? {} : { peer }),
    },
    LOOK_MINUTES,
  );
}

function headOf(document: DocumentRow, person: string) {
  const { candidates } = document;
  return {
    id: document.id,
    messageId: document.messageId,
    version: document.version,
    kind: document.kind,
    state: document.state,
    priority: document.priority,
    receivedAt: document.receivedAt,
    transport: toTransport(document.transport, document.receivedAt),
    patients: candidates.patients ?? [],
    ...(candidates.isContradicted === true ? { isContradicted: true } : {}),
    partners: candidates.partners ?? [],
    lock: lockOf(document, person),
    ...(document.reason === null ? {} : { reason: document.reason }),
    ...(candidates.splitDoubt === undefined ? {} : { splitDoubt: candidates.splitDoubt }),
    ...(document.holdReason === null ? {} : { holdReason: document.holdReason }),
    ...(document.settledBy === null ? {} : { settledBy: document.settledBy }),
    ...(document.settledAt === null ? {} : { settledAt: document.settledAt }),
  };
}

function lockOf({ lockedBy, lockedUntil }: DocumentRow, person: string): DeskDocument['lock'] {
  if (lockedBy === null || lockedUntil === null) return undefined;
  return { by: lockedBy, isMine: lockedBy === person, until: lockedUntil };
}

function duplicateFrom(earlier: DocumentRow, document: DocumentRow) {
  return {
    documentId: earlier.id,
    receivedAt: earlier.receivedAt,
    similarity: document.candidates.similarity ?? 1,
  };
}

function toDeskPage(page: PageHead, kind: DeskPage['class']): DeskPage {
  const { number, width, height, problems, isDropped, hasImage, readTurn } = page;
  return { number, class: kind, turn: toTurn(readTurn), width, height, problems, isDropped, hasImage };
}

function toTurn(turn: number): DeskPage['turn'] {
  return turn === 90 || turn === 180 || turn === 270 ? turn : 0;
}

/** What was read of a field, or its empty place on the form. */
function deskFields(name: FieldName, rows: readonly FieldRow[]): readonly DeskField[] {
  const found = rows.filter(({ field }) => field === name);
  if (found.length > 0) return found.map(toDeskField);
  // A status is only asked for where one was read.
  if (name === 'platform_status') return [];
  return [
    {
      field: name,
      position: 0,
      value: '',
      text: '',
      confidence: 0,
      evidence: [],
      isHandwriting: false,
      others: [],
      isAccepted: false,
    },
  ];
}

function toDeskField({ finalValue, isHandwriting, ...row }: FieldRow): DeskField {
  return { ...row, isHandwriting: isHandwriting ?? false, ...(finalValue === null ? {} : { finalValue }) };
}

function toDeskRow(row: DeskListRow): DeskRow {
  const { senderKey, partner, patient, reason, lockedBy, transport, settledAt: _settledAt, ...rest } = row;
  return {
    ...rest,
    from: partner ?? fromWords(transport, senderKey),
    ...(patient === null ? {} : { patient }),
    ...(reason === null ? {} : { reason }),
    ...(lockedBy === null ? {} : { lockedBy }),
  };
}

function toReadingRow(row: ReadingRow): DeskRow {
  return {
    id: row.messageId,
    messageId: row.messageId,
    kind: 'other',
    state: row.step === 'failed' ? 'unread' : 'reading',
    priority: 1,
    receivedAt: row.receivedAt,
    pages: row.pages,
    from: fromWords(row.transport, row.senderKey),
    ...(row.step === 'failed' ? {} : { progress: { read: row.pagesRead, of: row.pages } }),
    ...(row.problem === null ? {} : { problem: row.problem }),
  };
}

/** A sender without a name in the directory, as the transport calls it. */
function fromWords(transport: ArrivalTransport | null, senderKey: string): string {
  const { fromName, callerName, fromNumber, fromAddress } = transport ?? {};
  const name = [fromName, callerName, fromNumber, fromAddress].find((one) => one !== undefined && one !== '');
  return name ?? senderKey.replace(/^[a-z]+:/, '');
}
