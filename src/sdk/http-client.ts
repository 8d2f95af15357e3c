import { lookup } from 'node:dns/promises';
import { codeOf, Failure } from '../lib/failure.ts';
import { isPublicAddress } from '../lib/public-address.ts';
import { readBody } from './http-door.ts';

/** What an adapter allows itself when it asks a server on the internet. */
export type FetchRules = {
  /**
   * Names of hosts that may be asked: `api.vendor.example`, or `*.vendor.example` for every name below. One that is written out may be
   * anywhere and on any port; one that only a star lets in is on the internet and on port 443.
   */
  readonly hosts: readonly string[];
  /** All addresses of a name. Default: the system's resolver. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  /** A larger answer is given up while it arrives. */
  readonly maxBytes: number;
  /** The whole exchange. */
  readonly timeoutMs: number;
  /** Ends the exchange early: the source stops. */
  readonly signal?: AbortSignal;
};

export type Fetched = {
  readonly status: number;
  readonly contentType?: string;
  readonly headers: Headers;
  readonly body: Buffer;
};

export type FetchInit = Pick<RequestInit, 'method' | 'headers' | 'body'>;

/**
 * Asks once and reads the answer whole. A link in somebody's message leads only where the rules allow, and never further: a
 * redirect is a failure. Throws permanent `url-refused`, `redirect-refused`, `too-large`; transient `timeout`, `answer-cut`, or
 * the code of what broke. Any status but 3xx is an answer, and 304 is one.
 */
export async function fetchBytes(url: string, init: FetchInit, rules: FetchRules): Promise<Fetched> {
  const timeout = AbortSignal.timeout(rules.timeoutMs);
  const response = await ask(url, init, rules, timeout);
  const body = await readBody(response, rules.maxBytes);
  if (body === 'too-large') {
    await response.body?.cancel().catch(() => undefined);
    throw new Failure('permanent', 'too-large', `The answer has more than ${rules.maxBytes} bytes.`);
  }
  if (body === 'cut') throw brokenOff(timeout, undefined);
  const contentType = response.headers.get('content-type');
  return {
    status: response.status,
    ...(contentType === null ? {} : { contentType }),
    headers: response.headers,
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
  };
}

/**
 * The same for an answer that may be larger than memory. `content` throws what `fetchBytes` throws, and transient `answer-cut` when
 * fewer bytes come than were announced. `timeoutMs` is for the answer's head and for each silence after it. Read it or cancel it.
 */
export async function fetchStream(url: string, init: FetchInit, rules: FetchRules): Promise<Streamed> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), rules.timeoutMs);
  try {
    const response = await ask(url, init, rules, silence.signal);
    return {
      status: response.status,
      headers: response.headers,
      content: readPieces(response, rules, silence.signal, timer),
      cancel: async () => {
        clearTimeout(timer);
        await response.body?.cancel().catch(() => undefined);
      },
    };
  } catch (error) {
    clearTimeout(timer);
    throw error;
  }
}

export type Streamed = {
  readonly status: number;
  readonly headers: Headers;
  readonly content: AsyncIterable<Uint8Array>;
  readonly cancel: () => Promise<void>;
};

async function* readPieces(
  response: Response,
  { maxBytes }: FetchRules,
  silence: AbortSignal,
  timer: NodeJS.Timeout,
): AsyncIterable<Uint8Array> {
  let size = 0;
  try {
    for await (const piece of response.body ?? []) {
      timer.refresh();
      size += piece.byteLength;
      if (size > maxBytes)
        throw new Failure('permanent', 'too-large', `The answer has more than ${maxBytes} bytes.`);
      yield piece;
      timer.refresh();
    }
  } catch (error) {
    throw error instanceof Failure ? error : brokenOff(silence, error);
  } finally {
    clearTimeout(timer);
  }
}

