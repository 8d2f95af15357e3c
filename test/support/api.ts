import { join } from 'node:path';
import { createApi } from '../../src/api/create-api.ts';
import type { ApiDeps } from '../../src/api/api-deps.ts';
import { createMetrics } from '../../src/api/metrics.ts';
import { newId } from '../../src/lib/ids.ts';
import { appendEvents, type NewEvent } from '../../src/store/events.ts';
import { takePen } from '../../src/store/ledger.ts';
import { createToken } from '../../src/store/tokens.ts';
import { transaction } from '../../src/store/transaction.ts';
import { createTestHub, type TestHub } from './hub.ts';

export type TestApi = TestHub & {
  readonly deps: ApiDeps;
  readonly tokens: Readonly<Record<'operator' | 'events' | 'fhir' | 'channel', string>>;
  /** One request; as the operator unless `token` says otherwise (`null`: without). A `body` that is no text goes as JSON. */
  readonly call: (method: string, path: string, options?: CallOptions) => Promise<Answer>;
  /** Publishes events as the pipeline does, and tells who waits. Returns their ids. */
  readonly publish: (...types: readonly NewEvent['type'][]) => Promise<readonly string[]>;
  /** What the API reported as unforeseen. */
  readonly reported: string[];
};

export type CallOptions = {
  readonly token?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

// Tests look into answers of every shape.
// oxlint-disable-next-line typescript/no-explicit-any
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: any };

/** The API on a hub of its own; its channel `clinic` takes messages over HTTP. */
export async function createTestApi(change: Partial<ApiDeps> = {}): Promise<TestApi> {
  const test = await createTestHub();
  const { db } = test.hub;
  const listeners = new Set<() => void>();
  const reported: string[] = [];
  const deps: ApiDeps = {
    hub: test.hub,
    doors: new Map(),
    statusDoors: new Map(),
    addresses: new Map([...test.hub.channels.keys()].map((name) => [name, `/v1/channels/${name}/messages`])),
    onEvents: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    allowPrivateWebhooks: true,
    metrics: createMetrics(db),
    importsDir: join(test.spool, 'imports'),
    report: ({ code }) => void reported.push(code),
    ...change,
  };
  const api = createApi(deps);
  const tokens = {
    operator: (await createToken(db, { scope: 'operator', label: 'ops' })).token,
    events: (await createToken(db, { scope: 'events', label: 'crm' })).token,
    fhir: (await createToken(db, { scope: 'fhir', label: 'emr-reader' })).token,
    channel: (await createToken(db, { scope: 'channel', channel: 'clinic', label: 'emr' })).token,
  };
  return {
    ...test,
    deps,
    tokens,
    reported,
    call: async (method, path, options = {}) => {
      const { token = tokens.operator, body, headers = {}, signal } = options;
      const isText = typeof body === 'string' || body === undefined;
      const content = isText ? body : JSON.stringify(body);
      const response = await api.request(path, {
        method,
        headers: {
          ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
          ...(isText ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(content === undefined ? {} : { body: content }),
        ...(signal === undefined ? {} : { signal }),
      });
      const text = await response.text();
      const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    },
    publish: async (...types) => {
      const events = types.map((type): NewEvent => {
        const subjectId = newId();
        const data = { referralId: subjectId, state: 'seen', family: 'ZZTEST' };
        const occurredAt = '2026-03-02T10:00:00.000Z';
        return { id: newId(), type, subjectKind: 'referral', subjectId, subjectVersion: 1, occurredAt, data };
      });
      await transaction(db, async (tx) => void (await appendEvents(tx, await takePen(tx), events)));
      for (const listener of listeners) listener();
      return events.map((event) => event.id);
    },
  };
}
