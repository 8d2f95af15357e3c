import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../lib/failure.ts';
import type { Busy, CrmOutcome } from './crm.ts';
import { readJson } from './gateway-door.ts';
import { fetchBytes, type Fetched, type FetchInit } from './http-client.ts';
import type { TokenSource } from './oauth-token.ts';

/** Requests to a CRM, signed in, not faster than it allows. */
export type CrmSession = {
  /**
   * Any answer the caller can make something of: 2xx, and those 4xx that speak of the request. Throws transient `busy` (429, 503; the
   * cause is a `Busy`), transient `http-…` (408, 425, 5xx), permanent `crm-login-refused` (401 with a new token too), permanent
   * `crm-forbidden` (403), and what `fetchBytes` throws.
   */
  readonly ask: (target: string, init: FetchInit, signal: AbortSignal) => Promise<CrmAnswer>;
};

export type CrmAnswer = Fetched & {
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
};

export type SessionOptions = {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** Headers of who asks, made anew for each request. */
  readonly headers: () => Promise<Readonly<Record<string, string>>>;
  /** A refused sign-in is forgotten, and the request is made once more. Absent: there is only one. */
  readonly forget?: () => void;
  readonly timeoutSeconds: number;
  /** Requests a second; bursts wait. */
  readonly mostPerSecond: number;
};

const MOST_ANSWER = 64 * 1024 * 1024;

export function openCrmSession(options: SessionOptions): CrmSession {
  const pace = createPace(options.mostPerSecond);
  const hosts = [new URL(options.baseUrl).hostname];
  const once = async (url: string, init: FetchInit, signal: AbortSignal): Promise<Fetched> => {
    await pace(signal);
    const headers = { ...(init.headers as Record<string, string> | undefined), ...(await options.headers()) };
    const rules = { hosts, maxBytes: MOST_ANSWER, timeoutMs: options.timeoutSeconds * 1000, signal };
    return fetchBytes(url, { ...init, headers }, rules);
  };
  return {
    ask: async (target, init, signal) => {
      const url = target.startsWith('/') ? `${options.baseUrl}${target}` : target;
      let answer = await once(url, init, signal);
      if (answer.status === 401 && options.forget) {
        options.forget();
        answer = await once(url, init, signal);
      }
      judge(answer);
      return { ...answer, json: readJson(answer.body) };
    },
  };
}

/** The header of an access token. */
export function bearerOf(tokens: TokenSource): Pick<SessionOptions, 'headers' | 'forget'> {
  return {
    headers: async () => ({ authorization: `Bearer ${await tokens.take()}` }),
    forget: tokens.forget,
  };
}

/** Throws for what says nothing of the request's content. */
function judge({ status, headers }: Fetched): void {
  if (status === 429 || status === 503) {
    const cause: Busy = { status, retryAfter: headers.get('retry-after') ?? undefined };
    throw new Failure('transient', 'busy', `The CRM asks to wait (${status}).`, { cause });
  }
  if (status === 401)
    throw new Failure(
      'permanent',
      'crm-login-refused',
      'The CRM refused the sign-in: check the credentials.',
    );
  if (status === 403)
    throw new Failure(
      'permanent',
      'crm-forbidden',
      'The CRM does not allow this: check the rights of the integration user.',
    );
  if (status >= 500 || status === 408 || status === 425)
    throw new Failure('transient', `http-${status}`, `The CRM answered ${status}.`);
}

/** How long a Failure says to wait, when it says so. */
export function busyOf(error: unknown): Busy | undefined {
  const cause = error instanceof Failure ? error.cause : undefined;
  return typeof cause === 'object' && cause !== null && 'retryAfter' in cause && 'status' in cause
    ? (cause as Busy)
    : undefined;
}

/** What a body turned out to be that should have been something else. */
export function unreadable(what: string): Failure {
  return new Failure('transient', 'answer-unreadable', `The CRM answered ${what} with something unknown.`);
}

/** At most so many a second, evenly. */
function createPace(mostPerSecond: number): (signal: AbortSignal) => Promise<void> {
  let free = 0;
  return async (signal) => {
    const at = performance.now();
    const mine = Math.max(at, free);
    free = mine + 1000 / mostPerSecond;
    if (mine > at) await wait(mine - at, undefined, { signal });
  };
}

/**
 * For CRMs that refuse a whole call because of one record: the call is made again in halves until the record stands alone. `send`
 * answers with outcomes, or with why the call as a whole was refused.
 */
export async function inHalves<T>(
  records: readonly T[],
  send: (records: readonly T[]) => Promise<readonly CrmOutcome[] | Refusal>,
): Promise<readonly CrmOutcome[]> {
  const answer = await send(records);
  if (!isRefusal(answer)) return answer;
  if (records.length <= 1) return records.map(() => answer);
  const middle = Math.ceil(records.length / 2);
  return [
    ...(await inHalves(records.slice(0, middle), send)),
    ...(await inHalves(records.slice(middle), send)),
  ];
}

export type Refusal = Extract<CrmOutcome, { readonly is: 'refused' }>;

/** What this field points at is not there (yet): tried again. */
export function noTarget(field: string): Refusal {
  return {
    is: 'refused',
    fate: 'transient',
    code: 'no-target',
    field,
    detail: 'The record it points at is not in the CRM yet.',
    isOwnWords: true,
  };
}

function isRefusal(answer: readonly CrmOutcome[] | Refusal): answer is Refusal {
  return 'is' in answer;
}
