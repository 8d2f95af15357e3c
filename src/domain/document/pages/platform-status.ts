import type { Area } from '../finding/areas.ts';
import { candidateOf, type Candidate } from '../finding/candidate.ts';
import type { Transport } from '../understanding.ts';

/** What a platform or an office says on an earlier referral. */
export type PlatformStatus = {
  /** Verbatim: `Patient Scheduled`. */
  readonly word: string;
  readonly from: number;
  readonly to: number;
};

const statusWords =
  'accepted|declined|rejected|denied|cancell?ed|closed|completed?|scheduled|booked|appointment (?:scheduled|booked|confirmed|made|cancell?ed)|patient (?:scheduled|seen|contacted|declined|no[- ]?showed)|seen|no[- ]?show(?:ed)?|unable to (?:contact|reach|schedule)(?: patient)?|pending(?: (?:review|scheduling|information|authorization))?|received|in (?:review|progress|process)|under review|waitlisted|on hold|expired|withdrawn|approved|sent|opened|viewed|acknowledged|forwarded|transferred|needs? (?:more )?information|more information (?:needed|requested)|information requested|new|triaged|processed|authorized';

const labelled = new RegExp(
  `\\b(?:referral |request |current |new |order |case )?status(?: (?:update|is now|is|changed? to|has changed to|has been (?:changed|updated) to|was (?:changed|updated) to|now))*\\s*[:\\-–—]*\\s*["“']?(?<word>(?:${statusWords})\\b)`,
  'i',
);
const changed = /\bstatus\b.{0,80}?\bto\s+["“']?(?<word>[A-Z][A-Za-z/ -]{2,40}?)["”'.,;\n]/;
const told = new RegExp(
  `\\b(?:(?:your|the|this) referral|referral (?:#|no\\.?|number|id)?\\s*[\\w-]{3,20}|the patient|your patient)\\b[^.\\n]{0,80}?\\b(?:has been|was|is|have been)\\s+(?:now |successfully )?(?<word>(?:${statusWords})\\b)`,
  'i',
);

/** The status word a short message is about; undefined: it says none. */
export function findPlatformStatus(text: string): PlatformStatus | undefined {
  const head = text.slice(0, 5000);
  for (const pattern of [labelled, told, changed]) {
    const match = pattern.exec(head);
    const word = match?.groups?.['word']?.trim();
    if (!match || word === undefined) continue;
    const from = match.index + match[0].lastIndexOf(word);
    return { word, from, to: from + word.length };
  }
  return undefined;
}

/** A status message is about a referral that is known: it names its number or its patient, and does not ask for anything new. */
export function isStatusMessage(text: string, transport: Transport, hasNumberOrPatient: boolean): boolean {
  if (!hasNumberOrPatient || text.length > 6000) return false;
  const said = findPlatformStatus(`${transport.subject ?? ''}\n${text}`);
  if (!said) return false;
  const isAbout =
    /\b(?:referral|request|order|case)\b.{0,60}\b(?:status|update|updated|changed|notification)\b|\bstatus (?:update|change|notification|of (?:your|the|this) referral)\b|\b(?:your|the|this) referral\b.{0,80}\b(?:has been|was|is)\b/is.test(
      `${transport.subject ?? ''}\n${text}`,
    );
  const asks =
    /\breason for (?:referral|visit|consult)|\bplease (?:evaluate|see this|schedule (?:the|this) patient)|\bi am referring\b|\breferral (?:form|request form)\b/i.test(
      text,
    );
  return isAbout && !asks;
}

/** The status word as a field of its document. */
export function statusCandidate(flow: Area, page: number): Candidate | undefined {
  const said = findPlatformStatus(flow.text);
  if (!said) return undefined;
  const found = { value: said.word, from: said.from, to: said.to, fit: 1, repaired: 0 };
  return candidateOf('platform_status', found, flow, page, {
    score: 0.9,
    labelMatch: 0,
    evidence: 'what the message says of the referral',
    origin: 'pattern',
  });
}
