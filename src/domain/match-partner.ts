import type { PartyClaim } from './fact.ts';
import {
  agreementWith,
  bestOf,
  hasOtherNpi,
  holds,
  holdsNpi,
  isSure,
  sharesLine,
  isRoughlyNamed,
  officeAgreement,
  partyNameKey,
  placeAgreement,
  readClaim,
  type PartnerRecord,
  type ReadClaim,
} from './partner-record.ts';
import { isNameNumber } from './name-number.ts';
import type { Agreement } from './partner-names.ts';

export { doubtNumber, isNameNumber, withNameNumber } from './name-number.ts';
export { numbersOf, partyNameKey, type Office, type PartnerRecord } from './partner-record.ts';

/** Somebody a claim may mean, with what speaks for and against it in words. */
export type PartnerCandidate = { readonly partnerId: string; readonly reasons: readonly string[] };

export type PartnerMatch =
  | {
      readonly outcome: 'certain';
      readonly partnerId: string;
      /** Which of a doctor's practices, when the claim or the directory leaves no doubt. */
      readonly officeId?: string;
      readonly reasons: readonly string[];
    }
  /** Looks like these, and nothing proves it: it is entered as `discovered`, and a person is shown the candidates. */
  | {
      readonly outcome: 'probable';
      readonly officeId?: string;
      readonly reasons: readonly string[];
      readonly candidates: readonly PartnerCandidate[];
    }
  /** Not in the directory: it is entered as `discovered`, never dropped. `candidates`: who contradicts the claim. */
  | {
      readonly outcome: 'new';
      readonly officeId?: string;
      readonly reasons: readonly string[];
      readonly candidates: readonly PartnerCandidate[];
    }
  /** Not a person or office: self-referred, unknown, or nothing to go by. */
  | { readonly outcome: 'none'; readonly reasons: readonly string[] };

/**
 * Which partner a claim means (DOMAIN 7.2): by its NPI, unless it is somebody else's by name; by an NPI one slip away, when the name
 * agrees; by a local number seen with them before, unless the name contradicts it; by a known fax or phone with the name; by name,
 * practice and town together. A name with a town is only probable, a name alone is nothing: see `withNameNumber`.
 */
export function matchPartner(claim: PartyClaim, candidates: readonly PartnerRecord[]): PartnerMatch {
  if (claim.kind === 'self' || claim.kind === 'unknown')
    return { outcome: 'none', reasons: [`the sender says: ${claim.kind}`] };
  const read = readClaim(claim);
  if (claim.identifiers.length === 0 && read.npis.length === 0 && partyNameKey(claim) === '')
    return { outcome: 'none', reasons: ['no name and no number'] };
  const officeId = findOffice(read, candidates)?.id;
  const doubts: PartnerCandidate[] = [];
  for (const step of [byNpi, byTwin, byLocalNumber, byLine, byPractice]) {
    const found = step(read, candidates, doubts);
    if (found) return certain(read, found, officeId);
  }
  return open(read, candidates, doubts, officeId);
}

type Found = { readonly record: PartnerRecord; readonly reasons: readonly string[] };
/** One way of knowing. What contradicts it is kept for a person to see. */
type Step = (
  read: ReadClaim,
  candidates: readonly PartnerRecord[],
  doubts: PartnerCandidate[],
) => Found | undefined;

const byNpi: Step = (read, candidates, doubts) => {
  const holders = candidates.filter((record) => read.npis.some((npi) => holdsNpi(record, npi)));
  const agreeing = holders.filter((record) => !isContradicted(read, record));
  for (const record of holders)
    if (!agreeing.includes(record))
      doubts.push({ partnerId: record.id, reasons: ['same NPI', 'another name'] });
  const [only, other] = agreeing;
  if (only && !other) return { record: only, reasons: ['same NPI'] };
  const named = agreeing.filter((record) => isSure(agreementWith(read, record)));
  const [first, second] = named;
  return first && !second ? { record: first, reasons: ['same NPI', 'same name'] } : undefined;
};

/** Another name, and nothing that would explain it: the number is misread or mistyped. */
function isContradicted(read: ReadClaim, record: PartnerRecord): boolean {
  const agreement = agreementWith(read, record);
  if (agreement === 'different') return !isRoughlyNamed(read, record);
  const { npiCertainty } = read.claim;
  const place = placeAgreement(read, record);
  // People marry: the given name and the place are still theirs. A given name alone is soon the same.
  if (agreement === 'renamed' && npiCertainty !== 'certain')
    return place !== 'town' && place !== 'state' && !sharesLine(read, record);
  const isWeak = agreement === 'renamed' || agreement === 'unlike';
  return isWeak && (npiCertainty === 'probable' || place === 'other');
}

