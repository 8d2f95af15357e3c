import { lookup as systemLookup } from 'node:dns/promises';
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { codeOf, Failure } from '../../lib/failure.ts';
import { isPublicAddress } from '../../lib/public-address.ts';
import { findUrlProblem, type AddressRules } from './address.ts';

/** What became of one POST. */
export type PostOutcome = {
  readonly isDelivered: boolean;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** `ok`, or why not: `http-500`, `timeout`, `ECONNREFUSED`, `address-refused`, … */
  readonly code: string;
  readonly retryAfter?: string;
  readonly durationMs: number;
};

export type Address = { readonly address: string; readonly family: number };

export type PostOptions = AddressRules & {
  /** The whole exchange, name look-up included. */
  readonly timeoutMs?: number;
  /** All addresses of a name. Default: the system's resolver. */
  readonly resolve?: (hostname: string) => Promise<readonly Address[]>;
};

/** Standard Webhooks 1.0 advises 15 to 30 s. */
const TIMEOUT_MS = 15_000;
/** An answer is read to be polite, not for what it says. */
const MOST_ANSWER_BYTES = 64 * 1024;

/**
 * Posts once; never throws. The name is resolved once, every address it has must be public, and the connection goes to one of
 * those very addresses: a second look-up could answer otherwise. Redirects are failures, only 2xx is success.
 */
export async function postWebhook(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  options: PostOptions,
): Promise<PostOutcome> {
  const startedAt = performance.now();
  const signal = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  const ended = <T>(outcome: T): T & { durationMs: number } => ({
    ...outcome,
    durationMs: Math.round(performance.now() - startedAt),
  });
  try {
    const problem = findUrlProblem(url, options);
    if (problem) return ended({ isDelivered: false, code: problem.code });
    const target = new URL(url);
    const addresses = await resolveChecked(target, options, signal);
    const response = await send(target, headers, body, addresses, signal);
    const status = response.statusCode ?? 0;
    await drain(response);
    const isDelivered = status >= 200 && status < 300;
    const retryAfter = response.headers['retry-after'];
    return ended({
      isDelivered,
      status,
      code: isDelivered ? 'ok' : `http-${status}`,
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
  } catch (error) {
    return ended({ isDelivered: false, code: signal.aborted ? 'timeout' : codeOf(error) });
  }
}

async function resolveChecked(
  url: URL,
  options: PostOptions,
  signal: AbortSignal,
): Promise<readonly Address[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const resolve = options.resolve ?? resolveBySystem;
  const addresses = family === 0 ? await untilAborted(resolve(host), signal) : [{ address: host, family }];
  if (addresses.length === 0) throw new Failure('transient', 'address-unknown', 'The name has no address.');
  const isRefused = !options.allowPrivate && addresses.some((one) => !isPublicAddress(one.address));
  if (isRefused)
    throw new Failure('permanent', 'address-refused', 'The name leads to an address that is not public.');
  return addresses;
}

function resolveBySystem(hostname: string): Promise<readonly Address[]> {
  return systemLookup(hostname, { all: true });
}

/** A name server that never answers must not hold a try for longer than a try may take. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void =>
      reject(new Failure('transient', 'timeout', 'The name was not resolved in time.'));
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function send(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  addresses: readonly Address[],
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const [first] = addresses;
  const pinned: LookupFunction = (_hostname, wanted, done) => {
    if (wanted.all) return done(null, [...addresses]);
    done(null, first?.address ?? '', first?.family ?? 0);
  };
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'Content-Length': Buffer.byteLength(body), 'User-Agent': 'Referloop-Webhooks/1' },
    // A connection of its own: a kept one may have been closed by the other side, which would look like a failed try.
    agent: false,
    lookup: pinned,
    signal,
  };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, resolve);
    request.on('error', reject);
    request.end(body);
  });
}

/** The status has decided; what follows is read up to a limit and may break off. */
function drain(response: IncomingMessage): Promise<void> {
  let size = 0;
  return new Promise((resolve) => {
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MOST_ANSWER_BYTES) response.destroy();
    });
    response.on('error', () => undefined);
    response.on('close', resolve);
  });
}
