import {
  createLocalJWKSet,
  decodeProtectedHeader,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
} from 'jose';
import { openPort } from '../contracts/door.ts';

type Answer = Response | Promise<Response>;
type Json = { readonly [name: string]: unknown };
export type StandInResource = Json & {
  readonly resourceType: string;
  readonly id: string;
  readonly meta?: { readonly versionId?: string; readonly lastUpdated?: string };
};
type Stored = { readonly text: string; readonly resource: StandInResource };

/** What is asked of the stand-in, and when. */
export type StandIn = Awaited<ReturnType<typeof openFhirStandIn>>;

/**
 * A FHIR server of our own, scripted, for what no server that runs here can do: `next` links, Retry-After, a SMART token endpoint,
 * links that lead elsewhere, stamps of any clock, Subscriptions. Written after FHIR R4 and SMART App Launch 2.2, not after any vendor.
 */
export async function openFhirStandIn() {
  const stored = new Map<string, Stored[]>();
  const calls: string[] = [];
  const instead = new Map<string, (request: Request) => Answer>();
  const headers = new Map<string, string>();
  const smart: { keys: JSONWebKeySet | undefined; life: number; algorithms: readonly string[] } = {
    keys: undefined,
    life: 300,
    algorithms: ['RS384', 'ES384'],
  };
  const tokens = new Set<string>();
  const assertions: (JWTPayload & { readonly kid: string | undefined; readonly alg: string | undefined })[] =
    [];
  const authorizations: (string | null)[] = [];
  const state = { url: '', counter: 0, pageSize: 1_000 };

  const token = async (request: Request): Promise<Response> => {
    const form = new URLSearchParams(await request.text());
    const assertion = form.get('client_assertion') ?? '';
    const isForm =
      form.get('grant_type') === 'client_credentials' &&
      form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    if (!isForm || !smart.keys) return Response.json({ error: 'invalid_request' }, { status: 400 });
    const checked = await jwtVerify(assertion, createLocalJWKSet(smart.keys), {
      audience: `${state.url}/token`,
      algorithms: ['RS384', 'ES384'],
    }).catch(() => undefined);
    const { payload } = checked ?? {};
    const isKnown = payload?.iss === 'referloop-test' && payload.sub === payload.iss;
    const isOnce = payload?.jti !== undefined && assertions.every(({ jti }) => jti !== payload.jti);
    const isShort = (payload?.exp ?? Infinity) - (payload?.iat ?? 0) <= 300;
    if (!isKnown || !isOnce || !isShort) return Response.json({ error: 'invalid_client' }, { status: 400 });
    const { kid, alg } = decodeProtectedHeader(assertion);
    assertions.push({ ...payload, kid, alg });
    const value = `token-${(state.counter += 1)}`;
    tokens.add(value);
    return Response.json({
      access_token: value,
      token_type: 'bearer',
      expires_in: smart.life,
      scope: form.get('scope'),
    });
  };
  const search = (url: URL, type: string): Response => {
    const since = Date.parse((url.searchParams.get('_lastUpdated') ?? '').replace(/^ge/, ''));
    const ids = url.searchParams.get('_id')?.split(',');
    const found = (stored.get(type) ?? []).filter(
      ({ resource }) =>
        (Number.isNaN(since) || Date.parse(resource.meta?.lastUpdated ?? '') >= since) &&
        (!ids || ids.includes(resource.id)),
    );
    const size = Math.min(Number(url.searchParams.get('_count') ?? '20'), state.pageSize);
    const from = Number(url.searchParams.get('_offset') ?? '0');
    const next = new URL(url);
    next.searchParams.set('_offset', String(from + size));
    const link =
      from + size < found.length
        ? [{ relation: 'next', url: next.href.replace(next.origin, state.url) }]
        : [];
    const shown = found.slice(from, from + size).map(({ text }) => text);
    return bundle({ link, total: found.length }, shown);
  };
  const route = async (request: Request, url: URL): Promise<Response> => {
    const [type = '', id] = url.pathname.slice(1).split('/');
    const own =
      instead.get(`${request.method} ${url.pathname.slice(1)}`) ?? instead.get(`${request.method} ${type}`);
    if (own && type === '.well-known') return own(request);
    if (url.pathname === '/.well-known/smart-configuration' && smart.keys && !own)
      return Response.json({
        token_endpoint: `${state.url}/token`,
        token_endpoint_auth_signing_alg_values_supported: smart.algorithms,
      });
    if (url.pathname === '/token' && !own) return token(request);
    const bearer = request.headers.get('authorization');
    authorizations.push(bearer);
    if (smart.keys && !tokens.has(bearer?.slice('Bearer '.length) ?? '')) return outcome(401, 'login');
    if (own) return own(request);
    if (type === 'metadata')
      return Response.json({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' });
    if (request.method !== 'GET') return outcome(405, 'not-supported');
    if (id === undefined) return search(url, type);
    const one = stored.get(type)?.find(({ resource }) => resource.id === id);
    return one ? fhir(one.text) : outcome(404, 'not-found');
  };
  const port = await openPort(async (request) => {
    const url = new URL(request.url);
    calls.push(`${request.method} ${url.pathname.slice(1)}${decodeURIComponent(url.search)}`);
    const response = await route(request, url);
    for (const [name, value] of headers) response.headers.set(name, value);
    return response;
  });
  state.url = port.url.replace(/\/$/, '');

  /** Puts a resource on the server, instead of its earlier version. `text`: byte for byte. */
  const add = (resource: StandInResource, text = JSON.stringify(resource)): void => {
    const all = stored.get(resource.resourceType) ?? [];
    const others = all.filter((one) => one.resource.id !== resource.id);
    stored.set(resource.resourceType, [...others, { text, resource }]);
  };
  return {
    url: state.url,
    close: port.close,
    add,
    calls,
    /** Answers of your own: by `GET Patient`, or `GET Patient/7`. */
    instead,
    /** What it would have answered by itself. */
    searchAs: (request: Request): Response => {
      const url = new URL(request.url);
      return search(url, url.pathname.slice(1).split('/')[0] ?? '');
    },
    /** Set on every answer. */
    headers,
    smart,
    tokens,
    assertions,
    authorizations,
    count: (start: string): number => calls.filter((call) => call.startsWith(start)).length,
    showPagesOf: (size: number): void => void (state.pageSize = size),
  };
}

/** A searchset of resources as they are written. */
export function bundle(head: Json, texts: readonly string[]): Response {
  const start = JSON.stringify({ resourceType: 'Bundle', type: 'searchset', ...head }).slice(0, -1);
  return fhir(`${start},"entry":[${texts.map((text) => `{"resource":${text}}`).join(',')}]}`);
}

export function fhir(text: string, status = 200): Response {
  return new Response(text, { status, headers: { 'content-type': 'application/fhir+json' } });
}

export function outcome(status: number, code: string): Response {
  const issue = [{ severity: 'error', code, diagnostics: 'ZZTEST-SECRET words of the server' }];
  return fhir(JSON.stringify({ resourceType: 'OperationOutcome', issue }), status);
}
