import type { ArrivalTransport } from '../../domain/document/understanding.ts';
import { codeOf, Failure } from '../../lib/failure.ts';
import { newId } from '../../lib/ids.ts';
import { listPages } from '../../store/document-pages.ts';
import { listDocumentsOf, toTransport, type DocumentState } from '../../store/documents.ts';
import { claimIntakeJob, type IntakeJob } from '../../store/intake-jobs.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';
import { writeUnderstood, type Filed } from './file-documents.ts';
import { understandStored, type ArrivalContext, type ReadyDocument } from './understand-pages.ts';
import { giveUp } from './unpack-arrival.ts';
import type { UnpackedMail } from './unpacked.ts';

/** An arrival that fails this often by itself is set aside for a person. */
const ATTEMPTS = 3;

/** The third step: words → documents with fields, filed or shown to a person. Takes one arrival; returns how many there were. */
export async function understandNext(hub: Hub): Promise<number> {
  const job = await claimIntakeJob(hub.db, 'understand');
  if (!job) return 0;
  try {
    await understandArrival(hub, job);
  } catch (error) {
    if (job.attempts < ATTEMPTS) throw error;
    const reason =
      error instanceof Failure && error.fate === 'permanent'
        ? error.message
        : `The hub could not make sense of it (${codeOf(error)}). It is kept: read it again after the next update.`;
    await giveUp(hub, job.messageId, { code: codeOf(error), reason });
  }
  return 1;
}

async function understandArrival(hub: Hub, job: IntakeJob): Promise<void> {
  const mail = (job.mail ?? undefined) as UnpackedMail | undefined;
  const arrival = contextOf(job, mail);
  const [pages, earlier] = await Promise.all([listPages(hub.db, job.messageId), listDocumentsOf(hub.db, job.messageId)]);
  // What a person or the hub has settled is not understood again.
  const settled = new Set(
    earlier.filter(({ state }) => isSettled(state)).flatMap((one) => one.pages.map(({ number }) => number)),
  );
  const open = pages.filter((page) => !page.isDropped && !settled.has(page.number));
  const ready = mail?.isPortalNotice === true ? [portalNotice(open)] : await understandStored(hub, arrival, open);
  const filed = ready.map((one) => ({ ready: one, state: stateOf(one, mail) }) satisfies Filed);
  await transaction(hub.db, (tx) => writeUnderstood(tx, arrival, filed));
}

function isSettled(state: DocumentState): boolean {
  return state !== 'review' && state !== 'held' && state !== 'replaced';
}

/** What an automatic mail says is nothing for a person, unless it carries a referral or word of one. */
function stateOf({ document, decision }: ReadyDocument, mail: UnpackedMail | undefined): DocumentState {
  if (decision.outcome === 'accept') return 'accepted';
  const isOfReferral = document.kind === 'referral' || document.kind === 'status';
  return mail?.isAutomatic === true && !isOfReferral && document.kind !== 'portal_notice' ? 'not_referral' : 'review';
}

/** The mailbox's word on the sender, and the mail's own where the transport says nothing. */
function contextOf(job: IntakeJob, mail: UnpackedMail | undefined): ArrivalContext {
  const said = (job.transport ?? null) as ArrivalTransport | null;
  const transport = {
    ...(mail === undefined ? {} : fromMail(mail)),
    ...toTransport(said ?? (mail === undefined ? null : { kind: 'mail' }), job.receivedAt),
  };
  return { messageId: job.messageId, senderKey: job.senderKey, receivedAt: job.receivedAt, transport };
}

function fromMail({ fromAddress, fromName, subject, sentAt }: UnpackedMail) {
  return {
    ...(fromAddress === undefined ? {} : { fromAddress }),
    ...(fromName === undefined ? {} : { fromName }),
    ...(subject === undefined ? {} : { subject }),
    ...(sentAt === undefined ? {} : { sentAt }),
  };
}

/** The referral itself is behind somebody's portal: a person has to fetch it there. */
function portalNotice(pages: readonly { readonly number: number }[]): ReadyDocument {
  return {
    id: newId(),
    document: {
      kind: 'portal_notice',
      kindConfidence: 1,
      pages: pages.map(({ number }) => ({ number, class: 'letter', confidence: 1 })),
      fields: [],
    },
    partner: { outcome: 'none' },
    patient: { outcome: 'none' },
    decision: {
      wouldBe: 'ask',
      outcome: 'ask',
      isAudit: false,
      accepted: [],
      reason: 'A secure message waits at the sender’s portal: open it there and upload what it holds.',
    },
    form: '',
    shingles: [],
  };
}
