import { commonDiagnoses } from './diagnosis-codes.ts';
import { withPoint } from './code-point.ts';

export type NearDiagnosis = {
  /** With its point. */
  readonly code: string;
  /** Other codes as near, best first. */
  readonly others: readonly string[];
};

/** A list of ICD-10-CM codes. */
export type DiagnosisList = {
  /** It holds every code there is: what is not in it is wrong. */
  readonly isComplete: boolean;
  /** Of a code with or without its point; undefined: not in the list. */
  readonly titleOf: (code: string) => string | undefined;
  /** Codes begin with it, and it is none itself. */
  readonly isHeading: (code: string) => boolean;
  /** The code itself, or the one scans would make this of; undefined: none is near. Without its point, capitals. */
  readonly nearest: (raw: string) => NearDiagnosis | undefined;
};

/** Codes by code without point. `isComplete`: the whole list of CMS was given. */
export function diagnosisList(
  entries: Iterable<readonly [code: string, title: string]>,
  isComplete: boolean,
): DiagnosisList {
  const titles = new Map<string, string>();
  const heads = new Set<string>();
  for (const [code, title] of entries) {
    const plain = plainOf(code);
    titles.set(plain, title);
    for (let length = 3; length < plain.length; length += 1) heads.add(plain.slice(0, length));
  }
  return {
    isComplete,
    titleOf: (code) => titles.get(plainOf(code)),
    isHeading: (code) => heads.has(plainOf(code)) && !titles.has(plainOf(code)),
    nearest: (raw) => nearestIn(titles, plainOf(raw)),
  };
}

/** What every hub knows before the whole list is imported: the codes referrals are most often for. */
export const builtInDiagnoses: DiagnosisList = diagnosisList(commonDiagnoses, false);

function plainOf(code: string): string {
  return code.replaceAll(/[^\p{L}\d|!$£€]/gu, '').toUpperCase();
}

/** What scans confuse, likeliest first. The first letter of a code is a letter, the second a figure. */
const asLetter: Readonly<Record<string, string>> = {
  '0': 'OD',
  '1': 'IL',
  '|': 'IL',
  '!': 'I',
  '2': 'Z',
  '4': 'A',
  '5': 'S',
  '6': 'G',
  '7': 'TZ',
  '8': 'B',
  $: 'S',
  '£': 'E',
  '€': 'E',
  L: 'I',
  I: 'L',
  T: 'I',
  J: 'I',
  F: 'E',
  E: 'F',
  H: 'N',
  N: 'M',
  P: 'R',
  R: 'K',
  V: 'M',
  C: 'G',
  O: 'D',
  B: 'E',
  U: 'D',
};
const asFigure: Readonly<Record<string, string>> = {
  O: '0',
  Q: '0',
  D: '0',
  U: '0',
  I: '1',
  L: '1',
  '|': '1',
  '!': '1',
  Z: '2',
  S: '5',
  $: '5',
  G: '6',
  T: '7',
  B: '8',
  '0': '8',
  '1': '7',
  '3': '8',
  '5': '6',
  '6': '5',
  '8': '3',
  '7': '1',
  '9': '0',
};

/** Only changes of letters to figures and back are made without more; a figure for another is too bold for a whole list. */
function nearestIn(titles: ReadonlyMap<string, string>, raw: string): NearDiagnosis | undefined {
  if (raw.length < 3 || raw.length > 7) return undefined;
  if (titles.has(raw)) return { code: withPoint(raw), others: [] };
  const sides = raw.split('').map((sign, at) => alternatives(sign, at));
  const found: string[] = [];
  for (let changes = 1; changes <= 3 && found.length === 0; changes += 1)
    collect(raw, sides, 0, changes, titles, found);
  const [best, ...others] = found;
  return best === undefined
    ? undefined
    : { code: withPoint(best), others: others.slice(0, 3).map((code) => withPoint(code)) };
}

function alternatives(sign: string, at: number): string {
  if (at === 0) return asLetter[sign] ?? '';
  return /\d/.test(sign) ? '' : (asFigure[sign] ?? '');
}

function collect(
  raw: string,
  sides: readonly string[],
  from: number,
  changes: number,
  titles: ReadonlyMap<string, string>,
  found: string[],
): void {
  if (changes === 0) {
    if (titles.has(raw) && !found.includes(raw)) found.push(raw);
    return;
  }
  for (let at = from; at < raw.length; at += 1)
    for (const other of sides[at] ?? '')
      collect(raw.slice(0, at) + other + raw.slice(at + 1), sides, at + 1, changes - 1, titles, found);
}
