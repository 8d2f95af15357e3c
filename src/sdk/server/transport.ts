import { lookup, type LookupAddress } from 'node:dns';
import { readFileSync } from 'node:fs';
import { Agent as PlainAgent, request as plainRequest, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { codeOf, Failure } from '../../lib/failure.ts';
import { isPublicAddress } from '../../lib/public-address.ts';
import type { ServerSettings } from './config.ts';

export type Exchange = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** A larger answer is given up while it arrives. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
};

export type Answer = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly url: URL;
};

/** One server, connections kept. Any status is an answer; redirects are one too, and nobody follows. */
export type Transport = {
  /** Throws permanent `address-private`, `too-large`; transient `timeout`, `answer-cut`, or the code of what broke. */
  readonly send: (exchange: Exchange) => Promise<Answer>;
  readonly close: () => void;
};

/** Sockets to one server. More would only queue at its side. */
const MOST_SOCKETS = 8;

/**
 * Node's own client and not `fetch`: only here can certificates be named, addresses be judged at the moment of connecting (the name
 * cannot lead elsewhere in between) and an answer be given up at its limit.
 */
export function openTransport(
  settings: Pick<ServerSettings, 'tls' | 'allowPrivate' | 'timeoutSeconds'>,
): Transport {
  const { allowPrivate } = settings;
  const shared = { keepAlive: true, maxSockets: MOST_SOCKETS, lookup: guardedLookup(allowPrivate) };
  const agents = {
    http: new PlainAgent(shared),
    https: new TlsAgent({ ...shared, ...certificates(settings.tls) }),
  };
  const timeoutMs = settings.timeoutSeconds * 1000;
  return {
    send: async (exchange) => {
      const host = exchange.url.hostname.replaceAll(/[[\]]/g, '');
      // A literal address is never looked up.
      if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) throw addressPrivate();
      const timeout = AbortSignal.timeout(timeoutMs);
      const signal = exchange.signal ? AbortSignal.any([timeout, exchange.signal]) : timeout;
      try {
        return await answerOf(await begin(exchange, agents, signal), exchange);
      } catch (error) {
        throw brokenOff(timeout, error);
      }
    },
    close: () => {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

type Agents = { readonly http: PlainAgent; readonly https: TlsAgent };

function begin(exchange: Exchange, agents: Agents, signal: AbortSignal): Promise<IncomingMessage> {
  const { method, url, body } = exchange;
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const headers = { 'accept-encoding': 'gzip, identity', ...exchange.headers, ...length };
  return new Promise((resolve, reject) => {
    const request =
      url.protocol === 'https:'
        ? tlsRequest(url, { method, headers, signal, agent: agents.https })
        : plainRequest(url, { method, headers, signal, agent: agents.http });
    request.once('response', resolve);
    request.once('error', reject);
    request.end(body);
  });
}

async function answerOf(response: IncomingMessage, { url, maxBytes }: Exchange): Promise<Answer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      response.destroy();
      throw tooLarge(maxBytes);
    }
    chunks.push(chunk);
  }
  if (!response.complete) throw new Failure('transient', 'answer-cut', 'The answer was cut off.');
  const body = await decoded(Buffer.concat(chunks, size), response.headers['content-encoding'], maxBytes);
  return { status: response.statusCode ?? 0, headers: response.headers, body, url };
}

const unzip = promisify(gunzip);

async function decoded(body: Buffer, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity' || body.length === 0) return body;
  if (encoding !== 'gzip' && encoding !== 'x-gzip')
    throw new Failure('permanent', 'encoding', 'The server packs its answers in a way nobody asked for.');
  try {
    return await unzip(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new Failure('transient', 'answer-cut', 'The packed answer cannot be opened.', { cause: error });
  }
}

function guardedLookup(allowPrivate: boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      const first = found?.[0];
      if (error || !first) return callback(error ?? addressPrivate(), []);
      if (!allowPrivate && !found.every(({ address }) => isPublicAddress(address)))
        return callback(addressPrivate(), []);
      if (options.all) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}

function certificates({ caFile, certFile, keyFile, passphrase }: ServerSettings['tls']) {
  return {
    ...(caFile === undefined ? {} : { ca: readPem(caFile, 'tls.caFile') }),
    ...(certFile === undefined ? {} : { cert: readPem(certFile, 'tls.certFile') }),
    ...(keyFile === undefined ? {} : { key: readPem(keyFile, 'tls.keyFile') }),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
}

/** Read at the start: a certificate that is not there should stop the channel, not its first request. */
export function readPem(path: string, field: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Failure('permanent', 'config', `${field} cannot be read (${codeOf(cause)}).`, { cause });
  }
}

function addressPrivate(): Failure {
  const sentence =
    'The address is in a private network or on this machine: set allowPrivate, if the server is there.';
  return new Failure('permanent', 'address-private', sentence);
}

function tooLarge(maxBytes: number): Failure {
  return new Failure('permanent', 'too-large', `The answer has more than ${maxBytes} bytes.`);
}

function brokenOff(timeout: AbortSignal, error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (timeout.aborted) return new Failure('transient', 'timeout', 'The server did not answer in time.');
  const code = codeOf(error);
  return new Failure('transient', code, `The exchange broke off (${code}).`, { cause: error });
}
