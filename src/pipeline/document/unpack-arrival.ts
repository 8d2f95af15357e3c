import { Failure } from '../../lib/failure.ts';
import { newId } from '../../lib/ids.ts';
import { storableJson } from '../../lib/storable-text.ts';
import {
  advanceReading,
  clearUnpacked,
  insertDocumentFile,
  insertDocumentPage,
} from '../../store/document-pages.ts';
import { claimIntakeJob, moveIntakeJob, openIntakeJobs, type IntakeJob } from '../../store/intake-jobs.ts';
import { insertMessages, loadBody, type NewMessage } from '../../store/messages.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';
import { holdMessage, sendOn } from '../../store/document-messages.ts';
import { hearReport } from '../bounces.ts';
import { messageFormat, messageOfPackage } from './package-messages.ts';
import { giveUp, workOn } from './work-on.ts';
import type { Unpacked, UnpackedFile, UnpackedPage } from './unpacked.ts';
import { unpack, type OnUnpacked } from './unpack.ts';
import type { Channel } from '../../sdk/channel.ts';

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
  if (await isReport(hub, job, body)) return;
  // A try that ended in the middle leaves no half of itself.
  await transaction(hub.db, (tx) => clearUnpacked(tx, job));
  const packages = hub.channels.get(job.channel)?.packages;
  const keeper = keepParts(hub, job, packages, body);
  const type = job.contentType === null ? {} : { contentType: job.contentType };
  const unpacked = await unpack({ bytes: body, ...type }, keeper, {
    signal,
    isMessage: (mediaType, bytes) => messageFormat(packages, mediaType, bytes) !== undefined,
  });
  await finish(hub, job, unpacked, keeper);
}

/** A bounce or a receipt of a mail of ours is no document: it is heard, and ends here. */
async function isReport(hub: Hub, job: IntakeJob, body: Uint8Array): Promise<boolean> {
  const fate = job.contentType?.startsWith('message/rfc822')
    ? await hearReport(hub, body, job.transport?.notice)
    : undefined;
  if (!fate) return false;
  const { state, ...why } = fate;
  // Where a person looks, and can have it heard again.
  if (state === 'invalid') await giveUp(hub, job, why);
  else
    await transaction(hub.db, async (tx) => {
      await moveIntakeJob(tx, job, { step: 'done' });
      await holdMessage(tx, job.messageId, state, why);
    });
  return true;
}

type Keeper = OnUnpacked & {
  readonly refusals: readonly string[];
  /** What came in it as messages of their own. */
  readonly messages: readonly NewMessage[];
};

function keepParts(hub: Hub, job: IntakeJob, packages: Channel['packages'], arrival: Uint8Array): Keeper {
  const ids = new Map<number, string>();
  const refused: string[] = [];
  const messages: NewMessage[] = [];
  return {
    file: async (file: UnpackedFile): Promise<void> => {
      const id = newId();
      ids.set(file.index, id);
      if (file.fate === 'refused' && file.reason !== undefined) refused.push(file.reason);
      if (file.fate === 'message') {
        const body = file.body ?? arrival;
        const format = messageFormat(packages, file.mediaType, body);
        if (format) messages.push(messageOfPackage(job, { mediaType: file.mediaType, body }, format));
      }
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
    refusals: refused,
    messages,
  };
}

async function finish(
  hub: Hub,
  job: IntakeJob,
  unpacked: Unpacked,
  { refusals, messages }: Keeper,
): Promise<void> {
  const mail = unpacked.mail === undefined ? {} : { mail: storableJson(unpacked.mail) };
  // The words of a mail that brings a package say no more than that it does.
  const pages = messages.length > 0 && unpacked.pages === unpacked.mailPages ? 0 : unpacked.pages;
  if (pages === 0 && messages.length === 0 && unpacked.mail?.isPortalNotice !== true) {
    const reason = refusals[0] ?? 'There is nothing in it that can be read: no page, no text.';
    return giveUp(hub, job, { code: 'nothing-to-read', reason });
  }
  const isPackage = pages === 0 && messages.length > 0;
  await transaction(hub.db, async (tx) => {
    await moveIntakeJob(tx, job, { step: isPackage ? 'done' : 'read', pages, ...mail });
    if (messages.length > 0) await insertMessages(tx, messages);
    if (isPackage) await sendOn(tx, job.messageId);
    // Pages that are text need no reader.
    else await advanceReading(tx, job.messageId);
  });
  if (messages.length > 0) hub.wake('messages');
}
