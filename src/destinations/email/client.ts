import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { PassThrough } from 'node:stream';
import type { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import { now } from '../../lib/clock.ts';
import type { Fate } from '../../lib/failure.ts';
import type { OpenDestination, Outcome, Parcel, SentParcel } from '../../sdk/destination.ts';
import { emailEndpoint } from './config.ts';
import type { EmailSettings } from './config.ts';

const CONNECT_MS = 15_000;
/** The session was confused, not the mail refused: it may pass on a new connection. */
const BAD_SEQUENCE = 503;
const HOUR_MS = 3_600_000;
/** Office hours' worth of alerts and notes; mail servers frown on more connections from one client. */
const MAX_CONNECTIONS = 3;

type Transport = ReturnType<typeof openTransport>;

export function openEmail(settings: EmailSettings): OpenDestination {
  const transport = openTransport(settings);
  return {
    deliver: (parcel, signal) => deliver(transport, settings, parcel, signal),
    confirm: (sent) => Promise.resolve(confirm(sent, (settings.clock ?? now)())),
    close: async () => transport.close(),
  };
}

function openTransport(settings: EmailSettings) {
  const url = new URL(settings.smtpUrl);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isSecure = url.protocol === 'smtps:';
  const isLocal = isLoopback(host);
  const transport = createTransport({
    pool: true,
    host,
    port: Number(url.port) || (isSecure ? 465 : 587),
    secure: isSecure,
    requireTLS: settings.requireTls && !isLocal && !isSecure,
    // On loopback plain text is allowed, so a certificate for another name is no worse.
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: !isLocal },
    ...(url.username !== '' && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
    maxConnections: MAX_CONNECTIONS,
    // Retries are the hub's: it knows what has been recorded.
    maxRequeues: 0,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: settings.timeoutSeconds * 1000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // The library does not tell how far a mail got when its connection is lost; its stream does.
  transport.use('stream', (mail, done) => {
    const { progress } = mail.data as unknown as { readonly progress: Progress };
    mail.message.processFunc((input: Readable) => {
      const watched = new PassThrough();
      watched.once('end', () => (progress.isHandedOver = true));
      return input.pipe(watched);
    });
    done();
  });
  return transport;
}

/** How far one mail got. Before its last byte was handed over no server may deliver it (RFC 5321 section 4.1.1.4). */
type Progress = { isHandedOver: boolean };

async function deliver(
  transport: Transport,
  settings: EmailSettings,
  parcel: Parcel,
  signal: AbortSignal,
): Promise<Outcome> {
  const endpoint = emailEndpoint.safeParse({ address: parcel.address, settings: parcel.settings });
  if (!endpoint.success) return failed('permanent', 'address-refused', 'The endpoint is no e-mail address.');
  if (signal.aborted) return failed('transient', 'cancelled', 'Cancelled before anything was sent.');
  const { address } = endpoint.data;
  const progress: Progress = { isHandedOver: false };
  const from = senderOf(settings.from);
  const messageId = messageIdOf(parcel.key, from.address);
  try {
    const mail = {
      signal,
      progress,
      messageId,
      envelope: { from: from.address, to: [address], size: sizeOf(parcel) },
      from,
      to: { name: '', address },
      subject: oneLine(parcel.subject),
      text: parcel.text,
      date: new Date(parcel.composedAt),
      // Keeps out-of-office replies away (RFC 3834 section 5).
      headers: { 'Auto-Submitted': 'auto-generated' },
      attachments: attachmentsOf(parcel),
    };
    await transport.sendMail(mail);
  } catch (error) {
    return toOutcome(error, progress, signal);
  }
  return {
    status: 'sent',
    reference: messageId,
    ...(parcel.purpose === 'liaison_alert' && { isFinal: true }),
  };
}

/** `reference` is there only when the server took the mail: silence about a mail that may never have left proves nothing. */
function confirm(sent: SentParcel, at: string): Outcome | undefined {
  const endpoint = emailEndpoint.safeParse({ address: sent.address, settings: sent.settings });
  if (!endpoint.success || sent.reference === undefined) return undefined;
  const { confirm: way, settleHours } = endpoint.data.settings;
  if (way !== 'settle' || Date.parse(at) < Date.parse(sent.sentAt) + settleHours * HOUR_MS) return undefined;
  return { status: 'delivered', reference: sent.reference, detail: `No bounce within ${settleHours} hours.` };
}

/** An alert is its text; a document has a file name made of the PHI-free subject alone. */
function attachmentsOf(parcel: Parcel) {
  if (!parcel.document || parcel.purpose === 'liaison_alert') return [];
  const { buffer, byteOffset, byteLength } = parcel.document.bytes;
  const words = parcel.subject
    .normalize('NFKD')
    .toLowerCase()
    .match(/[a-z0-9]+/g) ?? ['document'];
  const filename = `${words.join('-').slice(0, 60)}.pdf`;
  return [
    {
      filename,
      content: Buffer.from(buffer, byteOffset, byteLength),
      contentType: parcel.document.mediaType,
    },
  ];
}

/** About what goes over the wire, for servers that refuse large mail before it is sent (RFC 1870). */
function sizeOf(parcel: Parcel): number {
  const attached = attachmentsOf(parcel)[0]?.content.byteLength ?? 0;
  return Math.ceil(attached * 1.37) + parcel.text.length + 2048;
}

type SmtpError = { readonly code?: string; readonly responseCode?: number };

/** Only codes go into the detail: a server's text may quote the mail. */
function toOutcome(error: unknown, progress: Progress, signal: AbortSignal): Outcome {
  const { code = 'unknown', responseCode } = error as SmtpError;
  // The server answered: whatever was sent, it has not taken it.
  if (responseCode !== undefined && responseCode >= 400) {
    // Credentials and TLS are the practice's own account, not this mail: retry until somebody mends them.
    const isOurs = code === 'EAUTH' || code === 'ETLS' || responseCode === BAD_SEQUENCE;
    const isRefusal = responseCode >= 500 && !isOurs;
    return failed(
      isRefusal ? 'permanent' : 'transient',
      `smtp-${responseCode}`,
      `The mail server said ${responseCode}.`,
    );
  }
  if (progress.isHandedOver) {
    const reason = signal.aborted ? 'cancelled' : 'no-answer';
    return failed('ambiguous', reason, `The mail was handed over, the answer never came (${code}).`);
  }
  if (signal.aborted) return failed('transient', 'cancelled', 'Cancelled before the mail was handed over.');
  if (code === 'EMESSAGE')
    return failed('permanent', 'too-large', 'The mail is larger than the server takes.');
  if (code === 'EENVELOPE') return failed('permanent', 'address-refused', 'The address cannot be used.');
  return failed('transient', 'smtp-unavailable', `The mail server cannot be used (${code}).`);
}

/** `Name <name@host>` or the bare address. */
function senderOf(text: string): { readonly name: string; readonly address: string } {
  const named = /^(.+) <(.+)>$/.exec(text);
  return { name: named?.[1] ?? '', address: named?.[2] ?? text };
}

function messageIdOf(key: string, from: string): string {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return `<${createHash('sha256').update(key).digest('hex').slice(0, 32)}@${domain}>`;
}

/** Header values are one line: nothing that stands in a subject can become a header. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\0]+/g, ' ').trim();
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function failed(fate: Fate, code: string, detail: string): Outcome {
  return { status: 'failed', fate, code, detail };
}
