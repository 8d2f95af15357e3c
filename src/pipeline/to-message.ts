import { hash } from 'node:crypto';
import { acknowledge } from '../formats/hl7v2/acknowledge.ts';
import { readEnvelope } from '../formats/hl7v2/envelope.ts';
import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import { storableJson } from '../lib/storable-text.ts';
import type { Mapping } from '../sdk/mapping.ts';
import type { Arrival } from '../sdk/source.ts';
import type { NewMessage } from '../store/messages.ts';
import { envelopeText, storedEnvelope } from './stored-envelope.ts';

/** What is stored of an arrival before anybody reads it: its bytes, and what the outside of them says. */
export function toMessage(channel: string, arrival: Arrival, format: Mapping['format']): NewMessage {
  switch (format) {
    case 'hl7v2':
      return toHl7Message(channel, arrival);
    case 'document':
      return toDocumentMessage(channel, arrival);
    case 'fhir':
    case 'record':
    case 'ccda':
      return toPlainMessage(channel, arrival, format);
  }
}

/** Answers that the arrival was not stored: AE, so that the sender repeats. Undefined where it asks for no answer. */
export function refusal(arrival: Arrival): Uint8Array | undefined {
  return acknowledge(arrival.body, {
    code: 'AE',
    controlId: ackIdOf(newId()),
    at: now(),
    text: 'Not stored. Please send again.',
    error: { code: 207, severity: 'E' },
  });
}

/** A fax, a mail, an upload: nothing is read of it here, and nobody waits for an acknowledgement in its own language. */
export function toDocumentMessage(channel: string, arrival: Arrival): NewMessage {
  // A single NUL in a subject would keep everybody's arrivals of the same moment out.
  const transport = storableJson(arrival.transport);
  const sender = transport?.fromNumber ?? transport?.fromAddress;
  return {
    ...toPlainMessage(channel, arrival, 'document'),
    type: transport?.kind ?? 'document',
    ...(sender === undefined ? {} : { sender: envelopeText(sender) }),
    ...(transport === undefined ? {} : { transport }),
    ...(arrival.fault ? {} : { state: 'reading' as const }),
  };
}

/** By its identity, or by its bytes where it has none, the same arrival again is a repeat. */
function toPlainMessage(
  channel: string,
  { identity, fault, contentType, body, peer, type, person, answer }: Arrival,
  format: Exclude<Mapping['format'], 'hl7v2'>,
): NewMessage {
  const bodySha256 = hash('sha256', body, 'buffer');
  const scope = JSON.stringify([channel, format, identity ?? '']);
  const said = identity === undefined ? Buffer.concat([Buffer.from(scope), bodySha256]) : Buffer.from(scope);
  return {
    id: newId(),
    channel,
    peer: envelopeText(peer),
    body,
    bodySha256,
    dedupeKey: hash('sha256', said, 'buffer'),
    ...(type === undefined ? {} : { type: envelopeText(type) }),
    ...(identity === undefined ? {} : { controlId: envelopeText(identity) }),
    ...(contentType === undefined ? {} : { contentType: envelopeText(contentType) }),
    ...(person === undefined ? {} : { person }),
    ...(answer === undefined ? {} : { answer }),
    ...(fault ? { fault: storableJson(fault) } : {}),
  };
}

function toHl7Message(channel: string, arrival: Arrival): NewMessage {
  const envelope = readEnvelope(arrival.body);
  const fault = arrival.fault ?? envelope.problem;
  const code = fault ? 'AR' : 'AA';
  const id = newId();
  const reply = acknowledge(arrival.body, {
    code,
    controlId: ackIdOf(id),
    at: now(),
    ...(fault ? { text: fault.reason, error: { code: 207, severity: 'E' as const } } : {}),
  });
  const bodySha256 = hash('sha256', arrival.body, 'buffer');
  const scope = JSON.stringify([channel, envelope.sender ?? '', envelope.controlId ?? '']);
  return {
    id,
    channel,
    peer: envelopeText(arrival.peer),
    body: arrival.body,
    bodySha256,
    dedupeKey: hash('sha256', Buffer.concat([Buffer.from(scope), bodySha256]), 'buffer'),
    ...(arrival.contentType === undefined ? {} : { contentType: envelopeText(arrival.contentType) }),
    ...storedEnvelope(envelope),
    ...(reply ? { answer: reply, answerCode: code } : {}),
    ...(fault ? { fault } : {}),
  };
}

/** MSH-10 of our answer, at most 20 characters (HL7 v2.5.1, 2.14.9.10): the end of the message's own id. */
function ackIdOf(id: string): string {
  return id.replaceAll('-', '').slice(-20);
}
