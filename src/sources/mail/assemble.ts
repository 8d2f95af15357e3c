import MailComposer from 'nodemailer/lib/mail-composer';
import { sha256Hex } from '../../lib/sha256.ts';

/** A mail that a service took apart. */
export type MailParts = {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly text: string | undefined;
  readonly html: string | undefined;
  readonly attachments: readonly MailAttachment[];
};

export type MailAttachment = {
  readonly fileName: string | undefined;
  readonly contentType: string;
  readonly contentId: string | undefined;
  readonly bytes: Buffer;
};

/** What says how the old body was written; the new one is written anew. */
const ofTheBody = new Set([
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'content-disposition',
  'content-length',
]);

/**
 * Puts a mail together again. The same parts give the same bytes, so that a post sent twice is one mail: the boundary is a hash of
 * what is in it, and where there was no Message-ID or Date there is one that says nothing.
 */
export async function assembleMail(parts: MailParts): Promise<Buffer> {
  const headers = parts.headers
    .filter(([name]) => /^[!-9;-~]{1,100}$/.test(name) && !ofTheBody.has(name.toLowerCase()))
    .map(([key, value]) => ({ key, value: value.replaceAll(/[\r\n]+\s*/g, ' ') }));
  const has = (name: string): boolean => headers.some(({ key }) => key.toLowerCase() === name);
  const hash = hashOf(parts);
  const composer = new MailComposer({
    headers: [
      ...headers,
      ...(has('message-id') ? [] : [{ key: 'Message-ID', value: `<${hash}@assembled.invalid>` }]),
      ...(has('date') ? [] : [{ key: 'Date', value: 'Thu, 01 Jan 1970 00:00:00 +0000' }]),
    ],
    ...(parts.text === undefined ? {} : { text: parts.text }),
    ...(parts.html === undefined ? {} : { html: parts.html }),
    attachments: parts.attachments.map(({ fileName, contentType, contentId, bytes }) => ({
      filename: fileName ?? false,
      contentType: plainType(contentType),
      content: bytes,
      ...(contentId === undefined ? {} : { cid: contentId }),
    })),
    baseBoundary: hash,
    newline: 'windows',
    // What a sender wrote never makes us read a file or ask a server.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

function hashOf({ headers, text, html, attachments }: MailParts): string {
  const files = attachments.map(({ fileName, contentType, bytes }) => [
    fileName,
    contentType,
    sha256Hex(bytes),
  ]);
  return sha256Hex(Buffer.from(JSON.stringify([headers, text, html, files]))).slice(0, 32);
}

/** A type that could be none, or bring header lines along, is just bytes. */
function plainType(contentType: string): string {
  return /^[\w.+-]+\/[\w.+-]+(?:;\s*charset="?[\w.-]+"?)?$/.test(contentType)
    ? contentType
    : 'application/octet-stream';
}
