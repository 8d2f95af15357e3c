import { sha256Hex } from '../../lib/sha256.ts';
import { storableText } from '../../lib/storable-text.ts';
import { fieldOf, readHead } from './head.ts';

/**
 * What makes a mail the same mail: its Message-ID and its body. The trace fields at the top differ from folder to folder and from
 * delivery to delivery; a Message-ID alone is what some scanners write into every mail. A mail without one is its bytes.
 */
export function mailIdentity(bytes: Uint8Array): string {
  const head = readHead(bytes);
  const messageId = fieldOf(head, 'message-id')
    ?.replaceAll(/[<>\s]/g, '')
    .slice(0, 998);
  return messageId
    ? `${storableText(messageId)} ${sha256Hex(bytes.subarray(head.bodyAt))}`
    : sha256Hex(bytes);
}
