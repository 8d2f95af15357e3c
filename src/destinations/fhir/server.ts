import type { OperationOutcome } from 'fhir/r4.js';
import { codeOf, Failure } from '../../lib/failure.ts';
import { readJson } from '../../sdk/gateway-door.ts';
import { createAuthorizer, type Authorizer } from '../../sdk/server/auth.ts';
import type { SigningKey } from '../../sdk/server/keys.ts';
import { openTransport, type Answer, type Transport } from '../../sdk/server/transport.ts';
import { isLocal, type FhirSettings } from './config.ts';

/** A FHIR server that is written to. Everything throws `Failure`s; none holds a word of the server's, which may name the patient. */
export type FhirServer = {
  /** POST of a resource (`If-None-Exist` in `headers`), a Bundle (path ``), or PUT. Returns what was stored, or the server's Bundle. */
  readonly write: (write: Write, signal: AbortSignal) => Promise<Written>;
  /** `POST <type>/_search`: patients' numbers stay out of addresses. */
  readonly search: (
    type: string,
    parameters: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ) => Promise<readonly Resource[]>;
  readonly close: () => void;
};

export type Resource = {
  readonly resourceType: string;
  readonly id?: string;
  readonly [name: string]: unknown;
};
export type Write = {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly body: Resource;
  readonly headers?: Readonly<Record<string, string>>;
};
export type Written = {
  readonly status: number;
  readonly location?: string;
  readonly body: Resource | undefined;
};

const MOST_ANSWER = 32 * 1024 * 1024;
const FHIR_JSON = 'application/fhir+json';

export function openFhirServer(settings: FhirSettings, keys: readonly SigningKey[]): FhirServer {
  const transport = openTransport({ ...settings, allowPrivate: settings.allowPrivate || isLocal(settings) });
  const authorizer = createAuthorizer(settings, keys, transport);
  const { baseUrl } = settings;
  return {
    write: async ({ method, path, body, headers = {} }, signal) => {
      const answer = await send(
        transport,
        authorizer,
        {
          method,
          url: new URL(path === '' ? baseUrl : `${baseUrl}/${path}`),
          headers: { ...headers, 'content-type': FHIR_JSON },
          body: JSON.stringify(body),
        },
        signal,
      ).catch((error: unknown) => {
        throw unsure(error);
      });
      assertTaken(answer);
      const location = answer.headers.location;
      return {
        status: answer.status,
        ...(location === undefined ? {} : { location }),
        body: resourceOf(answer),
      };
    },
    search: async (type, parameters, signal) => {
      const exchange = {
        method: 'POST',
        url: new URL(`${baseUrl}/${type}/_search`),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(parameters).toString(),
      };
      const answer = await send(transport, authorizer, exchange, signal);
      assertTaken(answer);
      return matchesOf(resourceOf(answer), type);
    },
    close: transport.close,
  };
}

type Exchange = Omit<Parameters<Transport['send']>[0], 'maxBytes' | 'signal'>;

/** A token that was refused is renewed once. */
async function send(
  transport: Transport,
  authorizer: Authorizer,
  exchange: Exchange,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const ask = async (authorization: Readonly<Record<string, string>>): Promise<Answer> =>
    transport.send({
      ...exchange,
      headers: { accept: FHIR_JSON, prefer: 'return=minimal', ...authorization, ...exchange.headers },
      maxBytes: MOST_ANSWER,
      ...(signal ? { signal } : {}),
    });
  const authorization = await authorizer.headers(signal).catch((cause: unknown) => {
    // Nothing was sent: whatever is wrong with the sign-in is mended without the office.
    throw new Failure(
      'transient',
      codeOf(cause),
      'The FHIR server’s sign-in gave no token: nothing was sent.',
      {
        cause,
      },
    );
  });
  const answer = await ask(authorization);
  if (answer.status !== 401 || !authorizer.renew(authorization)) return answer;
  return ask(await authorizer.headers(signal));
}

/** Nobody was reached: certainly nothing was handed over. Anything else that breaks may have come after the server's commit. */
const unreached = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'address-private',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function unsure(error: unknown): Failure {
  if (!(error instanceof Failure)) return new Failure('ambiguous', codeOf(error), 'The exchange broke off.');
  const isSure = unreached.has(error.code) || error.message.includes('nothing was sent');
  if (isSure) return new Failure('transient', error.code, error.message, { cause: error });
  return new Failure('ambiguous', error.code, error.message, { cause: error });
}

/** Issue types that pass (FHIR R4 value set issue-type: `transient` and what is below it, and an edit that came between). */
const passing = new Set([
  'transient',
  'lock-error',
  'no-store',
  'exception',
  'timeout',
  'incomplete',
  'throttled',
  'conflict',
]);

/** Throws `fhir-<status>`: transient for what passes or is ours to mend, permanent for what this server will never take. */
function assertTaken(answer: Answer): void {
  const { status } = answer;
  if (status >= 200 && status < 300) return;
  const issue = issueOf(resourceOf(answer));
  const isPassing =
    status >= 500 ||
    [401, 408, 409, 425, 429].includes(status) ||
    (status === 412 && issue !== 'multiple-matches' && issue !== 'duplicate') ||
    (issue !== undefined && passing.has(issue));
  throw new Failure(
    isPassing ? 'transient' : 'permanent',
    `fhir-${status}`,
    `The FHIR server answered ${status}${issue === undefined ? '' : ` (${issue})`}.`,
  );
}

/** The type of its first error: a code of the standard and none of the server's words. */
function issueOf(body: Resource | undefined): string | undefined {
  const issues = (body as Partial<OperationOutcome> | undefined)?.issue;
  if (!Array.isArray(issues)) return undefined;
  const worst = issues.find(({ severity }) => severity === 'fatal' || severity === 'error') ?? issues[0];
  const code: unknown = worst?.code;
  return typeof code === 'string' && /^[a-z-]{1,40}$/.test(code) ? code : undefined;
}

function resourceOf({ body }: Answer): Resource | undefined {
  const read = readJson(body);
  return typeof read === 'object' && read !== null && 'resourceType' in read ? (read as Resource) : undefined;
}

function matchesOf(body: Resource | undefined, type: string): readonly Resource[] {
  const entries = body?.['entry'];
  if (body?.resourceType !== 'Bundle')
    throw new Failure('transient', 'answer-unreadable', 'The FHIR server answered a search with no Bundle.');
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: { readonly resource?: Resource }) =>
    entry.resource?.resourceType === type ? [entry.resource] : [],
  );
}
