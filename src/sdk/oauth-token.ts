import { z } from 'zod';
import { codeOf, Failure } from '../lib/failure.ts';
import { readJson } from './gateway-door.ts';
import { fetchBytes } from './http-client.ts';

export type TokenSource = {
  /** An access token with some time left. Throws `token-refused` (permanent) or `token-unreachable` (transient). */
  readonly take: () => Promise<string>;
  /** The server refused it: the next one is a new one. */
  readonly forget: () => void;
};

/** What a sign-in server gives. */
export type GrantedToken = {
  readonly accessToken: string;
  readonly seconds: number;
  readonly refreshToken: string | undefined;
};

const ANSWER_MS = 15_000;
const MOST_ANSWER = 64 * 1024;
/** A token this near its end is not begun anything with; of a short life it is a fifth. */
const MARGIN_MS = 5 * 60_000;
/** When the answer names no lifetime (RFC 6749 5.1 only recommends it). */
const DEFAULT_SECONDS = 300;

/** Keeps an access token until near its end. */
export function createTokenCache(
  ask: () => Promise<Pick<GrantedToken, 'accessToken' | 'seconds'>>,
  clock: () => number = Date.now,
): TokenSource {
  let asking: Promise<{ readonly value: string; readonly until: number }> | undefined;
  let token: { readonly value: string; readonly until: number } | undefined;
  const renew = async (): Promise<{ readonly value: string; readonly until: number }> => {
    const { accessToken, seconds } = await ask();
    const lifeMs = seconds * 1000;
    return { value: accessToken, until: clock() + lifeMs - Math.min(MARGIN_MS, lifeMs / 5) };
  };
  return {
    take: async () => {
      if (token && token.until > clock()) return token.value;
      // Several ask at once: one question serves them all.
      asking ??= renew().finally(() => (asking = undefined));
      token = await asking;
      return token.value;
    },
    forget: () => {
      token = undefined;
    },
  };
}

/** RFC 6749 5.1 and 5.2. Some servers write the seconds as a text. */
const answerShape = z.looseObject({
  access_token: z.string().min(1).optional(),
  expires_in: z.coerce.number().positive().optional().catch(undefined),
  refresh_token: z.string().min(1).optional().catch(undefined),
  error: z.string().optional().catch(undefined),
});

/** One request to a token endpoint (RFC 6749, 4.4.2 and 6). Throws `token-refused` and `token-unreachable`. */
export async function askForToken(
  url: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<GrantedToken> {
  const { status, body: bytes } = await fetchBytes(
    url,
    { method: 'POST', body: new URLSearchParams(form), headers: { ...headers } },
    { hosts: [new URL(url).hostname], maxBytes: MOST_ANSWER, timeoutMs: ANSWER_MS },
  ).catch((cause: unknown) => {
    const sentence = `The sign-in server did not answer (${codeOf(cause)}).`;
    throw new Failure('transient', 'token-unreachable', sentence, { cause });
  });
  const body = answerShape.safeParse(readJson(bytes)).data;
  if (status !== 200 || body?.access_token === undefined) {
    const code = /^[a-z_]{1,40}$/.test(body?.error ?? '') ? ` ${body?.error}` : '';
    const isTheirs = status >= 500 || status === 429;
    throw new Failure(
      isTheirs ? 'transient' : 'permanent',
      'token-refused',
      `The sign-in server gave no token (${status}${code}): check the oauth settings.`,
    );
  }
  return {
    accessToken: body.access_token,
    seconds: body.expires_in ?? DEFAULT_SECONDS,
    refreshToken: body.refresh_token,
  };
}
