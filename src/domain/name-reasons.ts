import type { ComparableName } from './comparable-patient.ts';
import type { NameComparison } from './compare-names.ts';
import { isShortFor } from './nicknames.ts';

/** Why, as the front desk would say it. */
export function nameReasons(names: NameComparison): readonly string[] {
  const former = names.isFormer ? ' (a former name)' : '';
  if (names.isSwapped) return [`first and last name exchanged${former}`, ...smallReasons(names)];
  if (names.family === 'same' && names.given === 'same')
    return [`same name${former}`, ...smallReasons(names)];
  return [familyReason(names), givenReason(names)]
    .filter((reason) => reason !== '')
    .map((reason, at) => (at === 0 ? reason + former : reason))
    .concat(smallReasons(names));
}

function familyReason({ family, a, b }: NameComparison): string {
  switch (family) {
    case 'same':
      return 'same last name';
    case 'shared':
      return `one of the last names is the same (${spoken(a.shown.family)} and ${spoken(b.shown.family)})`;
    case 'similar':
      return `last name spelt differently (${spoken(a.shown.family)} and ${spoken(b.shown.family)})`;
    case 'different':
      return 'other last name';
    case 'missing':
      return '';
  }
}

function givenReason({ given, a, b }: NameComparison): string {
  const pair = `${spoken(a.shown.given)} and ${spoken(b.shown.given)}`;
  switch (given) {
    case 'same':
      return 'same first name';
    case 'nickname':
      return nicknameReason(a, b);
    case 'misspelt':
      return `first name spelt differently (${pair})`;
    case 'middle':
      return `first name of one is the middle name of the other (${pair})`;
    case 'initial':
      return 'same first initial';
    case 'similar':
      return `first names are alike, but may be two names (${pair})`;
    case 'different':
      return 'other first name';
    case 'newborn':
      return 'a newborn without a first name';
    case 'missing':
      return 'no first name to compare';
  }
}

function nicknameReason(a: ComparableName, b: ComparableName): string {
  const [one, other] = [spoken(a.shown.given), spoken(b.shown.given)];
  if (isShortFor(a.given, b.given)) return `first name ${one} is short for ${other}`;
  if (isShortFor(b.given, a.given)) return `first name ${other} is short for ${one}`;
  return `first names ${one} and ${other} are short for the same name`;
}

function smallReasons({ middle, suffix }: NameComparison): readonly string[] {
  const middles = {
    same: 'same middle name',
    initial: 'same middle initial',
    different: 'other middle name',
    missing: '',
  };
  const endings = { same: '', different: 'one is Jr. and the other Sr. (or II, III)', missing: '' };
  return [middles[middle], endings[suffix]].filter((reason) => reason !== '');
}

/** As the sender wrote it, in one case: `BOB` is shouted. */
function spoken(name: string | undefined): string {
  return (name ?? '')
    .toLowerCase()
    .replaceAll(/(^|[\s'-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}
