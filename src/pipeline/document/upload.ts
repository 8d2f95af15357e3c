import { Failure } from '../../lib/failure.ts';
import { insertAudit } from '../../store/audit.ts';
import { insertMessages } from '../../store/messages.ts';
import type { Hub } from '../hub.ts';
import { toDocumentMessage } from '../receive.ts';

/** The channel that what people put in belongs to. */
export const UPLOADS = 'uploads';

/**
 * Takes what a person puts in at the desk as any other arrival: stored first, read then. The same bytes again are the same arrival.
 * Throws permanent `no-upload-channel` when no channel of that name takes documents.
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
  const message = toDocumentMessage(UPLOADS, {
    body: bytes,
    peer: person,
    ...(mediaType === '' ? {} : { contentType: mediaType }),
    transport: { kind: 'upload' },
  });
  const [receipt] = await insertMessages(hub.db, [message]);
  const messageId = receipt?.id ?? message.id;
  await insertAudit(hub.db, { actor: person, action: 'upload_document', objectKind: 'message', objectId: messageId });
  hub.wake('documents');
  return { messageId };
}
