import { codeOf, Failure } from '../../lib/failure.ts';
import { newId } from '../../lib/ids.ts';
import { storableText } from '../../lib/storable-text.ts';
import { advanceReading, clearUnpacked, insertDocumentFile, insertDocumentPage } from '../../store/document-pages.ts';
import { holdMessage } from '../../store/documents.ts';
import { claimIntakeJob, moveIntakeJob, openIntakeJobs, type IntakeJob } from '../../store/intake-jobs.ts';
import { loadBody } from '../../store/messages.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';
import type { Unpacked, UnpackedFile, UnpackedPage } from './unpacked.ts';
import { unpack } from './unpack.ts';

/** An arrival that fails this often by itself is set aside for a person. */
const ATTEMPTS = 3;

/** The first step of a document: bytes → files → pages. Takes one arrival; returns how many there were. */
export async function unpackNext(hub: Hub): Promise<number> {
  await openIntakeJobs(hub.db);
  const job = await claimIntakeJob(hub.db, 'unpack');
  if (!job) return 0;
  try {
    await unpackArrival(hub, job);
  } catch (error) {
    if (!isHopeless(error) && job.attempts < ATTEMPTS) throw error;
    await setAside(hub, job.messageId, error);
  }
  return 1;
}

async function unpackArrival(hub: Hub, job: IntakeJob): Promise<void> {
  const body = await loadBody(hub.db, job.messageId, job.bodyBytes);
  // A try that ended in the middle leaves no half of itself.
  await transaction(hub.db, (tx) => clearUnpacked(tx, job.messageId));
  const keeper = keepParts(hub, job.messageId);
  const type = job.contentType === null ? {} : { contentType: job.contentType };
  const unpacked = await unpack({ bytes: body, ...type }, keeper);
  await finish(hub, job, unpacked, keeper.refusals());
}

function keepParts(hub: Hub, messageId: string) {
  const ids = new Map<number, string>();
  const refused: string[] = [];
  return {
    file: async (file: UnpackedFile): Promise<void> => {
      const id = newId();
      ids.set(file.index, id);
      if (file.fate === 'refused' && file.reason !== undefined) refused.push(file.reason);
      const parentId = file.parent === undefined ? undefined : ids.get(file.parent);
      const { index: ordinal, parent: _parent, name, ...rest } = file;
      await insertDocumentFile(hub.db, {
        ...rest,
        ...(name === undefined ? {} : { name: storableText(name).slice(0, LONGEST_NAME) }),
        ...(parentId === undefined ? {} : { parentId }),
        id,
        messageId,
        ordinal,
      });
    },
    page: async (page: UnpackedPage): Promise<void> => {
      const { file, ...rest } = page;
      const fileId = ids.get(file);
      if (fileId === undefined) throw new Failure('permanent', 'page-without-file', 'A page came without its file.');
      await insertDocumentPage(hub.db, { ...rest, id: newId(), messageId, fileId });
    },
    refusals: (): readonly string[] => refused,
  };
}

const LONGEST_NAME = 250;

async function finish(hub: Hub, job: IntakeJob, unpacked: Unpacked, refusals: readonly string[]): Promise<void> {
  const { messageId } = job;
  const mail = unpacked.mail === undefined ? {} : { mail: unpacked.mail };
  if (unpacked.pages === 0 && unpacked.mail?.isPortalNotice !== true) {
    const reason = refusals[0] ?? 'There is nothing in it that can be read: no page, no text.';
    return giveUp(hub, messageId, { code: 'nothing-to-read', reason });
  }
  await moveIntakeJob(hub.db, messageId, { step: 'read', pages: unpacked.pages, ...mail });
  // Pages that are text need no reader.
  await transaction(hub.db, (tx) => advanceReading(tx, messageId));
}

function isHopeless(error: unknown): boolean {
  return error instanceof Failure && error.fate === 'permanent';
}

async function setAside(hub: Hub, messageId: string, error: unknown): Promise<void> {
  const reason =
    error instanceof Failure && error.fate === 'permanent'
      ? error.message
      : `The hub could not unpack it (${codeOf(error)}). It is kept: read it again after the next update.`;
  await giveUp(hub, messageId, { code: codeOf(error), reason });
}

/** The original stays; a person sees why nothing came of it and can have it read again. */
export async function giveUp(
  hub: Pick<Hub, 'db'>,
  messageId: string,
  problem: { readonly code: string; readonly reason: string },
): Promise<void> {
  await transaction(hub.db, async (tx) => {
    await moveIntakeJob(tx, messageId, { step: 'failed', problem });
    await holdMessage(tx, messageId, 'invalid', problem);
  });
}
