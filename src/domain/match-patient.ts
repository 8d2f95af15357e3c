import { compareNames } from './compare-names.ts';
import { compareBirthDates } from './compare-dates.ts';
import { comparePatients, reasonsOf, type PatientComparison } from './compare-patients.ts';
import { comparable, type PatientRecord } from './comparable-patient.ts';
import type { Identifier, PatientClaim } from './fact.ts';
import { nameKey } from './names.ts';

export type { PatientRecord } from './comparable-patient.ts';

/** Which patient a claim speaks of, with the reasons in words. */
export type PatientMatch =
  | {
      readonly outcome: 'certain';
      readonly patientId: string;
      readonly reasons: readonly string[];
      /** Sum of the weights (compare-patients.ts); absent when nothing was compared. */
      readonly score?: number;
    }
  | { readonly outcome: 'new'; readonly reasons: readonly string[] }
  | { readonly outcome: 'ask'; readonly candidates: readonly PatientCandidate[]; readonly reason: string };

export type PatientCandidate = {
  readonly patientId: string;
  readonly reasons: readonly string[];
  readonly score: number;
};

/** From here two records are one person's unless a rule below says that a person must look. */
const CERTAIN = 30;
/** From here a name and a birth date are enough, because nobody else has them. */
const RARE = 33;
/** From here a person is asked. */
const PROBABLE = 18;
/** The second best must be this much less likely (2^6: 64 times), or it is a question which of them is meant. */
const MARGIN = 6;
/** A longer list helps nobody. */
const MOST_ASKED = 6;
/** Parents are older than their children by at least this many years. */
const GENERATION = 13;

/**
 * Decides which of the candidates a claim means. Exact identifiers first, checked for plausibility; then by how much likelier the
 * agreements and disagreements are in one person than in two, with rules that no sum overrules: name alone or birth date alone never match, and
 * twins, namesakes of another generation and newborns never merge by themselves (DOMAIN 7.2). Unsure is a question, never a guess.
 */
export function matchPatient(claim: PatientClaim, candidates: readonly PatientRecord[]): PatientMatch {
  if (claim.identifiers.length === 0 && nameKey(claim.name) === '')
    return {
      outcome: 'ask',
      candidates: [],
      reason: 'The message names no patient: no identifier and no name.',
    };
  const holders = candidates.filter((record) => sharesIdentifier(claim, record.identifiers));
  if (holders.length > 1)
    return ask(
      holders.map((record) => rate(claim, record)),
      'The identifiers in this message belong to different patients.',
    );
  const [holder] = holders;
  if (holder === undefined) return byDemographics(claim, candidates);
  if (!isSomebodyElse(claim, holder))
    return { outcome: 'certain', patientId: holder.id, reasons: ['same identifier'] };
  const others = candidates.filter((record) => record !== holder).map((record) => rate(claim, record));
  return ask(
    [rate(claim, holder), ...others.filter((one) => one.verdict !== 'no')],
    'The identifier is known, but name and birth date are those of somebody else.',
  );
}

/** Other given name and another birthday: whatever number they share, these are two people. */
export function isSomebodyElse(claim: PatientClaim, record: PatientRecord): boolean {
  // A merge gave the number to this patient, and this is the first that is said under it: nothing to contradict.
  if (sharesIdentifier(claim, record.unsaid ?? [])) return false;
  const [one, other] = [comparable(claim), comparable(record)];
  const { level } = compareBirthDates(one.birthDates, other.birthDates);
  if (level === 'same' || level === 'partial' || level === 'missing') return false;
  const { given, family, isSwapped } = compareNames(one, other);
  if (isSwapped) return false;
  if (given === 'different') return true;
  // A child without a name under the number of its mother; nobody's first name under another surname.
  const isFar = level === 'near' || level === 'different';
  return isFar && (given === 'newborn' || (given === 'missing' && family === 'different'));
}

/** Numbers decide unless nobody holds them, or only somebody whom the claim cannot mean. */
export function needsDemographics(claim: PatientClaim, holders: readonly PatientRecord[]): boolean {
  return holders.every((holder) => isSomebodyElse(claim, holder));
}

type Verdict = 'certain' | 'ask' | 'no';
type Rated = {
  readonly record: PatientRecord;
  readonly compared: PatientComparison;
  readonly verdict: Verdict;
};

function rate(claim: PatientClaim, record: PatientRecord): Rated {
  const compared = comparePatients(claim, record);
  return { record, compared, verdict: verdictOf(compared) };
}

function byDemographics(claim: PatientClaim, candidates: readonly PatientRecord[]): PatientMatch {
  const rated = candidates
    .map((record) => rate(claim, record))
    .filter((one) => one.verdict !== 'no')
    .toSorted((a, b) => b.compared.score - a.compared.score || (a.record.id < b.record.id ? -1 : 1));
  const [best, second] = rated;
  if (best === undefined)
    return { outcome: 'new', reasons: ['no number known, and nobody like this patient'] };
  const lead = second === undefined ? Infinity : best.compared.score - second.compared.score;
  if (best.verdict === 'certain' && lead >= MARGIN)
    return {
      outcome: 'certain',
      patientId: best.record.id,
      reasons: reasonsOf(best.compared),
      score: best.compared.score,
    };
  return ask(rated, questionOf(best, lead));
}

