import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { z } from 'zod';
import { Failure } from '../../lib/failure.ts';
import { readJson } from '../gateway-door.ts';
import type { SmartSettings } from './config-auth.ts';
import { isSafeAddress } from './config-words.ts';
import type { SigningKey } from './keys.ts';
import type { Answer, Transport } from './transport.ts';

export type Tokens = {
  /** An access token with some time left. Throws permanent `token-refused`, `smart-unknown`; transient ones as the transport does. */
  readonly take: (signal?: AbortSignal) => Promise<string>;
  /** The server refused this one: the next is a new one. */
  readonly forget: (token: string) => void;
};

/** `until`: on the clock of `performance.now()`. */
type Token = { readonly value: string; readonly until: number };
type Endpoint = { readonly url: string; readonly algorithms: readonly string[] | undefined };

const MOST_ANSWER = 256 * 1024;
const MARGIN_MS = 60_000;
/** When the answer names no lifetime: SMART recommends at most this. */
const DEFAULT_SECONDS = 300;
/** An assertion lives at most five minutes (SMART App Launch 2.2, 3.1.5); clocks differ, so it is less. */
const ASSERTION_SECONDS = 240;
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** SMART Backend Services: the hub proves itself with a signed assertion and gets a token without a person. */
export function createTokens(
  settings: SmartSettings,
  baseUrl: string,
  keys: readonly SigningKey[],
  transport: Transport,
): Tokens {
  let asking: Promise<Token> | undefined;
  let token: Token | undefined;
  let endpoint: Endpoint | undefined;
  const ask = async (signal?: AbortSignal): Promise<Token> => {
    endpoint ??= await findEndpoint(settings, baseUrl, transport, signal);
    try {
      return await fetchToken(settings, endpoint, keys, transport, signal);
    } catch (error) {
      // It may have moved: discovered anew the next time.
      endpoint = undefined;
      throw error;
    }
  };
  return {
    take: async (signal) => {
      if (token && performance.now() < token.until) return token.value;
      // Many requests begin at once: one question serves them all.
      asking ??= ask(signal).finally(() => (asking = undefined));
      token = await asking;
      return token.value;
    },
    forget: (refused) => {
      if (token?.value === refused) token = undefined;
    },
  };
}

const configuration = z.looseObject({
  token_endpoint: z.string(),
  token_endpoint_auth_signing_alg_values_supported: z.array(z.string()).optional().catch(undefined),
});

async function findEndpoint(
  { tokenUrl }: SmartSettings,
  baseUrl: string,
  transport: Transport,
  signal: AbortSignal | undefined,
): Promise<Endpoint> {
  if (tokenUrl !== undefined) return { url: tokenUrl, algorithms: undefined };
  const url = new URL(`${baseUrl}/.well-known/smart-configuration`);
  const answer = await send(transport, { method: 'GET', url, headers: accept }, signal);
  const read = configuration.safeParse(answer.status === 200 ? readJson(answer.body) : undefined);
  if (!read.success) {
    assertNotPassing(answer);
    const sentence = `The server has no usable .well-known/smart-configuration (${answer.status}): set auth.tokenUrl.`;
    throw new Failure('permanent', 'smart-unknown', sentence);
  }
  if (!isSafeAddress(read.data.token_endpoint)) {
    const sentence = 'The token_endpoint of the server’s smart-configuration is no https:// address.';
    throw new Failure('permanent', 'smart-unknown', sentence);
  }
  return {
    url: read.data.token_endpoint,
    algorithms: read.data.token_endpoint_auth_signing_alg_values_supported,
  };
}

const granted = z.looseObject({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.coerce.number().positive().optional().catch(undefined),
});

async function fetchToken(
  settings: SmartSettings,
  endpoint: Endpoint,
  keys: readonly SigningKey[],
  transport: Transport,
  signal: AbortSignal | undefined,
): Promise<Token> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    scope: settings.scope,
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: await signAssertion(settings.clientId, endpoint.url, keyFor(endpoint, keys)),
  });
  const headers = { ...accept, 'content-type': 'application/x-www-form-urlencoded' };
  const exchange = { method: 'POST', url: new URL(endpoint.url), headers, body: form.toString() };
  const answer = await send(transport, exchange, signal);
  const read = granted.safeParse(answer.status === 200 ? readJson(answer.body) : undefined);
  if (!read.success) {
    assertNotPassing(answer);
    throw new Failure('permanent', 'token-refused', refusalOf(answer));
  }
  const lifeMs = (read.data.expires_in ?? DEFAULT_SECONDS) * 1000;
  const until = performance.now() + Math.max(lifeMs - MARGIN_MS, lifeMs / 2);
  return { value: read.data.access_token, until };
}

/** The newest key of a kind the server checks. */
function keyFor({ algorithms }: Endpoint, keys: readonly SigningKey[]): SigningKey {
  const key = keys.find(({ alg }) => algorithms?.includes(alg) ?? true);
  if (key) return key;
  const sentence =
    'The token endpoint checks neither RS384 nor ES384 as our keys sign: add a key of the other kind.';
  throw new Failure('permanent', 'smart-unknown', sentence);
}

/** RFC 7523 with what SMART asks for: iss and sub are the client, aud the token endpoint, jti never twice. */
async function signAssertion(clientId: string, audience: string, key: SigningKey): Promise<string> {
  return await new SignJWT({})
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'JWT' })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${ASSERTION_SECONDS}s`)
    .sign(key.privateKey);
}

const accept = { accept: 'application/json' };

function send(
  transport: Transport,
  exchange: Pick<Parameters<Transport['send']>[0], 'method' | 'url' | 'headers' | 'body'>,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  return transport.send({ ...exchange, maxBytes: MOST_ANSWER, ...(signal ? { signal } : {}) });
}

function assertNotPassing({ status }: Answer): void {
  if (status < 500 && status !== 429 && status !== 408) return;
  throw new Failure('transient', `http-${status}`, `The sign-in server answered ${status}.`);
}

/** The error code of RFC 6749, 5.2, and nothing else the server may have written. */
function refusalOf({ status, body }: Answer): string {
  const said = z.looseObject({ error: z.string() }).safeParse(readJson(body)).data?.error ?? '';
  const code = /^[a-z_]{1,40}$/.test(said) ? ` ${said}` : '';
  return `The sign-in server gave no token (${status}${code}): check auth.clientId, the registered keys and auth.scope.`;
}
