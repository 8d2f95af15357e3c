import { Failure } from '../../../lib/failure.ts';
import { openArchive } from './archive.ts';
import { openDocx } from './docx.ts';
import { openMail } from './mail.ts';
import { openOutlook } from './outlook.ts';
import { openPdf } from './pdf.ts';
import { openPicture } from './picture.ts';
import { refusal } from './refuse.ts';
import { DOCX, HL7, kindOf, OFFICE } from './sniff.ts';
import { openHtml, openRtf, openText, openXml } from './text.ts';
import { openTiff } from './tiff.ts';
import type { FileAnswer, FileRequest, Give, Opener } from './work.ts';

/** Opens one file, whatever it is. Hostile files are expected: it runs where time and memory are watched. */
export async function openFile(request: FileRequest, bytes: Uint8Array, give: Give): Promise<FileAnswer> {
  const mediaType = kindOf(request, bytes);
  try {
    if (bytes.length === 0) throw refusal('empty');
    const opener = OPENERS[mediaType];
    if (opener) return await opener(request, bytes, give);
    throw refusal('unsupported', UNREAD[mediaType]);
  } catch (error) {
    // What a library throws at a broken file may quote it.
    const known = error instanceof Failure ? error : refusal('damaged');
    return { fate: 'refused', code: known.code, reason: known.message };
  }
}

const picture =
  (mediaType: string): Opener =>
  (request, bytes, give) =>
    openPicture(request, bytes, give, mediaType);

const OPENERS: Readonly<Record<string, Opener>> = {
  'application/pdf': openPdf,
  'image/tiff': openTiff,
  'image/png': picture('image/png'),
  'image/jpeg': picture('image/jpeg'),
  'image/gif': picture('image/gif'),
  'image/webp': picture('image/webp'),
  'image/avif': picture('image/avif'),
  'image/heic': picture('image/heic'),
  'message/rfc822': openMail,
  'application/vnd.ms-tnef': openOutlook,
  'application/zip': openArchive,
  [DOCX]: openDocx,
  'text/plain': openText,
  // Where nobody reads it as a message, a person does.
  [HL7]: openText,
  'text/html': openHtml,
  'text/rtf': openRtf,
  'text/xml': openXml,
};

/** Kinds people do send, and what to ask for instead. */
const UNREAD: Readonly<Record<string, string>> = {
  'application/x-ole-storage':
    'Files of older Office versions and Outlook (.doc, .xls, .msg) are not read: ask the sender for a PDF, or forward the mail itself.',
  [OFFICE]: 'Sheets and slides are not read: ask the sender for a PDF.',
  'image/bmp': 'Pictures of the BMP kind are not read: ask the sender for a PDF, JPEG or PNG.',
  'application/gzip':
    'Archives of this kind are not opened: ask the sender for a ZIP or the files themselves.',
  'application/vnd.rar':
    'Archives of this kind are not opened: ask the sender for a ZIP or the files themselves.',
  'application/x-7z-compressed':
    'Archives of this kind are not opened: ask the sender for a ZIP or the files themselves.',
};
