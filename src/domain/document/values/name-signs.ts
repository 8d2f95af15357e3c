import { foldName } from '../../names.ts';
import type { Part } from './name-parts.ts';
import { particles } from './name-words.ts';

/** Capitals that stand alone in a name and were read as a sign. */
const initials: Readonly<Record<string, string>> = {
  ')': 'J',
  '}': 'J',
  ']': 'J',
  '§': 'S',
  $: 'S',
  S$: 'S',
  '£': 'E',
  '€': 'E',
  '¢': 'C',
  '©': 'C',
};

/**
 * Words of a name with letters where a reader put signs: `Michael ) Doe` has the initial J, `de 1a Cruz` an l, and specks that are no words
 * are left out. A bracket that closes nothing and stands behind a name, not within, is no letter.
 */
export function withLetters(parts: readonly Part[]): readonly Part[] {
  const words = parts.filter(({ text }) => !/^[.'’‘"`]+$/.test(text)).flatMap(initialApart);
  const isOpen = words.some(({ text }) => /[([{]/.test(text));
  return words.map((part, at) => {
    const [before, behind] = [words[at - 1], words[at + 1]];
    if (before === undefined || !/^\p{Lu}\p{L}+$/u.test(before.text)) return withArticle(part, before);
    // `Charles Doe I!`: the second.
    if (at > 1 && /^[Il1|!]{2,3}$/.test(part.text)) return { ...part, text: 'I'.repeat(part.text.length) };
    const letter = initials[part.text];
    const isWithin = behind !== undefined && /^\p{Lu}\p{L}/u.test(behind.text);
    const isBracket = /[)\]}]/.test(part.text);
    return letter === undefined || (isBracket && (isOpen || !isWithin)) ? part : { ...part, text: letter };
  });
}

/** `JaneF.`: the blank before the initial was lost. */
function initialApart(part: Part): readonly Part[] {
  const end = /^\p{Lu}\p{Ll}{3,}(?=\p{Lu}\.?$)/u.exec(part.text)?.[0].length;
  if (end === undefined) return [part];
  const at = part.from + end;
  return [
    { text: part.text.slice(0, end), from: part.from, to: at, endsInComma: false },
    { ...part, text: part.text.slice(end), from: at },
  ];
}

/** `de 1a Cruz`: la. */
function withArticle(part: Part, before: Part | undefined): Part {
  return before !== undefined && particles.has(foldName(before.text)) && /^[1|Ii][ae]$/.test(part.text)
    ? { ...part, text: `l${part.text.slice(1)}` }
    : part;
}

/** `Qsei`, `QOkiine`: names have a vowel behind a Q. Such a Q was an O, or the O was read twice. */
export function withRoundLetter(word: string): string {
  return word.replaceAll(/(?<!\p{L})Q[oO]?(?=[b-df-hj-np-tv-z]\p{L})/giu, (found) =>
    found.startsWith('Q') ? 'O' : found,
  );
}
