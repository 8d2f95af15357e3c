import { credentials, suffixes, titles } from '../../partner-words.ts';
import { foldName } from '../../names.ts';
import { doubtOf, type Found } from './found.ts';
import { mendLetters } from './mend-name.ts';
import { commaIn, withoutScrap } from './name-scraps.ts';
import { familyStart, isFamilyFirstWithout, isGivenFirst } from './name-order.ts';
import { degreeKey, inTwo, partsOf, type Part } from './name-parts.ts';
import { isKnownWord } from './mend-words.ts';
import { isUsual } from './usual-names.ts';
import { isInAddress, isTown, states } from './name-places.ts';
import { withLetters, withRoundLetter } from './name-signs.ts';
import { noName, particles } from './name-words.ts';
import { organisationWord } from './words.ts';

export type PersonParts = {
  readonly family: string;
  readonly given: string;
  readonly middle: string;
  readonly suffix: string;
  /** In order, as written. */
  readonly credentials: readonly string[];
};

/** Canonical: `FAMILY SUFFIX, Given Middle`, degrees behind commas. */
export function personValue({ family, given, middle, suffix, credentials: degrees }: PersonParts): string {
  const last = [family, suffix].filter(Boolean).join(' ').toUpperCase();
  const first = [given, middle].filter(Boolean).map(capitalised).join(' ');
  return [last, first, ...degrees].filter(Boolean).join(', ');
}

export function capitalised(text: string): string {
  if (text !== text.toUpperCase() && text !== text.toLowerCase()) return text;
  return text.toLowerCase().replaceAll(/(?<![\p{L}\p{M}])\p{L}/gu, (letter) => letter.toUpperCase());
}

/**
 * The name that a text begins with. Reads `Jane Q. Doe`, `DOE, JANE Q`, `Dr. Jane Doe Jr., MD, FACC`; what is no name behind it is
 * left. `order`: a form that asks for the family name first.
 */
export function findPersons(text: string, order?: 'family_first'): readonly Found[] {
  const said = withLetters(partsOf(text).slice(0, 2 * MOST_PARTS));
  const parts = inTwo(said);
  const run = nameRun(parts);
  if (run.length === 0) return [];
  const parsed = parseRun(run, order);
  if (!parsed) return [];
  const { person, used, isGuess } = parsed;
  const value = personValue(person);
  const first = used[0];
  const last = used.at(-1);
  if (!first || !last || value === '') return [];
  if (isTown(person, used) || isInAddress(text, last.to) || isWordAlone(person)) return [];
  const mended = used.filter((part) => isMended(text.slice(part.from, part.to), part.text)).length;
  const fit = fitOf(person, text.slice(0, first.from)) * (isOrganisation(text, last.to, person) ? 0.15 : 1);
  if (fit < 0.2) return [];
  return [
    {
      value,
      from: first.from,
      to: last.to,
      fit,
      repaired: mended / Math.max(4, last.to - first.from),
      ...doubtOf(
        isGuess ? 'which of its words is the family name, is not certain' : undefined,
        parts !== said ? 'it was read as one word, and may be one name' : undefined,
        isPart(person) ? 'only one part of the name could be read' : undefined,
        goesOn(text, last) ? 'the name may go on behind the comma' : undefined,
        mended > 0 ? 'a figure or sign in the name was read as a letter' : undefined,
      ),
    },
  ];
}

/** Of `St. Clair,` no given name was read. */
function isPart({ family, given, middle }: PersonParts): boolean {
  return given === '' || family.length < 2 || (middle === '' && particles.has(foldName(given)));
}

/** `OTOLARYNGOLOGY`, `Preference`: one word in use that few are called by. */
function isWordAlone({ family, given, credentials: degrees }: PersonParts): boolean {
  if (given !== '' || degrees.length > 0) return false;
  const word = foldName(family);
  return isOfWords(family) || (/(?:ology|iatry|iatrics)$/.test(word) && !isUsual('family', word));
}

/** `St. Clair, tharles`: behind its comma stands what is no word. */
function goesOn(text: string, last: Part): boolean {
  const next = /^[,;]?\s*(?<word>\p{Ll}{3,})/u.exec(text.slice(last.to))?.groups?.['word'];
  return last.endsInComma && next !== undefined && !isKnownWord(next) && !noName.has(next);
}

