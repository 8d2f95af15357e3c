import type { MailReport, ReportedRecipient } from '../formats/mail/report.ts';
import type { OpenDestination } from './destination.ts';
import { failed } from './smtp-line.ts';

type Heard = ReturnType<NonNullable<OpenDestination['hear']>>;

/** What a mail server says of a mail with one recipient (RFC 3464). `countsMailbox`: lying in the mailbox counts as delivered. */
export function hearDelivery(report: MailReport, countsMailbox: boolean): Heard {
  if (report.kind === 'disposition')
    return report.disposition.type === 'displayed' ? { acknowledged: 'displayed' } : undefined;
  const [said] = report.recipients.toSorted((one, other) => weight(other) - weight(one));
  if (said?.action === 'failed') return { outcome: bounced(said) };
  // Relayed and expanded: no further report will come, and nothing is known of the mailbox (RFC 3464 section 2.3.3).
  if (said?.action !== 'delivered' || !countsMailbox) return undefined;
  return {
    outcome: {
      status: 'delivered',
      detail: `The receiving mail server reports: in the mailbox (${said.status}).`,
    },
  };
}

/** The worst counts. */
function weight({ action }: ReportedRecipient): number {
  return action === 'failed' ? 2 : action === 'delivered' ? 1 : 0;
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
