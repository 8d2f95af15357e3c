import { groupBy } from '../../../lib/group-by.ts';
import { foldName } from '../../names.ts';
import { personOf } from '../canonical.ts';
import { isSamePlace, type Candidate } from './candidate.ts';
import { choiceDoubt, withBirthDoubt } from './doubts-beside.ts';
import { withoutNumbersOfOthers, withSharedDoubt } from './whose-number.ts';
import { slipsBetween } from '../knowledge/ocr-slips.ts';
import { documentFields, fieldNames, fieldOf, type FieldCandidate, type FieldName } from '../fields.ts';
import type { ReadPage } from '../page.ts';
import type { Transport } from '../understanding.ts';
import { withoutEmptyProse } from './prose-values.ts';
import type { FieldSignals, RawReading } from '../signals.ts';
import { namesService } from '../knowledge/service-words.ts';
import { findPersons } from '../values/person.ts';
import { isUsual, nearestUsual, type NamePart } from '../values/usual-names.ts';
import { isKnownWord, mendWords, type Mended } from '../values/mend-words.ts';

/** All ways to one value. */
type Group = {
  readonly value: string;
  readonly best: Candidate;
  readonly all: readonly Candidate[];
  readonly score: number;
};

/** What is below this is no reading. */
const LEAST = 0.16;
const LEAST_OF_MANY = 0.3;
/** A value found again elsewhere counts this much more each time. */
const MENTION = 0.12;

/** The best value of every field, with its rivals. Candidates of one document, and when it came. */
export function selectReadings(
  candidates: readonly Candidate[],
  pages: readonly ReadPage[],
  { receivedAt }: Pick<Transport, 'receivedAt'>,
): readonly RawReading[] {
  const byField = groupBy(withoutEmptyProse(withoutNumbersOfOthers(candidates)), ({ field }) => field);
  const readings = fieldNames.flatMap((field) => {
    const groups = groupsOf(byField.get(field) ?? []);
    if (fieldOf(field).isMany === true)
      return groups
        .filter(({ score }) => score >= LEAST_OF_MANY)
        .toSorted((a, b) => byPlace(a.best, b.best))
        .map((group) => readingOf(field, group, [], pages));
    const [best, ...rivals] = groups;
    return best && best.score >= LEAST ? [readingOf(field, best, rivals, pages)] : [];
  });
  return readings.map((one) => withBirthDoubt(withSharedDoubt(one, readings), receivedAt));
}

function byPlace(a: Candidate, b: Candidate): number {
  return (
    (a.page ?? 0) - (b.page ?? 0) || (a.box?.y ?? 0) - (b.box?.y ?? 0) || (a.box?.x ?? 0) - (b.box?.x ?? 0)
  );
}

function groupsOf(candidates: readonly Candidate[]): readonly Group[] {
  const byValue = groupBy(candidates, ({ value }) => value);
  return [...byValue]
    .flatMap(([value, all]) => {
      const ranked = all.toSorted((a, b) => b.score - a.score || byPlace(a, b));
      const [best] = ranked;
      if (!best) return [];
      const places = new Set(ranked.map((one) => `${one.page ?? 0} ${one.box?.y ?? ''}`));
      const trust = Math.max(...ranked.map(({ wordConfidence }) => wordConfidence));
      const score = best.score * (0.75 + 0.25 * trust) * (1 + Math.min(3, places.size - 1) * MENTION);
      return [{ value, best, all: ranked, score }];
    })
    .toSorted((a, b) => b.score - a.score)
    .map((group, _, groups) => withAlike(group, groups.slice(0, MOST_COMPARED)))
    .toSorted((a, b) => b.score - a.score || byPlace(a.best, b.best) || (a.value < b.value ? -1 : 1));
}

/** Values a slip apart speak for one another: the one written clearly and more often is meant. */
function withAlike(group: Group, groups: readonly Group[]): Group {
  const alike = groups.filter((other) => other !== group && areAlike(group.value, other.value));
  const most = Math.max(0, ...alike.map(({ score }) => score));
  if (most === 0) return group;
  const clear =
    Math.max(...group.all.map(({ wordConfidence }) => wordConfidence)) *
    (group.best.isValid === false ? 0.5 : 1);
  const rival = Math.max(
    ...alike.map(({ all }) => Math.max(...all.map(({ wordConfidence }) => wordConfidence))),
  );
  // What is misread is misread somewhere: a label does not make it right.
  const lift = clear >= rival ? Math.max(0, most - group.score) * 0.9 : 0;
  return { ...group, score: group.score + lift + 0.05 * most };
}