const byTwin: Step = (read, candidates, doubts) => {
  const holders = candidates.filter((record) => read.twins.some((npi) => holdsNpi(record, npi)));
  const found = holders.filter((record) => {
    const agreement = agreementWith(read, record);
    return isSure(agreement) || (agreement === 'initial' && placeAgreement(read, record) === 'town');
  });
  const [only, other] = found;
  if (only && !other) return { record: only, reasons: ['NPI one slip away from theirs', 'same name'] };
  for (const record of holders)
    if (isRoughlyNamed(read, record))
      doubts.push({ partnerId: record.id, reasons: ['NPI one slip away from theirs', 'much the same name'] });
  return undefined;
};

const byLocalNumber: Step = (read, candidates, doubts) => {
  const holders = candidates.filter((record) => read.locals.some((id) => holds(record, id)));
  for (const record of holders) {
    const reason = read.locals.every(isNameNumber)
      ? 'same name without a number from the same sender'
      : 'same local number';
    const isOther = agreementWith(read, record) === 'different';
    if (!isOther && !hasOtherNpi(record, read)) return { record, reasons: [reason] };
    doubts.push({ partnerId: record.id, reasons: [reason, isOther ? 'another name' : 'another NPI'] });
  }
  return undefined;
};

const byLine: Step = (read, candidates) => {
  const there = candidates.filter(
    (record) => sharesLine(read, record) || worksAtLine(read, record, candidates),
  );
  const fitting = there.filter((record) => !hasOtherNpi(record, read));
  const people = read.person ? fitting.filter((record) => record.kind !== 'organisation') : [];
  const offices = read.person ? [] : fitting;
  for (const level of ['same', 'close'] as const) {
    const named = [...people, ...offices].filter((record) => agreementWith(read, record) === level);
    const one = onlyOne(read, named);
    const reasons = [level === 'same' ? 'same name' : 'nearly the same name', 'same fax or phone'];
    if (one) return { record: one, reasons };
    if (named.length > 0) return undefined;
  }
  const office = read.person ? undefined : onlyOfficeOf(read, candidates);
  return (
    office && { record: office, reasons: ['much the same name', 'their fax or phone and nobody else’s'] }
  );
};

/** Of several by one name at one line, the one in the claim's town. Offices go before people who only work there. */
function onlyOne(read: ReadClaim, named: readonly PartnerRecord[]): PartnerRecord | undefined {
  const offices = named.filter((record) => record.kind === 'organisation');
  const chosen = !read.person && offices.length > 0 ? offices : named;
  if (chosen.length < 2) return chosen[0];
  const near = chosen.filter((record) => placeAgreement(read, record) === 'town');
  return near.length === 1 ? near[0] : undefined;
}

/** The one organisation at the claim's line, when its name agrees for the most part. */
function onlyOfficeOf(read: ReadClaim, candidates: readonly PartnerRecord[]): PartnerRecord | undefined {
  const [only, other] = candidates.filter(
    (record) => record.kind === 'organisation' && sharesLine(read, record),
  );
  if (!only || other || hasOtherNpi(only, read)) return undefined;
  const agreement = officeAgreement(read.organisation, only);
  return agreement === 'partly' || isSure(agreement) ? only : undefined;
}

/** Person, practice and town agree, and nobody else is like that. */
const byPractice: Step = (read, candidates) => {
  const { organisation, person } = read;
  if (!person || organisation === undefined) return undefined;
  const found = candidates.filter(
    (record) =>
      record.kind === 'person' &&
      !hasOtherNpi(record, read) &&
      agreementWith(read, record) === 'same' &&
      placeAgreement(read, record) === 'town' &&
      practicesAt(organisation, record),
  );
  const [only, other] = found;
  return only && !other ? { record: only, reasons: ['same name', 'same practice', 'same town'] } : undefined;
};

function practicesAt(organisation: string, record: PartnerRecord): boolean {
  const own = record.organisationKey === undefined ? [] : [record.organisationKey];
  return [own, ...(record.offices ?? []).map((office) => office.names)].some((names) =>
    isSure(bestOf(names, organisation)),
  );
}

/** Candidates a person is shown. */
const SHOWN = 5;
/** More people of one name than this say nothing. */
const TELLING_NAMESAKES = 3;

