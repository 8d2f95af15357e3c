import { createHash } from 'node:crypto';
import { splitBatch } from '../formats/hl7v2/batch.ts';
import { readEnvelope } from '../formats/hl7v2/envelope.ts';
import { parseMessage } from '../formats/hl7v2/parse.ts';
import type { Link } from '../domain/fact.ts';
import { codeOf, Failure } from '../lib/failure.ts';
import { newId } from '../lib/ids.ts';
import type { Channel } from '../sdk/channel.ts';
import type { Hl7Mapping, Mapped, MappingContext } from '../sdk/mapping.ts';
import type { Queryable } from '../store/database.ts';
import { listDecided } from '../store/documents.ts';
import { loadBody, type NewMessage } from '../store/messages.ts';
import type { WaitingMessage } from '../store/waiting-messages.ts';
import { countPackaged } from '../store/package-messages.ts';
import { channelOf } from './channel-of.ts';
import { waitsAtDesk } from './document/waits-at-desk.ts';
import type { Hub } from './hub.ts';
import { packageLinks } from './package-links.ts';
import { mapCcda } from './read-ccda.ts';
import { openFhirMessage, type FhirRound, type OpenedFhir } from './fhir-round.ts';
import { mapFhir, mapReading } from './read-fhir.ts';
import { mapRecord, splitRecords } from './read-record.ts';
import { storedEnvelope } from './stored-envelope.ts';

/** A stored message and what became of reading it. */
export type ReadMessage = {
  readonly message: WaitingMessage;
  readonly mapped: Mapped;
  /** Of documents that were settled by themselves: it is read once more when nobody can settle another one meanwhile. */
  readonly isOfDocuments?: true;
  /** Nothing of it is settled: it waits at the desk. */
  readonly waits?: { readonly code: string; readonly reason: string };
  /** The messages of a batch frame: stored of their own, processed in the next round. */
  readonly children?: readonly NewMessage[];
  /** What a FHIR message tells of resources, and what it looked up. */
  readonly fhir?: OpenedFhir;
};

/** The second and third verbs for one stored message. */
export async function readMessage(
  hub: Pick<Hub, 'db' | 'channels'>,
  message: WaitingMessage,
  round?: FhirRound,
): Promise<ReadMessage> {
  if (message.reason_code !== null)
    return {
      message,
      mapped: { outcome: 'invalid', code: message.reason_code, reason: message.reason ?? '' },
    };
  const channel = channelOf(hub.channels, message);
  if (!channel) {
    const reason = 'This channel is not configured any more. Bring its file back and replay the message.';
    return { message, mapped: { outcome: 'invalid', code: 'no-channel', reason } };
  }
  const { mapping } = channel;
  if (mapping.format === 'document') return readDocuments(hub.db, channel, message);
  if (mapping.format === 'fhir') {
    const fhir = round?.get(message.id) ?? (await openFhirMessage(hub.db, hub.channels, message));
    const context = contextOf(channel, message.received_at);
    const mapped = guarded(channel, () => mapReading(mapping, fhir.reading(), context));
    return { message: { ...message, body: null }, mapped, fhir };
  }
  const body = message.body ?? (await loadBody(hub.db, message.id, message.body_bytes));
  const kept = { ...message, body: null };
  const records = mapping.format === 'record' ? splitRecords(mapping, message, body) : undefined;
  if (records) return { message: kept, ...records };
  if (mapping.format !== 'hl7v2') {
    const links = await packageLinks(hub.db, hub.channels, message, linksIn);
    return { message: kept, mapped: readAndMap(channel, body, message.received_at, links) };
  }
  const batch = splitBatch(body);
  if (!batch.isBatch || batch.messages.length === 0)
    return { message: kept, mapped: readAndMap(channel, body, message.received_at) };
  const reason = `A batch of ${batch.messages.length}: each is a message of its own.`;
  const children = batch.messages.map(({ offset, length }) =>
    childOf(message, body.subarray(offset, offset + length)),
  );
  return {
    message: kept,
    mapped: {
      outcome: 'facts',
      subjects: [],
      warnings: [...batch.warnings, { code: 'batch', text: reason }],
    },
    children,
  };
}

/** What was read of its pages is stored, and so is what was settled: a replay reads nothing again. */
async function readDocuments(db: Queryable, channel: Channel, message: WaitingMessage): Promise<ReadMessage> {
  const kept = { ...message, body: null };
  const { decided, open } = await listDecided(db, message.id);
  const packaged = decided.length > 0 || open > 0 ? 0 : await countPackaged(db, message.id);
  if (packaged > 0) return { message: kept, mapped: packageOf(packaged), isOfDocuments: true };
  const map = (): Mapped =>
    decided.length > 0 && channel.mapping.format === 'document'
      ? channel.mapping.map(decided, contextOf(channel, message.received_at))
      : { outcome: 'filtered', reason: 'Nothing in it was a referral: see what was made of its pages.' };
  return {
    message: kept,
    mapped: guarded(channel, map),
    isOfDocuments: true,
    ...(decided.length === 0 && open > 0 ? { waits: waitsAtDesk } : {}),
  };
}

