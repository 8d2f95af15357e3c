import { z } from 'zod';
import { Failure } from '../lib/failure.ts';
import { basicAuth } from './credentials.ts';
import {
  fetchBytes,
  fetchFound,
  statusFailure,
  type Fetched,
  type FetchInit,
  type FetchRules,
} from './http-client.ts';
import { readJson } from './gateway-door.ts';

/** A client of an account, with the JWT credential of one of its users. */
export type RingcentralLogin = {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly jwt: string;
  readonly serverUrl: string;
  /** Hosts attachments are fetched from, with the access token. */
  readonly mediaHosts: readonly string[];
  readonly maxBytes: number;
  readonly timeoutSeconds: number;
};

/** Requests with an access token, which is fetched when it is needed and kept while it lives. */
export type Session = {
  /** Has a token that may be used. Throws permanent `login-refused`, or what may pass. */
  readonly ready: (signal?: AbortSignal) => Promise<void>;
  /** As `ask`, whatever the status is. */
  readonly askAny: (target: string, init: FetchInit, signal?: AbortSignal) => Promise<Fetched>;
  /** `target`: a path of the API, or the whole address of an attachment. Throws as `fetchFound` does. */
  readonly ask: (target: string, init: FetchInit, signal?: AbortSignal) => Promise<Fetched>;
  readonly askJson: (target: string, init: FetchInit, signal?: AbortSignal) => Promise<unknown>;
};

/** `until`: on the clock of `performance.now()`. */
type Token = { readonly value: string; readonly until: number };

const granted = z.looseObject({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** A token is not used in its last minute: it might end on the way. */
const MARGIN_MS = 60_000;

export function openSession(settings: RingcentralLogin): Session {
  let token: Promise<Token> | undefined;
  /** One login for all who ask at the same time; one that failed is no login. */
  const login = async (rules: FetchRules): Promise<Token> => {
    if (token && performance.now() > (await token).until) token = undefined;
    const mine = (token ??= fetchToken(settings, rules));
    return mine.catch((error: unknown) => {
      if (token === mine) token = undefined;
      throw error;
    });
  };
  const askAny: Session['askAny'] = async (target, init, signal) => {
    const rules = rulesFor(settings, signal);
    const url = target.startsWith('/') ? `${settings.serverUrl}${target}` : target;
    const headers = { ...(init.headers as Record<string, string> | undefined) };
    for (let attempt = 1; ; attempt += 1) {
      const { value } = await login(rules);
      const authorized = { ...init, headers: { ...headers, Authorization: `Bearer ${value}` } };
      const fetched = await fetchBytes(url, authorized, rules);
      // Tokens end early when an administrator says so: once more with a new one.
      if (attempt > 1 || fetched.status !== 401) return fetched;
      if ((await token?.catch(() => undefined))?.value === value) token = undefined;
    }
  };
  const ask: Session['ask'] = async (target, init, signal) => {
    const fetched = await askAny(target, init, signal);
    if (fetched.status >= 200 && fetched.status < 300) return fetched;
    throw statusFailure(fetched.status);
  };
  return {
    ready: async (signal) => void (await login(rulesFor(settings, signal))),
    askAny,
    ask,
    askJson: async (target, init, signal) => readJson((await ask(target, init, signal)).body),
  };
}

/** OAuth with a JWT credential (RFC 7523). Throws permanent `login-refused`. */
async function fetchToken(settings: RingcentralLogin, rules: FetchRules): Promise<Token> {
  const { clientId, clientSecret, jwt, serverUrl } = settings;
  const body = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: jwt,
  });
  const headers = { Authorization: basicAuth({ username: clientId, password: clientSecret }) };
  const url = `${serverUrl}/restapi/oauth/token`;
  const answer = await fetchFound(url, { method: 'POST', body, headers }, rules).catch((error: unknown) => {
    if (!(error instanceof Failure) || error.fate !== 'permanent') throw error;
    throw new Failure('permanent', 'login-refused', 'RingCentral refused the client or its JWT.', {
      cause: error,
    });
  });
  const read = granted.safeParse(readJson(answer.body));
  if (!read.success)
    throw new Failure(
      'transient',
      'answer-unreadable',
      'RingCentral answered the login with something unknown.',
    );
  const lifeMs = read.data.expires_in * 1000;
  return {
    value: read.data.access_token,
    until: performance.now() + Math.max(lifeMs - MARGIN_MS, lifeMs / 2),
  };
}

function rulesFor(settings: RingcentralLogin, signal: AbortSignal | undefined): FetchRules {
  return {
    hosts: [new URL(settings.serverUrl).hostname, ...settings.mediaHosts],
    maxBytes: settings.maxBytes,
    timeoutMs: settings.timeoutSeconds * 1000,
    ...(signal ? { signal } : {}),
  };
}
