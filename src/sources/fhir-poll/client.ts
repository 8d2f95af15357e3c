import { Client } from 'fhir-kit-client';
import { Failure, fateOf } from '../../lib/failure.ts';
import type { Authorizer } from '../../sdk/server/auth.ts';
import type { FhirPollSettings } from './config.ts';
import { found, waitOf } from './judge.ts';
import type { Answer, Transport } from '../../sdk/server/transport.ts';

export type FhirClient = {
  /** `GET <base>/<type>?…`. Values of one name may be several. */
  readonly search: (type: string, params: SearchParams, signal?: AbortSignal) => Promise<Answer>;
  /** An address the server named: relative to `from`, on its own origin. Throws permanent `url-refused` without connecting. */
  readonly follow: (link: string, options: FollowOptions) => Promise<Answer>;
  readonly metadata: (signal?: AbortSignal) => Promise<Answer>;
  readonly read: (type: string, id: string, signal?: AbortSignal) => Promise<Answer>;
  readonly create: (type: string, body: object, signal?: AbortSignal) => Promise<Answer>;
  readonly update: (type: string, id: string, body: object, signal?: AbortSignal) => Promise<Answer>;
  /** `GET <base>/<type>/<id>/$<name>?…`. */
  readonly operation: (call: Operation, signal?: AbortSignal) => Promise<Answer>;
  /** The absolute address of a link, or why it is not ours to follow: permanent `url-refused`. */
  readonly addressOf: (link: string, from?: URL) => URL;
};

export type SearchParams = Readonly<Record<string, string | number | readonly string[]>>;
export type FollowOptions = {
  readonly from?: URL;
  readonly accept?: string;
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
};
type Operation = {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly input: Readonly<Record<string, string>>;
};

type ClientDeps = {
  readonly settings: FhirPollSettings;
  readonly transport: Transport;
  readonly authorizer: Authorizer;
  /** Waits; ends early, by throwing, when the signal says so. */
  readonly pause: (ms: number, signal?: AbortSignal) => Promise<void>;
};

type Request = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
};

const MOST_SMALL_ANSWER = 4 * 1024 * 1024;

/**
 * fhir-kit-client makes the requests of FHIR (paths, parameters, operations); every one of them goes out through `exchange`. What
 * that library leaves to its user is all here: only the configured origin is asked, redirects are not followed, answers have a limit
 * and a time, a server that is busy is asked again when it wants, and a refused token is renewed once.
 */
export function openFhirClient(deps: ClientDeps): FhirClient {
  const { settings } = deps;
  const base = new URL(`${settings.baseUrl}/`);
  const kit = new Client({ baseUrl: settings.baseUrl });
  const exchange = createExchange(deps);
  const addressOf = (link: string, from = base): URL => checked(link, from, base);
  kit.httpClient.request = async (method, url, options, body) => {
    const { headers, signal, maxBytes } = (options ?? {}) as {
      readonly headers?: Record<string, string>;
      readonly signal?: AbortSignal;
      readonly maxBytes?: number;
    };
    const answer = await exchange({
      method,
      url: addressOf(kit.httpClient.expandUrl(url)),
      headers: { accept: 'application/fhir+json', ...headers },
      maxBytes: maxBytes ?? MOST_SMALL_ANSWER,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
    // The library hands on what this function gives; to its types that is a resource.
    return answer as unknown as Awaited<ReturnType<typeof kit.httpClient.request>>;
  };
  const answered = async (asked: Promise<unknown>): Promise<Answer> => (await asked) as Answer;
  const page = (signal: AbortSignal | undefined) =>
    ({ maxBytes: settings.maxPageBytes, ...(signal ? { signal } : {}) }) as object;
  return {
    addressOf,
    search: (resourceType, params, signal) =>
      answered(kit.search({ resourceType, searchParams: plain(params), options: page(signal) })),
    follow: (link, { from, accept, maxBytes, signal }) => {
      const options = {
        ...page(signal),
        ...(maxBytes === undefined ? {} : { maxBytes }),
        ...(accept === undefined ? {} : { headers: { accept } }),
      };
      return answered(kit.request(addressOf(link, from).href, { options }));
    },
    metadata: (signal) => answered(kit.capabilityStatement(page(signal))),
    read: (resourceType, id, signal) => answered(kit.read({ resourceType, id, options: page(signal) })),
    create: (resourceType, body, signal) =>
      answered(kit.create({ resourceType, body: resource(body), options: page(signal) })),
    update: (resourceType, id, body, signal) =>
      answered(kit.update({ resourceType, id, body: resource(body), options: page(signal) })),
    operation: ({ type, id, name, input }, signal) =>
      answered(
        kit.operation({
          resourceType: type,
          id,
          name,
          method: 'GET',
          // An empty record would become `?undefined`.
          ...(Object.keys(input).length === 0 ? {} : { input: { ...input } }),
          options: page(signal),
        }),
      ),
  };
}

function plain(params: SearchParams): Record<string, string | number | string[]> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]),
  );
}

function resource(body: object): never {
  return body as never;
}

/** Same scheme, host and port as the base; anything else would carry our credentials to a stranger. */
function checked(link: string, from: URL, base: URL): URL {
  const url = URL.canParse(link, from.href) ? new URL(link, from) : undefined;
  if (url && url.origin === base.origin && url.username === '' && url.password === '') return url;
  const where =
    url === undefined
      ? 'no address'
      : url.host === base.host
        ? 'the same host without its https'
        : 'another host';
  throw new Failure(
    'permanent',
    'url-refused',
    `A link of the server leads to ${where}; nobody was connected. Its links must begin with the channel’s baseUrl.`,
  );
}

function createExchange({ settings, transport, authorizer, pause }: ClientDeps) {
  /** On the clock of `performance.now()`: the server asked to be left alone until then. */
  let quietUntil = 0;
  const once = async (request: Request): Promise<Answer> => {
    if (performance.now() < quietUntil)
      throw new Failure('transient', 'server-busy', 'The server asked to be left alone for a while.');
    for (let attempt = 1; ; attempt += 1) {
      const credentials = await authorizer.headers(request.signal);
      const answer = await transport.send({ ...request, headers: { ...request.headers, ...credentials } });
      if (answer.status !== 401 || attempt > 1 || !authorizer.renew(credentials)) return found(answer);
    }
  };
  return async (request: Request): Promise<Answer> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await once(request);
      } catch (error) {
        const isAgain =
          fateOf(error) === 'transient' && request.method === 'GET' && attempt < settings.retries;
        const waitMs = waitOf(error) ?? settings.retrySeconds * 1000 * 2 ** attempt;
        if (waitMs > settings.longestWaitSeconds * 1000) quietUntil = performance.now() + waitMs;
        if (!isAgain || request.signal?.aborted || performance.now() < quietUntil) throw error;
        await pause(waitMs, request.signal);
      }
    }
  };
}
