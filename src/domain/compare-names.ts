import type { Comparable, ComparableName } from './comparable-patient.ts';
import { familyShare, givenShare, isCommonFamily, isCommonGiven } from './name-frequency.ts';
import { isInNicknames, isNicknameOf } from './nicknames.ts';
import { isOneEditApart, jaroWinkler, phoneticKey } from './text-distance.ts';

export type FamilyLevel = 'same' | 'shared' | 'similar' | 'different' | 'missing';
export type GivenLevel =
  | 'same'
  | 'nickname'
  | 'misspelt'
  | 'middle'
  | 'initial'
  | 'similar'
  | 'different'
  | 'newborn'
  | 'missing';

/** How two names agree. Weights are base 2 logarithms of m/u: how many times likelier in one person than in two. */
export type NameComparison = {
  readonly family: FamilyLevel;
  readonly given: GivenLevel;
  /** Family and given name stand in each other's place. */
  readonly isSwapped: boolean;
  readonly middle: 'same' | 'initial' | 'different' | 'missing';
  readonly suffix: 'same' | 'different' | 'missing';
  readonly familyWeight: number;
  readonly givenWeight: number;
  readonly middleWeight: number;
  readonly suffixWeight: number;
  readonly a: ComparableName;
  readonly b: ComparableName;
  /** One of them is a name the patient no longer goes by. */
  readonly isFormer: boolean;
};

/** The best agreement between any name of one and any name of the other. */
export function compareNames(a: Comparable, b: Comparable): NameComparison {
  let best: NameComparison | undefined;
  for (const [atA, one] of a.names.entries())
    for (const [atB, other] of b.names.entries()) {
      const compared = compareTwo(one, other, atA + atB > 0);
      if (best === undefined || weightOfNames(compared) > weightOfNames(best)) best = compared;
    }
  // A comparable patient has a present name, empty or not.
  return best ?? compareTwo(NOBODY, NOBODY, false);
}

export function weightOfNames(names: NameComparison): number {
  return names.familyWeight + names.givenWeight + names.middleWeight + names.suffixWeight;
}

const NOBODY: ComparableName = {
  family: '',
  families: [],
  given: '',
  wholeGiven: '',
  middles: [],
  suffix: '',
  isNewborn: false,
  shown: {},
};

/** A name of the past agrees by chance more often than the one of today: there are several to try. */
const FORMER_PENALTY = 1;
/** One entry in fifty or so has the two names in the wrong boxes. */
const SWAP_PENALTY = 5;

function compareTwo(a: ComparableName, b: ComparableName, isFormer: boolean): NameComparison {
  const straight = { ...compareFamily(a, b), ...compareGiven(a, b), isSwapped: false };
  const parts = straight.family === 'same' ? straight : (compareSwapped(a, b) ?? straight);
  const middle = parts.given === 'middle' ? NO_MIDDLE : compareMiddle(a, b);
  return {
    ...parts,
    familyWeight: parts.familyWeight - (isFormer ? FORMER_PENALTY : 0),
    ...middle,
    ...compareSuffix(a, b),
    a,
    b,
    isFormer,
  };
}

function compareSwapped(a: ComparableName, b: ComparableName) {
  if (a.family === '' || b.family === '' || a.given === '' || b.given === '') return undefined;
  const crossed = a.family === b.wholeGiven && b.family === a.wholeGiven;
  const nearly =
    (a.family === b.wholeGiven && isMisspelt(b.family, a.wholeGiven)) ||
    (b.family === a.wholeGiven && isMisspelt(a.family, b.wholeGiven));
  if (!crossed && !nearly) return undefined;
  return {
    family: crossed ? ('same' as const) : ('similar' as const),
    given: crossed ? ('same' as const) : ('misspelt' as const),
    isSwapped: true,
    familyWeight: logOf(0.9 / Math.max(familyShare(a.family), familyShare(b.family))) - SWAP_PENALTY,
    givenWeight: crossed ? logOf(0.85 / Math.max(givenShare(a.given), givenShare(b.given))) : 2.5,
  };
}

function compareFamily(
  a: ComparableName,
  b: ComparableName,
): { readonly family: FamilyLevel; readonly familyWeight: number } {
  if (a.family === '' || b.family === '') return { family: 'missing', familyWeight: 0 };
  if (a.family === b.family || isSameParts(a.families, b.families))
    return {
      family: 'same',
      familyWeight: logOf(0.9 / Math.min(...[...a.families, ...b.families].map(familyShare))),
    };
  const shared = a.families.filter((part) => part.length > 2 && b.families.includes(part));
  if (shared.length > 0) {
    const share = Math.min(...shared.map(familyShare));
    return { family: 'shared', familyWeight: between(1, logOf(0.03 / (2 * share)), 6) };
  }
  if (isMisspelt(a.family, b.family)) {
    const areBothKnown = isCommonFamily(a.family) && isCommonFamily(b.family);
    const share = Math.max(familyShare(a.family), familyShare(b.family));
    return {
      family: 'similar',
      familyWeight: areBothKnown ? 0.5 : between(1.5, logOf(0.05 / (15 * share)), 5),
    };
  }
  return { family: 'different', familyWeight: -4.5 };
}

