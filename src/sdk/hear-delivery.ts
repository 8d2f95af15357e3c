import type { MailReport, ReportedRecipient } from '../formats/mail/report.ts';
import type { OpenDestination, SentParcel } from './destination.ts';
import { failed } from './smtp-line.ts';

type Heard = ReturnType<NonNullable<OpenDestination['hear']>>;

/** What a mail server says of a mail with one recipient (RFC 3464). `countsMailbox`: lying in the mailbox counts as delivered. */
export function hearDelivery(report: MailReport, { reference }: SentParcel, countsMailbox: boolean): Heard {
  if (report.kind === 'disposition')
    return report.disposition.type === 'displayed' ? { acknowledged: 'displayed' } : undefined;
  const said = worst(report.recipients);
  if (said?.action !== 'delivered' && said?.action !== 'relayed') return hearBounce(report);
  const detail = `A mail server reports: ${WORDS[said.action]} (${said.status}).`;
  if (said.action === 'delivered' && countsMailbox) return { outcome: { status: 'delivered', detail } };
  // It proves nothing; people see it behind the number of the mail.
  const noted = ` ${said.action}`;
  if (reference === undefined || reference.endsWith(noted)) return undefined;
  return { outcome: { status: 'sent', reference: `${reference}${noted}`, detail } };
}

/** The same, where nothing but that it came back is of interest. */
export function hearBounce(report: MailReport): Heard {
  const said = report.kind === 'delivery' ? worst(report.recipients) : undefined;
  return said?.action === 'failed' ? { outcome: bounced(said) } : undefined;
}

/** Relayed: no further report will come, and nothing is known of the mailbox (RFC 3464 section 2.3.3). */
const WORDS = {
  delivered: 'it lies in the mailbox',
  relayed: 'handed on to a server that reports no more',
} as const;

function worst(recipients: readonly ReportedRecipient[]): ReportedRecipient | undefined {
  return recipients.toSorted((one, other) => weight(other) - weight(one))[0];
}

function weight({ action }: ReportedRecipient): number {
  return { failed: 3, delivered: 2, relayed: 1, delayed: 0, expanded: 0 }[action];
}

/** First digit 5: for good; 4: given up this time, later it may work (RFC 3463 section 3.1). */
function bounced({ status }: ReportedRecipient) {
  return failed(
    status.startsWith('4') ? 'transient' : 'permanent',
    `dsn-${status}`,
    `It came back: a mail server on the way reports ${status}${MEANINGS[status] ?? ''}.`,
  );
}

/** Those that tell a person what to do (RFC 3463 section 3). */
const MEANINGS: Readonly<Record<string, string>> = {
  '5.1.1': ', no such mailbox',
  '5.1.2': ', no such mail domain',
  '5.1.10': ', the domain takes no mail',
  '5.2.1': ', the mailbox is closed',
  '5.2.2': ', the mailbox is full',
  '4.2.2': ', the mailbox is full',
  '5.2.3': ', the mail is too large',
  '5.3.4': ', the mail is too large',
  '4.4.7': ', their server could not be reached for too long',
  '5.7.1': ', their server does not let it in',
};
