import { checkReading } from '../formats/fhir/check.ts';
import { openReading } from '../formats/fhir/open-reading.ts';
import type { FhirEntry, FhirReading, FhirResource, ResourceKey } from '../formats/fhir/reading.ts';
import { referencesIn } from '../formats/fhir/references.ts';
import { isKeptType, keptOf, usedText } from '../formats/fhir/resource-store.ts';
import { Failure } from '../lib/failure.ts';
import { sha256Hex } from '../lib/sha256.ts';
import type { Channel } from '../sdk/channel.ts';
import type { FhirMapping } from '../sdk/mapping.ts';
import type { Queryable, Tx } from '../store/database.ts';
import {
  findResources,
  isNewer,
  keepResources,
  markDeleted,
  recordReferences,
  requeueOutdated,
  type DeletedResource,
  type FhirKey,
  type FhirReference,
  type ToldResource,
} from '../store/fhir-resources.ts';
import { loadBody } from '../store/messages.ts';
import type { WaitingMessage } from '../store/waiting-messages.ts';

/** A FHIR message, opened, with everything known that its references may lead to. */
export type OpenedFhir = {
  readonly messageId: string;
  /** Throws the Failure of a body that could not be opened. */
  readonly reading: () => FhirReading;
  readonly told: readonly ToldResource[];
  readonly deleted: readonly DeletedResource[];
  /** What the mapping has looked up so far. */
  readonly references: () => readonly FhirReference[];
};

export type FhirRound = ReadonlyMap<string, OpenedFhir>;

type Known = Map<string, ToldResource<FhirResource>>;
type Draft = OpenedFhir & {
  readonly sender: string;
  readonly wanted: readonly ResourceKey[];
  readonly keyOf: FhirReading['keyOf'];
};

/** References are followed this far: Task → ServiceRequest → PractitionerRole → Organization, and one to spare. */
const DEEPEST = 5;

/**
 * Opens the FHIR messages among these whose bodies are at hand, and looks up what their references lead to: one query for each step of
 * depth, however many messages there are. What the messages of the round tell counts already.
 */
export async function openFhirRound(
  db: Queryable,
  channels: ReadonlyMap<string, Channel>,
  messages: readonly WaitingMessage[],
): Promise<FhirRound> {
  const known: Known = new Map();
  const drafts = messages.flatMap((message) => {
    const channel = channels.get(message.channel);
    if (channel?.mapping.format !== 'fhir' || message.body === null || message.reason_code !== null)
      return [];
    return [open(message, message.body, channel, channel.mapping, known)];
  });
  await lookUp(db, drafts, known);
  return new Map(drafts.map((draft) => [draft.messageId, draft]));
}

/** The same for one message, whose body may be large. */
export async function openFhirMessage(
  db: Queryable,
  channels: ReadonlyMap<string, Channel>,
  message: WaitingMessage,
): Promise<OpenedFhir> {
  const body = message.body ?? Buffer.from(await loadBody(db, message.id, message.body_bytes));
  const opened = (await openFhirRound(db, channels, [{ ...message, body }])).get(message.id);
  if (!opened) throw new Failure('permanent', 'not-fhir', 'The channel of this message reads no FHIR.');
  return opened;
}

/**
 * Keeps what messages told and what they looked up; whoever found something else than is known now is read again. In the transaction
 * that applies them, after their outcomes are written.
 */
export async function keepFhir(tx: Tx, opened: readonly OpenedFhir[]): Promise<void> {
  if (opened.length === 0) return;
  const told = opened.flatMap((one) => one.told);
  const messageIds = opened.map((one) => one.messageId);
  await keepResources(tx, told);
  await markDeleted(
    tx,
    opened.flatMap((one) => one.deleted),
  );
  await recordReferences(
    tx,
    messageIds,
    opened.flatMap((one) => one.references()),
  );
  await requeueOutdated(tx, told, messageIds);
}