function open(
  read: ReadClaim,
  candidates: readonly PartnerRecord[],
  doubts: readonly PartnerCandidate[],
  officeId: string | undefined,
): PartnerMatch {
  const scored = candidates
    .map((record) => ({ record, ...likeness(read, record) }))
    .filter((one) => one.score > 0)
    .toSorted((a, b) => b.score - a.score || (a.record.id < b.record.id ? -1 : 1));
  const likely = scored.filter((one) => one.score >= PROBABLE);
  const namesakes = scored.length <= TELLING_NAMESAKES ? scored : [];
  const shown = (likely.length > 0 ? likely : namesakes).slice(0, SHOWN);
  const known = new Set(doubts.map((one) => one.partnerId));
  const all = [
    ...doubts,
    ...shown
      .filter((one) => !known.has(one.record.id))
      .map(({ record, reasons }) => ({ partnerId: record.id, reasons })),
  ];
  const rest = { candidates: all, ...(officeId === undefined ? {} : { officeId }) };
  if (likely.length > 0)
    return { outcome: 'probable', reasons: ['looks like somebody in the directory'], ...rest };
  const reasons = doubts.length > 0 ? ['numbers and name contradict each other'] : ['not in the directory'];
  return { outcome: 'new', reasons, ...rest };
}

const PROBABLE = 4;

/** What speaks for a record when nothing proves it. The figures only put candidates in order. */
function likeness(
  read: ReadClaim,
  record: PartnerRecord,
): { readonly score: number; readonly reasons: readonly string[] } {
  const isOffice = record.kind === 'organisation';
  if (isOffice !== (read.person === undefined)) return { score: 0, reasons: [] };
  const agreement = agreementWith(read, record);
  const name = nameScores[agreement];
  if (name === undefined) return { score: 0, reasons: [] };
  const reasons = [name.words];
  let { score } = name;
  const place = placeAgreement(read, record);
  if (place === 'other') return { score: 0, reasons: [] };
  if (place === 'town') [score] = [score + 2, reasons.push('same town')];
  if (place === 'state') [score] = [score + 1, reasons.push('same state')];
  if (sharesLine(read, record)) [score] = [score + 2, reasons.push('same fax or phone')];
  if (read.organisation !== undefined && read.person && practicesAt(read.organisation, record))
    [score] = [score + 2, reasons.push('same practice')];
  if (hasOtherNpi(record, read)) [score] = [score - 2, reasons.push('another NPI')];
  return { score, reasons };
}

const nameScores: Readonly<Partial<Record<Agreement, { readonly score: number; readonly words: string }>>> = {
  same: { score: 3, words: 'same name' },
  close: { score: 2.5, words: 'nearly the same name' },
  initial: { score: 2, words: 'same family name and initial' },
  family: { score: 1, words: 'part of the name' },
};

function certain(read: ReadClaim, { record, reasons }: Found, claimed: string | undefined): PartnerMatch {
  const officeId = record.kind === 'organisation' ? record.id : (officeOf(read, record) ?? claimed);
  return {
    outcome: 'certain',
    partnerId: record.id,
    reasons,
    ...(officeId === undefined ? {} : { officeId }),
  };
}

/** Which of a doctor's practices: the one named, else the one at that line, else the only one when none was named. */
function officeOf(read: ReadClaim, { offices = [] }: PartnerRecord): string | undefined {
  const { organisation } = read;
  if (organisation !== undefined) {
    const named = offices.filter((office) => isSure(bestOf(office.names, organisation)));
    const here =
      named.length > 1
        ? named.filter((office) => office.lines.some((line) => read.lines.includes(line)))
        : named;
    return here.length === 1 ? here[0]?.id : undefined;
  }
  const atLine = offices.filter((office) => office.lines.some((line) => read.lines.includes(line)));
  if (atLine.length > 0) return atLine.length === 1 ? atLine[0]?.id : undefined;
  return offices.length === 1 && read.lines.length === 0 ? offices[0]?.id : undefined;
}

/** The organisation a claim names, by its line: nothing else proves one of several branches. */
function findOffice(read: ReadClaim, candidates: readonly PartnerRecord[]): PartnerRecord | undefined {
  if (read.organisation === undefined) return undefined;
  const offices = candidates.filter((record) => record.kind === 'organisation' && sharesLine(read, record));
  const named = offices.filter((record) => isSure(officeAgreement(read.organisation, record)));
  const near = named.length > 1 ? named.filter((record) => placeAgreement(read, record) === 'town') : named;
  return near.length === 1 ? near[0] : onlyOfficeOf(read, candidates);
}

/** A person with a role at an organisation whose line it is. */
function worksAtLine(read: ReadClaim, record: PartnerRecord, candidates: readonly PartnerRecord[]): boolean {
  const offices = record.offices ?? [];
  if (read.lines.length === 0 || offices.length === 0) return false;
  if (offices.some((office) => office.lines.some((line) => read.lines.includes(line)))) return true;
  return candidates.some((one) => offices.some((office) => office.id === one.id) && sharesLine(read, one));
}
