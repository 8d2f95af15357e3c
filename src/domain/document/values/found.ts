/** A value found in a text. Scans read letters for figures and the other way round: every kind has its own repair. */
export type Found = {
  /** Canonical (see `documentFields`). */
  readonly value: string;
  /** Where it stands in the text: `to` is behind its last letter. */
  readonly from: number;
  readonly to: number;
  /** 0 to 1: how well it has the looks of such a value. */
  readonly fit: number;
  /** Edits by length: how much had to be mended. */
  readonly repaired: number;
  /** `true`: a check digit, a calendar or a list agrees; `false`: one objects. */
  readonly isValid?: boolean;
  /** One sentence for a person. */
  readonly doubt?: string;
  /** Other ways to read it, canonical, best first. */
  readonly others?: readonly string[];
};

/** What scans make of figures. */
const figures: Readonly<Record<string, string>> = {
  O: '0',
  o: '0',
  Q: '0',
  D: '0',
  U: '0',
  I: '1',
  i: '1',
  l: '1',
  '|': '1',
  '!': '1',
  ']': '1',
  '[': '1',
  Z: '2',
  z: '2',
  A: '4',
  S: '5',
  s: '5',
  $: '5',
  '§': '5',
  G: '6',
  b: '6',
  T: '7',
  '?': '7',
  B: '8',
  '&': '8',
  g: '9',
  q: '9',
};

/**
 * The same text with letters among figures put right, letter for letter, so that places stay the same. Only words that are mostly
 * figures are touched.
 */
export function mendFigures(text: string): string {
  return text.replaceAll(/[^\s]+/g, (word) => {
    const digits = word.replaceAll(/\D/g, '').length;
    const letters = word.replaceAll(/[^\p{L}|!?$§&]/gu, '').length;
    if (letters === 0 || digits < letters || digits < 2) return word;
    return word.replaceAll(/[OoQDUIil|!ZzAsS$§GbTB&gq?]/g, (letter) => figures[letter] ?? letter);
  });
}

/** How many letters differ at the same places. */
export function changesBetween(a: string, b: string): number {
  let changes = 0;
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) if (a[at] !== b[at]) changes += 1;
  return changes;
}

/** "read with one letter changed: l → 1". */
export function changeDoubt(before: string, after: string): string | undefined {
  const changes = before.split('').flatMap((letter, at) => {
    const now = after[at] ?? '';
    return letter === now ? [] : [`${letter} → ${now}`];
  });
  if (changes.length === 0) return undefined;
  return changes.length === 1
    ? `read with one letter changed: ${changes[0] ?? ''}`
    : `read with ${changes.length} letters changed: ${changes.slice(0, 4).join(', ')}`;
}

/** Whether a doubt says no more than that something was put right: `changeDoubt`, `read as …`, `had to be mended`. */
export function isOfMending(doubt: string): boolean {
  return /^read (?:as|with) |had to be mended$|was read as a letter$/.test(doubt) && !doubt.includes('; ');
}

/** A field only where there is something to say. */
export function doubtOf(...doubts: readonly (string | undefined)[]): { readonly doubt?: string } {
  const said = doubts.filter((one) => one !== undefined && one !== '');
  return said.length === 0 ? {} : { doubt: said.join('; ') };
}
