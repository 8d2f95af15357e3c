import { now } from '../../lib/clock.ts';
import type {
  DestinationContext,
  OpenDestination,
  Outcome,
  Parcel,
  SentParcel,
} from '../../sdk/destination.ts';
import { extensionOf } from '../../sdk/document-file.ts';
import { hearDelivery } from '../../sdk/hear-delivery.ts';
import { linkFate, sendLink } from '../../sdk/link-mail.ts';
import { isLinkMail, messageIdOf } from '../../sdk/message-id.ts';
import { failed, NO_TLS, openSmtp, type Letter, type SmtpLine } from '../../sdk/smtp-line.ts';
import { readDkimKey, type SmtpSettings } from '../../sdk/smtp-settings.ts';
import { emailEndpoint, type EmailEndpoint } from './config.ts';

const HOUR_MS = 3_600_000;

/** @throws Failure permanent `dkim-key`. */
export async function openEmail(
  settings: SmtpSettings,
  context: Pick<DestinationContext<unknown>, 'keepAtLink'>,
): Promise<OpenDestination> {
  const line = openSmtp(settings, await readDkimKey(settings.dkim));
  return {
    deliver: (parcel, signal) => deliver(line, context, parcel, signal),
    confirm: (sent) => Promise.resolve(confirm(sent, (settings.clock ?? now)())),
    hear: (report, sent) => hearDelivery(report, sent, countsMailbox(sent)),
    close: async () => line.close(),
  };
}

async function deliver(
  line: SmtpLine,
  context: Pick<DestinationContext<unknown>, 'keepAtLink'>,
  parcel: Parcel,
  signal: AbortSignal,
): Promise<Outcome> {
  const endpoint = emailEndpoint.safeParse({ address: parcel.address, settings: parcel.settings });
  if (!endpoint.success) return failed('permanent', 'address-refused', 'The endpoint is no e-mail address.');
  if (signal.aborted) return failed('transient', 'cancelled', 'Cancelled before anything was sent.');
  const hasDocument = parcel.document !== undefined && parcel.purpose !== 'liaison_alert';
  const to = endpoint.data;
  if (hasDocument && to.settings.linkOnly) return sendLink(line, context, parcel, to, signal);
  const outcome = await line.send(letterOf(parcel, to, line.from), signal);
  if (isDone(parcel, outcome)) return { ...outcome, isFinal: true };
  const isWithoutTls = outcome.status === 'failed' && outcome.code === NO_TLS;
  if (!isWithoutTls || !hasDocument || !line.canGoClear) return outcome;
  const linked = await sendLink(line, context, parcel, to, signal);
  // Without a second factor there is no link: the document waits for TLS.
  return linked.status === 'failed' && linked.code === 'link-without-factor' ? outcome : linked;
}

/** Nobody waits for proof of an alert. */
function isDone(
  parcel: Parcel,
  outcome: Outcome,
): outcome is Extract<Outcome, { status: 'sent' | 'delivered' }> {
  return parcel.purpose === 'liaison_alert' && outcome.status === 'sent';
}

function letterOf(parcel: Parcel, { address }: EmailEndpoint, from: string): Letter {
  return {
    key: parcel.key,
    messageId: messageIdOf(parcel.key, from),
    to: address,
    subject: parcel.subject,
    text: parcel.text,
    composedAt: parcel.composedAt,
    attachments: attachmentsOf(parcel),
    ...(parcel.purpose !== 'liaison_alert' && { notify: ['success', 'failure', 'delay'] as const }),
  };
}

/** An alert is its text; a document has a file name made of the PHI-free subject alone. */
function attachmentsOf(parcel: Parcel) {
  if (!parcel.document || parcel.purpose === 'liaison_alert') return [];
  const words = parcel.subject
    .normalize('NFKD')
    .toLowerCase()
    .match(/[a-z0-9]+/g) ?? ['document'];
  const { bytes, mediaType: contentType } = parcel.document;
  const filename = `${words.join('-').slice(0, 60)}.${extensionOf(contentType)}`;
  return [{ filename, contentType, bytes }];
}

/** `reference` is there only when the server took the mail: silence about a mail that may never have left proves nothing. */
function confirm(sent: SentParcel, at: string): Outcome | undefined {
  const endpoint = emailEndpoint.safeParse({ address: sent.address, settings: sent.settings });
  if (!endpoint.success || sent.reference === undefined) return undefined;
  const { settings } = endpoint.data;
  if (hasLink(sent)) return linkFate(sent, settings, at);
  const { confirm: way, settleHours } = settings;
  if (way !== 'settle' || Date.parse(at) < Date.parse(sent.sentAt) + settleHours * HOUR_MS) return undefined;
  return { status: 'delivered', reference: sent.reference, detail: `No bounce within ${settleHours} hours.` };
}

/** Whether lying in the mailbox is what the practice has decided to count; behind a link it is not the document that lies there. */
function countsMailbox({ address, settings, ...sent }: SentParcel): boolean {
  const way = emailEndpoint.safeParse({ address, settings }).data?.settings.confirm ?? 'manual';
  return way !== 'manual' && !hasLink(sent);
}

function hasLink({ reference }: Pick<SentParcel, 'reference'>): boolean {
  return reference !== undefined && isLinkMail(reference);
}
