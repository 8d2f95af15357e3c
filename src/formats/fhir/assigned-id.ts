import type { Opened } from './entries.ts';
import type { FhirEntry } from './reading.ts';

/**
 * The id of a resource that was sent without one: what the sender was told when it came (`Location`), and refers to it by from then
 * on. `path`: where it stands in its message.
 */
export function assignedId(messageId: string, path: string): string {
  const position = /^Bundle\.entry\[(\d+)\]/.exec(path)?.[1];
  return position === undefined ? messageId : `${messageId}-${position}`;
}

/** What was sent to be created (R4 3.1.0.8), with its id. Others that have none, as parts of a document, are never asked for by one. */
export function withAssignedIds(opened: Opened, messageId: string): Opened {
  const named = (entry: FhirEntry): FhirEntry =>
    entry.resource.id === undefined && (entry.method === 'POST' || opened.bundle === undefined)
      ? { ...entry, resource: { ...entry.resource, id: assignedId(messageId, entry.path) } }
      : entry;
  return { ...opened, entries: opened.entries.map(named), included: opened.included.map(named) };
}
