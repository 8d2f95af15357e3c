import { Failure } from '../../lib/failure.ts';
import type { Arrival } from '../../sdk/source.ts';
import { insertAudit } from '../../store/audit.ts';
import { insertMessages } from '../../store/messages.ts';
import type { Hub } from '../hub.ts';
import { toDocumentMessage } from '../to-message.ts';

/** The channel that what people put in belongs to. */
export const UPLOADS = 'uploads';

/** Stores a document that came by no source, as any other arrival: first stored, then read. `isNew`: false when it was there. */
export async function takeDocument(
  hub: Pick<Hub, 'db' | 'wake'>,
  channel: string,
  arrival: Arrival,
): Promise<{ readonly messageId: string; readonly isNew: boolean }> {
  const message = toDocumentMessage(channel, arrival);
  const [receipt] = await insertMessages(hub.db, [message]);
  hub.wake('documents');
  return { messageId: receipt?.id ?? message.id, isNew: receipt?.isNew ?? true };
}

/**
 * Takes what a person puts in at the desk. The same bytes again are the same arrival. Throws permanent `no-upload-channel` when no
 * channel of that name takes documents.
 */
export async function uploadDocument(
  hub: Hub,
  { bytes, mediaType }: { readonly name: string; readonly bytes: Uint8Array; readonly mediaType: string },
  person: string,
): Promise<{ readonly messageId: string }> {
  if (hub.channels.get(UPLOADS)?.mapping.format !== 'document')
    throw new Failure(
      'permanent',
      'no-upload-channel',
      `No channel takes what is put in here. Bring channels/${UPLOADS}.channel.ts back.`,
    );
  const { messageId } = await takeDocument(hub, UPLOADS, {
    body: bytes,
    peer: person,
    transport: { kind: 'upload' },
    ...(mediaType === '' ? {} : { contentType: mediaType }),
  });
  await insertAudit(hub.db, {
    actor: person,
    action: 'upload_document',
    objectKind: 'message',
    objectId: messageId,
  });
  return { messageId };
}