const LONGEST_COMPARED = 60;
/** What ranks behind so many others decides nothing. */
const MOST_COMPARED = 40;

function areAlike(a: string, b: string): boolean {
  if (Math.max(a.length, b.length) > LONGEST_COMPARED || Math.abs(a.length - b.length) > 3) return false;
  return slipsBetween(a, b) <= Math.max(0.8, Math.min(a.length, b.length) * 0.15);
}

function readingOf(
  field: FieldName,
  group: Group,
  rivals: readonly Group[],
  pages: readonly ReadPage[],
): RawReading {
  const { best } = group;
  const rival = (rivals[0]?.score ?? 0) / group.score;
  const isProse = field === 'reason' || field === 'service';
  const said = isProse ? group.value.replace(leadIn, '') : group.value;
  const mended = isProse ? mendWords(said, best.clear) : { text: said, changes: [] };
  const doubt =
    doubtOf(field, group, mended.text, rivals[0], rival) ??
    choiceDoubt(field, best, pages) ??
    goesOn(group, rivals) ??
    mendingDoubt(mended);
  return {
    field,
    value: mended.text,
    text: best.text,
    ...(best.page === undefined ? {} : { page: best.page }),
    ...(best.box === undefined ? {} : { box: best.box }),
    evidence: [...new Set(group.all.map(({ evidence }) => evidence))].slice(0, 6),
    ...(doubt === undefined ? {} : { doubt }),
    ...(best.isHandwriting ? { isHandwriting: true } : {}),
    others: othersOf(best, rivals),
    signals: signalsOf(group, rival, pages, mended.changes.length),
  };
}

/** `Why, First seizure`, `help with EEG`: what asks is no part of what is said. */
const leadIn = /^(?:(?:why|reason|because)[,.:;]? (?=\p{Lu})|(?:your )?help with )/iu;

/** Where it stood on earlier faxes there was room for a line: what else was found on this one begins with it and goes on. */
function goesOn({ best, value }: Group, rivals: readonly Group[]): string | undefined {
  const isCut = best.origin === 'zone' && rivals.some((one) => one.value.startsWith(`${value} `));
  return isCut ? 'it may go on behind the place it stood at before' : undefined;
}

function mendingDoubt({ changes }: Mended): string | undefined {
  if (changes.length === 0) return undefined;
  return `read with ${changes.length === 1 ? 'one word' : `${changes.length} words`} mended: ${changes
    .slice(0, 3)
    .map(([read, mended]) => `${read} → ${mended}`)
    .join(', ')}`;
}

function doubtOf(
  field: FieldName,
  { best }: Group,
  text: string,
  rival: Group | undefined,
  share: number,
): string | undefined {
  if (best.isHandwriting) return 'written by hand';
  if (best.doubt !== undefined) return best.doubt;
  if (
    field === 'service' &&
    (!namesService(best.value) || /^\d+ \S/.test(best.value)) &&
    (best.origin !== 'mark' || !best.value.includes(' '))
  )
    return 'no word in it says what is to be done';
  if (documentFields[field].kind === 'text') {
    if (oddSign.test(text)) return 'a sign in it is none of the language';
    const unknown = best.wordConfidence < FROM_FILE ? unknownWord(text) : undefined;
    if (unknown !== undefined) return `a word in it may be misread: ${unknown}`;
  }
  const kindDoubt = unsound(field, best);
  if (kindDoubt !== undefined) return kindDoubt;
  if (rival && share > 0.8 && rival.best.isValid !== false)
    return `two values stand on the page for “${documentFields[field].label}”`;
  return undefined;
}

/** What is told beside a service and is none: who, how soon, how often, a sentence behind it, a value that goes on. */
const besideService =
  /[.,;] (?:we|i|please|this)\b|[,;:&/-]$|\b(?:routine|urgent(?:ly)?|stat|asap|visits?|weeks?|days?|dr|md|do|np|pa-?c|by|for|patient|pt|specialty|service|requested|reason|diagnosis|dx|ref(?:er(?:red|ral)?)?)\b/i;

