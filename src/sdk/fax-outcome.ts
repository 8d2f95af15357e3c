import type { Fate } from '../lib/failure.ts';
import type { Outcome } from './destination.ts';

/**
 * What became of one fax, whatever the gateway calls it.
 *
 * - `arrived`: the machine over there confirmed every page it was sent.
 * - `partial`: it confirmed some of them.
 * - `under_way`: not over yet.
 */
export type FaxEnd =
  | 'arrived'
  | 'partial'
  | 'under_way'
  | 'busy'
  | 'no_answer'
  | 'line'
  | 'cancelled'
  | 'no_such_number'
  | 'no_fax_machine'
  | 'document'
  | 'account'
  | 'request'
  | 'other';

/** What has to change before the same fax can arrive. `time`: nothing, it is tried again. */
export type FaxBlame = 'time' | 'address' | 'document' | 'account';

type Verdict = {
  readonly fate: Fate;
  readonly code: string;
  readonly blame: FaxBlame;
  /** What a person reads. */
  readonly detail: string;
};

/** The classes of a failed fax: may it be tried again, and whose turn is it. */
const verdicts: Readonly<Record<Exclude<FaxEnd, 'arrived' | 'under_way'>, Verdict>> = {
  partial: {
    fate: 'transient',
    code: 'fax-partial',
    blame: 'time',
    detail: 'Fewer pages arrived than were sent. All of them are sent again.',
  },
  busy: { fate: 'transient', code: 'fax-busy', blame: 'time', detail: 'The line was busy.' },
  no_answer: { fate: 'transient', code: 'fax-no-answer', blame: 'time', detail: 'Nobody answered.' },
  line: {
    fate: 'transient',
    code: 'fax-line',
    blame: 'time',
    detail: 'The call broke off, or the two machines did not understand each other.',
  },
  cancelled: {
    fate: 'transient',
    code: 'fax-cancelled',
    blame: 'time',
    detail: 'The fax was cancelled at the gateway.',
  },
  no_such_number: {
    fate: 'permanent',
    code: 'fax-no-such-number',
    blame: 'address',
    detail: 'There is no such number. Ask the office for the right one.',
  },
  no_fax_machine: {
    fate: 'permanent',
    code: 'fax-no-machine',
    blame: 'address',
    detail: 'No fax machine answers at this number. Ask the office for the right one.',
  },
  document: {
    fate: 'permanent',
    code: 'fax-document',
    blame: 'document',
    detail: 'The gateway cannot make a fax of this document. Send it another way.',
  },
  account: {
    fate: 'transient',
    code: 'fax-account',
    blame: 'account',
    detail: 'The account at the gateway does not let us send. Look at its keys, numbers and limits.',
  },
  request: {
    fate: 'permanent',
    code: 'fax-refused',
    blame: 'document',
    detail: 'The gateway refused the request. Look at the settings of this way out.',
  },
  other: {
    fate: 'transient',
    code: 'fax-failed',
    blame: 'time',
    detail: 'The fax failed, and the gateway does not say why.',
  },
};

/** One fax as a gateway tells of it. */
export type FaxReport = {
  /** The gateway's own number of it. */
  readonly id: string;
  readonly end: FaxEnd;
  /** Pages the machine over there confirmed. Absent: the gateway does not count them. */
  readonly pagesSent?: number | undefined;
  /** Pages of the document as the gateway counts them. */
  readonly pages?: number | undefined;
  /** The gateway's own word for how it ended. */
  readonly said?: string | undefined;
  /** Our own reference as the gateway gives it back (`faxMark`). */
  readonly mark?: string | undefined;
};

/**
 * What a report proves. `pages`: of the document as we sent it. An arrival is proved by the gateway's success with no page missing:
 * fewer than ours, or than the gateway's own count, is a partial fax.
 */
export function outcomeOfFax(report: FaxReport, pages: number | undefined): Outcome {
  const { id, end, pagesSent, said } = report;
  const wanted = Math.max(pages ?? 0, report.pages ?? 0);
  const counted = pagesSent ?? report.pages;
  if (end === 'under_way') return { status: 'sent', reference: id };
  if (end !== 'arrived') return failedFax(end, said);
  if (counted !== undefined && counted < wanted) return failedFax('partial', `${counted} of ${wanted} pages`);
  const detail = counted === undefined ? 'The gateway counts no pages.' : `Pages confirmed: ${counted}.`;
  return { status: 'delivered', reference: id, detail };
}

/** `said`: a word or code of the gateway. Of anything longer than a few words nothing is kept: it might quote the fax. */
export function failedFax(
  end: Exclude<FaxEnd, 'arrived' | 'under_way'>,
  said?: string,
): Extract<Outcome, { status: 'failed' }> {
  const { fate, code, detail } = verdicts[end];
  const word = /^[\w .,:/()-]{1,60}$/.test(said ?? '') ? ` (${said})` : '';
  return { status: 'failed', fate, code, detail: `${detail.slice(0, -1)}${word}.` };
}

const blames: ReadonlyMap<string, FaxBlame> = new Map(
  Object.values(verdicts).map(({ code, blame }) => [code, blame]),
);

/** Codes of a number that is wrong or answered by no machine. */
export const wrongNumberCodes: readonly string[] = Object.values(verdicts)
  .filter(({ blame }) => blame === 'address')
  .map(({ code }) => code);

/** Whose turn it is after a failure with this code. `undefined`: it is no code of a fax. */
export function blameOfFax(code: string): FaxBlame | undefined {
  return blames.get(code);
}

/** What a vendor's word means, by a table. Words are compared without case. */
export function faxEndOf(word: string | undefined, table: Readonly<Record<string, FaxEnd>>): FaxEnd {
  const key = (word ?? '').toLowerCase();
  return Object.hasOwn(table, key) ? (table[key] ?? 'other') : 'other';
}

/** Reasons in plain words, as some gateways and fax servers give them. The first that fits counts. */
const inWords: readonly (readonly [RegExp, FaxEnd])[] = [
  [/busy/i, 'busy'],
  [/no ?answer|ring(?:ing)? ?timeout|not answer/i, 'no_answer'],
  [
    /no (?:remote )?fax|not a fax|voice|human|fax ?(?:device|machine|tone)|no carrier detected/i,
    'no_fax_machine',
  ],
  [
    /unallocated|unassigned|(?:invalid|bad|wrong) (?:phone |fax )?number|not in service|number .*(?:invalid|not )/i,
    'no_such_number',
  ],
  [/conver(?:t|sion)|(?:file|document) (?:type|format)|unsupported|corrupt/i, 'document'],
  [/credit|balance|suspended|not authori[sz]ed|permission/i, 'account'],
  [/cancel|killed|removed/i, 'cancelled'],
  [
    /hang ?up|disconnect|carrier|communicat|protocol|train|remote|line|time[d ]*out|congest|dropped|dial/i,
    'line',
  ],
];

/** What a reason in plain words means. */
export function faxEndInWords(text: string | undefined): FaxEnd {
  return inWords.find(([words]) => words.test(text ?? ''))?.[1] ?? 'other';
}

/** Our own reference as gateways carry it: the parcel's key, and the pages it must arrive with. */
export function faxMark(key: string, pages: number): string {
  return `${key}:${pages}`;
}

export function readFaxMark(
  mark: string | undefined,
): { readonly key: string; readonly pages: number } | undefined {
  const parts = /^([\w.|-]{1,200}):(\d{1,5})$/.exec(mark ?? '');
  return parts?.[1] === undefined ? undefined : { key: parts[1], pages: Number(parts[2]) };
}
