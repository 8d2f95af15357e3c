import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApi, type TestApi } from '../../test/support/api.ts';
import { publishedEventTypes } from '../domain/event-catalogue.ts';
import { createApi } from './create-api.ts';
import { eventExample, eventSchema, leastEventExample } from './event-schema.ts';
import { openApiDocument } from './openapi-document.ts';

type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security?: unknown;
  readonly responses: Readonly<Record<string, unknown>>;
};

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const document = openApiDocument();
const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
    path,
    method,
    operation,
  })),
);

describe('the document', () => {
  test('describes exactly the routes there are', () => {
    const served = createApi(api.deps)
      .routes.filter(
        (route) => route.method !== 'ALL' && !/\/(?:openapi|asyncapi)\.json|\/schemas\//.test(route.path),
      )
      .map((route) => `${route.method.toLowerCase()} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`);

    const described = operations.map(({ path, method }) => `${method} ${path}`);

    expect(described.toSorted()).toEqual([...new Set(served)].toSorted());
  });

  test('gives every operation an id of its own, a summary and a known tag', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    const tags = new Set(document.tags?.map((tag) => tag.name));

    expect(new Set(ids).size).toBe(operations.length);
    for (const { operation } of operations) {
      expect(operation.summary).toBeTruthy();
      expect(operation.tags.every((tag) => tags.has(tag))).toBe(true);
    }
  });

  test('says of every operation of /v1 and /fhir that it asks for a token', () => {
    const asks = operations.filter(({ operation }) => operation.security !== undefined);

    expect(asks).toEqual(operations.filter(({ path }) => /^\/(v1|fhir)\/(?!R4\/metadata$)/.test(path)));
    for (const { operation } of asks) expect(operation.responses).toMatchObject({ 401: {}, 403: {} });
  });

  test('has an incoming call with an example for every event type', () => {
    const webhooks = document.webhooks as Record<string, { post: { requestBody: { content: object } } }>;

    expect(Object.keys(webhooks)).toEqual([...publishedEventTypes]);
    for (const type of publishedEventTypes) {
      expect(webhooks[type]?.post.requestBody.content).toMatchObject({
        'application/json': {
          examples: {
            usual: { value: { type, specversion: '1.0' } },
            least: { value: { type, specversion: '1.0' } },
          },
        },
      });
    }
  });

  test('refers to nothing that it does not have', () => {
    const text = JSON.stringify(document);
    const names = new Set([...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1]));
    const schemas = document.components?.schemas ?? {};

    expect([...names].filter((name) => !Object.hasOwn(schemas, name ?? ''))).toEqual([]);
    expect(document.components?.securitySchemes).toHaveProperty('token');
  });

  test('comes out the same every time, and is what the hub serves', async () => {
    const { status, body } = await api.call('GET', '/openapi.json', { token: null });

    expect(status).toBe(200);
    expect(body).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
    expect(body.openapi).toBe('3.1.0');
  });
});

describe('the schema of an event type', () => {
  test('is served at the address events name', async () => {
    const [id] = await api.publish('referral.no_show');
    const { body } = await api.call('GET', '/v1/events');
    const event = body.events.find((one: { id: string }) => one.id === id);

    const path = new URL(event.dataschema).pathname;
    const schema = await api.call('GET', path, { token: null });

    expect(schema.status).toBe(200);
    expect(schema.body).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: event.dataschema,
      title: 'referral.no_show',
    });
    expect((await api.call('GET', '/schemas/events/no.such/1', { token: null })).status).toBe(404);
  });

  test.each(publishedEventTypes)(
    '%s: its examples have what its schema requires, and nothing else',
    (type) => {
      const schema = eventSchema(type) as unknown as Shape & { properties: { data: Shape } };
      const example = eventExample(type, 'https://hub.example') as { data: object };
      const least = leastEventExample(type, 'https://hub.example') as { data: object };

      expect(Object.keys(example)).toEqual(expect.arrayContaining([...schema.required]));
      expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(Object.keys(example)));
      const { data } = schema.properties;
      expect(Object.keys(example.data)).toEqual(expect.arrayContaining([...data.required]));
      expect(Object.keys(data.properties)).toEqual(expect.arrayContaining(Object.keys(example.data)));
      expect(Object.keys(least.data).toSorted()).toEqual([...data.required].toSorted());
    },
  );
});

type Shape = { readonly required: readonly string[]; readonly properties: Readonly<Record<string, unknown>> };
