import { codeOf, Failure } from '../../lib/failure.ts';
import type { PageImage } from '../../sdk/reader.ts';
import {
  claimPage,
  finishPage,
  insertReading,
  loadUnpackedImage,
  returnPage,
  type WaitingPage,
} from '../../store/document-pages.ts';
import { hurryIntakeJob } from '../../store/intake-jobs.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';

/** A page that fails this often stays unread, and its document says so. */
const ATTEMPTS = 3;

/**
 * The second step: a picture → words with boxes, stored once. Takes one page. `first`: first pages of everything before the rest, since
 * they say what is urgent: one of the workers does that, so that the newest urgent fax is found while two hundred wait.
 */
export async function readNextPage(hub: Hub, order: 'first' | 'arrival'): Promise<number> {
  const page = await claimPage(hub.db, order);
  if (!page) return 0;
  try {
    await readPage(hub, page);
  } catch (error) {
    await afterFailure(hub, page, error);
  }
  return 1;
}

async function readPage(hub: Hub, page: WaitingPage): Promise<void> {
  const bytes = await loadUnpackedImage(hub.db, page.id);
  if (!bytes) throw new Failure('permanent', 'no-picture', 'The page has no picture.');
  const image: PageImage = { ...page, bytes, mediaType: page.imageType };
  const reading = await hub.reader.read(image, page.turn === null ? {} : { turn: page.turn });
  if (reading.words.some(({ text }) => isUrgentWord(text))) await hurryIntakeJob(hub.db, page.messageId);
  const turn = page.turn ?? reading.turn;
  await transaction(hub.db, async (tx) => {
    await insertReading(tx, { ...reading, pageId: page.id, turn });
    await finishPage(tx, page);
  });
}

/** Said by hand or by form: only what order pages are read in hangs on it. */
function isUrgentWord(text: string): boolean {
  return /^\W*(?:stat|urgent|urgently|asap|emergent|emergency)\W*$/i.test(text);
}

async function afterFailure(hub: Hub, page: WaitingPage, error: unknown): Promise<void> {
  const isHopeless = error instanceof Failure && error.fate === 'permanent';
  if (!isHopeless && page.attempts < ATTEMPTS) return returnPage(hub.db, page.id);
  const problem =
    error instanceof Failure ? error.message : `The page could not be read (${codeOf(error)}): look at the picture.`;
  await transaction(hub.db, (tx) => finishPage(tx, page, problem));
}
