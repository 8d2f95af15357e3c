import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { ImapFlow } from 'imapflow';
import { codeOf, Failure } from '../../lib/failure.ts';
import { portOf } from './config.ts';
import type { ImapSettings } from './config.ts';
import type { TokenSource } from '../../sdk/oauth-token.ts';

const CONNECT_MS = 20_000;
/** IDLE begins this long after the last command. */
const IDLE_AFTER_MS = 200;
/** Servers drop an IDLE after half an hour at the latest (RFC 2177); firewalls sooner. */
const MOST_IDLE_MS = 5 * 60_000;

export type Login = {
  readonly settings: ImapSettings;
  readonly ca: Buffer | undefined;
  readonly tokens: TokenSource | undefined;
};

/** Reads what a login needs from disk. @throws Failure permanent `tls-file`. */
export function prepareCa(settings: ImapSettings): Buffer | undefined {
  if (settings.caFile === undefined) return undefined;
  try {
    return readFileSync(settings.caFile);
  } catch (cause) {
    const sentence = `caFile: ${settings.caFile} cannot be read (${codeOf(cause)}).`;
    throw new Failure('permanent', 'tls-file', sentence, { cause });
  }
}

/**
 * Connects and logs in. A client serves for one connection and is thrown away with it. Throws (transient) `imap-unreachable` or
 * (permanent) `imap-login`, besides what getting a token throws.
 */
export async function openSession({ settings, ca, tokens }: Login): Promise<ImapFlow> {
  const { auth, security } = settings;
  const accessToken = await tokens?.take();
  const client = new ImapFlow({
    host: settings.host,
    port: portOf(settings),
    secure: security === 'tls',
    doSTARTTLS: security === 'starttls',
    tls: {
      minVersion: 'TLSv1.2',
      ...(ca && { ca }),
      ...(isIP(settings.host) ? {} : { servername: settings.host }),
    },
    auth: {
      user: auth.user,
      ...('password' in auth ? { pass: auth.password } : { accessToken: accessToken ?? '' }),
    },
    // Its log lines hold what the server says, subjects among them.
    logger: false,
    clientInfo: { name: 'Referloop' },
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: settings.silenceSeconds * 1000,
    maxIdleTime: Math.min(MOST_IDLE_MS, settings.pollSeconds * 2_000),
    autoIdleDelay: IDLE_AFTER_MS,
    // Some servers answer a question for a piece with the whole mail.
    maxLiteralSize: 2 * settings.maxBytes + MOST_LINE,
    maxLineLength: MOST_LINE,
  });
  // Without a listener an error ends the process. After one (silence of the server is one) the client is of no use: closing it fails
  // the call that waits, and that tells what it was.
  client.on('error', () => client.close());
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.close();
    throw loginFailure(error, tokens);
  }
}

/** A response without a literal: longer ones are no mail server's. */
const MOST_LINE = 8 * 1024 * 1024;

function loginFailure(error: unknown, tokens: TokenSource | undefined): Failure {
  const said = error as { readonly authenticationFailed?: boolean; readonly serverResponseCode?: string };
  if (said.authenticationFailed === true) {
    tokens?.forget();
    const code = /^[A-Z-]{1,40}$/.exec(said.serverResponseCode ?? '')?.[0];
    const why = code === undefined ? '' : ` (${code})`;
    return new Failure(
      'permanent',
      'imap-login',
      `The mail server refused the login${why}: check user and ${tokens ? 'the rights of the token' : 'password'}.`,
      { cause: error },
    );
  }
  return new Failure(
    'transient',
    'imap-unreachable',
    `The mail server cannot be reached (${codeOf(error)}): check host, port and security.`,
    { cause: error },
  );
}

/**
 * Does something that the server must answer, and closes the connection when not a byte comes for so long: the library's own watch
 * misses a server that falls silent just as IDLE begins.
 */
export async function heard<T>(client: ImapFlow, silenceMs: number, work: () => Promise<T>): Promise<T> {
  let received = client.stats().received;
  const timer = setInterval(() => {
    const before = received;
    received = client.stats().received;
    if (received === before) client.close();
  }, silenceMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
