import {
  eventCatalogue,
  exampleData,
  type FieldSchema,
  type PublishedEventType,
} from '../domain/event-catalogue.ts';
import { schemaPath } from '../pipeline/cloud-event.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const EXAMPLE_ID = '01890000-0000-7000-8000-0000000000aa';
const OTHER_ID = '01890000-0000-7000-8000-0000000000ab';
const EXAMPLE_TIME = '2026-03-02T15:04:05.000Z';

/** JSON Schema 2020-12 of one event type, to be served by itself. */
export function eventSchemaDocument(type: PublishedEventType, publicUrl: string): JsonSchema {
  return { $schema: DIALECT, $id: `${publicUrl}${schemaPath(type)}`, ...eventSchema(type) };
}

/** The same without its own address, for the inside of other documents. */
export function eventSchema(type: PublishedEventType): JsonSchema {
  const { summary, subject } = eventCatalogue[type];
  const time = (description: string): JsonSchema => ({ type: 'string', format: 'date-time', description });
  return {
    title: type,
    description: summary,
    type: 'object',
    required: [
      'specversion',
      'id',
      'source',
      'type',
      'time',
      'timestamp',
      'recordedtime',
      'subject',
      'datacontenttype',
      'dataschema',
      'version',
      'data',
    ],
    properties: {
      specversion: { const: '1.0', description: 'CloudEvents 1.0' },
      id: { type: 'string', format: 'uuid', description: 'The same over all repeats: drop what you have.' },
      source: { type: 'string', format: 'uri', description: 'The hub.' },
      type: { const: type },
      time: time('When it happened, as far as anybody said.'),
      timestamp: time('The same as time.'),
      recordedtime: time('When the hub learned of it.'),
      subject: { type: 'string', description: `${subject}/<id>` },
      datacontenttype: { const: 'application/json' },
      dataschema: { type: 'string', format: 'uri' },
      version: {
        type: 'integer',
        minimum: 1,
        description: 'Version of the subject: drop what is older than what you have.',
      },
      test: { const: true, description: 'Only on invented events.' },
      data: dataSchema(type),
    },
  };
}

/** The same with no more than an event of this type always holds. */
export function leastEventExample(type: PublishedEventType, publicUrl: string): JsonSchema {
  const whole = eventExample(type, publicUrl);
  const always = Object.entries(whole['data'] as object).filter(
    ([name]) => eventCatalogue[type].data[name]?.isOptional !== true,
  );
  return { ...whole, id: OTHER_ID, version: 2, data: Object.fromEntries(always) };
}

/** An invented event as a receiver would get it by default: without anything of a patient. */
export function eventExample(type: PublishedEventType, publicUrl: string): JsonSchema {
  const { subject } = eventCatalogue[type];
  const data = exampleData(type);
  return {
    specversion: '1.0',
    id: EXAMPLE_ID,
    source: publicUrl,
    type,
    time: EXAMPLE_TIME,
    timestamp: EXAMPLE_TIME,
    recordedtime: EXAMPLE_TIME,
    subject: `${subject}/${String(data[`${subject}Id`])}`,
    datacontenttype: 'application/json',
    dataschema: `${publicUrl}${schemaPath(type)}`,
    version: 1,
    data,
  };
}

function dataSchema(type: PublishedEventType): JsonSchema {
  const fields = Object.entries(eventCatalogue[type].data);
  return {
    type: 'object',
    required: fields.filter(([, field]) => field.isOptional !== true).map(([name]) => name),
    properties: Object.fromEntries(fields.map(([name, field]) => [name, fieldSchema(field)])),
  };
}

/** `x-phi`: the least profile of a receiver it is sent to; without it, everybody gets it. */
function fieldSchema(field: FieldSchema): JsonSchema {
  const { isOptional: _, isInstead: __, example, phi, ...schema } = field;
  return { ...schema, ...(phi === undefined ? {} : { 'x-phi': phi }), examples: [example] };
}
