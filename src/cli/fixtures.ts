import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { codeOf, Failure } from '../lib/failure.ts';
import type { DecidedDocument } from '../domain/document/decided.ts';
import { parseMessage } from '../formats/hl7v2/parse.ts';
import { mapCcda } from '../pipeline/read-ccda.ts';
import { mapFhir } from '../pipeline/read-fhir.ts';
import { mapRecord } from '../pipeline/read-record.ts';
import type { Mapped, Mapping, MappingContext } from '../sdk/mapping.ts';

/** fixtures/<sender>/channel.json: what a channel of this sender would say. */
const fixtureShape = z.strictObject({
  sender: z.string(),
  zone: z.string(),
  /** Path of the mapping file from the project's root. */
  mapping: z.string(),
  receivedAt: z.string(),
});

export type FixtureSettings = z.output<typeof fixtureShape>;

/** Where channels, mappings and fixtures lie side by side. */
export function projectRoot(channelsDir: string): string {
  return dirname(resolve(channelsDir));
}

/** Every file below a folder whose name ends so, in order; none when there is no such folder. */
export async function filesBelow(folder: string, ending: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** The settings of the fixtures a file lies in; undefined when it lies in none. */
export async function fixtureSettingsOf(file: string, root: string): Promise<FixtureSettings | undefined> {
  const [folder, sender] = relative(root, resolve(file)).split(/[\\/]/);
  if (folder !== 'fixtures' || sender === undefined) return undefined;
  return readFixtureSettings(join(root, 'fixtures', sender, 'channel.json'));
}

/** Throws permanent `fixture` with the file and what is wrong with it. */
export async function readFixtureSettings(file: string): Promise<FixtureSettings> {
  try {
    return fixtureShape.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    const why =
      error instanceof z.ZodError
        ? error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
        : codeOf(error);
    throw new Failure(
      'permanent',
      'fixture',
      `${file} cannot be used (${why}). It names sender, zone, mapping and receivedAt.`,
      { cause: error },
    );
  }
}

/** Loads a mapping file. Throws permanent `mapping` naming it. */
export async function loadMapping(file: string): Promise<Mapping> {
  let loaded: { readonly default?: unknown };
  try {
    loaded = (await import(pathToFileURL(resolve(file)).href)) as { readonly default?: unknown };
  } catch (cause) {
    throw new Failure(
      'permanent',
      'mapping',
      `does not load: ${cause instanceof Error ? cause.message : codeOf(cause)}`,
      { cause },
    );
  }
  const checked = mappingShape.safeParse(loaded.default);
  if (checked.success) return loaded.default as Mapping;
  const issues = checked.error.issues.map(
    (issue) => `${issue.path.join('.') || 'default export'}: ${issue.message}`,
  );
  throw new Failure('permanent', 'mapping', issues.join('; '));
}

const ENDINGS = {
  hl7v2: '.hl7',
  document: '.documents.json',
  fhir: '.fhir.json',
  record: '.record.json',
  ccda: '.xml',
} as const satisfies Readonly<Record<Mapping['format'], string>>;

/** How a fixture of this mapping is written: an HL7 message, or decided documents, FHIR or one record as JSON, or a clinical document. */
export function inputEnding(mapping: Mapping): (typeof ENDINGS)[Mapping['format']] {
  return ENDINGS[mapping.format];
}

/** Maps what a fixture file holds. */
export function mapInput(mapping: Mapping, body: Uint8Array, context: MappingContext): Mapped {
  switch (mapping.format) {
    case 'hl7v2':
      return mapping.map(parseMessage(body), context);
    case 'document':
      return mapping.map(
        JSON.parse(Buffer.from(body).toString('utf8')) as readonly DecidedDocument[],
        context,
      );
    case 'fhir':
      return mapFhir(mapping, body, context);
    case 'record':
      return mapRecord(mapping, body, context);
    case 'ccda':
      return mapCcda(mapping, body, context);
  }
}

const common = {
  name: z.string().min(1),
  version: z.int().min(1),
  map: z.custom<Mapping['map']>(
    (value) => typeof value === 'function',
    'map is a function of message and context',
  ),
};

const mappingShape = z.discriminatedUnion('format', [
  z.looseObject({
    ...common,
    format: z.literal('hl7v2'),
    accepts: z
      .array(z.string().regex(/^[A-Z0-9]{3}\^[A-Z0-9]{3}$/, 'write message types as SIU^S12'))
      .min(1, 'a mapping takes at least one message type'),
  }),
  z.looseObject({ ...common, format: z.literal('document') }),
  z.looseObject({
    ...common,
    format: z.literal('fhir'),
    accepts: z
      .array(z.string().regex(/^[A-Z][A-Za-z]+$/, 'write resource types as Appointment'))
      .min(1, 'a mapping takes at least one resource type'),
  }),
  z.looseObject({ ...common, format: z.literal('record') }),
  z.looseObject({ ...common, format: z.literal('ccda') }),
]);
