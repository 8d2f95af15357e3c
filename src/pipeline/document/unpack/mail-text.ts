import type { ParsedMail } from 'mailparser';
import { plainText } from '../../../formats/richtext/block.ts';
import { readHtmlText } from '../../../formats/richtext/html.ts';
import type { FoundFile } from './work.ts';

/** The words of a mail, as a file to be opened, and as text to be judged. */
export type MailBody = { readonly file: FoundFile; readonly bytes: Uint8Array; readonly text: string };

/** Its HTML when it says as much as the plain text: tables and labels keep their places. */
export function bodyOf(mail: Pick<ParsedMail, 'text' | 'html'>): MailBody | undefined {
  const plain = textOf(mail);
  if (plain.trim() === '') return undefined;
  const isHtml = typeof mail.html === 'string' && mail.html.length <= MOST_HTML;
  const html = isHtml ? plainText(readHtmlText(mail.html as string)) : '';
  const isRich = isHtml && wordsIn(html) >= wordsIn(plain) * LEAST_SHARE;
  const source = isRich ? (mail.html as string) : plain;
  return {
    file: { role: 'mail_text', declaredType: isRich ? 'text/html' : 'text/plain', charset: 'utf-8' },
    bytes: Buffer.from(source),
    text: isRich ? html : plain,
  };
}

/** The plain text, or that of the HTML. */
export function textOf(mail: Pick<ParsedMail, 'text' | 'html'>): string {
  const plain = mail.text ?? '';
  if (plain.trim() !== '' || typeof mail.html !== 'string') return plain;
  return plainText(readHtmlText(mail.html.slice(0, MOST_HTML)));
}

/**
 * Whether the words themselves say something: more than a few, and more than "please see attached" with a signature and a notice of
 * confidentiality when a document comes with them.
 */
export function isWorthAPage(text: string, hasDocuments: boolean): boolean {
  const own = withoutForm(text);
  return hasDocuments ? own.length > LEAST_BESIDE_DOCUMENTS : wordsIn(own) >= LEAST_WORDS;
}

/** The text without greeting lines, signature and notices at its end. */
function withoutForm(text: string): string {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line) => SIGNATURE.test(line));
  return (end === -1 ? lines : lines.slice(0, end))
    .join('\n')
    .split(/\n\s*\n/)
    .filter((paragraph) => !NOTICE.test(paragraph))
    .join('\n')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function wordsIn(text: string): number {
  return text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
}

const MOST_HTML = 2 * 1024 * 1024;
const LEAST_SHARE = 0.8;
/** "Fax attached" is three; a referral in one line is more. */
const LEAST_WORDS = 6;
const LEAST_BESIDE_DOCUMENTS = 200;
/** RFC 3676 4.3, and how people part with a line of their own. */
const SIGNATURE =
  /^(?:--\s?$|_{8,}|sent from my\b|(?:kind |best |warm |with )?(?:regards|thanks|thank you|sincerely|respectfully)\s*[,.!]?\s*$)/i;
const NOTICE =
  /\b(?:confidential(?:ity)?\b.{0,200}\b(?:intended|notice|recipient|privileged|information)|intended (?:only|solely) for|unauthorized (?:use|disclosure|review)|if you (?:are not the intended|(?:have )?received this (?:e-?mail|message|communication|fax) in error)|HIPAA|please consider the environment|virus-free|unsubscribe)/is;