function open(
  message: WaitingMessage,
  body: Uint8Array,
  channel: Channel,
  mapping: FhirMapping,
  known: Known,
): Draft {
  const sender = channel.sender ?? channel.name;
  const looked = new Map<string, FhirReference>();
  const lookFor = (key: ResourceKey): FhirResource | undefined => {
    if (!isKeptType(key.type)) return undefined;
    const found = known.get(textOf({ sender, ...key }));
    looked.set(textOf({ sender, ...key }), {
      sender,
      ...key,
      messageId: message.id,
      seen: found?.used ?? null,
    });
    return found?.body;
  };
  const base = { messageId: message.id, sender, references: () => [...looked.values()] };
  try {
    const bases = [...(mapping.bases ?? []), ...(channel.source.bases?.(channel.config) ?? [])];
    const reading = openReading(body, { bases, known: lookFor, messageId: message.id });
    const isGood = checkReading(reading).length === 0;
    const all = isGood ? [...reading.entries, ...reading.included] : [];
    const told = all.flatMap((entry) => toldBy(entry, sender, message) ?? []);
    for (const one of told) remember(known, one);
    const deleted = all.flatMap((entry) => deletedBy(entry, sender, message) ?? []);
    const wanted = [
      ...all.flatMap(({ resource }) => keysIn(resource, reading)),
      ...deleted.map(({ type, id }) => ({ type, id })),
    ];
    return { ...base, reading: () => reading, told, deleted, wanted, keyOf: reading.keyOf };
  } catch (error) {
    const reading = () => {
      throw error;
    };
    return { ...base, reading, told: [], deleted: [], wanted: [], keyOf: () => undefined };
  }
}

async function lookUp(db: Queryable, drafts: readonly Draft[], known: Known): Promise<void> {
  const asked = new Set<string>();
  let frontier = drafts.flatMap(({ sender, wanted, keyOf }) =>
    wanted.map((key) => ({ sender, keyOf, ...key })),
  );
  for (let depth = 0; depth < DEEPEST && frontier.length > 0; depth += 1) {
    const next = new Map(frontier.map((one) => [textOf(one), one]));
    const fresh = [...next].filter(([text, { type }]) => isKeptType(type) && !asked.has(text));
    for (const [text] of fresh) asked.add(text);
    for (const found of await findResources<FhirResource>(
      db,
      fresh.map(([, one]) => one),
    ))
      remember(known, found);
    frontier = fresh.flatMap(([text, { sender, keyOf }]) => {
      const body = known.get(text)?.body;
      return body === undefined ? [] : keysIn(body, { keyOf }).map((key) => ({ sender, keyOf, ...key }));
    });
  }
}

function keysIn(resource: FhirResource, { keyOf }: Pick<FhirReading, 'keyOf'>): readonly ResourceKey[] {
  const from: FhirEntry = { resource, path: resource.resourceType, method: 'PUT' };
  return referencesIn(resource).flatMap((reference) => keyOf({ reference }, from) ?? []);
}

function toldBy(
  { resource, method, at }: FhirEntry,
  sender: string,
  message: WaitingMessage,
): ToldResource<FhirResource> | undefined {
  const kept = keptOf(resource);
  if (kept?.id === undefined || method === 'DELETE') return undefined;
  const { lastUpdated, versionId } = resource.meta ?? {};
  return {
    sender,
    type: kept.resourceType,
    id: kept.id,
    versionAt: new Date(lastUpdated ?? at ?? message.received_at).toISOString(),
    version: versionId !== undefined && /^\d{1,15}$/.test(versionId) ? Number(versionId) : 0,
    body: kept,
    used: sha256Hex(Buffer.from(usedText(kept))),
    messageId: message.id,
  };
}

function deletedBy(
  { resource, method, at }: FhirEntry,
  sender: string,
  message: WaitingMessage,
): DeletedResource | undefined {
  const { resourceType: type, id } = resource;
  if (method !== 'DELETE' || id === undefined) return undefined;
  return { sender, type, id, at: new Date(at ?? message.received_at).toISOString() };
}

function remember(known: Known, one: ToldResource<FhirResource>): void {
  const text = textOf(one);
  const before = known.get(text);
  if (before === undefined || isNewer(one, before)) known.set(text, one);
}

function textOf({ sender, type, id }: FhirKey): string {
  return `${sender}|${type}/${id}`;
}
