import { storableFields } from '../../lib/storable-text.ts';
import { isForged, readAuthentication } from './authentication.ts';
import type { Authentication } from './authentication.ts';
import { recogniseFaxMail } from './fax-mail.ts';
import { fieldOf, mailboxOf, readHead, sentAtOf, textOf } from './head.ts';
import type { MailHead } from './head.ts';
import { lookAtParts } from './parts.ts';
import type { MailReading } from './settings.ts';

/** What a mail's envelope says: evidence about its sender, never proof. */
export type MailTransport = {
  readonly kind: 'mail' | 'fax' | 'upload';
  readonly fromAddress?: string;
  readonly fromName?: string;
  readonly subject?: string;
  /** ISO instant, by the sender's clock. */
  readonly sentAt?: string;
  /** ISO instant, by the mailbox's clock. */
  readonly receivedAt: string;
  readonly fromNumber?: string;
  readonly callerName?: string;
  readonly csid?: string;
  readonly pages?: number;
  readonly notice?: Readonly<Record<string, unknown>>;
};

/** Longer ones are no subjects; a line of mail ends at 998 (RFC 5322 2.1.1). */
const MOST_SUBJECT = 998;

/** Reads the envelope of a whole mail, or of a head alone. Total, and nothing of it that a database could not keep. */
export function readMailTransport(
  bytes: Uint8Array,
  receivedAt: string,
  reading: MailReading,
): MailTransport {
  return storableFields(readEnvelope(bytes, receivedAt, reading));
}

function readEnvelope(bytes: Uint8Array, receivedAt: string, reading: MailReading): MailTransport {
  const head = readHead(bytes);
  const from = mailboxOf(head, 'from');
  const subject = textOf(head, 'subject', MOST_SUBJECT);
  const sentAt = sentAtOf(head);
  const authentication =
    reading.trustedAuthServer === undefined ? {} : readAuthentication(head, reading.trustedAuthServer);
  const sheet = recogniseFaxMail({
    ...lookAtParts(bytes),
    ...(from.address === undefined ? {} : { fromAddress: from.address }),
    ...(from.name === undefined ? {} : { fromName: from.name }),
    ...(subject === undefined ? {} : { subject }),
  });
  const sender = {
    ...(from.address === undefined ? {} : { fromAddress: from.address }),
    ...(from.name === undefined ? {} : { fromName: from.name }),
  };
  const common = {
    ...(subject === undefined ? {} : { subject }),
    ...(sentAt === undefined ? {} : { sentAt }),
    receivedAt,
  };
  const notice = noticeOf(head, authentication);
  if (sheet?.kind === 'fax' && isFaxService(from.address, authentication, reading)) {
    // The service that handed it over is not the sender; its name is kept for who looks into a problem.
    return { ...sheet, ...common, notice: { ...notice, service: from.address } };
  }
  if (isOwnScan(from.address, authentication, reading)) {
    // The practice itself: who scanned a sheet is not who wrote it.
    return { kind: 'upload', ...common, notice: { ...notice, scanner: from.address } };
  }
  const isScan = sheet?.kind === 'scan' && reading.profiles.includes('scan');
  return {
    kind: 'mail',
    ...sender,
    ...common,
    ...withNotice({ ...notice, ...(isScan ? { scanned: true } : {}) }),
  };
}

function isOwnScan(
  address: string | undefined,
  authentication: Authentication,
  reading: MailReading,
): boolean {
  return (
    address !== undefined &&
    reading.profiles.includes('scan') &&
    reading.scanners.includes(address) &&
    !isForged(authentication)
  );
}

function isFaxService(
  address: string | undefined,
  authentication: Authentication,
  reading: MailReading,
): boolean {
  if (!reading.profiles.includes('fax') || isForged(authentication)) return false;
  if (reading.faxServices === undefined) return true;
  const domain = `@${address?.split('@')[1] ?? ''}`;
  return reading.faxServices.some((one) => one === address || one === domain);
}

/** What tells automatic mails from people's, and whom the sender's server answers for. */
function noticeOf(head: MailHead, authentication: Authentication): Readonly<Record<string, unknown>> {
  const automatic = fieldOf(head, 'auto-submitted')
    ?.toLowerCase()
    .match(/^[a-z-]{1,40}/)?.[0];
  const hops = head.fields.filter(({ name }) => name === 'received').length;
  return {
    ...authentication,
    ...(automatic === undefined || automatic === 'no' ? {} : { autoSubmitted: automatic }),
    ...(fieldOf(head, 'x-loop') === undefined ? {} : { loop: true }),
    ...(hops > MOST_HOPS ? { hops } : {}),
  };
}

/** A mail that passed more servers is going round in circles. */
const MOST_HOPS = 50;

function withNotice(notice: Readonly<Record<string, unknown>>): Pick<MailTransport, 'notice'> {
  return Object.keys(notice).length === 0 ? {} : { notice };
}
