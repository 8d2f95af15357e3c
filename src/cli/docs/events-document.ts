import { eventCatalogue, publishedEventTypes, type FieldSchema } from '../../domain/event-catalogue.ts';

/** Every event type and what it carries, from the catalogue the hub publishes by. */
export function eventsDocument(): string {
  const subjects = [...new Set(publishedEventTypes.map((type) => eventCatalogue[type].subject))];
  return [
    '# Events',
    '',
    'What the hub publishes, by feed and by webhook. How to receive them: [../events.md](../events.md). The hub serves the JSON Schema of',
    'each type at `/schemas/events/<type>/1`.',
    '',
    '| Type | When |',
    '|---|---|',
    ...publishedEventTypes.map((type) => `| \`${type}\` | ${eventCatalogue[type].summary} |`),
    ...subjects.flatMap(fieldsOf),
    '',
  ].join('\n');
}

/** Types of one subject mostly carry the same: one table for each set of fields. */
function fieldsOf(subject: string): readonly string[] {
  const types = publishedEventTypes.filter((type) => eventCatalogue[type].subject === subject);
  const [first] = types;
  if (first === undefined) return [];
  return [
    '',
    `## Data of \`${subject}.*\``,
    '',
    '| Field | Type | |',
    '|---|---|---|',
    ...Object.entries(eventCatalogue[first].data).map(
      ([name, field]) =>
        `| \`${name}\`${field.isOptional ? ', optional' : ''}${field.phi === undefined ? '' : `, profile ${field.phi}`} | ${typeOf(field)} | ${field.description} |`,
    ),
  ];
}

function typeOf(field: FieldSchema): string {
  if (field.enum) return field.enum.map((word) => `\`${word}\``).join(', ');
  return field.format ?? field.type;
}
