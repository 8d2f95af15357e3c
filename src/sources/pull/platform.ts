import { Failure } from '../../lib/failure.ts';
import { basicAuth } from '../../sdk/credentials.ts';
import {
  fetchBytes,
  fetchStream,
  statusFailure,
  type Fetched,
  type FetchRules,
  type Streamed,
} from '../../sdk/http-client.ts';
import { askForToken, createTokenCache, type TokenSource } from '../../sdk/oauth-token.ts';
import type { AuthSettings, PullSettings } from './config.ts';

type Lines = Readonly<Record<string, string>>;

/** The platform as it is asked: with our credentials, at its own host only. */
export type Platform = {
  /** A page, whole. Throws what `fetchFound` throws. */
  readonly page: (url: string) => Promise<Fetched>;
  /** A file, as it comes; 304 when it is as it was. */
  readonly file: (url: string, conditions: Lines) => Promise<Streamed>;
  /** How long the platform asked to be left alone, by its last answer; 0 when it did not. */
  readonly asked: () => number;
};

export function createPlatform(settings: PullSettings, signal?: AbortSignal): Platform {
  const credentials = createCredentials(settings.auth);
  let askedMs = 0;
  const rules = (maxBytes: number): FetchRules => ({
    hosts: [new URL(settings.url.split('?')[0] ?? '').hostname],
    maxBytes,
    timeoutMs: settings.timeoutSeconds * 1000,
    ...(signal && { signal }),
  });
  const initOf = async (more: Lines) => ({
    headers: { ...settings.headers, ...more, ...(await credentials.headers()) },
  });
  const check = (status: number, headers: Headers): void => {
    askedMs = retryAfter(headers.get('retry-after'));
    if (status === 401) credentials.forget();
    if (status !== 304 && (status < 200 || status >= 300)) throw statusFailure(status);
  };
  return {
    page: async (url) => {
      const init = await initOf({ Accept: 'application/json' });
      const fetched = await fetchBytes(url, init, rules(settings.maxBytes));
      check(fetched.status, fetched.headers);
      return fetched;
    },
    file: async (url, conditions) => {
      const init = await initOf({ Accept: '*/*', ...conditions });
      const streamed = await fetchStream(url, init, rules(settings.maxFileBytes));
      try {
        check(streamed.status, streamed.headers);
      } catch (error) {
        await streamed.cancel();
        throw error;
      }
      return streamed;
    },
    asked: () => askedMs,
  };
}

type Credentials = Pick<TokenSource, 'forget'> & { readonly headers: () => Promise<Lines> };

function createCredentials(auth: AuthSettings | undefined): Credentials {
  const always = (headers: Lines): Credentials => ({
    headers: () => Promise.resolve(headers),
    forget: () => undefined,
  });
  switch (auth?.kind) {
    case undefined:
      return always({});
    case 'bearer':
      return always({ Authorization: `Bearer ${auth.token}` });
    case 'basic':
      return always({ Authorization: basicAuth(auth) });
    case 'header':
      return always({ [auth.name]: auth.value });
    case 'oauth2': {
      const tokens = createTokenCache(() => signIn(auth));
      return {
        headers: async () => ({ Authorization: `Bearer ${await tokens.take()}` }),
        forget: tokens.forget,
      };
    }
  }
}

function signIn(auth: Extract<AuthSettings, { kind: 'oauth2' }>) {
  const { clientId, clientSecret, scope, audience } = auth;
  const isInForm = auth.send === 'form';
  const form = {
    grant_type: 'client_credentials',
    ...(isInForm && { client_id: clientId, client_secret: clientSecret }),
    ...(scope !== undefined && { scope }),
    ...(audience !== undefined && { audience }),
  };
  // RFC 6749, 2.3.1: both are form-encoded before they become name and password.
  const login = { username: encodeURIComponent(clientId), password: encodeURIComponent(clientSecret) };
  return askForToken(auth.tokenUrl, form, isInForm ? {} : { Authorization: basicAuth(login) });
}

const LONGEST_ASKED_MS = 24 * 3_600_000;

/** Seconds or a date (RFC 9110, 10.2.3), in milliseconds from now. */
function retryAfter(header: string | null): number {
  const text = header?.trim() ?? '';
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_ASKED_MS) : 0;
}

/** The platform does not know the page any more: what a look was left with leads nowhere. */
export function isGone(error: unknown): boolean {
  return error instanceof Failure && /^http-(?:400|404|410|422)$/.test(error.code);
}