function compareGiven(
  a: ComparableName,
  b: ComparableName,
): { readonly given: GivenLevel; readonly givenWeight: number } {
  if (a.isNewborn || b.isNewborn) return { given: 'newborn', givenWeight: 0 };
  if (a.given === '' || b.given === '') return { given: 'missing', givenWeight: 0 };
  if (a.given.length === 1 || b.given.length === 1) return compareInitial(a, b);
  if (a.given === b.given || a.wholeGiven === b.wholeGiven)
    return { given: 'same', givenWeight: logOf(0.85 / Math.max(givenShare(a.given), givenShare(b.given))) };
  if (isNicknameOf(a.given, b.given)) return { given: 'nickname', givenWeight: 3 };
  if (isCrossed(a, b)) return { given: 'middle', givenWeight: 5 };
  if (b.middles.includes(a.given) || a.middles.includes(b.given)) return { given: 'middle', givenWeight: 2 };
  if (isMisspelt(a.given, b.given) || isMisspelt(a.wholeGiven, b.wholeGiven))
    return couldBeTwo(a.given, b.given)
      ? { given: 'similar', givenWeight: -1.5 }
      : { given: 'misspelt', givenWeight: 3 };
  if (isGarbled(a.given, b.given)) return { given: 'similar', givenWeight: -1.5 };
  return { given: 'different', givenWeight: -6.6 };
}

/** An initial says little, and another initial says that it is another name. */
function compareInitial(
  a: ComparableName,
  b: ComparableName,
): { readonly given: GivenLevel; readonly givenWeight: number } {
  if (a.given === b.given && a.wholeGiven === b.wholeGiven) return { given: 'initial', givenWeight: 3 };
  const isInitial = /^\p{L}/u.test(a.given) && a.given[0] === b.given[0];
  return isInitial ? { given: 'initial', givenWeight: 1.5 } : { given: 'different', givenWeight: -6.6 };
}

const NO_MIDDLE = { middle: 'missing', middleWeight: 0 } as const;

function compareMiddle(
  a: ComparableName,
  b: ComparableName,
): { readonly middle: NameComparison['middle']; readonly middleWeight: number } {
  const [one] = a.middles;
  const [other] = b.middles;
  if (one === undefined || other === undefined) return NO_MIDDLE;
  const isWhole = one.length > 1 && other.length > 1;
  if (isWhole && a.middles.some((middle) => middle.length > 1 && b.middles.includes(middle)))
    return { middle: 'same', middleWeight: 4 };
  if (isWhole && (isMisspelt(one, other) || isNicknameOf(one, other)))
    return { middle: 'initial', middleWeight: 2 };
  if (!isWhole && a.middles.some((middle) => b.middles.some((its) => its[0] === middle[0])))
    return { middle: 'initial', middleWeight: 2.2 };
  return { middle: 'different', middleWeight: -3 };
}

function compareSuffix(
  { suffix: a }: ComparableName,
  { suffix: b }: ComparableName,
): { readonly suffix: NameComparison['suffix']; readonly suffixWeight: number } {
  if (a === '' || b === '') return { suffix: 'missing', suffixWeight: 0 };
  // The second of a name is often written Jr.
  const isSame = a === b || (a === 'jr' && b === '2') || (a === '2' && b === 'jr');
  return isSame ? { suffix: 'same', suffixWeight: 1.5 } : { suffix: 'different', suffixWeight: -7 };
}

function isCrossed(a: ComparableName, b: ComparableName): boolean {
  return b.middles.includes(a.given) && a.middles.includes(b.given);
}

/** A slip of the keyboard or of the ear. Short names are too close to one another to tell. */
export function isMisspelt(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 4) return false;
  if (isOneEditApart(a, b)) return true;
  const likeness = jaroWinkler(a, b);
  return likeness >= 0.93 || (likeness >= 0.85 && phoneticKey(a) === phoneticKey(b));
}

/** Both are names, or they end as a brother's and a sister's do: Daniel and Danila. */
function couldBeTwo(a: string, b: string): boolean {
  if (isKnownGiven(a) && isKnownGiven(b)) return true;
  return /[ao]$/.test(a) !== /[ao]$/.test(b);
}

/** Two slips in a longer name, one in a name of three letters: too much to be sure, too little to be another name. */
function isGarbled(a: string, b: string): boolean {
  if ((isKnownGiven(a) && isKnownGiven(b)) || /\d/.test(a + b)) return false;
  const shorter = Math.min(a.length, b.length);
  return shorter >= 5
    ? jaroWinkler(a, b) >= 0.86
    : shorter >= 2 && a.length + b.length >= 6 && isOneEditApart(a, b);
}

function isKnownGiven(given: string): boolean {
  return isCommonGiven(given) || isInNicknames(given);
}

function isSameParts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part) => b.includes(part));
}

function logOf(ratio: number): number {
  return Math.log2(ratio);
}

function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
