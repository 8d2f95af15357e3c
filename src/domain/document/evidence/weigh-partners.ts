import { isNpi, npiTwins } from '../../npi.ts';
import {
  areRoughlyOne,
  comparePeople,
  personWords,
  placeWords,
  type Agreement,
} from '../../partner-names.ts';
import { bestOf } from '../../partner-record.ts';
import type { DocumentEvidence, KnownPartner, KnownPractice } from './evidence.ts';
import { isMisread, wrongFigures } from '../knowledge/ocr-slips.ts';
import type { SaidParty } from './said-party.ts';

/** How a number that was read stands to those a partner has. `other`: the partner has some, and none is like it. */
export type NumberLevel = 'same' | 'near' | 'other' | 'unknown';
export type NameLevel = Agreement | 'rough';

/** A partner, at one of its practices, against what a document says. */
export type WeighedPartner = {
  readonly partner: KnownPartner;
  /** Absent: of several, nothing says which. */
  readonly practice?: KnownPractice;
  readonly name: NameLevel;
  readonly npi: NumberLevel;
  readonly fax: NumberLevel;
  readonly phone: NumberLevel;
  readonly practiceName: ReturnType<typeof bestOf>;
  /** It was sent from a line of theirs. */
  readonly isSenderLine: boolean;
  /** How often people confirmed that this sender's faxes are theirs. */
  readonly earlier: number;
  readonly score: number;
  /** In words for a person. */
  readonly evidence: readonly string[];
};

/** Points of what agrees; from 2.2 at least two things that have nothing to do with one another do. */
const points = {
  npi: { same: 2, near: 1.2, other: -2, unknown: 0 },
  fax: { same: 1, near: 0.6, other: 0, unknown: 0 },
  phone: { same: 0.8, near: 0.5, other: 0, unknown: 0 },
  practice: { same: 0.8, close: 0.6, partly: 0.3, different: -0.3, unknown: 0 },
  name: {
    same: 1.4,
    close: 1.2,
    rough: 0.9,
    initial: 0.8,
    family: 0.4,
    unknown: 0,
    renamed: -0.5,
    unlike: -1,
    different: -2,
  },
} as const;
const TOWN = 0.4;
const SENDER_LINE = 0.6;
const MOST_OF_EARLIER = 1;

/** All that may be meant, best first. People only where a person is named; the receiving practice's own never. */
export function weighPartners(said: SaidParty, evidence: DocumentEvidence): readonly WeighedPartner[] {
  const kind = said.person === undefined ? 'organisation' : 'person';
  return evidence.partners
    .filter((partner) => partner.kind === kind && !partner.isOwn)
    .map((partner) => weigh(said, partner, evidence))
    .toSorted((a, b) => b.score - a.score || (a.partner.id < b.partner.id ? -1 : 1));
}

/** Whose NPI was read where nobody's name was: one doctor, and a line or the name of the practice says the same. */
export function doctorByNpi(said: SaidParty, evidence: DocumentEvidence): WeighedPartner | undefined {
  const { person, npi } = said;
  if (person !== undefined || npi === undefined || !isNpi(npi)) return undefined;
  const [only, other] = evidence.partners
    .filter((partner) => partner.kind === 'person' && !partner.isOwn && npiLevel(npi, partner) === 'same')
    .map((partner) => weigh(said, partner, evidence));
  if (!only || other) return undefined;
  const { fax, phone, isSenderLine, practiceName } = only;
  const isPractice = practiceName === 'same' || practiceName === 'close';
  return fax === 'same' || phone === 'same' || isSenderLine || isPractice ? only : undefined;
}

function weigh(said: SaidParty, partner: KnownPartner, evidence: DocumentEvidence): WeighedPartner {
  const practice = choosePractice(said, partner);
  const places = practice ? [practice] : partner.practices;
  const faxes = [...partner.faxes, ...places.flatMap((one) => one.faxes)];
  const phones = [...partner.phones, ...places.flatMap((one) => one.phones)];
  const levels = {
    name: nameLevel(said, partner),
    npi: npiLevel(said.npi, partner),
    fax: lineLevel(said.fax, faxes),
    phone: lineLevel(said.phone, phones),
    practiceName: partner.kind === 'organisation' ? ('unknown' as const) : practiceLevel(said, places),
    isSenderLine: said.senderLine !== undefined && [...faxes, ...phones].includes(said.senderLine),
    earlier: earlierOf(said, partner, places, evidence),
  };
  const isTown = places.some((one) => isInTown(said, one));
  return {
    partner,
    ...(practice ? { practice } : {}),
    ...levels,
    score: scoreOf(levels, isTown),
    evidence: wordsOf(levels, isTown),
  };
}

type Levels = Pick<
  WeighedPartner,
  'name' | 'npi' | 'fax' | 'phone' | 'practiceName' | 'isSenderLine' | 'earlier'
>;

function scoreOf(levels: Levels, isTown: boolean): number {
  const sender = Math.max(
    levels.isSenderLine ? SENDER_LINE : 0,
    levels.earlier === 0 ? 0 : Math.min(MOST_OF_EARLIER, 0.3 + 0.15 * Math.log2(1 + levels.earlier)),
  );
  return (
    points.name[levels.name] +
    points.npi[levels.npi] +
    points.fax[levels.fax] +
    points.phone[levels.phone] +
    points.practice[levels.practiceName] +
    (isTown ? TOWN : 0) +
    sender
  );
}

