import { Buffer } from 'node:buffer';
import { sha256Hex } from '../../lib/sha256.ts';
import { storableText } from '../../lib/storable-text.ts';
import { fieldOf, readHead } from './head.ts';

/**
 * What makes a mail the same mail: its Message-ID, who it is from, its subject and its body. The trace fields at the top differ from
 * folder to folder and from delivery to delivery; a Message-ID alone is what some scanners write into every mail, and what anybody can
 * write who wants another's mail to be taken for a repeat. A mail without one is its bytes.
 */
export function mailIdentity(bytes: Uint8Array): string {
  const head = readHead(bytes);
  const messageId = fieldOf(head, 'message-id')
    ?.replaceAll(/[<>\s]/g, '')
    .slice(0, 998);
  if (!messageId) return sha256Hex(bytes);
  const said = [fieldOf(head, 'from'), fieldOf(head, 'subject'), sha256Hex(bytes.subarray(head.bodyAt))];
  return `${storableText(messageId)} ${sha256Hex(Buffer.from(JSON.stringify(said)))}`;
}
