import type { Attachment, ParsedMail } from 'mailparser';
import { fieldOf, mailboxOf, textOf as fieldTextOf } from '../../../formats/mail/head.ts';
import type { MailHead } from '../../../formats/mail/head.ts';
import { storableText } from '../../../lib/storable-text.ts';
import type { UnpackedMail } from '../unpacked.ts';
import { textOf } from './mail-text.ts';

/** What a mail says of itself. `documents`: what is attached and may be read. */
export function describeMail(
  head: MailHead,
  mail: ParsedMail,
  documents: readonly Attachment[],
): UnpackedMail {
  const from = mailboxOf(head, 'from');
  const subject = fieldTextOf(head, 'subject', MOST_SUBJECT);
  const text = storableText(textOf(mail).slice(0, MOST_TEXT));
  const messageId = fieldOf(head, 'message-id')?.slice(0, MOST_SUBJECT);
  return {
    ...(messageId === undefined ? {} : { messageId: storableText(messageId) }),
    ...(from.address === undefined ? {} : { fromAddress: storableText(from.address) }),
    ...(from.name === undefined ? {} : { fromName: storableText(from.name) }),
    to: addressesOf(mail),
    ...(subject === undefined ? {} : { subject: storableText(subject) }),
    ...(mail.date && !Number.isNaN(mail.date.getTime()) ? { sentAt: mail.date.toISOString() } : {}),
    ...(text.trim() === '' ? {} : { text }),
    isAutomatic: isAutomatic(head),
    isPortalNotice: isPortalNotice(`${subject ?? ''}\n${text}`, mail, documents),
  };
}

function addressesOf(mail: ParsedMail): readonly string[] {
  const fields = [mail.to ?? [], mail.cc ?? []].flat();
  return fields
    .flatMap((field) => field.value)
    .flatMap((one) => [...(one.group ?? []), one])
    .flatMap(({ address }) => (address ? [storableText(address.toLowerCase())] : []))
    .slice(0, MOST_ADDRESSES);
}

/** Written by a machine, or on its way in a circle (RFC 3834, RFC 3464, and the fields in use before them). */
export function isAutomatic(head: MailHead): boolean {
  const submitted = fieldOf(head, 'auto-submitted')?.toLowerCase() ?? 'no';
  if (!submitted.startsWith('no')) return true;
  if (/^(?:bulk|junk|list|auto_reply)\b/i.test(fieldOf(head, 'precedence') ?? '')) return true;
  if (fieldOf(head, 'return-path')?.trim() === '<>') return true;
  if (/^multipart\/report\b/i.test(fieldOf(head, 'content-type') ?? '')) return true;
  if (LOOP_FIELDS.some((name) => fieldOf(head, name) !== undefined)) return true;
  return /^(?:mailer-daemon|postmaster)@/.test(mailboxOf(head, 'from').address ?? '');
}

/**
 * "You have received a secure message": words of that kind, a way to the portal (a link, or a page to be opened in a browser), and no
 * document beside it.
 */
function isPortalNotice(text: string, mail: ParsedMail, documents: readonly Attachment[]): boolean {
  const others = documents.filter((one) => !isPortalPage(one) && !one.contentType.startsWith('image/'));
  if (others.length > 0) return false;
  if (documents.some((one) => one.contentType === 'application/x-microsoft-rpmsg-message')) return true;
  const markup = typeof mail.html === 'string' ? mail.html.slice(0, MOST_TEXT * 10) : '';
  const hasWay = /https?:\/\//i.test(text) || /\bhref\s*=/i.test(markup) || documents.some(isPortalPage);
  return hasWay && SECURE.test(text) && FETCH.test(text);
}

function isPortalPage({ contentType, filename }: Attachment): boolean {
  return (
    contentType === 'text/html' ||
    contentType === 'application/x-microsoft-rpmsg-message' ||
    /\.(?:s?html?|rpmsg)$/i.test(filename ?? '')
  );
}

const MOST_SUBJECT = 998;
const MOST_TEXT = 100_000;
const MOST_ADDRESSES = 50;
const LOOP_FIELDS = ['x-loop', 'x-autoreply', 'x-autorespond', 'x-failed-recipients'];
/** What portals call what they hold, whoever makes them. */
const SECURE =
  /\b(?:secure(?:d|ly)?|encrypted|protected|confidential)\s+(?:e-?mail\s+|health\s+|patient\s+)?(?:message|e-?mail|mail|document|communication|file|delivery|envelope)|\b(?:message|e-?mail|document)\s+(?:has been|was|is)\s+(?:sent\s+)?(?:secure|encrypt|protect)/i;
/** …and how they say that it has to be fetched. */
const FETCH =
  /\b(?:(?:click|tap|follow|use|go to|visit)\b.{0,60}\b(?:link|button|here|below|portal|message)|(?:read|view|open|access|retrieve|pick up|download)\s+(?:the\s+|your\s+|this\s+)?(?:secure(?:d)?\s+|encrypted\s+|protected\s+)?(?:message|e-?mail|mail|document|file|attachment)|(?:sign|log)\s?-?in\b.{0,60}\b(?:read|view|open|retrieve|portal)|one-time pass(?:code|word)|open the attachment)/is;