function packageOf(count: number): Mapped {
  const text = `A package: each of its messages (${count}) is a message of its own.`;
  return { outcome: 'facts', subjects: [], warnings: [{ code: 'package', text }] };
}

/** The same as of now, for whoever keeps the message from others: a second document of it may have been settled since it was read. */
export async function readSettled(
  tx: Queryable,
  channels: Hub['channels'],
  read: ReadMessage,
): Promise<ReadMessage> {
  const channel = read.isOfDocuments && channels.get(read.message.channel);
  return channel ? readDocuments(tx, channel, read.message) : read;
}

/** Bytes → structure → what the channel's mapping makes of it. Never throws: a message always ends somewhere. */
export function readAndMap(
  channel: Channel,
  body: Uint8Array,
  receivedAt: string,
  links: readonly Link[] = [],
): Mapped {
  const context = contextOf(channel, receivedAt);
  return guarded(channel, () =>
    mapWith(channel, body, links.length === 0 ? context : { ...context, packageLinks: links }),
  );
}

/** Every link a message names. */
function linksIn(channel: Channel, body: Uint8Array, receivedAt: string): readonly Link[] {
  const mapped = readAndMap(channel, body, receivedAt);
  if (mapped.outcome !== 'facts') return [];
  return mapped.subjects.flatMap(({ facts }) => facts.flatMap(({ links }) => links));
}

function guarded(channel: Channel, map: () => Mapped): Mapped {
  try {
    return map();
  } catch (error) {
    if (error instanceof Failure) return { outcome: 'invalid', code: error.code, reason: error.message };
    // A mistake in a mapping. Its text may quote the message, so only its class is told.
    const reason = `The mapping ${channel.mapping.name} failed on this message (${codeOf(error)}). The message is kept: replay it when the mapping is mended.`;
    return { outcome: 'invalid', code: 'mapping-failed', reason };
  }
}

function mapWith(channel: Channel, body: Uint8Array, context: MappingContext): Mapped {
  const { mapping } = channel;
  switch (mapping.format) {
    case 'hl7v2':
      return mapHl7(channel, mapping, body, context);
    case 'fhir':
      return mapFhir(mapping, body, context);
    case 'record':
      return mapRecord(mapping, body, context);
    case 'ccda':
      return mapCcda(mapping, body, context);
    case 'document':
      return {
        outcome: 'invalid',
        code: 'not-hl7',
        reason: 'This channel takes faxes and mails: hand them in, they are read by the hub.',
      };
  }
}

function mapHl7(channel: Channel, mapping: Hl7Mapping, body: Uint8Array, context: MappingContext): Mapped {
  const envelope = readEnvelope(body);
  if (envelope.problem) return { outcome: 'invalid', ...envelope.problem };
  const type = envelope.type ?? '';
  const allowed = channel.processingIds ?? ['P'];
  if (
    envelope.processingId !== undefined &&
    envelope.processingId !== '' &&
    !allowed.includes(envelope.processingId)
  )
    return {
      outcome: 'filtered',
      reason:
        'The sender marks this message as test or training (MSH-11); this channel takes production only.',
    };
  if (channel.accept && !channel.accept({ type, ...pick(envelope) }))
    return { outcome: 'filtered', reason: 'The channel does not accept messages of this type.' };
  if (!mapping.accepts.includes(type))
    return {
      outcome: 'filtered',
      reason: `No mapping of this channel reads ${type || 'a message without a type'}.`,
    };
  const message = parseMessage(body, channel.charset === undefined ? {} : { charset: channel.charset });
  const mapped = mapping.map(message, context);
  if (mapped.outcome !== 'facts') return mapped;
  return { ...mapped, warnings: [...message.warnings, ...mapped.warnings] };
}

function contextOf(channel: Channel, receivedAt: string): MappingContext {
  return {
    channel: channel.name,
    sender: channel.sender ?? channel.name,
    zone: channel.zone,
    receivedAt,
  };
}

function pick(envelope: { readonly controlId?: string; readonly sender?: string }) {
  return {
    ...(envelope.controlId === undefined ? {} : { controlId: envelope.controlId }),
    ...(envelope.sender === undefined ? {} : { sender: envelope.sender }),
  };
}

/** Acknowledged with its frame, so it carries no answer of its own. */
function childOf(parent: WaitingMessage, body: Uint8Array): NewMessage {
  const envelope = readEnvelope(body);
  const bodySha256 = createHash('sha256').update(body).digest();
  const dedupeKey = createHash('sha256')
    .update(JSON.stringify([parent.id, envelope.controlId ?? '']))
    .update(bodySha256)
    .digest();
  const { channel } = parent;
  return {
    id: newId(),
    channel,
    peer: 'batch',
    body,
    bodySha256,
    dedupeKey,
    parentId: parent.id,
    ...storedEnvelope(envelope),
  };
}
