import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApi, type TestApi } from '../../test/support/api.ts';
import { publishedEventTypes } from '../domain/event-catalogue.ts';
import { asyncApiDocument } from './asyncapi-document.ts';
import { openApiDocument } from './openapi-document.ts';

type Message = { readonly payload: { readonly $ref: string }; readonly examples: readonly Example[] };
type Example = { readonly payload: { readonly data: object; readonly type: string } };
type Document = {
  readonly channels: Readonly<Record<string, { readonly messages: Readonly<Record<string, unknown>> }>>;
  readonly operations: Readonly<Record<string, { readonly action: string }>>;
  readonly components: {
    readonly messages: Readonly<Record<string, Message>>;
    readonly schemas: Readonly<Record<string, unknown>>;
  };
};

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const document = asyncApiDocument() as unknown as Document;

test('names every event type in both channels, each with a schema and two examples of its type', () => {
  const types = [...publishedEventTypes];

  expect(Object.keys(document.channels['webhook']?.messages ?? {})).toEqual(types);
  expect(Object.keys(document.channels['feed']?.messages ?? {})).toEqual(types);
  for (const type of types) {
    const { examples } = document.components.messages[type] ?? { examples: [] };
    expect(examples.map((one) => one.payload.type)).toEqual([type, type]);
  }
});

test('refers to nothing that it does not have', () => {
  const text = JSON.stringify(document);
  const pointers = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1] ?? '');
  const find = (pointer: string): unknown =>
    pointer
      .split('/')
      .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], document);

  expect(pointers.length).toBeGreaterThan(publishedEventTypes.length * 4);
  expect(pointers.filter((pointer) => find(pointer) === undefined)).toEqual([]);
});

test('says of every event what the OpenAPI document says', () => {
  const schemas = (openApiDocument().components?.schemas ?? {}) as Record<string, unknown>;

  for (const type of publishedEventTypes)
    expect(document.components.schemas[type]).toEqual(schemas[`Event.${type}`]);
});

test('is served to everybody, as it is written', async () => {
  const { status, body } = await api.call('GET', '/asyncapi.json', { token: null });

  expect([status, body]).toEqual([200, JSON.parse(JSON.stringify(document))]);
});
