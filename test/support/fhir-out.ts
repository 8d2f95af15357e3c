import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Bundle, FhirResource } from 'fhir/r4.js';
import { createApi } from '../../src/api/create-api.ts';
import type { Hub } from '../../src/pipeline/hub.ts';
import { addEndpoint } from '../../src/pipeline/resolve.ts';
import { queryOne, sql } from '../../src/store/database.ts';
import { createTestApi, type TestApi } from './api.ts';

export type FhirOut = TestApi & {
  readonly hubAtPort: Hub;
  /** `http://127.0.0.1:<port>/fhir/R4`. */
  readonly base: string;
  /** One request below the base; with the `fhir` token unless told otherwise. */
  readonly ask: (method: string, path: string, options?: AskOptions) => Promise<Asked>;
  readonly closeAll: () => Promise<void>;
};

export type AskOptions = {
  readonly token?: 'fhir' | 'events' | 'operator' | 'channel' | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** A form, unless it is an object: that goes as FHIR JSON. */
  readonly body?: URLSearchParams | object;
};

// Tests look into answers of every shape.
// oxlint-disable-next-line typescript/no-explicit-any
export type Asked = { readonly status: number; readonly headers: Headers; readonly body: any };

/** The API of a hub of its own on a real port, with addresses that lead there. */
export async function createFhirOut(): Promise<FhirOut> {
  const api = await createTestApi();
  let fetchIt: (request: Request) => Response | Promise<Response> = () => new Response(null, { status: 503 });
  const server = await new Promise<Server>((resolve) => {
    const started = serve(
      { fetch: (request) => fetchIt(request), hostname: '127.0.0.1', port: 0, createServer },
      () => resolve(started as Server),
    );
  });
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const hubAtPort = { ...api.hub, publicUrl };
  const app = createApi({ ...api.deps, hub: hubAtPort });
  fetchIt = (request) => app.fetch(request);
  const base = `${publicUrl}/fhir/R4`;
  return {
    ...api,
    hubAtPort,
    base,
    ask: async (method, path, { token = 'fhir', headers = {}, body } = {}) => {
      const isForm = body instanceof URLSearchParams;
      const response = await fetch(`${base}/${path}`, {
        method,
        headers: {
          ...(token === null ? {} : { Authorization: `Bearer ${api.tokens[token]}` }),
          ...(body === undefined || isForm ? {} : { 'Content-Type': 'application/fhir+json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      });
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    },
    closeAll: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await api.close();
    },
  };
}

/** Resources of a Bundle by type and how they came in. */
export function resourcesOf<Type extends FhirResource['resourceType']>(
  bundle: Bundle,
  type: Type,
  mode?: 'match' | 'include',
): readonly Extract<FhirResource, { resourceType: Type }>[] {
  return (bundle.entry ?? []).flatMap(({ resource, search }) =>
    resource?.resourceType === type && (mode === undefined || search?.mode === mode)
      ? [resource as Extract<FhirResource, { resourceType: Type }>]
      : [],
  );
}

/** The referrer of the HL7 stories takes notes in a folder. */
export async function referrerTakesFolders({ hub }: FhirOut): Promise<void> {
  const partner = await queryOne<{ id: string }>(
    hub.db,
    sql`select partner_id as id from partner_identifier where system = 'npi' and value = '1234567893'`,
  );
  await addEndpoint(
    hub,
    partner?.id ?? '',
    { destination: 'folder', address: 'zztestref', settings: { confirm: 'written' } },
    'admin@practice.example',
  );
}
