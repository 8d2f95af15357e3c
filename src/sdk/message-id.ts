import { createHash } from 'node:crypto';

/** A parcel's key as the hub makes them. */
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ours = /^<?([0-9a-f-]{36})(?:\.link)?@[^@\s>]+>?$/;

/**
 * The Message-ID of a parcel: it holds the key, so that a report that comes before its sending was written down still finds it.
 * What is no key of the hub is hashed: nothing that stands in it can become a header. `link`: the mail carries a link.
 */
export function messageIdOf(key: string, from: string, kind?: 'link'): string {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const name = uuid.test(key) ? key : createHash('sha256').update(key).digest('hex').slice(0, 32);
  return `<${name}${kind === undefined ? '' : `.${kind}`}@${domain}>`;
}

/** The key in a Message-ID of ours; undefined: it is none, or its key was hashed. */
export function keyOfMessageId(messageId: string): string | undefined {
  return ours.exec(messageId.trim().toLowerCase())?.[1];
}

/** Whether the mail of that Message-ID carried a link in place of its document. */
export function isLinkMail(messageId: string): boolean {
  return /\.link@[^@]*$/.test(messageId);
}
