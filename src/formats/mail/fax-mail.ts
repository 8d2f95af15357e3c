import type { MailLook } from './parts.ts';

/** A mail that is the envelope of a fax or of a scan, and what it says about the sheet inside. */
export type FaxMail =
  | {
      readonly kind: 'fax';
      /** Ten digits. */
      readonly fromNumber?: string;
      readonly csid?: string;
      readonly callerName?: string;
      readonly pages?: number;
    }
  | { readonly kind: 'scan' };

export type Envelope = MailLook & {
  readonly fromAddress?: string;
  readonly fromName?: string;
  readonly subject?: string;
};

/** Digits as people and machines write a North American number: `1-999-555-0123`, `(999) 555-0123`, `+19995550123`. */
const NUMBER = String.raw`(?:\+?1[\s.-]{0,2})?\(?([2-9]\d{2})\)?[\s./-]{0,3}(\d{3})[\s.-]{0,2}(\d{4})(?!\d)`;
const FAX = String.raw`\b(?:e-?)?fax(?:es)?\b`;

/** Words of a machine that hands over a fax, in a subject. A person writes *please fax to* or *re: fax*. */
const arrivedSubject = [
  new RegExp(String.raw`${FAX}(?:\s+(?:message|document|transmission|received|arrived))*\s*:?\s*from\b`, 'i'),
  new RegExp(
    String.raw`\b(?:received|new|incoming|inbound)\b(?:\s+(?:an?|\d{1,4}|pages?|message))*[\s-]{0,3}${FAX}`,
    'i',
  ),
  new RegExp(String.raw`${FAX}\s+(?:message\s+)?(?:received|arrived)\b`, 'i'),
];
const arrivedText = new RegExp(
  String.raw`\breceived\s+an?\s+(?:new\s+)?(?:(?:\d{1,4}|one|two|three)[\s-]{0,2}page\s+)?${FAX}`,
  'i',
);
const answered = /^\s*(?:re|fw|fwd|aw)\s*:/i;

const fromNumberInSubject = new RegExp(
  String.raw`\b(?:from|caller-?\s?id|fax)\b[^\d(+]{0,40}["“']?\s?${NUMBER}`,
  'i',
);
const fromNumberInText = new RegExp(
  String.raw`\b(?:from|caller-?\s?id|sender(?:'s)?(?:\s+fax)?|fax\s+number|ani)\b[^\d(+\r\n]{0,40}${NUMBER}`,
  'i',
);
const pagesCounted = /\b(\d{1,4})\s?-?\s?page(?:s\b|\(s\)|\b)/i;
const pagesNamed =
  /\b(?:number\s+of\s+pages|pages?(?:\s+(?:received|count))?|page\s+count)\s{0,3}[:=]\s{0,3}(\d{1,4})\b/i;
const csidNamed =
  /\b(?:remote\s+)?(?:csid|tsid|station\s+id|remote\s+id)\b\s{0,3}[:=]?\s{0,3}["“']?([^"”'\r\n,;]{2,40})/i;
const callerNamed = /\bcaller(?:'s)?\s+name\s{0,3}[:=]\s{0,3}["“']?([^"”'\r\n,;]{2,60})/i;

const scanned = [
  /\bscan(?:ned)?\b[^\r\n]{0,40}\b(?:from|by|to\s+e-?mail)\b[^\r\n]{0,60}\b(?:multi-?function|printer|copier|scanner|mfp|device)\b/i,
  /\bmessage\s+from\s+["“']?(?:km|kmbt|copier|scanner|mfp|printer)[\w-]*/i,
  /\bthis\s+e-?mail\s+was\s+sent\s+from\s+["“']?rnp[0-9a-f]+/i,
  /^\s*(?:attached|scanned)\s+(?:image|document)\b/i,
];

/**
 * Recognises the mails by which fax services and scanning devices hand over a sheet. Generic wordings, no vendor's: a mail without
 * a PDF or TIFF attached, an answer and a forwarded mail are what they are, mails. What it says about the caller is evidence, never
 * proof: anybody can write such a mail.
 */
export function recogniseFaxMail(mail: Envelope): FaxMail | undefined {
  const subject = mail.subject ?? '';
  if (!mail.attachments.some(isSheet) || answered.test(subject)) return undefined;
  if (isFax(subject, mail)) return faxOf(subject, mail);
  return scanned.some((pattern) => pattern.test(subject) || pattern.test(mail.text))
    ? { kind: 'scan' }
    : undefined;
}

function isFax(subject: string, mail: Envelope): boolean {
  if (arrivedSubject.some((pattern) => pattern.test(subject)) || arrivedText.test(mail.text)) return true;
  // A service that names itself and says only how many pages.
  const sender = `${mail.fromName ?? ''} ${mail.fromAddress?.split('@')[0] ?? ''}`;
  return /\b(?:e-?)?fax(?:es)?\b/i.test(sender) && pagesCounted.test(`${subject}\n${mail.text}`);
}

function faxOf(subject: string, mail: Envelope): FaxMail {
  const number = fromNumberInSubject.exec(subject) ?? fromNumberInText.exec(mail.text);
  const fromNumber = number?.slice(1, 4).join('');
  const both = `${subject}\n${mail.text}`;
  const pages = Number((pagesNamed.exec(both) ?? pagesCounted.exec(both))?.[1] ?? 0);
  const csid = csidNamed.exec(both)?.[1]?.trim();
  const callerName = callerNamed.exec(both)?.[1]?.trim();
  return {
    kind: 'fax',
    ...(fromNumber === undefined ? {} : { fromNumber }),
    ...(csid ? { csid } : {}),
    ...(callerName ? { callerName } : {}),
    ...(pages > 0 ? { pages } : {}),
  };
}

function isSheet({ type, fileName }: MailLook['attachments'][number]): boolean {
  return /^(?:application\/pdf|image\/tiff?)$/.test(type) || /\.(?:pdf|tiff?)$/i.test(fileName);
}
