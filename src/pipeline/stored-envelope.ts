import type { Envelope } from '../formats/hl7v2/envelope.ts';
import { storableText } from '../lib/storable-text.ts';
import type { NewMessage } from '../store/messages.ts';

/** An envelope field is a few words: whatever is longer is not one. */
const SHOWN_CHARACTERS = 250;

/** What is kept of an envelope beside the bytes. */
export function storedEnvelope({
  type,
  controlId,
  sender,
}: Envelope): Pick<NewMessage, 'type' | 'controlId' | 'sender'> {
  return {
    ...(type === undefined ? {} : { type: envelopeText(type) }),
    ...(controlId === undefined ? {} : { controlId: envelopeText(controlId) }),
    ...(sender === undefined ? {} : { sender: envelopeText(sender) }),
  };
}

export function envelopeText(text: string): string {
  return storableText(text.slice(0, SHOWN_CHARACTERS));
}
