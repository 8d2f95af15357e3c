/**
 * Likeness of two folded words from 0 to 1: Jaro's measure, raised by a common beginning of up to four letters
 * (Winkler 1990, "String comparator metrics and enhanced decision rules in the Fellegi-Sunter model").
 */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return a === '' ? 0 : 1;
  // The search for common letters is greedy: one order makes it symmetrical.
  const jaro = a < b ? jaroOf(a, b) : jaroOf(b, a);
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix += 1;
  return jaro > 0.7 ? jaro + prefix * 0.1 * (1 - jaro) : jaro;
}

function jaroOf(a: string, b: string): number {
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Uint8Array(b.length);
  const common: string[] = [];
  for (let at = 0; at < a.length; at += 1) {
    const end = Math.min(b.length, at + reach + 1);
    for (let other = Math.max(0, at - reach); other < end; other += 1)
      if (taken[other] === 0 && a[at] === b[other]) {
        taken[other] = 1;
        common.push(a[at] ?? '');
        break;
      }
  }
  if (common.length === 0) return 0;
  const ofOther = b.split('').filter((_, at) => taken[at] === 1);
  const moved = common.filter((letter, at) => letter !== ofOther[at]).length / 2;
  const count = common.length;
  return (count / a.length + count / b.length + (count - moved) / count) / 3;
}

/** One letter more, less or other, or two neighbours exchanged (Damerau's four slips). Equal words are no edit apart. */
export function isOneEditApart(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const restA = a.slice(start);
  const restB = b.slice(start);
  if (restA.slice(1) === restB.slice(1)) return true;
  if (restA.slice(1) === restB || restA === restB.slice(1)) return true;
  return restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
}

/** What sounds alike in English and Spanish names is written alike. In this order. */
const sounds: readonly (readonly [RegExp, string])[] = [
  [/^(kn|gn|pn)/, 'n'],
  [/^wr/, 'r'],
  [/^x/, 's'],
  [/ph/g, 'f'],
  [/sch|sh|tch|ch/g, 'x'],
  [/gh/g, ''],
  [/ck|q/g, 'k'],
  [/c(?=[eiy])|tz|z/g, 's'],
  [/c/g, 'k'],
  [/dg(?=[eiy])|g(?=[eiy])/g, 'j'],
  [/d(?=t)/g, ''],
  [/v|w(?=[aeiouy])/g, 'v'],
  [/[hw]/g, ''],
];

/** Of the words that came up last: a name is asked for many times with each message about its bearer. */
const known = new Map<string, string>();
const MOST_KNOWN = 5_000;

/** How a folded word sounds: consonants, and `a` for a vowel at the beginning. Misspellings mostly sound alike. At most five letters. */
export function phoneticKey(word: string): string {
  const before = known.get(word);
  if (before !== undefined) return before;
  const key = soundOf(word);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(word, key);
  return key;
}

function soundOf(word: string): string {
  let text = word.replaceAll(' ', '');
  for (const [pattern, sound] of sounds) text = text.replace(pattern, sound);
  const head = /^[aeiouy]/.test(text) ? 'a' : '';
  return (head + text.replaceAll(/[aeiouy]/g, '').replaceAll(/(.)\1+/g, '$1')).slice(0, 5);
}
