import type { MailReport } from '../../formats/mail/report.ts';
import type { OpenDestination, Outcome, SentParcel } from '../../sdk/destination.ts';
import { hearBounce } from '../../sdk/hear-delivery.ts';
import { failed } from '../../sdk/smtp-line.ts';
import type { DirectSettings } from './config.ts';

type Heard = ReturnType<NonNullable<OpenDestination['hear']>>;
type Terms = Pick<DirectSettings, 'deliveredBy' | 'processedMinutes' | 'dispatchedMinutes' | 'onSilence'>;

/** Behind the Message-ID, once the receiving HISP has it: how the timers know. */
const PROCESSED = ' processed';
const MINUTE_MS = 60_000;

/**
 * What a receipt proves (Applicability Statement for Secure Health Transport 3.0; Implementation Guide for Delivery Notification in
 * Direct): `processed` by the receiving HISP, `dispatched` to its destination, or neither.
 */
export function hearReceipt(report: MailReport, sent: SentParcel, { deliveredBy }: Terms): Heard {
  if (report.kind === 'delivery') return hearBounce(report);
  const { type, modifiers } = report.disposition;
  if (type === 'failed' || type === 'denied' || modifiers.includes('error') || modifiers.includes('failure'))
    return {
      outcome: failed('permanent', `mdn-${type}`, `The receiving system reports: ${type}, not delivered.`),
    };
  const detail = `The receiving system reports: ${type}.`;
  if (type === 'dispatched' || type === 'displayed')
    return { outcome: { status: 'delivered', detail }, acknowledged: type };
  if (type !== 'processed') return undefined;
  if (deliveredBy === 'processed') return { outcome: { status: 'delivered', detail } };
  return sent.reference === undefined || sent.reference.endsWith(PROCESSED)
    ? undefined
    : { outcome: { status: 'sent', reference: `${sent.reference}${PROCESSED}`, detail } };
}

/** No receipt in time is a failure: the two timers of a Direct gateway. */
export function receiptFate(sent: SentParcel, terms: Terms, at: string): Outcome | undefined {
  if (sent.reference === undefined) return undefined;
  const minutes = (Date.parse(at) - Date.parse(sent.sentAt)) / MINUTE_MS;
  const isProcessed = sent.reference.endsWith(PROCESSED);
  const [waited, limit] = isProcessed
    ? ['dispatched', terms.dispatchedMinutes]
    : ['processed', terms.processedMinutes];
  if (minutes < limit) return undefined;
  const fate = terms.onSilence === 'again' && !isProcessed ? 'transient' : 'permanent';
  return failed(fate, `mdn-${waited}-missing`, `No receipt "${waited}" within ${limit} minutes.`);
}