function questionOf({ verdict, compared }: Rated, lead: number): string {
  if (compared.names.given === 'newborn')
    return 'A newborn without a first name: only a person can tell which child of this household it is.';
  if (verdict === 'certain' && lead < MARGIN)
    return 'Several known patients are about equally like this one.';
  if (compared.identifiers === 'rival')
    return 'Somebody very like this patient is known under another number of the same system.';
  return 'Somebody like this patient is known; what agrees is not enough to tell whether it is the same person.';
}

function ask(rated: readonly Rated[], reason: string): PatientMatch {
  return {
    outcome: 'ask',
    reason,
    candidates: rated.slice(0, MOST_ASKED).map(({ record, compared }) => ({
      patientId: record.id,
      reasons: reasonsOf(compared),
      score: compared.score,
    })),
  };
}

function sharesIdentifier(claim: PatientClaim, held: readonly Identifier[]): boolean {
  return claim.identifiers.some((id) =>
    held.some((known) => known.system === id.system && known.value === id.value),
  );
}

/** What two records are to each other. The rules stand above the score. */
export function verdictOf(compared: PatientComparison): Verdict {
  const { names, score } = compared;
  if (names.given === 'newborn') return ofNewborn(compared);
  // Brothers, sisters, twins, couples: a known and clearly different first name is another person.
  if (names.given === 'different') return 'no';
  if (names.family === 'missing' && names.given === 'missing') return 'no';
  // A system that keeps two numbers under two surnames means two people until it merges them.
  if (compared.identifiers === 'rival' && names.family === 'different') return 'no';
  if (isOtherGeneration(compared) || !isSupported(compared) || score < PROBABLE) return 'no';
  return score >= CERTAIN && isBeyondDoubt(compared) ? 'certain' : 'ask';
}

/** A nameless child may be anybody's of the household, or be known by its name meanwhile: a person looks, always. */
function ofNewborn({ names, birthDate, contacts }: PatientComparison): Verdict {
  const isHousehold = [contacts.phone, contacts.email, contacts.address].includes('same');
  const isFamily = names.family === 'same' || names.family === 'shared' || names.family === 'similar';
  const isSameDay = birthDate.level === 'same';
  return isHousehold || (isSameDay && isFamily) ? 'ask' : 'no';
}

/** Father and son, mother and daughter: one name, years apart. A slip in the year is a question; the rest is another person. */
function isOtherGeneration({ names, birthDate }: PatientComparison): boolean {
  switch (birthDate.level) {
    case 'same':
    case 'missing':
    case 'partial':
      return false;
    case 'swapped':
    case 'digit':
      return names.suffix === 'different';
    case 'near':
    case 'different':
      return birthDate.years >= GENERATION || names.suffix === 'different';
  }
}

/** Neither a name nor a birth date is enough, not even for a question. */
function isSupported({ names, birthDate, contacts }: PatientComparison): boolean {
  const hasContact =
    [contacts.phone, contacts.email].some((level) => level === 'same' || level === 'near') ||
    contacts.address === 'same' ||
    contacts.address === 'near';
  const isBirthDate = birthDate.level !== 'missing' && birthDate.level !== 'different';
  if (birthDate.level === 'different')
    return hasContact && names.family === 'same' && (names.given === 'same' || names.given === 'nickname');
  if (names.family === 'different') return isBirthDate && (hasContact || names.middle === 'same');
  return hasContact || isBirthDate;
}

/** What the score cannot know: which disagreements are never an accident, and which agreements twins share. */
function isBeyondDoubt(compared: PatientComparison): boolean {
  const { names, birthDate, sex, contacts, identifiers } = compared;
  if (identifiers === 'rival' || names.suffix === 'different' || sex === 'different') return false;
  if (names.family === 'missing' || !isOneGiven(compared)) return false;
  if (names.family === 'different' && (sex !== 'same' || names.given === 'misspelt')) return false;
  const supports = [
    contacts.phone === 'same',
    contacts.email === 'same',
    contacts.address === 'same',
    names.middle === 'same',
  ].filter(Boolean).length;
  if (names.middle === 'different' && supports < 2) return false;
  if (birthDate.level === 'same') return supports > 0 || isRareAndUncontradicted(compared);
  const isNameWhole = names.family === 'same' && (names.given === 'same' || names.given === 'nickname');
  if (birthDate.level === 'partial') return isNameWhole && supports > 1;
  if (birthDate.level !== 'swapped' && birthDate.level !== 'digit') return false;
  // The decade is the digit that a father and his son born on the same day differ in.
  return birthDate.years < GENERATION && isNameWhole && supports > 0;
}

/** Twins of these years are called alike and still live at one address: what looks like a slip may be the other one. */
const YOUNG = '2000';

function isOneGiven({ names: { given, middle }, birthDate }: PatientComparison): boolean {
  if (given === 'misspelt')
    return (birthDate.a ?? YOUNG) < YOUNG || middle === 'same' || middle === 'initial';
  return given === 'same' || given === 'nickname';
}

/** So rare a name that nobody else of it was born that day, and no contact that says otherwise. */
function isRareAndUncontradicted({ names, sex, contacts, score }: PatientComparison): boolean {
  const isNameWhole = names.family === 'same' && names.given === 'same' && names.middle !== 'different';
  const isContradicted = [contacts.phone, contacts.email, contacts.address].includes('different');
  return score >= RARE && isNameWhole && sex === 'same' && !isContradicted;
}