/** An answer whose head has come, from where the rules allow. */
async function ask(url: string, init: FetchInit, rules: FetchRules, timeout: AbortSignal): Promise<Response> {
  const { hostname, port } = checkedUrl(url, rules.hosts);
  const signal = rules.signal ? AbortSignal.any([timeout, rules.signal]) : timeout;
  if (!rules.hosts.some((host) => host.toLowerCase() === hostname)) {
    if (port !== '') throw urlRefused();
    await assertPublic(hostname, rules, timeout);
  }
  const response = await fetch(url, { ...init, redirect: 'manual', signal }).catch((error: unknown) => {
    throw brokenOff(timeout, error);
  });
  // 304 leads nowhere: nothing changed since the caller's copy (RFC 9110, 15.4.5).
  if (response.status >= 300 && response.status < 400 && response.status !== 304) {
    await response.body?.cancel();
    throw new Failure('permanent', 'redirect-refused', 'The server sent us elsewhere; nobody follows.');
  }
  return response;
}

/** The same where only 2xx will do: throws `http-<status>`, transient for what passes (408, 425, 429, 5xx), else permanent. */
export async function fetchFound(url: string, init: FetchInit, rules: FetchRules): Promise<Fetched> {
  const fetched = await fetchBytes(url, init, rules);
  const { status } = fetched;
  if (status >= 200 && status < 300) return fetched;
  throw statusFailure(status);
}

/** `http-<status>`: transient for what passes (408, 425, 429, 5xx), else permanent. */
export function statusFailure(status: number): Failure {
  const isPassing = status >= 500 || status === 408 || status === 425 || status === 429;
  return new Failure(
    isPassing ? 'transient' : 'permanent',
    `http-${status}`,
    `The server answered ${status}.`,
  );
}

/** The JSON of a 2xx answer. Throws transient `answer-unreadable` when it is none: an error page of something in between. */
export async function fetchJson(url: string, init: FetchInit, rules: FetchRules): Promise<unknown> {
  const { body } = await fetchFound(url, init, rules);
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    throw new Failure('transient', 'answer-unreadable', 'The server answered something that is no JSON.');
  }
}

function checkedUrl(text: string, hosts: readonly string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isAllowed =
    url !== undefined &&
    url.username === '' &&
    url.password === '' &&
    (url.protocol === 'https:' || (url.protocol === 'http:' && isThisMachine(url.hostname))) &&
    hosts.some((host) => isNamed(url.hostname, host));
  if (!isAllowed) throw urlRefused();
  return url;
}

function urlRefused(): Failure {
  return new Failure('permanent', 'url-refused', 'The link leads to a host that is not on the list.');
}

/**
 * Names below a large provider's are given to anybody, and some lead into the network the hub is in. Between this look-up and the
 * connection's own an answer could change; what then answers has no certificate of the name.
 */
async function assertPublic(host: string, { resolve }: FetchRules, timeout: AbortSignal): Promise<void> {
  const addresses = await (resolve ?? systemResolve)(host).catch((error: unknown) => {
    throw brokenOff(timeout, error);
  });
  if (addresses.length > 0 && addresses.every(isPublicAddress)) return;
  throw new Failure('permanent', 'url-refused', 'The link leads to an address that is not on the internet.');
}

async function systemResolve(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/** Without TLS nothing is asked but a program beside the hub. */
function isThisMachine(host: string): boolean {
  return host === '127.0.0.1' || host === '[::1]' || host === 'localhost';
}

function isNamed(host: string, pattern: string): boolean {
  const wanted = pattern.toLowerCase();
  return wanted.startsWith('*.') ? host.endsWith(wanted.slice(1)) : host === wanted;
}

function brokenOff(timeout: AbortSignal, error: unknown): Failure {
  if (timeout.aborted) return new Failure('transient', 'timeout', 'The server did not answer in time.');
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = error === undefined ? 'answer-cut' : codeOf(cause);
  return new Failure('transient', code, `The exchange broke off (${code}).`, { cause: error });
}
