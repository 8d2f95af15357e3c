import { isIP } from 'node:net';
import { PassThrough, type Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import DKIM from 'nodemailer/lib/dkim';
import type { Fate } from '../lib/failure.ts';
import type { Outcome } from './destination.ts';
import type { DkimKey, SmtpSettings } from './smtp-settings.ts';

/** One mail to one mailbox. Nothing in it is read from a file or another server. */
export type Letter = {
  /** Comes back in delivery reports as Original-Envelope-Id (RFC 3461 section 4.4). */
  readonly key: string;
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly composedAt: string;
  /** In place of the one that says a machine wrote it. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly attachments?: readonly LetterFile[];
  /** Delivery reports that are asked for (RFC 3461 section 4.1). None: the server reports failures as it always did. */
  readonly notify?: readonly ('success' | 'failure' | 'delay')[];
  /** Turns the finished mail, head and body, into what is sent instead: S/MIME. */
  readonly seal?: (mail: Buffer) => Buffer;
  /** It says nothing of anybody: it may go to a server that knows no TLS. */
  readonly mayGoClear?: true;
};

export type LetterFile = {
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
};

export type SmtpLine = {
  /** `sent` when the server took it. Never throws. */
  readonly send: (letter: Letter, signal: AbortSignal) => Promise<Outcome>;
  /** Without the name. */
  readonly from: string;
  /** Whether a mail in the clear may follow where TLS is not to be had: a password never goes that way. */
  readonly canGoClear: boolean;
  readonly close: () => void;
};

/** The server knows no TLS, so nothing was sent. */
export const NO_TLS = 'smtp-no-tls';

const CONNECT_MS = 15_000;
/** The session was confused, not the mail refused: it may pass on a new connection. */
const BAD_SEQUENCE = 503;
/** Office hours' worth of alerts and notes; mail servers frown on more connections from one client. */
const MAX_CONNECTIONS = 3;
/** The server does not know the command STARTTLS (RFC 5321 section 4.2.2). */
const UNKNOWN_COMMAND: ReadonlySet<number> = new Set([500, 501, 502, 504]);

type Transport = ReturnType<typeof openTransport>;

/** A line to the practice's own mail server (RFC 5321). */
export function openSmtp(settings: SmtpSettings, dkim: DkimKey | undefined): SmtpLine {
  const from = senderOf(settings.from);
  const transport = openTransport(settings, dkim, settings.requireTls);
  let clear: Transport | undefined;
  return {
    from: from.address,
    canGoClear: new URL(settings.smtpUrl).username === '',
    send: (letter, signal) => {
      if (letter.mayGoClear) clear ??= openTransport(settings, dkim, false);
      return send((letter.mayGoClear && clear) || transport, from, letter, signal);
    },
    close: () => {
      transport.close();
      clear?.close();
    },
  };
}

function openTransport(settings: SmtpSettings, dkim: DkimKey | undefined, requireTls: boolean) {
  const url = new URL(settings.smtpUrl);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isSecure = url.protocol === 'smtps:';
  const isLocal = isLoopback(host);
  const transport = createTransport({
    pool: true,
    host,
    port: Number(url.port) || (isSecure ? 465 : 587),
    secure: isSecure,
    requireTLS: requireTls && !isLocal && !isSecure,
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
  transport.use('stream', (mail, done) => {
    const { progress } = mail.data as unknown as Tracked;
    // Signed before it is watched: the signer takes a mail whole before it gives the first byte on.
    if (dkim) mail.message.processFunc((input: Readable) => new DKIM(dkim).sign(input));
    // The library does not tell how far a mail got when its connection is lost; its stream does.
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
type Tracked = { readonly progress: Progress };
type Mail = Parameters<Transport['sendMail']>[0] & Tracked;

async function send(
  transport: Transport,
  from: Sender,
  letter: Letter,
  signal: AbortSignal,
): Promise<Outcome> {
  const progress: Progress = { isHandedOver: false };
  try {
    const mail: Mail = {
      ...contentOf(from, letter),
      signal,
      progress,
      envelope: { from: from.address, to: [letter.to], size: sizeOf(letter) },
      ...(letter.notify && { dsn: dsnOf(letter, letter.notify) }),
    };
    await transport.sendMail(letter.seal ? await sealed(mail, letter.seal) : mail);
  } catch (error) {
    return toOutcome(error, progress, signal);
  }
  return { status: 'sent', reference: letter.messageId };
}

/** What reports shall name, and that they return the head of the mail alone (RFC 3461 section 4). */
function dsnOf({ key, to }: Letter, notify: NonNullable<Letter['notify']>) {
  return { id: key, return: 'headers' as const, notify: [...notify], recipient: `rfc822;${to}` };
}

function contentOf(from: Sender, letter: Letter) {
  return {
    messageId: letter.messageId,
    from,
    to: { name: '', address: letter.to },
    subject: oneLine(letter.subject),
    text: letter.text,
    date: new Date(letter.composedAt),
    // Keeps out-of-office replies away (RFC 3834 section 5).
    headers: letter.headers ?? { 'Auto-Submitted': 'auto-generated' },
    attachments: (letter.attachments ?? []).map(({ filename, contentType, bytes }) => ({
      filename,
      contentType,
      content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    })),
  };
}

const composer = createTransport({
  streamTransport: true,
  buffer: true,
  newline: 'windows',
  disableFileAccess: true,
  disableUrlAccess: true,
});

/** The same mail, composed first and then sealed as a whole. */
async function sealed(mail: Mail, seal: (mail: Buffer) => Buffer): Promise<Mail> {
  const { message } = await composer.sendMail(mail);
  const { progress, signal, envelope, dsn } = mail;
  return { raw: seal(message as Buffer), progress, signal, envelope, ...(dsn && { dsn }) };
}

/** About what goes over the wire, for servers that refuse large mail before it is sent (RFC 1870). */
function sizeOf({ attachments = [], text }: Letter): number {
  const attached = attachments.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  return Math.ceil(attached * 1.37) + text.length + 2048;
}

type SmtpError = { readonly code?: string; readonly responseCode?: number };

/** Only codes go into the detail: a server's text may quote the mail. */
function toOutcome(error: unknown, progress: Progress, signal: AbortSignal): Outcome {
  const { code = 'unknown', responseCode } = error as SmtpError;
  if (code === 'ETLS' && responseCode !== undefined && UNKNOWN_COMMAND.has(responseCode))
    return failed('transient', NO_TLS, 'The mail server offers no TLS. Nothing was sent.');
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

type Sender = { readonly name: string; readonly address: string };

/** `Name <name@host>` or the bare address. */
function senderOf(text: string): Sender {
  const named = /^(.+) <(.+)>$/.exec(text);
  return { name: named?.[1] ?? '', address: named?.[2] ?? text };
}

/** Header values are one line: nothing that stands in a subject can become a header. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\0]+/g, ' ').trim();
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

export function failed(fate: Fate, code: string, detail: string): Outcome {
  return { status: 'failed', fate, code, detail };
}
