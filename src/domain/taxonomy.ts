import { foldName } from './names.ts';

/**
 * Specialties by NUCC Health Care Provider Taxonomy code (ten characters). Only those this product speaks of have a name here; all
 * others go by their code (DOMAIN 6.2).
 */
const names: Readonly<Record<string, string>> = {
  '207Q00000X': 'Family medicine',
  '207R00000X': 'Internal medicine',
  '208D00000X': 'General practice',
  '208000000X': 'Pediatrics',
  '363LF0000X': 'Family nurse practitioner',
  '363LP2300X': 'Primary care nurse practitioner',
  '261QP2300X': 'Primary care clinic',
  '261QF0400X': 'Federally qualified health center',
  '152W00000X': 'Optometry',
  '207W00000X': 'Ophthalmology',
  '183500000X': 'Pharmacist',
  '3336C0003X': 'Community pharmacy',
  '213E00000X': 'Podiatry',
  '122300000X': 'Dentistry',
  '207RE0101X': 'Endocrinology',
  '207RC0000X': 'Cardiology',
};

export type SpecialtyGroup = {
  readonly name: string;
  readonly label: string;
  /** Whole codes, or the first characters of codes with a `*`. */
  readonly codes: readonly string[];
  /** What sheets call it, folded. */
  readonly words: readonly string[];
};

/** Sets of specialties one word stands for, as a practice picks its target partners. */
export const specialtyGroups: readonly SpecialtyGroup[] = [
  {
    name: 'pcp',
    label: 'Primary care',
    codes: [
      '207Q00000X',
      '207R00000X',
      '208D00000X',
      '208000000X',
      '363LF0000X',
      '363LP2300X',
      '261QP2300X',
      '261QF0400X',
    ],
    words: [
      'primary care provider pcp',
      'primary care provider',
      'primary care',
      'pcp',
      'family medicine',
      'family practice',
      'internal medicine',
      'general practice',
      'pediatrics',
    ],
  },
  {
    name: 'eye',
    label: 'Eye care',
    codes: ['152W*', '207W*'],
    words: ['optometry', 'optometrist', 'ophthalmology', 'ophthalmologist', 'eye care'],
  },
  {
    name: 'fqhc',
    label: 'Federally qualified health centers',
    codes: ['261QF0400X'],
    words: ['fqhc', 'federally qualified health center'],
  },
  {
    name: 'pharmacy',
    label: 'Pharmacies and pharmacists',
    codes: ['1835*', '3336*'],
    words: ['pharmacy', 'pharmacist'],
  },
  { name: 'podiatry', label: 'Podiatry', codes: ['213E*'], words: ['podiatry', 'podiatrist'] },
  {
    name: 'dentistry',
    label: 'Dentistry',
    codes: ['1223*'],
    words: ['dentistry', 'dentist', 'dental'],
  },
  {
    name: 'endocrinology',
    label: 'Endocrinology',
    codes: ['207RE0101X'],
    words: ['endocrinology', 'endocrinologist', 'diabetes'],
  },
  {
    name: 'cardiology',
    label: 'Cardiology',
    codes: ['207RC0000X'],
    words: ['cardiology', 'cardiologist'],
  },
];

/** What the specialties of a group begin with as they are stored: codes, or `text:` and a word. */
export function groupSpecialties(group: SpecialtyGroup): readonly string[] {
  return [
    ...group.codes.map((code) => code.replace(/\*$/, '')),
    ...group.words.map((word) => `${TEXT}${word}`),
  ];
}

/** What a specialty in words is stored as. */
const TEXT = 'text:';

/** The specialty in words: of a code, or what the sheet said. */
export function specialtyName(taxonomy: string): string {
  return taxonomy.startsWith(TEXT) ? taxonomy.slice(TEXT.length) : (names[taxonomy] ?? taxonomy);
}

/** A specialty as a file says it: its code where that is known for certain, else the words. */
export function specialtyOf(said: string): string | undefined {
  const text = said.trim();
  if (text === '') return undefined;
  if (isTaxonomyCode(text.toUpperCase())) return text.toUpperCase();
  const folded = foldName(text);
  const known = Object.entries(names).find(([, name]) => foldName(name) === folded);
  return known?.[0] ?? `${TEXT}${text}`;
}

export function isTaxonomyCode(text: string): boolean {
  return /^[0-9A-Z]{9}X$/.test(text);
}

export type SpecialtyTest = (taxonomy: string) => boolean;

/**
 * A test for any of these: group names, codes, or beginnings of codes with `*`. What is none of them comes back by itself, so that a typing
 * error is not a filter that lets nothing through.
 */
export function specialtyTest(wanted: readonly string[]): {
  readonly test: SpecialtyTest;
  readonly unknown: readonly string[];
} {
  const exact = new Set<string>();
  const starts: string[] = [];
  const unknown: string[] = [];
  for (const one of wanted) {
    const group = specialtyGroups.find(({ name }) => name === one.trim().toLowerCase());
    const codes = group?.codes ?? [one.trim().toUpperCase()];
    for (const code of codes) {
      if (/^[0-9A-Z]{3,9}\*$/.test(code)) starts.push(code.slice(0, -1));
      else if (isTaxonomyCode(code)) exact.add(code);
      else unknown.push(one);
    }
    for (const word of group?.words ?? []) exact.add(word);
  }
  const test = (taxonomy: string): boolean => {
    if (taxonomy.startsWith(TEXT)) return exact.has(foldName(taxonomy.slice(TEXT.length)));
    return exact.has(taxonomy) || starts.some((start) => taxonomy.startsWith(start));
  };
  return { test, unknown };
}
