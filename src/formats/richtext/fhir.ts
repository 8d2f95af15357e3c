import { Failure } from '../../lib/failure.ts';
import type { Block } from './block.ts';
import { decodeText } from './charset.ts';
import { readHtmlText } from './html.ts';
import { printableLine } from './printable.ts';
import { readText } from './text.ts';

/** A FHIR document or resource as a person reads it: its narrative, or the one file it carries. */
export type FhirNote =
  | { readonly kind: 'narrative'; readonly blocks: readonly Block[] }
  | { readonly kind: 'embedded'; readonly mediaType: string; readonly base64: string };

/**
 * Reads a note that is FHIR JSON (R4): a document Bundle by its Composition, a Composition by its sections' narrative, a DocumentReference
 * or DiagnosticReport by the file it carries, else by its narrative. Coded entries are left out, since the narrative is what the author
 * attests (FHIR R4 2.4.1, 3.3.1); a section without any shows that of its entries.
 *
 * @throws Failure permanent `note-unreadable-fhir`: no JSON, or too deep; `note-unsupported-content`: another resource, or nothing a
 *   person could read.
 */
export function readFhirNote(bytes: Uint8Array): FhirNote {
  const resource = parse(bytes);
  const inside = resource['resourceType'] === 'Bundle' ? documentIn(resource) : { resource, others: [] };
  if (inside === undefined)
    throw unsupported('The FHIR Bundle has no Composition, DocumentReference or DiagnosticReport.');
  const note = noteOf(inside.resource, inside.others);
  if (note) return note;
  const type = printableLine(text(inside.resource['resourceType']) ?? 'without a type').slice(0, 40);
  throw unsupported(`The FHIR resource (${type}) has neither narrative text nor a file in it.`);
}

type Json = { readonly [member: string]: unknown };
type Entry = { readonly fullUrl: string | undefined; readonly resource: Json };

function parse(bytes: Uint8Array): Json {
  try {
    const value: unknown = JSON.parse(decodeText(bytes, 'utf-8'));
    if (isObject(value)) return value;
  } catch {
    // Said below.
  }
  throw new Failure('permanent', 'note-unreadable-fhir', 'The FHIR note is not valid JSON.');
}

const DOCUMENTS = ['Composition', 'DocumentReference', 'DiagnosticReport'];

function documentIn(
  bundle: Json,
): { readonly resource: Json; readonly others: readonly Entry[] } | undefined {
  const others = objects(bundle['entry']).flatMap((entry): readonly Entry[] =>
    isObject(entry['resource']) ? [{ fullUrl: text(entry['fullUrl']), resource: entry['resource'] }] : [],
  );
  const found = DOCUMENTS.flatMap((type) =>
    others.filter(({ resource }) => resource['resourceType'] === type),
  );
  return found[0] && { resource: found[0].resource, others };
}

function noteOf(resource: Json, others: readonly Entry[]): FhirNote | undefined {
  switch (resource['resourceType']) {
    case 'Composition': {
      const blocks = sectionBlocks(objects(resource['section']), others, 1);
      return narrative(blocks.length > 0 ? blocks : ownBlocks(resource));
    }
    case 'DocumentReference':
      return (
        embedded(objects(resource['content']).map((one) => one['attachment'])) ??
        narrative(ownBlocks(resource))
      );
    case 'DiagnosticReport':
      return (
        embedded(objects(resource['presentedForm'])) ??
        narrative([...ownBlocks(resource), ...conclusion(resource)])
      );
    default:
      return undefined;
  }
}

function sectionBlocks(sections: readonly Json[], others: readonly Entry[], level: number): readonly Block[] {
  if (level > MAX_DEPTH)
    throw new Failure('permanent', 'note-unreadable-fhir', 'The FHIR note is nested too deeply to be real.');
  return sections.flatMap((section) => {
    const own = ownBlocks(section);
    const inner = sectionBlocks(objects(section['section']), others, level + 1);
    const entries = own.length + inner.length > 0 ? [] : entryBlocks(section, others);
    const content = [...own, ...inner, ...entries];
    const title = printableLine(text(section['title']) ?? '');
    return content.length === 0 || title === ''
      ? content
      : [{ kind: 'heading' as const, level: Math.min(level, 3), runs: [{ text: title }] }, ...content];
  });
}

function entryBlocks(section: Json, others: readonly Entry[]): readonly Block[] {
  return objects(section['entry']).flatMap((entry) => {
    const reference = text(entry['reference']);
    const found = others.find(
      ({ fullUrl, resource }) =>
        reference !== undefined &&
        (fullUrl === reference ||
          `${String(resource['resourceType'])}/${String(resource['id'])}` === reference),
    );
    return found ? ownBlocks(found.resource) : [];
  });
}

function ownBlocks(resource: Json): readonly Block[] {
  const div = isObject(resource['text']) ? text(resource['text']['div']) : undefined;
  return div === undefined ? [] : readHtmlText(div);
}

/** What the reader of a report looks for first is said even where the narrative leaves it out. */
function conclusion(report: Json): readonly Block[] {
  const words = text(report['conclusion'])?.trim() ?? '';
  const told = isObject(report['text']) ? (text(report['text']['div']) ?? '') : '';
  if (words === '' || told.includes(words)) return [];
  return [{ kind: 'heading', level: 2, runs: [{ text: 'Conclusion' }] }, ...readText(words)];
}

function embedded(attachments: readonly unknown[]): FhirNote | undefined {
  const files = attachments.flatMap((one) => {
    const data = isObject(one) ? text(one['data']) : undefined;
    if (!isObject(one) || data === undefined) return [];
    const mediaType = (text(one['contentType']) ?? '').split(';')[0] ?? '';
    return [{ kind: 'embedded' as const, mediaType: mediaType.trim().toLowerCase(), base64: data }];
  });
  return files.find((file) => file.mediaType === 'application/pdf') ?? files[0];
}

function narrative(blocks: readonly Block[]): FhirNote | undefined {
  return blocks.length === 0 ? undefined : { kind: 'narrative', blocks };
}

function objects(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function unsupported(message: string): Failure {
  return new Failure('permanent', 'note-unsupported-content', message);
}

const MAX_DEPTH = 50;
