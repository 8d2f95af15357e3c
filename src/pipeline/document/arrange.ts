import { documentFields, type FieldKind, type FieldName } from '../../domain/document/fields.ts';
import type { Box } from '../../domain/document/page.ts';
import { parseValue } from '../../domain/document/show.ts';
import { Failure } from '../../lib/failure.ts';
import { insertAudit } from '../../store/audit.ts';
import {
  dropStoredPage,
  findPageSize,
  loadUnpackedImage,
  turnStoredPage,
} from '../../store/document-pages.ts';
import {
  changeDocument,
  findDocument,
  insertDocuments,
  nextOrdinal,
  rewriteDocument,
  toTransport,
  type DocumentRow,
} from '../../store/documents.ts';
import { findPage, insertReading, isReadAt, listPages, type StoredPage } from '../../store/page-readings.ts';
import type { RegionRequest, Turn } from '../../sdk/reader.ts';
import type { Hub } from '../hub.ts';
import type { DeskAct, DeskBoxReading } from './desk-types.ts';
import { toNewDocument } from './file-documents.ts';
import { readRegionsOnce } from './page-regions.ts';
import { acting, isOpen } from './acting.ts';
import { forPerson, ownPractice, understandStored, type ReadyDocument } from './understand-pages.ts';

/** A person says where one document ends and the next begins: both are understood anew. */
export async function splitDesk(
  hub: Hub,
  id: string,
  { version, beforePage }: { readonly version: number; readonly beforePage: number },
  person: string,
): Promise<DeskAct> {
  const document = await findDocument(hub.db, id);
  if (!document) return 'not_found';
  const numbers = document.pages.map(({ number }) => number);
  const at = numbers.indexOf(beforePage);
  if (at <= 0)
    return {
      problems: [{ field: 'page', problem: 'A document can be split before its second page or later.' }],
    };
  const pages = await listPages(hub.db, document.messageId);
  const [one, other] = await Promise.all([
    understandWhole(hub, document, pages, numbers.slice(0, at)),
    understandWhole(hub, document, pages, numbers.slice(at)),
  ]);
  return acting(hub, { id, version, person, action: 'split_document' }, async (tx) => {
    await rewriteDocument(tx, id, toNewDocument(document, one));
    const ordinal = await nextOrdinal(tx, document.messageId);
    const second = toNewDocument(document, other);
    await insertDocuments(tx, [
      { ...second, id: other.id, messageId: document.messageId, ordinal, state: 'review' },
    ]);
    return 'done';
  });
}

/** A person says that two are one: the first has all pages, the other is gone. */
export async function mergeDesk(
  hub: Hub,
  id: string,
  { version, withId }: { readonly version: number; readonly withId: string },
  person: string,
): Promise<DeskAct> {
  const [document, other] = await Promise.all([findDocument(hub.db, id), findDocument(hub.db, withId)]);
  if (!document || !other) return 'not_found';
  if (document.messageId !== other.messageId || id === withId)
    return { problems: [{ field: 'page', problem: 'Only documents that arrived together can be one.' }] };
  const numbers = [...document.pages, ...other.pages].map(({ number }) => number).toSorted((a, b) => a - b);
  const pages = await listPages(hub.db, document.messageId);
  const whole = await understandWhole(hub, document, pages, numbers);
  return acting(
    hub,
    { id, version, person, action: 'merge_documents', also: withId },
    async (tx, _document, second) => {
      if (!second || !isOpen(second) || second.version !== other.version) return 'changed';
      if (second.lockedBy !== null && second.lockedBy !== person) return 'locked';
      await changeDocument(tx, withId, { state: 'replaced' });
      await rewriteDocument(tx, id, toNewDocument(document, whole));
      return 'done';
    },
  );
}

/** A person says which way is up: the page is read that way, and its document understood anew. */
export async function turnPage(
  hub: Hub,
  id: string,
  { version, page, turn }: { readonly version: number; readonly page: number; readonly turn: Turn },
  person: string,
): Promise<DeskAct> {
  const document = await findDocument(hub.db, id);
  const stored = document && (await pageOf(hub, document, page));
  if (!document || !stored) return 'not_found';
  if (!isOpen(document) || document.version !== version) return 'changed';
  const problem = await readTurned(hub, stored, turn);
  if (problem !== undefined) return { problems: [{ field: 'page', problem }] };
  const pages = await listPages(hub.db, document.messageId, { number: page, turn });
  const whole = await understandWhole(hub, document, pages);
  return acting(hub, { id, version, person, action: 'turn_page' }, async (tx) => {
    await turnStoredPage(tx, document.messageId, page, turn);
    await rewriteDocument(tx, id, toNewDocument(document, whole));
    return 'done';
  });
}

