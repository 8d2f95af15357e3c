import { createHash } from 'node:crypto';
import { readEnvelope } from '../../formats/hl7v2/envelope.ts';
import { newId } from '../../lib/ids.ts';
import type { Channel } from '../../sdk/channel.ts';
import type { NewMessage } from '../../store/messages.ts';
import { storedEnvelope } from '../stored-envelope.ts';
import type { UnpackedFile } from './unpacked.ts';
import { HL7 } from './unpack/sniff.ts';

type Format = NonNullable<NewMessage['format']>;

/** The root of a clinical document stands near its beginning, behind declarations and style sheets. */
const HEAD_BYTES = 8 * 1024;

/** What a file of an arrival is as a message of this channel; undefined: it is read as pages. */
export function messageFormat(
  packages: Channel['packages'],
  mediaType: string,
  bytes: Uint8Array,
): Format | undefined {
  if (mediaType === HL7) return packages?.hl7v2 && 'hl7v2';
  if (mediaType !== 'text/xml' || !packages?.ccda) return undefined;
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES));
  return /<(?:[\w.-]+:)?ClinicalDocument[\s>]/.test(head.toString('latin1')) ? 'ccda' : undefined;
}

/** The message that a file of a package is. The same package again is a repeat as a whole, so it needs to be told apart only within. */
export function messageOfPackage(
  parent: { readonly messageId: string; readonly channel: string },
  file: Pick<UnpackedFile, 'mediaType'> & { readonly body: Uint8Array },
  format: Format,
): NewMessage {
  const bodySha256 = createHash('sha256').update(file.body).digest();
  return {
    id: newId(),
    channel: parent.channel,
    peer: 'package',
    contentType: file.mediaType,
    body: file.body,
    bodySha256,
    dedupeKey: createHash('sha256')
      .update(JSON.stringify([parent.messageId, format]))
      .update(bodySha256)
      .digest(),
    parentId: parent.messageId,
    format,
    ...(format === 'hl7v2' ? storedEnvelope(readEnvelope(file.body)) : { type: 'C-CDA' }),
  };
}