const nameWords: Readonly<Partial<Record<NameLevel, string>>> = {
  same: 'same name',
  close: 'nearly the same name',
  rough: 'much the same name',
  initial: 'same family name and initial',
  family: 'same family name',
};

function wordsOf(levels: Levels, isTown: boolean): readonly string[] {
  const { npi, fax, phone, practiceName, isSenderLine, earlier } = levels;
  const practice = {
    same: 'same practice',
    close: 'nearly the same practice',
    partly: 'part of the practice’s name',
  };
  return [
    npi === 'same' ? 'same NPI' : npi === 'near' ? 'NPI one slip away from theirs' : '',
    npi === 'other' ? 'another NPI' : '',
    nameWords[levels.name] ?? '',
    fax === 'same' ? 'same fax number' : fax === 'near' ? 'fax number one figure from theirs' : '',
    phone === 'same' ? 'same phone number' : phone === 'near' ? 'phone number one figure from theirs' : '',
    practiceName === 'different' || practiceName === 'unknown' ? '' : practice[practiceName],
    isTown ? 'same town' : '',
    isSenderLine ? 'sent from a line of theirs' : '',
    earlier === 0 ? '' : `same sender, ${earlier} earlier ${earlier === 1 ? 'document' : 'documents'}`,
  ].filter((words) => words !== '');
}

function nameLevel({ person, practice }: SaidParty, partner: KnownPartner): NameLevel {
  if (partner.kind === 'organisation') {
    const level = practice === undefined ? 'unknown' : bestOf(practiceNames(partner), practice);
    return level === 'partly' ? 'family' : level;
  }
  if (person === undefined) return 'unknown';
  const [read, known] = [personWords(person), personWords(nameOfPartner(partner))];
  const level = comparePeople(read, known);
  if (level !== 'different' && level !== 'unlike' && level !== 'renamed') return level;
  const isSlip = (a: string, b: string): boolean => a === b || isMisread(a, b);
  const isRough =
    areRoughlyOne(read, known) || (isSlip(read.family, known.family) && isSlip(read.given, known.given));
  return isRough ? 'rough' : level;
}

export function nameOfPartner({ family, given, middle, suffix, name, nameKey }: KnownPartner) {
  if (family === undefined && given === undefined) return { family: name ?? nameKey };
  return {
    ...(family === undefined ? {} : { family }),
    ...(given === undefined ? {} : { given }),
    ...(middle === undefined ? {} : { middle }),
    ...(suffix === undefined ? {} : { suffix }),
  };
}

function practiceNames({ name, nameKey, otherNames = [] }: KnownPartner): readonly string[] {
  return [name ?? nameKey, ...otherNames];
}

function practiceLevel({ practice }: SaidParty, places: readonly KnownPractice[]): ReturnType<typeof bestOf> {
  const names = places.flatMap((one) => one.names);
  return practice === undefined || names.length === 0 ? 'unknown' : bestOf(names, practice);
}

function npiLevel(npi: string | undefined, { identifiers }: KnownPartner): NumberLevel {
  const held = identifiers.filter(({ system }) => system === 'npi').map(({ value }) => value);
  if (npi === undefined || held.length === 0) return 'unknown';
  if (held.includes(npi)) return 'same';
  const twins = npiTwins(npi);
  if (held.some((one) => twins.includes(one))) return 'near';
  // Two misread figures say nothing of anybody; ten that pass the check are somebody else's.
  return isNpi(npi) ? 'other' : 'unknown';
}

function lineLevel(line: string | undefined, held: readonly string[]): NumberLevel {
  if (line === undefined || held.length === 0) return 'unknown';
  if (held.includes(line)) return 'same';
  return held.some((one) => wrongFigures(one, line) === 1) ? 'near' : 'other';
}

function isInTown({ address }: SaidParty, { addresses }: KnownPractice): boolean {
  if (address === undefined) return false;
  const said = placeWords(address);
  return addresses.map(placeWords).some((one) => {
    const isSameZip = said.zip.length === 5 && said.zip === one.zip;
    return isSameZip || (said.city !== '' && said.city === one.city && said.state === one.state);
  });
}

function earlierOf(
  { senderKey }: SaidParty,
  partner: KnownPartner,
  places: readonly KnownPractice[],
  { senders }: DocumentEvidence,
): number {
  const ids = new Set([partner.id, ...places.map(({ id }) => id)]);
  return senders
    .filter((one) => one.senderKey === senderKey && ids.has(one.partnerId))
    .reduce((most, { confirmed }) => Math.max(most, confirmed), 0);
}

/** What a practice must lead the next by to be the one that is meant. */
const PRACTICE_MARGIN = 0.4;

/** Which of a doctor's practices the document is from: by its name, lines, town and the sender's line. */
function choosePractice(said: SaidParty, { practices }: KnownPartner): KnownPractice | undefined {
  const [only] = practices;
  if (practices.length < 2) return only;
  const rated = practices
    .map((practice) => ({ practice, score: practiceScore(said, practice) }))
    .toSorted((a, b) => b.score - a.score);
  const [first, second] = rated;
  return first && second && first.score - second.score >= PRACTICE_MARGIN ? first.practice : undefined;
}

function practiceScore(said: SaidParty, practice: KnownPractice): number {
  return (
    points.practice[practiceLevel(said, [practice])] +
    points.fax[lineLevel(said.fax, practice.faxes)] +
    points.phone[lineLevel(said.phone, practice.phones)] +
    (isInTown(said, practice) ? TOWN : 0) +
    (said.senderLine !== undefined && practice.faxes.includes(said.senderLine) ? SENDER_LINE : 0)
  );
}