/** A page that does not belong to it: kept, shown crossed out, and read no more. */
export async function dropPage(
  hub: Hub,
  id: string,
  {
    version,
    page,
    isDropped,
  }: { readonly version: number; readonly page: number; readonly isDropped: boolean },
  person: string,
): Promise<DeskAct> {
  const document = await findDocument(hub.db, id);
  if (!document?.pages.some(({ number }) => number === page)) return 'not_found';
  const pages = await listPages(hub.db, document.messageId);
  const changed = pages.map((one) => (one.number === page ? { ...one, isDropped } : one));
  const whole = await understandWhole(hub, document, changed);
  return acting(hub, { id, version, person, action: 'drop_page' }, async (tx) => {
    await dropStoredPage(tx, document.messageId, page, isDropped);
    await rewriteDocument(tx, id, toNewDocument(document, whole));
    return 'done';
  });
}

/** Part of a page read again, as what a field may hold. */
export async function readBox(
  hub: Hub,
  id: string,
  { page, box, field }: { readonly page: number; readonly box: Box; readonly field: FieldName },
  person: string,
): Promise<DeskBoxReading | 'not_found'> {
  const document = await findDocument(hub.db, id);
  const stored = document && (await pageOf(hub, document, page));
  if (!document || !stored) return 'not_found';
  await insertAudit(hub.db, { actor: person, action: 'read_box', objectKind: 'document', objectId: id });
  const [again] = await readRegionsOnce(hub, stored, [
    { box, expects: expectsOf(documentFields[field].kind) },
  ]);
  // A page whose file says its words: those inside the box.
  const text = again?.text ?? wordsIn(stored, box);
  const read = parseValue(field, text, { today: ownPractice(hub).today });
  return 'value' in read ? { text, value: read.value } : { text, value: text, problem: read.problem };
}

/** What a document says with these of its message's pages, those left out aside. */
async function understandWhole(
  hub: Hub,
  document: DocumentRow,
  pages: readonly StoredPage[],
  numbers: readonly number[] = document.pages.map(({ number }) => number),
): Promise<ReadyDocument> {
  const mine = pages.filter(({ number }) => numbers.includes(number));
  const { messageId, senderKey, receivedAt } = document;
  const arrival = {
    messageId,
    senderKey,
    receivedAt,
    transport: toTransport(document.transport, receivedAt),
  };
  const kept = mine.filter(({ isDropped }) => !isDropped);
  const ready = await understandStored(hub, arrival, kept, { isWhole: true });
  const [first] = ready;
  if (!first) {
    const blank = mine.map(({ number }) => ({ number, class: 'blank' as const, confidence: 1 }));
    return forPerson('other', blank, 'Held because: nothing on its pages could be read.');
  }
  const classes = new Map(first.document.pages.map((page) => [page.number, page]));
  const all = mine.map(
    ({ number }) => classes.get(number) ?? { number, class: 'other' as const, confidence: 1 },
  );
  return { ...first, document: { ...first.document, pages: all } };
}

/** A page of the document, not of its neighbours. */
async function pageOf(
  hub: Pick<Hub, 'db'>,
  document: DocumentRow,
  number: number,
): Promise<StoredPage | undefined> {
  if (!document.pages.some((page) => page.number === number)) return undefined;
  return findPage(hub.db, document.messageId, number);
}

/**
 * Read once this way up; the next time it only has to be shown. A page whose file says its words stands as it came. Returns what a person is
 * told when it cannot be read.
 */
async function readTurned(hub: Hub, page: StoredPage, turn: Turn): Promise<string | undefined> {
  if ((page.origin === 'text' && turn === 0) || (await isReadAt(hub.db, page.id, turn))) return undefined;
  const bytes = await loadUnpackedImage(hub.db, page.id);
  const size = await findPageSize(hub.db, page.id);
  if (!bytes || !size) return 'This page has no picture that could be turned.';
  try {
    const reading = await hub.reader.read({ bytes, ...size }, { turn });
    await insertReading(hub.db, { ...reading, pageId: page.id, turn });
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure) || error.code.startsWith('database')) throw error;
    return `The page could not be read this way up (${error.code}). Try again in a minute, or type what it says.`;
  }
}

function wordsIn(page: StoredPage, box: Box): string {
  const isInside = (word: Box): boolean => {
    const [x, y] = [word.x + word.width / 2, word.y + word.height / 2];
    return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
  };
  return page.words
    .filter((word) => isInside(word.box))
    .map(({ text }) => text)
    .join(' ');
}

function expectsOf(kind: FieldKind): RegionRequest['expects'] {
  if (kind === 'phone' || kind === 'npi') return 'digits';
  if (kind === 'date') return 'date';
  return kind === 'member_id' || kind === 'number' || kind === 'diagnosis' ? 'code' : 'text';
}
