import type { Attachment, ParsedMail } from 'mailparser';
import { simpleParser } from 'mailparser';
import { fieldOf, readHead } from '../../../formats/mail/head.ts';
import { codeOf } from '../../../lib/failure.ts';
import { describeMail } from './mail-signals.ts';
import { bodyOf, isWorthAPage } from './mail-text.ts';
import { refusal } from './refuse.ts';
import type { FileAnswer, FileRequest, FoundFile, Give, Settled } from './work.ts';

/** Gives the words of a mail as a file of their own, then what is attached. */
export async function openMail(request: FileRequest, bytes: Uint8Array, give: Give): Promise<FileAnswer> {
  const head = readHead(bytes);
  if (/^application\/(?:x-)?pkcs7-mime.*enveloped-data/is.test(fieldOf(head, 'content-type') ?? ''))
    throw refusal('encrypted-mail');
  const parsed = await parse(bytes);
  if (parsed.attachments.length > request.left.files) throw refusal('too-many-files');
  const documents = parsed.attachments.filter((one) => settle(one, parsed) === undefined);
  const mail = describeMail(head, parsed, documents);
  const body = bodyOf(parsed);
  if (body && isWorthAPage(body.text, documents.length > 0)) await give.file(body.file, body.bytes);
  for (const attachment of parsed.attachments) await giveAttachment(attachment, parsed, give);
  return { fate: 'opened', mail, ...whatIsMissing(head, bytes) };
}

async function parse(bytes: Uint8Array): Promise<ParsedMail> {
  try {
    const options = {
      skipTextToHtml: true,
      skipTextLinks: true,
      skipImageLinks: true,
      maxHtmlLengthToParse: MOST_HTML,
    };
    return await simpleParser(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), options);
  } catch (error) {
    throw refusal(codeOf(error) === 'EMAXLEN' ? 'too-many-parts' : 'damaged', undefined, error);
  }
}

async function giveAttachment(attachment: Attachment, mail: ParsedMail, give: Give): Promise<void> {
  const settled = settle(attachment, mail);
  const name = attachment.filename?.trim();
  const charset = attachment.headers.get('content-type');
  const file: FoundFile = {
    role: isInline(attachment) ? 'inline' : 'attached',
    declaredType: attachment.contentType,
    ...(name ? { name } : {}),
    ...(typeof charset === 'object' && 'params' in charset && typeof charset.params['charset'] === 'string'
      ? { charset: charset.params['charset'] }
      : {}),
    ...(settled ? { settled } : {}),
  };
  await give.file(file, attachment.content);
}

/** Shown inside the text, as logos are. */
function isInline(attachment: Attachment): boolean {
  return attachment.related || (attachment.contentDisposition === 'inline' && attachment.cid !== undefined);
}

/** What belongs to mailing and not to the matter. */
function settle({ contentType }: Attachment, mail: ParsedMail): Settled | undefined {
  const type = contentType.toLowerCase();
  if (MAILING_TYPES.test(type)) {
    return { fate: 'ignored', code: 'mailing-part', reason: 'A part of the mail for programs: no document.' };
  }
  if (type === 'message/rfc822' && isReport(mail)) {
    return { fate: 'ignored', code: 'returned-mail', reason: 'A mail that came back undelivered.' };
  }
  return undefined;
}

function isReport(mail: ParsedMail): boolean {
  const type = mail.headers.get('content-type');
  return typeof type === 'object' && 'value' in type && type.value === 'multipart/report';
}

/** A multipart mail ends with its boundary and two hyphens (RFC 2046 5.1.1). */
function whatIsMissing(
  head: ReturnType<typeof readHead>,
  bytes: Uint8Array,
): Pick<FileAnswer, 'code' | 'reason'> {
  const type = fieldOf(head, 'content-type') ?? '';
  const boundary = /^multipart\/.*?\bboundary\s{0,9}=\s{0,9}(?:"([^"]{1,200})"|([^\s;"]{1,200}))/is.exec(
    type,
  );
  const name = boundary?.[1] ?? boundary?.[2];
  if (name === undefined) return {};
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.lastIndexOf(`--${name}--`, undefined, 'latin1') >= head.bodyAt) return {};
  return {
    code: 'cut-off',
    reason: 'The mail ends before its last part: it arrived incomplete. Ask the sender to send it again.',
  };
}

/** More is a newsletter or made to do harm; it is then read from its plain text. */
const MOST_HTML = 2 * 1024 * 1024;
const MAILING_TYPES =
  /^(?:application\/(?:x-)?(?:pkcs7-signature|pgp-signature|pgp-encrypted|pgp-keys)|text\/(?:calendar|(?:x-)?vcard|directory|rfc822-headers|x-amp-html)|message\/(?:delivery-status|disposition-notification|feedback-report)|application\/ics)$/;
