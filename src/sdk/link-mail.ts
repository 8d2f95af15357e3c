import { z } from 'zod';
import { codeOf } from '../lib/failure.ts';
import type { DestinationContext, LinkTerms, Outcome, Parcel, SentParcel } from './destination.ts';
import { isLinkMail, messageIdOf } from './message-id.ts';
import { failed, type SmtpLine } from './smtp-line.ts';

const DAY_MS = 86_400_000;

/** What an endpoint may set about links to documents. */
export const linkShape = {
  /** What the reader is asked for beside the link: the patient's birth date, or a code agreed with the office by telephone. */
  secondFactor: z.enum(['birth_date', 'code']).default('birth_date'),
  /** The agreed code: at least six characters; capitals and spaces do not count. */
  linkCode: z
    .string()
    .refine(
      (code) => code.replaceAll(/[^\p{L}\p{N}]/gu, '').length >= 6,
      'agree on six letters or digits at least',
    )
    .max(100)
    .optional(),
  /** How long the link can be opened. */
  linkDays: z.number().int().min(1).max(90).default(14),
} as const;

const linkSettings = z.object(linkShape);
export type LinkSettings = z.output<typeof linkSettings>;

/** Says which field is missing when the code is asked for and there is none. */
export function needsCode({ secondFactor, linkCode }: LinkSettings): boolean {
  return secondFactor === 'code' && linkCode === undefined;
}

export const NEEDS_CODE = { path: ['linkCode'], error: 'agree on a code with the office and write it here' };

/** Mails a link to the parcel's document. The mail itself says nothing of the patient. */
export async function sendLink(
  line: SmtpLine,
  context: Pick<DestinationContext<unknown>, 'keepAtLink'>,
  parcel: Parcel,
  to: { readonly address: string; readonly settings: LinkSettings },
  signal: AbortSignal,
): Promise<Outcome> {
  const terms = termsOf(parcel, to.settings);
  if (!terms)
    return failed(
      'permanent',
      'link-without-factor',
      'A link needs a second factor, and this document has no birth date of one patient. Agree on a code with the office (linkCode).',
    );
  let kept: Awaited<ReturnType<typeof context.keepAtLink>>;
  try {
    kept = await context.keepAtLink(parcel, terms);
  } catch (error) {
    return failed(
      'transient',
      'link-not-made',
      `The link could not be made (${codeOf(error)}). Nothing was sent.`,
    );
  }
  return line.send(
    {
      key: parcel.key,
      messageId: messageIdOf(parcel.key, line.from, 'link'),
      to: to.address,
      subject: parcel.subject,
      text: textOf(parcel, terms, kept),
      composedAt: parcel.composedAt,
      notify: ['success', 'failure', 'delay'],
      ...(line.canGoClear && { mayGoClear: true }),
    },
    signal,
  );
}

/** A link that nobody opened in its time is no way in: the next one is tried. */
export function linkFate(sent: SentParcel, { linkDays }: LinkSettings, at: string): Outcome | undefined {
  if (sent.reference === undefined || !isLinkMail(sent.reference)) return undefined;
  if (Date.parse(at) < Date.parse(sent.sentAt) + linkDays * DAY_MS) return undefined;
  return failed('permanent', 'link-expired', `Nobody opened the link within ${linkDays} days.`);
}

function termsOf(parcel: Parcel, settings: LinkSettings): LinkTerms | undefined {
  const { secondFactor, linkCode, linkDays: days } = settings;
  if (secondFactor === 'code')
    return linkCode === undefined ? undefined : { factor: 'code', answer: linkCode, days };
  const birthDate = parcel.about?.patient.birthDate;
  return birthDate === undefined ? undefined : { factor: 'birth_date', answer: birthDate, days };
}

function textOf(parcel: Parcel, { factor, days }: LinkTerms, { url }: { readonly url: string }): string {
  const asked =
    factor === 'birth_date'
      ? "It asks for the patient's birth date and shows the initials, so that you know whom it concerns."
      : 'It asks for the code that was agreed with you by telephone.';
  return [
    `A document waits for you: ${parcel.subject}.`,
    '',
    `Open it within ${days} days:`,
    url,
    '',
    asked,
    'If you did not expect this mail, do not pass the link on; please call us.',
  ].join('\n');
}
