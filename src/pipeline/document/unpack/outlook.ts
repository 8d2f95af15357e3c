import { readTnef } from '../../../formats/tnef/read-tnef.ts';
import { refusal } from './refuse.ts';
import type { FileAnswer, FileRequest, Give } from './work.ts';

/** What Outlook packs mails into for others of its kind (`winmail.dat`): the files, and the words when they did not come beside it. */
export async function openOutlook(request: FileRequest, bytes: Uint8Array, give: Give): Promise<FileAnswer> {
  const { body, attachments, isCutOff } = readTnef(bytes);
  if (attachments.length > request.left.files) throw refusal('too-many-files');
  // In a mail, the words are its own text as well.
  const isPart = request.role === 'attached' || request.role === 'inline';
  if (body && !isPart) {
    const { mediaType, charset } = body;
    await give.file(
      { role: 'mail_text', declaredType: mediaType, ...(charset ? { charset } : {}) },
      body.bytes,
    );
  }
  for (const { name, mediaType, isMail, bytes: content } of attachments) {
    const file = { ...(name ? { name } : {}), ...(mediaType ? { declaredType: mediaType } : {}) };
    // The words of a mail in the mail are nowhere else.
    await give.file({ role: isMail ? 'archived' : 'attached', ...file }, content);
  }
  if (!isCutOff) return { fate: 'opened' };
  if (attachments.length === 0 && !body) throw refusal('damaged');
  return {
    fate: 'opened',
    code: 'cut-off',
    reason:
      'The attachment of Outlook (winmail.dat) ends early: files may be missing. Ask the sender to send it again.',
  };
}
