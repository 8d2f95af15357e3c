import { createHmac } from 'node:crypto';
import { readForm } from '../../formats/multipart/read-form.ts';
import type { FormField } from '../../formats/multipart/read-form.ts';
import { isSameSecret } from '../../lib/same-secret.ts';
import { readJson } from '../../sdk/gateway-door.ts';
import type { SourceMemory } from '../../sdk/source.ts';
import { mailArrival } from './arrival.ts';
import type { Fault } from './arrival.ts';
import { assembleMail } from './assemble.ts';
import type { MailAttachment } from './assemble.ts';
import type { MailgunSettings } from './config.ts';
import type { Judgement, MailPost } from './door.ts';
import { createTokens } from './tokens.ts';

/** Anything but 200 and this is sent again, for eight hours. */
export const MAILGUN_LAST_WORD = 406;

/**
 * Judges the posts of a Mailgun route: a form with the parts of a mail, or with the whole of it (`body-mime`, when the address of the
 * route ends in `mime`). Signed with the hex HMAC-SHA256 over `timestamp` and `token`.
 */
export function createMailgunJudge(
  settings: MailgunSettings,
  memory: SourceMemory,
  clock: () => number = Date.now,
): (post: MailPost) => Promise<Judgement> {
  const maxAgeMs = settings.maxAgeSeconds * 1000;
  const tokens = createTokens(memory, maxAgeMs);
  return async (post) => {
    const fields = readForm(post.body, post.contentType);
    const said = (name: string): string => textOf(fields, name) ?? '';
    const [timestamp, token] = [said('timestamp'), said('token')];
    const signature = createHmac('sha256', settings.signingKey)
      .update(timestamp + token)
      .digest('hex');
    if (token === '' || !isSameSecret(said('signature').toLowerCase(), signature)) {
      return refused('signature-wrong', 'The post is not signed with the signing key of this channel.');
    }
    const sentMs = Number(timestamp) * 1000;
    if (!(Math.abs(clock() - sentMs) <= maxAgeMs)) {
      // Sent again it is signed anew: not the last word, unlike the others.
      return { ...refused('signature-old', 'The signature is too old. Sign the post anew.'), status: 401 };
    }
    const recipient = said('recipient').toLowerCase().slice(0, 320);
    const arrival = mailArrival(
      fieldOf(fields, 'body-mime')?.bytes ?? (await assemble(fields)),
      post.peer,
      settings,
      { service: 'mailgun', ...(recipient === '' ? {} : { recipient }) },
      ...faultOf(fields),
    );
    if (!(await tokens.claim(token, arrival.identity ?? '', sentMs))) {
      return refused('token-repeated', 'The token was used for another mail before.');
    }
    return { is: 'mail', arrival, settle: (isStored) => tokens.settle(token, isStored) };
  };
}

const NO_BYTES = Buffer.alloc(0);

function refused(code: string, detail: string) {
  return { is: 'refused' as const, status: MAILGUN_LAST_WORD, code, detail };
}

async function assemble(fields: readonly FormField[]): Promise<Buffer> {
  return assembleMail({
    headers: headersOf(fields),
    text: textOf(fields, 'body-plain'),
    html: textOf(fields, 'body-html'),
    attachments: attachmentsOf(fields),
  });
}

/** All of them as `[[name, value], …]`; without that field those that are fields themselves. */
function headersOf(fields: readonly FormField[]): readonly (readonly [string, string])[] {
  const listed = readJson(fieldOf(fields, 'message-headers')?.bytes ?? NO_BYTES);
  if (Array.isArray(listed)) {
    const pairs = listed.filter(
      (one): one is [string, string] =>
        Array.isArray(one) && typeof one[0] === 'string' && typeof one[1] === 'string',
    );
    if (pairs.length > 0) return pairs;
  }
  return ['From', 'To', 'Cc', 'Subject', 'Date', 'Message-Id'].flatMap((name) => {
    const value = textOf(fields, name) ?? textOf(fields, name.toLowerCase());
    return value === undefined ? [] : [[name, value] as const];
  });
}

function attachmentsOf(fields: readonly FormField[]): readonly MailAttachment[] {
  const ids = readJson(fieldOf(fields, 'content-id-map')?.bytes ?? NO_BYTES);
  const contentIds = new Map(
    typeof ids === 'object' && ids !== null
      ? Object.entries(ids).map(([contentId, name]) => [String(name), contentId])
      : [],
  );
  return fields.filter(isAttachment).map(({ name, fileName, contentType, bytes }) => ({
    fileName: fileName === '' ? undefined : fileName,
    contentType: contentType ?? 'application/octet-stream',
    contentId: contentIds.get(name),
    bytes,
  }));
}

function isAttachment({ name, fileName }: FormField): boolean {
  return fileName !== undefined && /^attachment-\d+$/.test(name);
}

/** A route that stores and only notifies keeps the attachments to itself. */
function faultOf(fields: readonly FormField[]): readonly Fault[] {
  const announced = Number(textOf(fields, 'attachment-count') ?? 0);
  const sent = fields.filter(isAttachment).length;
  if (fieldOf(fields, 'body-mime') || !(announced > sent)) return [];
  return [
    {
      code: 'attachments-missing',
      reason: `The mail has ${announced} attachments, but ${sent} were posted. Let the route at Mailgun forward the mail (forward), not only store it, and take this one from there.`,
    },
  ];
}

function fieldOf(fields: readonly FormField[], name: string): FormField | undefined {
  return fields.find((field) => field.name === name);
}

function textOf(fields: readonly FormField[], name: string): string | undefined {
  return fieldOf(fields, name)?.bytes.toString('utf8');
}
