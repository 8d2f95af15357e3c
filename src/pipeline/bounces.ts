import { isMailbox, readReport, type MailReport, type Unreadable } from '../formats/mail/report.ts';
import type { ReportedRecipient } from '../formats/mail/report.ts';
import { keyOfMessageId } from '../sdk/message-id.ts';
import { findDelivery, findDeliveryByReference, type Delivery } from '../store/deliveries.ts';
import type { Hub } from './hub.ts';
import { sentParcelOf } from './sent-parcel.ts';
import { tellOutcome } from './tell-outcome.ts';

/** Where a report ended: `applied` changed a delivery or noted what is known; `invalid` waits for a person. No patient data in it. */
export type ReportFate = {
  readonly state: 'applied' | 'filtered' | 'invalid';
  readonly code: string;
  readonly reason: string;
};

/** Who the mail is from, by the practice's own server: `dmarc`, `spf` (formats/mail/authentication.ts). */
type Checked = Readonly<Record<string, unknown>> | undefined;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Hears a report about a mail of ours: a bounce, a receipt. `undefined`: the mail is none. A report that cannot be believed, or that
 * speaks of nothing the hub sent, changes nothing and is shown.
 */
export async function hearReport(
  hub: Hub,
  mail: Uint8Array,
  checked: Checked,
): Promise<ReportFate | undefined> {
  const report = readReport(mail);
  if (!report) return undefined;
  if (report.kind === 'unreadable') return unreadable(report);
  const delivery = await findReported(hub, report);
  if (!delivery) return unknown(report);
  const doubt = doubtOf(report, delivery, checked);
  if (doubt !== undefined)
    return invalid('report-doubtful', `${doubt} Nothing was changed. ${askFor(delivery)}`);
  return tell(hub, report, delivery);
}

async function tell(hub: Hub, report: MailReport, delivery: Delivery): Promise<ReportFate> {
  const words = wordsOf(report);
  const news = hub.destinations.get(delivery.destination)?.open.hear?.(report, sentParcelOf(delivery));
  if (!news)
    return {
      state: 'applied',
      code: 'report-noted',
      reason: `${words}. That proves nothing yet, and nothing was changed. ${named(delivery)}`,
    };
  const heard = await tellOutcome(hub, delivery.destination, { key: delivery.id, ...news });
  if (heard === 'recorded')
    return { state: 'applied', code: 'report-told', reason: `${words}. ${named(delivery)}` };
  const isContradiction = news.outcome?.status === 'failed' && delivery.status === 'delivered';
  return isContradiction
    ? invalid(
        'report-too-late',
        `${words}, and the delivery had already counted as delivered. ${askFor(delivery)}`,
      )
    : {
        state: 'applied',
        code: 'report-known',
        reason: `${words}. It was known already, or nothing waits for it any more. ${named(delivery)}`,
      };
}

/** The parcel it speaks of: by its key where the report or the Message-ID has it, else by the Message-ID as it was written down. */
async function findReported(hub: Hub, report: MailReport): Promise<Delivery | undefined> {
  const keys = [report.envelopeId, ...report.messageIds.map(keyOfMessageId)];
  const hearing = [...hub.destinations.values()].filter((way) => way.open.hear !== undefined);
  const isHeard = (delivery: Delivery): boolean =>
    hearing.some((way) => way.adapter.name === delivery.destination);
  for (const key of keys) {
    const delivery = key !== undefined && uuid.test(key) ? await findDelivery(hub.db, key) : undefined;
    if (delivery && isHeard(delivery)) return delivery;
  }
  for (const reference of report.messageIds)
    for (const way of hearing) {
      const delivery = await findDeliveryByReference(hub.db, way.adapter.name, reference);
      if (delivery) return delivery;
    }
  return undefined;
}

/** Why a report is not believed: whoever saw the mail knows its number, so the rest has to fit. */
function doubtOf(report: MailReport, delivery: Delivery, checked: Checked): string | undefined {
  if (checked?.['dmarc'] === 'fail' || (checked?.['dmarc'] === undefined && checked?.['spf'] === 'fail'))
    return 'The mail server says that this report is not from whom it says.';
  const isItsOwn = report.recipients.some(
    ({ original, final }) => isMailbox(original, delivery.address) || isMailbox(final, delivery.address),
  );
  return isItsOwn ? undefined : 'It speaks of a mail the hub sent, but of another recipient.';
}

function unreadable({ problem }: Unreadable): ReportFate {
  return invalid(
    'report-unreadable',
    `It is a report about a mail and cannot be read as one. ${problem} Open it and look whether something did not arrive.`,
  );
}

/** A failure may concern a mail that a person sent from the same address: somebody has to see it. Good news may not. */
function unknown(report: MailReport): ReportFate {
  const text = `${wordsOf(report)}. It names no mail that this hub sent.`;
  return isBad(report)
    ? invalid(
        'report-unknown',
        `${text} If somebody here sent it by hand, tell them; if nobody did, nothing is to be done.`,
      )
    : { state: 'filtered', code: 'report-unknown', reason: text };
}

function isBad(report: MailReport): boolean {
  return report.kind === 'delivery'
    ? report.recipients.some(({ action }) => action === 'failed')
    : ['failed', 'denied'].includes(report.disposition.type) ||
        report.disposition.modifiers.includes('error');
}

function wordsOf(report: MailReport): string {
  if (report.kind === 'disposition')
    return `A reader's system reports: ${[report.disposition.type, ...report.disposition.modifiers].join(', ').slice(0, 60)}`;
  return `A mail server reports: ${report.recipients.slice(0, 3).map(wordOf).join('; ')}`;
}

function wordOf({ action, status }: ReportedRecipient): string {
  return `${action} (${status})`;
}

function named({ id }: Delivery): string {
  return `Delivery ${id}.`;
}

function askFor(delivery: Delivery): string {
  return `${named(delivery)} Look at it, and call the office.`;
}

function invalid(code: string, reason: string): ReportFate {
  return { state: 'invalid', code, reason };
}
