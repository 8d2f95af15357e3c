import { z } from 'zod';
import { hasBasicAuth } from '../../sdk/credentials.ts';
import { readJson } from '../../sdk/gateway-door.ts';
import { mailArrival } from './arrival.ts';
import type { Fault } from './arrival.ts';
import { assembleMail } from './assemble.ts';
import type { PostmarkSettings } from './config.ts';
import type { Judgement, MailPost, Refusal } from './door.ts';

/** Anything but 200 and this is sent again, ten times. */
export const POSTMARK_LAST_WORD = 403;

const word = z
  .string()
  .nullish()
  .transform((text) => text ?? '');

/** What of a post counts; the service sends more. */
const inbound = z.looseObject({
  From: word,
  To: word,
  Cc: word,
  Subject: word,
  Date: word,
  MessageID: word,
  OriginalRecipient: word,
  MailboxHash: word,
  TextBody: word,
  HtmlBody: word,
  /** Only when the server's setting *include raw email content* is on. */
  RawEmail: word,
  Headers: z.array(z.looseObject({ Name: z.string(), Value: word })).default([]),
  Attachments: z
    .array(
      z.looseObject({
        Name: word,
        Content: word,
        ContentType: word,
        ContentLength: z.number().nullish(),
        ContentID: word,
      }),
    )
    .default([]),
});

type Inbound = z.output<typeof inbound>;

/** Name and password in the URL: all that proves who speaks, and it stands before the body. */
export function admitPostmark(headers: Headers, settings: PostmarkSettings): Refusal | undefined {
  return hasBasicAuth(headers, settings)
    ? undefined
    : refused(401, 'login-wrong', 'Name or password are not those of this channel.');
}

/** Judges the posts of a Postmark inbound stream that was let in: JSON. */
export async function judgePostmark(post: MailPost, settings: PostmarkSettings): Promise<Judgement> {
  const read = inbound.safeParse(readJson(post.body));
  if (!read.success || !isMail(read.data)) {
    return refused(POSTMARK_LAST_WORD, 'post-unreadable', 'The post describes no mail.');
  }
  const { RawEmail, MailboxHash, OriginalRecipient } = read.data;
  const body = RawEmail === '' ? await assemble(read.data) : Buffer.from(RawEmail, 'utf8');
  const said = {
    service: 'postmark',
    // What stands behind the plus of the address: which conversation this belongs to.
    ...(MailboxHash === '' ? {} : { mailboxHash: MailboxHash.slice(0, 200) }),
    ...(OriginalRecipient === '' ? {} : { recipient: OriginalRecipient.toLowerCase().slice(0, 320) }),
  };
  const faults = RawEmail === '' ? faultsOf(read.data) : [];
  return { is: 'mail', arrival: mailArrival(body, post.peer, settings, said, ...faults) };
}

function refused(status: number, code: string, detail: string): Refusal {
  return { is: 'refused', status, code, detail };
}

/** Any JSON object fits the shape; a mail has a sender and one of the things mails are made of. */
function isMail(mail: Inbound): boolean {
  if (mail.RawEmail !== '') return true;
  return mail.From !== '' && (mail.MessageID !== '' || mail.Headers.length > 0);
}

async function assemble(mail: Inbound): Promise<Buffer> {
  const given = mail.Headers.map(({ Name, Value }) => [Name, Value] as const);
  const has = (name: string): boolean => given.some(([one]) => one.toLowerCase() === name.toLowerCase());
  const outer = [
    ['From', mail.From],
    ['To', mail.To],
    ['Cc', mail.Cc],
    ['Subject', mail.Subject],
    ['Date', mail.Date],
    // The sender's stands in Headers; this one is Postmark's own number.
    ['Message-ID', mail.MessageID === '' ? '' : `<${mail.MessageID}@inbound.invalid>`],
  ] as const;
  return assembleMail({
    headers: [...outer.filter(([name, value]) => value !== '' && !has(name)), ...given],
    text: mail.TextBody === '' ? undefined : mail.TextBody,
    html: mail.HtmlBody === '' ? undefined : mail.HtmlBody,
    attachments: mail.Attachments.map(({ Name, Content, ContentType, ContentID }) => ({
      fileName: Name === '' ? undefined : Name,
      contentType: ContentType,
      contentId: ContentID === '' ? undefined : ContentID,
      bytes: Buffer.from(Content, 'base64'),
    })),
  });
}

function faultsOf({ Attachments }: Inbound): readonly Fault[] {
  const isCut = Attachments.some(
    ({ Content, ContentLength }) =>
      typeof ContentLength === 'number' && Buffer.from(Content, 'base64').length !== ContentLength,
  );
  if (!isCut) return [];
  return [
    {
      code: 'attachment-cut',
      reason:
        'An attachment of this mail did not come whole. Take the mail from Postmark’s activity page, or ask the sender to send it again.',
    },
  ];
}
