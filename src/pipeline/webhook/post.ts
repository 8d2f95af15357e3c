import { lookup as systemLookup } from 'node:dns/promises';
import {
  Agent as HttpAgent,
  request as requestHttp,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { codeOf, Failure } from '../../lib/failure.ts';
import { isPublicAddress } from '../../lib/public-address.ts';
import { storableText } from '../../lib/storable-text.ts';
import { findUrlProblem, type AddressRules } from './address.ts';

/** What became of one POST. */
export type PostOutcome = {
  readonly isDelivered: boolean;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** `ok`, or why not: `http-500`, `timeout`, `ECONNREFUSED`, `address-refused`, … */
  readonly code: string;
  readonly retryAfter?: string;
  /** How the body of the answer begins, when there was one. */
  readonly answer?: string;
  readonly durationMs: number;
};

export type Address = { readonly address: string; readonly family: number };

export type PostOptions = AddressRules & {
  /** The whole exchange, name look-up included. */
  readonly timeoutMs?: number;
  /** All addresses of a name. Default: the system's resolver. */
  readonly resolve?: (hostname: string) => Promise<readonly Address[]>;
};

/** Connections to one receiver, kept open between two POSTs. */
export type Line = {
  /** Posts once; never throws. Redirects are failures, only 2xx is success. */
  readonly post: (headers: Readonly<Record<string, string>>, body: string) => Promise<PostOutcome>;
  readonly close: () => void;
};

/** Standard Webhooks 1.0 advises 15 to 30 s. */
const TIMEOUT_MS = 15_000;
/** An answer is read to be polite, not for what it says. */
const MOST_ANSWER_BYTES = 64 * 1024;
/** What of it people are shown. */
const SHOWN_ANSWER_BYTES = 1_000;
/** A name that was looked up and checked serves new connections this long; after that it is asked again. */
const RESOLVED_MS = 5_000;
/** What a kept connection says that its other end had closed before our request came. */
const STALE: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE']);
const staleSocket = new Failure('transient', 'ECONNRESET', 'The kept connection had been closed.');

/** Posts once over a connection of its own; see `openLine`. */
export async function postWebhook(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  options: PostOptions,
): Promise<PostOutcome> {
  const line = openLine(url, options, 1);
  try {
    return await line.post(headers, body);
  } finally {
    line.close();
  }
}

/**
 * Up to `sockets` connections to one address. The name is resolved before connections are made, every address it has must be
 * public, and they go to one of those very addresses: a second look-up could answer otherwise. A request that meets a kept
 * connection its other end has closed is sent once more over a new one: at worst the receiver sees the same id twice.
 */
export function openLine(url: string, options: PostOptions, sockets: number): Line {
  const problem = findUrlProblem(url, options);
  if (problem) {
    const refused: PostOutcome = { isDelivered: false, code: problem.code, durationMs: 0 };
    return { post: () => Promise.resolve(refused), close: () => undefined };
  }
  const target = new URL(url);
  const settings = { keepAlive: true, maxSockets: sockets };
  const agent = target.protocol === 'https:' ? new HttpsAgent(settings) : new HttpAgent(settings);
  const addressesOf = rememberAddresses(target, options);
  const post = async (headers: Readonly<Record<string, string>>, body: string): Promise<PostOutcome> => {
    const startedAt = performance.now();
    const signal = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
    const outcome = await exchange(async () => {
      const addresses = await untilAborted(addressesOf(), signal);
      const request = { target, headers, body, addresses, signal };
      return send({ ...request, agent }).catch((error: unknown) => {
        if (error !== staleSocket) throw error;
        return send({ ...request, agent: false });
      });
    }, signal);
    return { ...outcome, durationMs: Math.round(performance.now() - startedAt) };
  };
  return { post, close: () => agent.destroy() };
}

async function exchange(
  ask: () => Promise<IncomingMessage>,
  signal: AbortSignal,
): Promise<Omit<PostOutcome, 'durationMs'>> {
  try {
    const response = await ask();
    const status = response.statusCode ?? 0;
    const answer = await drain(response);
    const isDelivered = status >= 200 && status < 300;
    const retryAfter = response.headers['retry-after'];
    return {
      isDelivered,
      status,
      code: isDelivered ? 'ok' : `http-${status}`,
      ...(retryAfter === undefined ? {} : { retryAfter }),
      ...(answer === '' ? {} : { answer }),
    };
  } catch (error) {
    return { isDelivered: false, code: signal.aborted ? 'timeout' : codeOf(error) };
  }
}

/** The checked addresses of a name, asked for again when they are some seconds old or could not be had. */
function rememberAddresses(url: URL, options: PostOptions): () => Promise<readonly Address[]> {
  let known: { readonly at: number; readonly addresses: Promise<readonly Address[]> } | undefined;
  return () => {
    if (known === undefined || performance.now() - known.at > RESOLVED_MS) {
      const addresses = resolveChecked(url, options);
      const asked = { at: performance.now(), addresses };
      addresses.catch(() => {
        if (known === asked) known = undefined;
      });
      known = asked;
    }
    return known.addresses;
  };
}

async function resolveChecked(url: URL, options: PostOptions): Promise<readonly Address[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const resolve = options.resolve ?? resolveBySystem;
  const addresses = family === 0 ? await resolve(host) : [{ address: host, family }];
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

type Sending = {
  readonly target: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly addresses: readonly Address[];
  readonly signal: AbortSignal;
  /** False: a connection of its own. */
  readonly agent: HttpAgent | false;
};

function send({ target, headers, body, addresses, signal, agent }: Sending): Promise<IncomingMessage> {
  const [first] = addresses;
  const pinned: LookupFunction = (_hostname, wanted, done) => {
    if (wanted.all) return done(null, [...addresses]);
    done(null, first?.address ?? '', first?.family ?? 0);
  };
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'Content-Length': Buffer.byteLength(body), 'User-Agent': 'Referloop-Webhooks/1' },
    agent,
    lookup: pinned,
    signal,
  };
  return new Promise((resolve, reject) => {
    const request = (target.protocol === 'https:' ? requestHttps : requestHttp)(target, options, resolve);
    request.on('error', (error) =>
      reject(request.reusedSocket && STALE.has(codeOf(error)) ? staleSocket : error),
    );
    request.end(body);
  });
}

/** The status has decided; what follows is read up to a limit and may break off. Returns how it begins. */
function drain(response: IncomingMessage): Promise<string> {
  const shown: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    response.on('data', (chunk: Buffer) => {
      if (size < SHOWN_ANSWER_BYTES) shown.push(chunk.subarray(0, SHOWN_ANSWER_BYTES - size));
      size += chunk.length;
      if (size > MOST_ANSWER_BYTES) response.destroy();
    });
    response.on('error', () => undefined);
    response.on('close', () => resolve(storableText(Buffer.concat(shown).toString('utf8'))));
  });
}
