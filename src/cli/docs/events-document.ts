import {
  eventCatalogue,
  publishedEventTypes,
  type FieldSchema,
  type PublishedEventType,
} from '../../domain/event-catalogue.ts';

/** Every event type and what it carries, from the catalogue the hub publishes by. */
export function eventsDocument(): string {
  const subjects = [...new Set(publishedEventTypes.map((type) => eventCatalogue[type].subject))];
  return [
    '# Events',
    '',
    'What the hub publishes, by feed and by webhook. How to receive them: [../events/README.md](../events/README.md). The hub serves the JSON Schema of',
    'each type at `/schemas/events/<type>/1`, and all of it as AsyncAPI 3 at `/asyncapi.json`.',
    '',
    '| Type | When |',
    '|---|---|',
    ...publishedEventTypes.map((type) => `| \`${type}\` | ${eventCatalogue[type].summary} |`),
    ...subjects.flatMap(fieldsOf),
    '',
  ].join('\n');
}

/** Types that carry the same share a table. */
function fieldsOf(subject: string): readonly string[] {
  const types = publishedEventTypes.filter((type) => eventCatalogue[type].subject === subject);
  const tables = new Map<string, PublishedEventType[]>();
  for (const type of types) {
    const key = Object.keys(eventCatalogue[type].data).join();
    tables.set(key, [...(tables.get(key) ?? []), type]);
  }
  return [...tables.values()].flatMap(tableOf);
}

function tableOf(types: readonly PublishedEventType[]): readonly string[] {
  const [first] = types;
  if (first === undefined) return [];
  const { subject, data } = eventCatalogue[first];
  const isAll = publishedEventTypes.every(
    (type) => eventCatalogue[type].subject !== subject || types.includes(type),
  );
  return [
    '',
    `## Data of ${isAll ? `\`${subject}.*\`` : types.map((type) => `\`${type}\``).join(', ')}`,
    '',
    '| Field | Type | |',
    '|---|---|---|',
    ...Object.entries(data).map(
      ([name, field]) => `| \`${name}\`${marksOf(field)} | ${typeOf(field)} | ${field.description} |`,
    ),
  ];
}

function marksOf({ isOptional, phi }: FieldSchema): string {
  return `${isOptional ? ', optional' : ''}${phi === undefined ? '' : `, profile ${phi}`}`;
}

function typeOf(field: FieldSchema): string {
  if (field.enum) return field.enum.map((word) => `\`${word}\``).join(', ');
  return field.format ?? field.type;
}
