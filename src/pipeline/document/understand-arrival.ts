import { listPages } from '../../store/page-readings.ts';
import { toTransport, type DocumentState } from '../../store/documents.ts';
import { claimIntakeJob, type IntakeJob } from '../../store/intake-jobs.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';
import { writeUnderstood, type Filed } from './file-documents.ts';
import { forPerson, understandStored, type ArrivalContext, type ReadyDocument } from './understand-pages.ts';
import type { UnpackedMail } from './unpacked.ts';
import { workOn } from './work-on.ts';

/** The third step: words → documents with fields, filed or shown to a person. Takes one arrival; returns how many there were. */
export async function understandNext(hub: Hub): Promise<number> {
  const job = await claimIntakeJob(hub.db, 'understand');
  if (!job) return 0;
  await workOn(hub, job, 'make sense of it', () => understandArrival(hub, job));
  return 1;
}

async function understandArrival(hub: Hub, job: IntakeJob): Promise<void> {
  const mail = (job.mail ?? undefined) as UnpackedMail | undefined;
  const arrival = contextOf(job, mail);
  const pages = await listPages(hub.db, job.messageId);
  const ready =
    mail?.isPortalNotice === true ? [portalNotice(pages)] : await understandStored(hub, arrival, pages);
  const filed = ready.map((one) => ({ ready: one, state: stateOf(one, mail) }) satisfies Filed);
  await transaction(hub.db, (tx) => writeUnderstood(tx, job, arrival, filed));
}

/** What an automatic mail says is nothing for a person, unless it carries a referral or word of one. */
function stateOf({ document, decision }: ReadyDocument, mail: UnpackedMail | undefined): DocumentState {
  if (decision.outcome === 'accept') return 'accepted';
  const isOfReferral = document.kind === 'referral' || document.kind === 'status';
  return mail?.isAutomatic === true && !isOfReferral && document.kind !== 'portal_notice'
    ? 'not_referral'
    : 'review';
}

/** The mailbox's word on the sender, and the mail's own where the transport says nothing. */
function contextOf(job: IntakeJob, mail: UnpackedMail | undefined): ArrivalContext {
  const transport = {
    ...(mail === undefined ? {} : fromMail(mail)),
    ...toTransport(job.transport ?? (mail === undefined ? null : { kind: 'mail' }), job.receivedAt),
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
  return forPerson(
    'portal_notice',
    pages.map(({ number }) => ({ number, class: 'letter' as const, confidence: 1 })),
    'A secure message waits at the sender’s portal: open it there and upload what it holds.',
  );
}
