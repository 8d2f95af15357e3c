import { credentials, suffixes } from '../../partner-words.ts';
import { particles } from './name-words.ts';
import { degreeKey } from './name-parts.ts';
import { capitalised } from './person.ts';

/** Canonical names as people read them: `Jane Q Doe Jr., MD`. */
export function showPerson(value: string): string {
  const [last = '', ...rest] = value.split(', ');
  const isBareDegree =
    rest.length === 1 && credentials.has(degreeKey(rest[0] ?? '')) && rest[0] === rest[0]?.toUpperCase();
  const [first = '', ...degrees] = isBareDegree ? ['', ...rest] : rest;
  const family = last
    .split(' ')
    .map((word, at) => (at > 0 && suffixes.has(word.toLowerCase()) ? shownSuffix(word) : inCapitals(word)))
    .join(' ');
  return [[first, family].filter(Boolean).join(' '), ...degrees].join(', ');
}

function shownSuffix(word: string): string {
  return /^[js]r$/i.test(word) ? `${capitalised(word)}.` : word.toUpperCase();
}

/** `MCDONALD` → `McDonald`, `O'NEIL` → `O'Neil`, `VAN` → `van`. */
function inCapitals(word: string): string {
  if (particles.has(word.toLowerCase()) && word.length > 1) return word.toLowerCase();
  return capitalised(word).replace(
    /^(Mc)(\p{L})/u,
    (_, head: string, letter: string) => head + letter.toUpperCase(),
  );
}
