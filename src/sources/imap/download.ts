import type { ImapFlow } from 'imapflow';
import { isClosed } from '../../formats/mail/parts.ts';
import { now } from '../../lib/clock.ts';

/** One mail as the server lists it. */
export type Listed = {
  readonly uid: number;
  /** As the server says. Exchange says an estimate. */
  readonly size: number;
  /** ISO instant: when the mailbox got it. */
  readonly receivedAt: string;
};

const PIECE_BYTES = 1024 * 1024;
const HEAD_BYTES = 256 * 1024;

/** All mails above a UID that are not marked as deleted, oldest first. */
export async function listAbove(client: ImapFlow, uid: number): Promise<readonly Listed[]> {
  const query = { uid: true, size: true, internalDate: true, flags: true };
  const listed: Listed[] = [];
  // By UID, never by number: a session that believes its folder to be empty has no numbers. `5:*` names the last mail even when it is 4.
  for await (const mail of client.fetch(`${uid + 1}:*`, query, { uid: true })) {
    if (mail.uid <= uid || mail.flags?.has('\\Deleted') === true) continue;
    const at = mail.internalDate === undefined ? Number.NaN : new Date(mail.internalDate).getTime();
    listed.push({
      uid: mail.uid,
      size: mail.size ?? 0,
      receivedAt: Number.isNaN(at) ? now() : new Date(at).toISOString(),
    });
  }
  return listed.toSorted((one, other) => one.uid - other.uid);
}

export type Downloaded =
  | { readonly kind: 'whole' | 'cut' | 'too-large'; readonly bytes: Buffer }
  /** Somebody took it away meanwhile. */
  | { readonly kind: 'gone' };

/**
 * Fetches a mail piece by piece, without marking it as read. It is whole when it has the announced size. With any other size it is
 * only taken when a second look gives the same bytes and its last part is closed: an estimate of the server, not a cut mail.
 */
export async function download(client: ImapFlow, mail: Listed, maxBytes: number): Promise<Downloaded> {
  if (mail.size > maxBytes) return readHeadOnly(client, mail);
  const first = await readAll(client, mail, maxBytes);
  if (first === undefined) return { kind: 'gone' };
  if (first.length > maxBytes) return readHeadOnly(client, mail);
  if (first.length === mail.size) return { kind: 'whole', bytes: first };
  const second = await readAll(client, mail, maxBytes);
  if (second === undefined) return { kind: 'gone' };
  const isWhole = second.equals(first) && isClosed(first);
  return { kind: isWhole ? 'whole' : 'cut', bytes: first };
}

async function readHeadOnly(client: ImapFlow, { uid }: Listed): Promise<Downloaded> {
  const bytes = await readPiece(client, uid, 0, HEAD_BYTES);
  return bytes ? { kind: 'too-large', bytes } : { kind: 'gone' };
}

/** Until the announced size, or until the server has no more; one byte over the limit is enough to know. */
async function readAll(client: ImapFlow, mail: Listed, maxBytes: number): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  for (;;) {
    const piece = await readPiece(client, mail.uid, length, PIECE_BYTES);
    if (piece === undefined) return undefined;
    pieces.push(piece);
    length += piece.length;
    if (piece.length === 0 || length === mail.size || length > maxBytes) return Buffer.concat(pieces, length);
  }
}

async function readPiece(
  client: ImapFlow,
  uid: number,
  start: number,
  maxLength: number,
): Promise<Buffer | undefined> {
  const found = await client.fetchOne(
    String(uid),
    { uid: true, source: { start, maxLength } },
    { uid: true },
  );
  if (!found) return undefined;
  return found.source ?? Buffer.alloc(0);
}