/** What a value is no good for by itself, however it was read. */
function unsound(field: FieldName, { value, text }: Candidate): string | undefined {
  const { kind } = documentFields[field];
  if (kind === 'number' && isShort(value)) return 'it is short for such a number';
  if (field === 'service' && besideService.test(value)) return 'something else may stand beside it';
  if (field === 'reason' && isTorn.test(value)) return 'it begins or ends in the middle of a sentence';
  if (kind === 'organisation' && isTitle.test(value)) return 'it reads as what somebody is called, not where';
  if (kind === 'organisation' && (findPersons(value)[0]?.value.split(', ').length ?? 0) > 2)
    return 'it reads as somebody’s name';
  if (kind !== 'person') return undefined;
  const { given = '', family = '', middle = '' } = personOf(value);
  // `John g`: a letter alone, smaller than it should be.
  if (middle.length === 1 && new RegExp(`(?<!\\p{L})${middle.toLowerCase()}\\W*$`, 'u').test(text))
    return 'the middle letter may be misread';
  // `Re Tyler Gonzales`: a word of two letters that nobody is called by.
  const odd = `${given} ${middle}`
    .split(' ')
    .find((word) => /^\p{L}{2}$/u.test(word) && !isUsual('given', foldName(word)));
  if (odd !== undefined && !isUsual('family', foldName(odd))) return 'a word in it may be none of the name';
  const near = [commonLike('given', given), commonLike('family', family)].find((one) => one !== undefined);
  return near === undefined ? undefined : `it may be a misread ${near}`;
}

/** `Medical director`: a label, taken for what it asks for. */
const isTitle =
  /^(?:(?:medical|clinical|program|office|practice|nursing)\s)?(?:director|manager|coordinator|administrator|supervisor|physician|provider|doctor|nurse)s?$/i;

function isShort(value: string): boolean {
  const signs = value.replaceAll(/[^\p{L}\d]/gu, '').length;
  return signs < SHORTEST_NUMBER || /^\d{1,3}-\d{1,3}$/.test(value);
}

const isTorn = /^(?:with|of|and|or|for|to|in|on|the|would) |\b(?:with|of|and|or|for|to|the|would|is|are)\W*$/;

/** A name few have that is one look-alike letter from one that many have. */
function commonLike(part: NamePart, name: string): string | undefined {
  const folded = foldName(name);
  if (folded.length < 4 || isUsual(part, folded)) return undefined;
  const near = nearestUsual(part, folded, LOOK_ALIKE);
  return near === undefined ? undefined : near.charAt(0).toUpperCase() + near.slice(1);
}

const SHORTEST_NUMBER = 5;
/** Slips of one letter for another of its shape (ocr-slips.ts). */
const LOOK_ALIKE = 0.4;

/** What a file says of itself was read by nobody. */
const FROM_FILE = 0.999;

/** A word in small letters that is none; names stand in capitals. */
function unknownWord(text: string): string | undefined {
  const isShouted = text === text.toUpperCase();
  return text
    .match(/(?<![\p{L}\d])[\p{L}][\p{L}'’-]*(?![\p{L}\d])/gu)
    ?.find((word, at) => (isShouted || at === 0 || /^\p{Ll}/u.test(word)) && !isKnownWord(word));
}

const oddSign = /[¢€£§®©¥°«»=_\\~^{}|[\]*]|[<>](?! ?\d)|\p{L}["”“]\p{L}/u;

function othersOf(best: Candidate, rivals: readonly Group[]): readonly FieldCandidate[] {
  const twins = best.others.map((value) => ({ value, evidence: ['one figure or letter differs'] }));
  const others = rivals.slice(0, 4).map((group) => ({
    value: group.value,
    evidence: [...new Set(group.all.map(({ evidence }) => evidence))].slice(0, 3),
  }));
  return [...twins.filter(({ value }) => others.every((other) => other.value !== value)), ...others].slice(
    0,
    6,
  );
}

function signalsOf(
  { best, all }: Group,
  rival: number,
  pages: readonly ReadPage[],
  mendings: number,
): FieldSignals {
  const page = pages.find(({ number }) => number === best.page);
  return {
    wordConfidence: best.wordConfidence,
    labelMatch: Math.max(...all.map(({ labelMatch }) => labelMatch)),
    ...(best.isValid === undefined ? {} : { isValid: best.isValid }),
    repaired: Math.min(1, best.repaired + mendings / Math.max(8, best.value.length)),
    mentions: placesOf(all) - 1,
    rival: Math.min(1, rival),
    support: 0,
    confirmedZone: Math.max(0, ...all.map((one) => one.confirmedZone ?? 0)),
    dpiY: page?.sourceDpiY ?? 0,
    isHandwriting: best.isHandwriting,
  };
}

/** At how many places of the document, its header or its transport a value stands: two rules that take the same words are one. */
function placesOf(all: readonly Candidate[]): number {
  const places: Candidate[] = [];
  for (const one of all) if (!places.some((other) => isSamePlace(one, other))) places.push(one);
  return places.length;
}
