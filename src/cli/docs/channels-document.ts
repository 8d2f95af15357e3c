import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { documentFields } from '../../domain/document/fields.ts';
import { fieldLabel, segmentLabel } from '../../formats/hl7v2/labels.ts';
import { parseMessage } from '../../formats/hl7v2/parse.ts';
import type { Channel } from '../../sdk/channel.ts';
import type { Hl7Mapping, Mapping } from '../../sdk/mapping.ts';
import { filesBelow, loadMapping, readFixtureSettings } from '../fixtures.ts';

/** One interface document for each channel: what it takes, and which fields its mapping reads, as the fixtures prove. */
export async function channelsDocument(channels: readonly Channel[], root: string): Promise<string> {
  const samples = await loadSamples(root);
  const mappings = [...new Map(channels.map(({ mapping }) => [mapping.name, mapping])).values()];
  return [
    '# Channels',
    '',
    'What each channel takes and which fields its mapping reads. Found by mapping the fixtures and looking where each fact came from: a',
    'field that is not here is read by no fixture. Ports and hosts that the environment decides are not shown.',
    '',
    '| Channel | Sender | Arrives by | Clock | Owner | Mapping |',
    '|---|---|---|---|---|---|',
    ...channels.map(
      ({ name, sender, source, zone, owner, mapping }) =>
        `| \`${name}\` | ${sender ?? name} | ${source.name} | ${zone} | ${owner} | [${mapping.name}](#${anchorOf(mapping)}), version ${mapping.version} |`,
    ),
    ...mappings.flatMap((mapping) => mappingSection(mapping, samples)),
    '',
  ].join('\n');
}

type Sample = {
  readonly body: Uint8Array;
  readonly mapping: string;
  readonly sender: string;
  readonly zone: string;
  readonly receivedAt: string;
};

async function loadSamples(root: string): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (const file of await filesBelow(join(root, 'fixtures'), 'channel.json')) {
    const { sender, zone, receivedAt, mapping } = await readFixtureSettings(file);
    const { name, format } = await loadMapping(join(root, mapping));
    if (format !== 'hl7v2') continue;
    for (const input of await filesBelow(dirname(file), '.hl7'))
      samples.push({ body: await readFile(input), mapping: name, sender, zone, receivedAt });
  }
  return samples;
}

function mappingSection(mapping: Mapping, samples: readonly Sample[]): readonly string[] {
  return mapping.format === 'hl7v2' ? hl7Section(mapping, samples) : documentSection(mapping);
}

function documentSection(mapping: Mapping): readonly string[] {
  const fields = Object.values(documentFields).map(({ group, label }) => `| ${group} | ${label} |`);
  return [
    '',
    `## ${mapping.name}`,
    '',
    'Takes faxes, e-mails and uploads: what was read from their pages and settled, by the hub or by a person.',
    '',
    '| Of | Field |',
    '|---|---|',
    ...fields,
  ];
}

function hl7Section(mapping: Hl7Mapping, samples: readonly Sample[]): readonly string[] {
  // A built-in mapping reads every sender; a site's only its own.
  const own = samples.filter(
    (sample) => sample.mapping === mapping.name || mapping.name.startsWith('hl7v2/'),
  );
  const { fields, types, count } = fieldsRead(mapping, own);
  return [
    '',
    `## ${mapping.name}`,
    '',
    `Takes ${mapping.accepts.join(', ')}.`,
    '',
    `Below: the ${types.size} message types that ${count} fixtures show (${[...types].toSorted().join(', ')}).`,
    ...[...bySegment(fields)].flatMap(([segment, rows]) => [
      '',
      `### ${segment}${segmentLabel(segment) === undefined ? '' : `: ${segmentLabel(segment)}`}`,
      '',
      '| Field | Name | Becomes | In |',
      '|---|---|---|---|',
      ...rows.map(fieldRow),
    ]),
  ];
}

type Field = {
  readonly segment: string;
  readonly number: number;
  readonly facts: Set<string>;
  readonly types: Set<string>;
};

function fieldsRead(mapping: Hl7Mapping, samples: readonly Sample[]) {
  const fields = new Map<string, Field>();
  const types = new Set<string>();
  let count = 0;
  for (const { body, sender, zone, receivedAt } of samples) {
    const message = parseMessage(body);
    const mapped = mapping.map(message, { channel: sender, sender, zone, receivedAt });
    if (mapped.outcome !== 'facts') continue;
    count += 1;
    const type = message.get('MSH-9.1') ?? '?';
    types.add(`${type}^${message.get('MSH-9.2') ?? '?'}`);
    for (const fact of mapped.subjects.flatMap((subject) => subject.facts))
      for (const path of fact.lineage) noteField(fields, path, factWord(fact), type);
  }
  return { fields: [...fields.values()], types, count };
}

function factWord(fact: { readonly kind: string; readonly role?: string }): string {
  return `${fact.role ?? ''} ${fact.kind.replaceAll('_', ' ')}`.trim();
}

/** `PID[2]-3[1].4.2` → PID-3: occurrences and components are for machines. */
function noteField(fields: Map<string, Field>, path: string, fact: string, type: string): void {
  const [, segment, number] = /^([A-Z][A-Z0-9]{2})(?:\[\d+\])?-(\d+)/.exec(path) ?? [];
  if (segment === undefined || number === undefined) return;
  const key = `${segment}-${number}`;
  const field = fields.get(key) ?? { segment, number: Number(number), facts: new Set(), types: new Set() };
  field.facts.add(fact);
  field.types.add(type);
  fields.set(key, field);
}

function bySegment(fields: readonly Field[]): ReadonlyMap<string, readonly Field[]> {
  const segments = [...new Set(fields.map((field) => field.segment))].toSorted();
  return new Map(
    segments.map((segment) => [
      segment,
      fields.filter((field) => field.segment === segment).toSorted((a, b) => a.number - b.number),
    ]),
  );
}

function fieldRow({ segment, number, facts, types }: Field): string {
  const cells = [`${segment}-${number}`, fieldLabel(segment, number) ?? '', list(facts), list(types)];
  return `| ${cells.join(' | ')} |`;
}

function list(words: ReadonlySet<string>): string {
  return [...words].toSorted().join(', ');
}

function anchorOf(mapping: Mapping): string {
  return mapping.name.toLowerCase().replaceAll(/[^a-z0-9 -]/g, '');
}
