import { Failure } from '../../lib/failure.ts';
import { newId } from '../../lib/ids.ts';
import { storableJson } from '../../lib/storable-text.ts';
import {
  advanceReading,
  clearUnpacked,
  insertDocumentFile,
  insertDocumentPage,
} from '../../store/document-pages.ts';
import {
  claimIntakeJob,
  moveIntakeJob,
  openIntakeJobs,
  type HeldJob,
  type IntakeJob,
} from '../../store/intake-jobs.ts';
import { loadBody } from '../../store/messages.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';
import { giveUp, workOn } from './work-on.ts';
import type { Unpacked, UnpackedFile, UnpackedPage } from './unpacked.ts';
import { unpack } from './unpack.ts';

/** The first step of a document: bytes → files → pages. Takes one arrival; returns how many there were. */
export async function unpackNext(hub: Hub): Promise<number> {
  await openIntakeJobs(hub.db);
  const job = await claimIntakeJob(hub.db, 'unpack');
  if (!job) return 0;
  await workOn(hub, job, 'unpack it', (signal) => unpackArrival(hub, job, signal));
  return 1;
}

async function unpackArrival(hub: Hub, job: IntakeJob, signal: AbortSignal): Promise<void> {
  const body = await loadBody(hub.db, job.messageId, job.bodyBytes);
  // A try that ended in the middle leaves no half of itself.
  await transaction(hub.db, (tx) => clearUnpacked(tx, job));
  const keeper = keepParts(hub, job);
  const type = job.contentType === null ? {} : { contentType: job.contentType };
  const unpacked = await unpack({ bytes: body, ...type }, keeper, { signal });
  await finish(hub, job, unpacked, keeper.refusals());
}

function keepParts(hub: Hub, job: HeldJob) {
  const ids = new Map<number, string>();
  const refused: string[] = [];
  return {
    file: async (file: UnpackedFile): Promise<void> => {
      const id = newId();
      ids.set(file.index, id);
      if (file.fate === 'refused' && file.reason !== undefined) refused.push(file.reason);
      const parentId = file.parent === undefined ? undefined : ids.get(file.parent);
      const { index: ordinal, parent: _parent, ...rest } = file;
      await insertDocumentFile(hub.db, job, {
        ...rest,
        ...(parentId === undefined ? {} : { parentId }),
        id,
        ordinal,
      });
    },
    page: async (page: UnpackedPage): Promise<void> => {
      const { file, ...rest } = page;
      const fileId = ids.get(file);
      if (fileId === undefined)
        throw new Failure('permanent', 'page-without-file', 'A page came without its file.');
      await insertDocumentPage(hub.db, job, { ...rest, id: newId(), fileId });
    },
    refusals: (): readonly string[] => refused,
  };
}

async function finish(
  hub: Hub,
  job: IntakeJob,
  unpacked: Unpacked,
  refusals: readonly string[],
): Promise<void> {
  const mail = unpacked.mail === undefined ? {} : { mail: storableJson(unpacked.mail) };
  if (unpacked.pages === 0 && unpacked.mail?.isPortalNotice !== true) {
    const reason = refusals[0] ?? 'There is nothing in it that can be read: no page, no text.';
    return giveUp(hub, job, { code: 'nothing-to-read', reason });
  }
  await transaction(hub.db, async (tx) => {
    await moveIntakeJob(tx, job, { step: 'read', pages: unpacked.pages, ...mail });
    // Pages that are text need no reader.
    await advanceReading(tx, job.messageId);
  });
}
