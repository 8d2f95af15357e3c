import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { mapInput } from '../../src/cli/fixtures.ts';
import type { Mapped, Mapping } from '../../src/sdk/mapping.ts';

const root = join(import.meta.dirname, '..', '..');
export const fixturesRoot = join(root, 'fixtures');

/** fixtures/<sender>/channel.json: what a channel of this sender would say. */
const channelShape = z.strictObject({
  /** Scope of the sender's local numbers. */
  sender: z.string(),
  /** IANA zone of the sender's clock. */
  zone: z.string(),
  /** Path of the mapping file from the project's root. */
  mapping: z.string(),
  /** When the hub received each message of this sender (ISO instant). */
  receivedAt: z.string(),
});

export type FixtureChannel = {
  readonly mapping: Mapping;
  readonly sender: string;
  readonly zone: string;
  readonly receivedAt: string;
};

export type FixtureCase = { readonly name: string; readonly folder: string; readonly sender: string };

/** fixtures/<sender>/<message>/<case>. */
export function fixtureCases(): readonly FixtureCase[] {
  return foldersIn(fixturesRoot).flatMap((sender) =>
    foldersIn(join(fixturesRoot, sender)).flatMap((message) =>
      foldersIn(join(fixturesRoot, sender, message)).map((name) => ({
        name: `${sender}/${message}/${name}`,
        folder: join(fixturesRoot, sender, message, name),
        sender,
      })),
    ),
  );
}

/** `input.hl7`, or `input-1.hl7`, `input-2.hl7` … in order; `.documents.json` for what was read from pages, `.fhir.json`, `.record.json`. */
export function inputsOf(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /^input(?:-\d+)?\.(?:hl7|xml|(?:documents|fhir|record)\.json)$/.test(name))
    .toSorted();
}

export async function loadFixtureChannel(sender: string): Promise<FixtureChannel> {
  const file = join(fixturesRoot, sender, 'channel.json');
  if (!existsSync(file)) throw new Error(`${file} is missing: it says zone, sender and mapping`);
  const { mapping, ...settings } = channelShape.parse(JSON.parse(readFileSync(file, 'utf8')));
  const module = (await import(pathToFileURL(join(root, mapping)).href)) as { readonly default: Mapping };
  return { ...settings, mapping: module.default };
}

export function mapFixture(body: Uint8Array, channel: FixtureChannel): Mapped {
  const { mapping, sender, zone, receivedAt } = channel;
  return mapInput(mapping, body, { channel: `${sender}-fixture`, sender, zone, receivedAt });
}

function foldersIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
}
