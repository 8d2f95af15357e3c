import { slipsBetween } from '../knowledge/ocr-slips.ts';

/** Medicare numbers: figures and letters at known places, none of S, L, O, I, B and Z (CMS, MBI format). */
const mbi = 'NAXNAXNAANN';
/** Eleven signs in the groups of a Medicare number. */
export const mbiLike = /^[A-Z\d]{4}-[A-Z\d]{3}-[A-Z\d]{4}$/;
/** Its groups with blanks beside the strokes, or one within the last group. */
export const mbiTorn =
  /(?<![A-Z\d-])\d[A-Z][A-Z\d]\d ?- ?[A-Z][A-Z\d]\d ?- ?[A-Z] ?[A-Z] ?\d ?\d(?![\p{L}\d-])/u;
/** The hook of a J without its bar, in a Medicare number. */
export const hooked =
  /(?<![A-Z\d-])[\dOISZB][A-Z\d)\]}/]{3}-[A-Z\d)\]}/]{3}-[A-Z\d)\]}/]{2}[\dOISZBT]{2}(?![A-Z\d-])/g;
/** Three groups with signs too many. */
export const mbiSwollen = /^[A-Z\d]{4,6}-[A-Z\d]{3,5}-[A-Z\d]{4,6}$/;
const mbiGroups = [4, 3, 4] as const;
/** Letters, and the figures they are read for. */
export const asFigure: Readonly<Record<string, string>> = {
  O: '0',
  Q: '0',
  D: '0',
  I: '1',
  L: '1',
  Z: '2',
  S: '5',
  G: '6',
  B: '8',
};
const asLetter: Readonly<Record<string, string>> = {
  '0': 'D',
  '1': 'J',
  '2': 'Z',
  '4': 'A',
  '5': 'S',
  '6': 'G',
  '7': 'T',
  '8': 'B',
  I: 'J',
  O: 'Q',
};

/** A number of that shape, each sign as its place asks for it where the one read looks like it. */
export function mendMbi(id: string): string {
  const signs = id.replaceAll('-', '').split('');
  const mended = signs.map((sign, at) => {
    const want = mbi.charAt(at);
    if (want === 'N') return asFigure[sign] ?? sign;
    // A letter Medicare never uses stands for the figure it looks like.
    if (want === 'X') return /[SLOIBZ]/.test(sign) ? (asFigure[sign] ?? sign) : sign;
    return want === 'A' && /[\dIO]/.test(sign) ? (asLetter[sign] ?? sign) : sign;
  });
  const text = mended.join('');
  return `${text.slice(0, 4)}-${text.slice(4, 7)}-${text.slice(7)}`;
}

/**
 * A sign is soon read twice, as two that look alike: `2TE8-DQO0-VUO03`, `8XP2-CN1-2ZW19`; or a speck in front or behind as one. Only where
 * each group is as long as it must be without, and there is one number it can be.
 */
export function withoutTwice(id: string): string | undefined {
  const groups = id
    .split('-')
    .map((group, at) => (group.length > (mbiGroups[at] ?? 0) ? group.replaceAll(/[O0]{2,}/g, '0') : group));
  const text = groups.join('-');
  if (isWholeMbi(text)) return text;
  const once = groups.map((group, at) =>
    group.length === (mbiGroups[at] ?? 0) + 1 ? onceEach(group) : [group],
  );
  const [first = [], second = [], third = []] = once;
  const numbers = first
    .flatMap((a) => second.flatMap((b) => third.map((c) => `${a}-${b}-${c}`)))
    .filter(isWholeMbi)
    .map(mendMbi);
  return new Set(numbers).size === 1 ? numbers[0] : [text.slice(1), text.slice(0, -1)].find(isWholeMbi);
}

function isWholeMbi(id: string): boolean {
  return mbiLike.test(id) && mendMbi(id).replaceAll('-', '').split('').every(isMbiSign);
}

/** A group without one of two neighbours that look alike. */
function onceEach(group: string): readonly string[] {
  return group.split('').flatMap((sign, at) => {
    const next = group.charAt(at + 1);
    const isAlike = next !== '' && slipsBetween(sign, next) < 1;
    return isAlike
      ? [group.slice(0, at) + group.slice(at + 1), group.slice(0, at + 1) + group.slice(at + 2)]
      : [];
  });
}

/** A number Medicare gives: the first figure is no 0, and letters that look like figures are not used (CMS, MBI format). */
export function isMbi(id: string): boolean {
  const signs = id.replaceAll('-', '');
  return signs.split('').every(isMbiSign) && /^[1-9][^SLOIBZ]+$/.test(signs);
}

/** At each place the kind of sign that must be there (CMS, MBI format). */
function isMbiSign(sign: string, at: number): boolean {
  const want = mbi.charAt(at);
  if (want === 'N') return /\d/.test(sign);
  return want === 'A' ? /[A-Z]/.test(sign) : true;
}
