import type { DocumentKind, PageClass, Transport } from '../domain/document/understanding.ts';
import type { DeskAct, DeskDocument, DeskState } from '../pipeline/document/desk-types.ts';
import { phoneText, type Word } from './words.ts';

export const classWords: Readonly<Record<PageClass, string>> = {
  cover: 'Cover',
  referral_form: 'Referral',
  letter: 'Letter',
  notes: 'Notes',
  insurance_card: 'Insurance card',
  lab_result: 'Lab result',
  image: 'Picture',
  junk: 'Advertising',
  blank: 'Blank',
  other: 'Other',
};

export const kindWords: Readonly<Record<DocumentKind, string>> = {
  referral: 'Referral',
  records: 'Records',
  lab_result: 'Lab result',
  status: 'Word on an earlier referral',
  portal_notice: 'Notice of a portal',
  junk: 'Advertising',
  other: 'Something else',
};

/** What a document can turn out to be that is no referral. */
export const otherKinds: readonly DocumentKind[] = [
  'records',
  'lab_result',
  'status',
  'portal_notice',
  'junk',
  'other',
];

export const deskStateWords: Readonly<Record<DeskState | 'reading' | 'unread', Word>> = {
  review: { word: 'To review', tone: 'amber' },
  held: { word: 'Held', tone: 'violet' },
  accepted: { word: 'Accepted', tone: 'green' },
  filed: { word: 'Filed', tone: 'green' },
  not_referral: { word: 'Not a referral', tone: 'plain' },
  unreadable: { word: 'Sender asked', tone: 'amber' },
  replaced: { word: 'Replaced', tone: 'plain' },
  reading: { word: 'Being read', tone: 'blue' },
  unread: { word: 'Could not be read', tone: 'red' },
};

/** Who sent it, as its transport says. */
export function senderText(transport: Transport): string {
  const { fromNumber, fromName, fromAddress, callerName, csid } = transport;
  const name = fromName ?? callerName ?? csid;
  const address = fromNumber === undefined ? fromAddress : phoneText(fromNumber);
  if (name !== undefined && address !== undefined) return `${name}, ${address}`;
  return name ?? address ?? 'an unknown sender';
}

/** Messages that are papers, by their type. */
export const paperTitles: ReadonlyMap<string, string> = new Map([
  ['fax', 'Fax'],
  ['mail', 'E-mail'],
  ['upload', 'Handed in by a person'],
  ['document', 'Document'],
]);

const transportWords = { fax: 'Fax', mail: 'E-mail', upload: 'Upload' } as const;

/** "Fax from (718) 555-0101". Says who sent it, never whom it is about. */
export function titleOf({ transport }: Pick<DeskDocument, 'transport'>): string {
  if (transport.kind === 'upload') return 'Uploaded by hand';
  return `${transportWords[transport.kind]} from ${senderText(transport)}`;
}

export function pagesText(count: number): string {
  return count === 1 ? '1 page' : `${count} pages`;
}

export function percentText(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** What became of an act that could not be done, in words. */
export const refusedWords: Readonly<Record<Exclude<DeskAct, 'done' | object>, string>> = {
  not_found: 'This document is not there any more.',
  changed:
    'This document was changed while you had it open. What you typed is kept below; where it reads differently now, both are shown.',
  locked: 'Somebody else has this document open. What you typed is kept below, and nothing was saved.',
};
