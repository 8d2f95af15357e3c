import type { ImapFlow } from 'imapflow';

/** Makes the folder if there is none. Somebody else may make it at the same time. */
export async function ensureFolder(client: ImapFlow, folder: string): Promise<void> {
  const found = await client.status(folder, { uidNext: true }).catch(() => false as const);
  if (found === false) await client.mailboxCreate(folder);
}

/**
 * Marks a mail as read and moves it. A server that can neither MOVE (RFC 6851) nor expunge one mail alone (RFC 4315) gets a copy and
 * a mark as deleted: a plain EXPUNGE would also delete what other people marked. False: the server refused.
 */
export async function moveTo(client: ImapFlow, uid: number, folder: string): Promise<boolean> {
  const range = String(uid);
  const byUid = { uid: true };
  await client.messageFlagsAdd(range, ['\\Seen'], byUid);
  const can = (what: string): boolean => client.capabilities.has(what);
  if (can('MOVE') || can('UIDPLUS')) return (await client.messageMove(range, folder, byUid)) !== false;
  const copied = await client.messageCopy(range, folder, byUid);
  return copied !== false && client.messageFlagsAdd(range, ['\\Deleted'], byUid);
}