/** `Cedar Hill Family Health`: what has a word of practices and no degree is nobody's name. */
function isOrganisation(text: string, end: number, { credentials: degrees }: PersonParts): boolean {
  // A bracket, a figure or a sentence that goes on is no part of what it is called.
  const behind = /^(?:\s+(?:of|and|for|the|at|\p{Lu}[\p{L}'’.-]*|&))*/u.exec(text.slice(end))?.[0] ?? '';
  const said = (text.slice(0, end) + behind).slice(0, 80);
  return degrees.length === 0 && organisationWord.test(said.split(/[,\n]/)[0] ?? '');
}

const isNameWord = /^[\p{L}][\p{L}\p{M}'’`.-]*$/u;

/** Words that are looked at for one name. */
const MOST_PARTS = 16;
/** The first run of words that may be a name, its title and degrees. */
function nameRun(parts: readonly Part[]): readonly Part[] {
  const run: Part[] = [];
  for (const part of parts.slice(0, MOST_PARTS)) {
    const text = withRoundLetter(mendLetters(bare(part.text)));
    const folded = foldName(text);
    const isWord = isNameWord.test(text) && (!noName.has(folded) || isDegree(part.text, run.length));
    const isLower = /^\p{Ll}/u.test(text) && !particles.has(folded) && !isSmallCapital(text, run.at(-1));
    // `DOE, JANE (F, 39 y.o.)`: what stands in brackets behind a name says more of the person; `Robert (Bob) Doe`.
    if (run.length > 0 && part.text.startsWith('(')) {
      if (/^\(\p{L}{2,}\)$/u.test(part.text)) continue;
      break;
    }
    // `Individual: DOE, JANE`: what ends in a colon in front of a name is what the name is asked by.
    if (run.length === 0 && /\p{L}{3}:$/u.test(part.text) && parts.length > 2) continue;
    if (isWord && (!isLower || titles.has(folded))) {
      run.push({ ...part, text });
      if (run.length > 9) break;
    } else if (run.length > 0) break;
    else if (/\p{L}{2}|\d/u.test(text)) break;
  }
  return run;
}

function bare(word: string): string {
  return word.replace(/^[("'“‘`*_~.,-]+|[)"'”’:*_~\]}|]+$/g, '');
}

/** Whether more than an accent was put right. */
function isMended(raw: string, text: string): boolean {
  const word = bare(raw);
  return word !== text && (!/^[\p{L}\p{M}'’`.-]+$/u.test(word) || withRoundLetter(word) !== word);
}

/** `Lee, joshua`: capitals that differ from small letters by their size alone, behind the comma of a family name. */
function isSmallCapital(text: string, before: Part | undefined): boolean {
  return before?.endsInComma === true && /^[cjkopsuvwxyz]/.test(text) && isUsual('given', foldName(text));
}

function isDegree(text: string, at: number): boolean {
  return at > 0 && credentials.has(degreeKey(text));
}

/** Surnames that are degrees too. */
const ambiguousDegrees = new Set(['do', 'ma', 'ms', 'pa', 'c', 'dc', 'od', 'bc', 'pt', 'ot']);

type Parsed = {
  readonly person: PersonParts;
  readonly used: readonly Part[];
  /** Which word is the family name. */
  readonly isGuess?: true;
};

function parseRun(run: readonly Part[], order: 'family_first' | undefined): Parsed | undefined {
  let from = 0;
  while (from < run.length - 1 && titles.has(foldName(run[from]?.text ?? ''))) from += 1;
  const isTitled = from > 0;
  const { names, degrees, suffix, used } = partition(run.slice(from));
  if (names.length === 0 || (names.length === 1 && !isTitled && names[0]?.text.length === 1))
    return undefined;
  const comma = commaIn(names, degrees);
  // `Dr. Jane Doe, Oak Street Clinic`: a title stands before a given name.
  const isPlace = isTitled && comma > 0 && comma < names.length - 1 && suffix === '';
  const isFamilyFirst = comma >= 0 && comma < names.length - 1 && !isPlace;
  const kept = comma === -2 ? names.slice(0, -1) : isPlace ? names.slice(0, comma + 1) : names;
  const words = kept.map(({ text }) => text.replaceAll(/\.$/g, '').replaceAll(/[`’]/g, "'"));
  const base = { suffix, credentials: degrees };
  if (isFamilyFirst) {
    const [given = '', ...middle] = withoutScrap(kept.slice(comma + 1), words.slice(comma + 1), degrees);
    return {
      person: { ...base, family: words.slice(0, comma + 1).join(' '), given, middle: middle.join(' ') },
      used,
    };
  }
  if (words.length === 1) return { person: { ...base, family: words[0] ?? '', given: '', middle: '' }, used };
  const isGuess = !isTitled && isFamilyFirstWithout(words);
  if ((order === 'family_first' && !isGivenFirst(words)) || isGuess) {
    const [family = '', given = '', ...middle] = words;
    const isSure = order === 'family_first' || isUsual('family', foldName(family));
    return {
      person: { ...base, family, given, middle: middle.join(' ') },
      used,
      ...(isSure ? {} : { isGuess: true }),
    };
  }
  const [first = '', second = '', initial = ''] = words;
  // No family name is one letter: behind two names it is an initial, the sex, or the `I` of the next sentence.
  if (words.length === 3 && /^\p{L}$/u.test(initial)) {
    const person =
      isTitled || isGivenFirst([first, second])
        ? { ...base, family: second, given: first, middle: '' }
        : { ...base, family: first, given: second, middle: initial === 'I' ? '' : initial };
    return { person, used: used.slice(0, used.length - Number(person.middle === '')) };
  }
  const start = familyStart(words);
  const [given = '', ...middle] = words.slice(0, start);
  const last = kept.at(-1);
  return {
    person: { ...base, family: words.slice(start).join(' '), given, middle: middle.join(' ') },
    used: isPlace ? used.slice(0, used.findIndex((part) => part === last) + 1) : used,
  };
}

/** Names, then degrees; a suffix may stand in between or behind the family name. */
function partition(run: readonly Part[]) {
  const names: Part[] = [];
  const degrees: string[] = [];
  const used: Part[] = [];
  let suffix = '';
  for (const part of run) {
    const key = degreeKey(part.text);
    const isBehindName = names.length >= 2 || (names.length === 1 && names[0]?.endsInComma === true);
    const hasComma = used.at(-1)?.endsInComma === true;
    if (names.length > 0 && suffixes.has(key) && suffix === '' && key !== 'senior' && key !== 'junior') {
      suffix = suffixWord(part.text);
      // `Doe Jr, Jane`: the comma parts the family name from the rest.
      if (part.endsInComma) names[names.length - 1] = { ...(names.at(-1) ?? part), endsInComma: true };
    } else if (isBehindName && isDegreeHere(part.text, key, hasComma, degrees.length > 0, names))
      degrees.push(degreeWord(part.text));
    else if (degrees.length > 0) break;
    else names.push(part);
    used.push(part);
    if (names.length >= 6) break;
  }
  return { names, degrees, suffix, used };
}

function isDegreeHere(
  text: string,
  key: string,
  hasComma: boolean,
  isBehindDegree: boolean,
  names: readonly Part[],
): boolean {
  if (!credentials.has(key)) return false;
  const isShouted = text === text.toUpperCase() && /[A-Z]{2}|\./.test(text);
  const isFirstGiven =
    names.filter(({ endsInComma }) => endsInComma).length === 1 &&
    names.at(-1)?.endsInComma === true &&
    names.length === 1;
  // `Doe, DO` is a degree, `Lakemont, PA` a town, and `DOE, DO` may be a given name.
  const isAlone = isShouted && !states.has(text) && names[0]?.text !== names[0]?.text.toUpperCase();
  if (isFirstGiven && ambiguousDegrees.has(key)) return isAlone;
  if (hasComma || isBehindDegree) return true;
  return ambiguousDegrees.has(key)
    ? isShouted && names.some((name) => name.text !== name.text.toUpperCase())
    : true;
}

function suffixWord(text: string): string {
  const known = suffixes.get(foldName(text)) ?? text;
  return known.toUpperCase();
}

const spelled: Readonly<Record<string, string>> = {
  phd: 'PhD',
  psyd: 'PsyD',
  pharmd: 'PharmD',
  mbchb: 'MBChB',
  fnpc: 'FNP-C',
  pac: 'PA-C',
  fnpbc: 'FNP-BC',
};

function degreeWord(text: string): string {
  const key = degreeKey(text);
  return spelled[key] ?? key.toUpperCase();
}

/** `Arrive, Instructions`: words in use that few are called by. */
function isOfWords(name: string): boolean {
  return name
    .split(' ')
    .filter((word) => word !== '')
    .every((word) => {
      const key = foldName(word);
      return (
        word.length > 3 &&
        isKnownWord(word.toLowerCase()) &&
        !isUsual('family', key) &&
        !isUsual('given', key)
      );
    });
}

function fitOf({ family, given, suffix, credentials: degrees }: PersonParts, before: string): number {
  const letters = `${family}${given}`.replaceAll(/[^\p{L}]/gu, '');
  if (letters.length < 2) return 0;
  let fit = given === '' ? 0.45 : 1;
  if (family.length < 2) fit *= 0.5;
  if (!/[aeiouy]/i.test(family) && family.length > 3) fit *= 0.6;
  if (degrees.length > 0 || suffix !== '') fit = Math.min(1, fit + 0.15);
  else if (isOfWords(`${family} ${given}`)) fit *= 0.3;
  return before.trim().length > 3 ? fit * 0.8 : fit;
}
