import { codeOf, Failure } from '../../lib/failure.ts';
import type { PageImage } from '../../sdk/reader.ts';
import {
  advanceReading,
  claimPage,
  finishPage,
  loadUnpackedImage,
  renewPage,
  returnPage,
  type WaitingPage,
} from '../../store/document-pages.ts';
import { hurryIntakeJob } from '../../store/intake-jobs.ts';
import { insertReading } from '../../store/page-readings.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';
import { afterFailure, assertSurvivable, whileLeased } from './while-leased.ts';

/**
 * The second step: a picture → words with boxes, stored once. Takes one page. `first`: first pages of everything before the rest, since
 * they say what is urgent: one of the workers does that, so that the newest urgent fax is found while two hundred wait.
 */
export async function readNextPage(hub: Hub, order: 'first' | 'arrival'): Promise<number> {
  const page = await claimPage(hub.db, order);
  if (!page) return 0;
  try {
    assertSurvivable(page.attempts);
    await whileLeased(
      () => renewPage(hub.db, page),
      (signal) => readPage(hub, page, signal),
    );
  } catch (error) {
    await settleFailure(hub, page, error);
  }
  return 1;
}

async function readPage(hub: Hub, page: WaitingPage, signal: AbortSignal): Promise<void> {
  const bytes = await loadUnpackedImage(hub.db, page.id);
  if (!bytes) throw new Failure('permanent', 'no-picture', 'The page has no picture.');
  const image: PageImage = { ...page, bytes, mediaType: page.imageType };
  const reading = await hub.reader.read(image, {
    signal,
    ...(page.turn === null ? {} : { turn: page.turn }),
  });
  const isUrgent = reading.words.some(({ text }) => isUrgentWord(text));
  const turn = page.turn ?? reading.turn;
  await transaction(hub.db, async (tx) => {
    if (!(await finishPage(tx, page))) return;
    await insertReading(tx, { ...reading, pageId: page.id, turn });
    if (isUrgent) await hurryIntakeJob(tx, page.messageId);
    await advanceReading(tx, page.messageId);
  });
}

/** Said by hand or by form: only what order pages are read in hangs on it. */
function isUrgentWord(text: string): boolean {
  return /^\W*(?:stat|urgent|urgently|asap|emergent|emergency)\W*$/i.test(text);
}

/** A reader on another machine that does not answer at all says nothing of the page: it waits until the reader is back. */
const AWAY = /^(?:E[A-Z_]+|UND_ERR_CONNECT_TIMEOUT|UND_ERR_SOCKET|http-(?:429|502|503|504))$/;
const AWAY_SECONDS = 30;

async function settleFailure(hub: Hub, page: WaitingPage, error: unknown): Promise<void> {
  if (error instanceof Failure && error.fate === 'transient' && AWAY.test(error.code))
    return returnPage(hub.db, page, { seconds: AWAY_SECONDS, isTried: false });
  const next = afterFailure(error, page.attempts);
  if (next.do === 'throw') throw error;
  if (next.do === 'pause') return returnPage(hub.db, page, { seconds: next.seconds, isTried: true });
  if (next.do === 'leave') return;
  const problem =
    error instanceof Failure
      ? error.message
      : `The page could not be read (${codeOf(error)}): look at the picture.`;
  await transaction(hub.db, async (tx) => {
    if (await finishPage(tx, page, problem)) await advanceReading(tx, page.messageId);
  });
}
