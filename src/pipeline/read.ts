import { readEnvelope } from '../formats/hl7v2/envelope.ts';
import { parseMessage } from '../formats/hl7v2/parse.ts';
import { codeOf, Failure } from '../lib/failure.ts';
import type { Channel } from '../sdk/channel.ts';
import type { Mapped } from '../sdk/mapping.ts';

/** The second and third verbs: bytes → structure → what the channel's mapping makes of it. Never throws: a message always ends somewhere. */
export function readAndMap(channel: Channel, body: Uint8Array, receivedAt: string): Mapped {
  try {
    return mapWith(channel, body, receivedAt);
  } catch (error) {
    if (error instanceof Failure) return { outcome: 'invalid', code: error.code, reason: error.message };
    // A mistake in a mapping. Its text may quote the message, so only its class is told.
    const reason = `The mapping ${channel.mapping.name} failed on this message (${codeOf(error)}). The message is kept: replay it when the mapping is mended.`;
    return { outcome: 'invalid', code: 'mapping-failed', reason };
  }
}

function mapWith(channel: Channel, body: Uint8Array, receivedAt: string): Mapped {
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
  if (!channel.mapping.accepts.includes(type))
    return {
      outcome: 'filtered',
      reason: `No mapping of this channel reads ${type || 'a message without a type'}.`,
    };
  const message = parseMessage(body, channel.charset === undefined ? {} : { charset: channel.charset });
  const mapped = channel.mapping.map(message, {
    channel: channel.name,
    sender: channel.sender ?? channel.name,
    zone: channel.zone,
    receivedAt,
  });
  if (mapped.outcome !== 'facts') return mapped;
  return { ...mapped, warnings: [...message.warnings, ...mapped.warnings] };
}

function pick(envelope: { readonly controlId?: string; readonly sender?: string }) {
  return {
    ...(envelope.controlId === undefined ? {} : { controlId: envelope.controlId }),
    ...(envelope.sender === undefined ? {} : { sender: envelope.sender }),
  };
}
