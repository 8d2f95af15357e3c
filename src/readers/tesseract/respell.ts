import type { EngineWord } from './engine.ts';

/** What Tesseract runs together in narrow print, and where it comes apart: `14,2026` has no such number, `1of` no such word. */
const JOINED = [
  /^(\d{1,2},)(\d{4}[.,;]?)$/,
  /^(\d{1,2})([o0]f)$/,
  /^(\d{1,2})([o0]f)(\d{1,2})$/,
  /^([o0]f)(\d{1,2})$/,
  /^(page)(\d{1,2})([o0]f)(\d{1,2})$/i,
];

/** Whatever stands before it: `1D` is the number of a flat behind these only. */
const FLAT = /^(?:apt|unit|suite|ste|apartment|room|rm|floor|fl|bldg|no|#)\b/i;

/** Words that were run together taken apart, and letters that were read as figures put right where nothing else can be meant. */
export function respelled(words: readonly EngineWord[]): readonly EngineWord[] {
  return words.flatMap(apart).map((word, index, all) => {
    const before = all[index - 1];
    const isFlat = before?.line === word.line && FLAT.test(before.text);
    const text = diagnosisCode(word, index, all)
      .replace(/^(?:[1l|]|iI)CD(?=-?1[0O])/, 'ICD')
      .replace(/^[1l|]D(?=[:.#;]*$)/, (found) => (isFlat ? found : 'ID'))
      .replace(/^NP[1lL|!\\](?=[:.#;]*$)/, 'NPI')
      .replace(/^D\.[0Q]\.B(?=[.:]*$)/, 'D.O.B')
      .replace(/^(Hb)?Alc$/, '$1A1c')
      .replace(/^1(?=[snt]$)/, (found) => (isInProse(index, all) ? 'i' : found))
      .replace(/^[cosuvwxz]\p{Lu}+\p{Ll}?\p{Lu}$/u, (found) => found.toUpperCase());
    return text === word.text ? word : { ...word, text };
  });
}

/** A code of ICD-10-CM: a letter, a figure, a figure or letter, and up to four more behind a point. */
const CODE = /^\(?[A-TV-Z]\d[\dAB](?:\.[\dA-Z]{1,4})?\)?[,;.:]*$/;
/** The same with its letter taken for a figure or a sign. */
const CODE_LIKE = /^(?<open>\(?)(?<letter>[1l|[\]!£62])(?<rest>\d\d(?:\.[\dA-Z]{1,4})?(?<close>\)?)[,;.:]*)$/;
const LETTERS: Readonly<Record<string, string>> = { '£': 'E', '6': 'G', '2': 'Z' };
const CODE_LABEL = /^(?:dx|diagnos[ei]s|icd(?:-?10)?|codes?)\b/i;

/**
 * `110` beside `R00.2` is I10. So is `(110)`: no number of a telephone begins so; and `150.9` where a line begins with it and a title
 * follows.
 */
function diagnosisCode({ text, line, box }: EngineWord, index: number, all: readonly EngineWord[]): string {
  // `HO04.1`: the figure was read twice, once as a letter.
  const clean = text
    .replace(/^(\(?[A-TV-Z])[OQ](?=0\d\.\d)/, '$1')
    .replace(/^(\(?[A-TV-Z]0)[OQ](?=\d\.\d)/, '$1');
  const found = CODE_LIKE.exec(clean)?.groups;
  const letter = found?.['letter'];
  if (!found || letter === undefined) return clean;
  const [before, behind] = [all[index - 1], all[index + 1]];
  const beside = all.filter((other) => other.line === line);
  const isFirst = before?.line !== line || box.x - before.box.x - before.box.width > box.height * 1.2;
  const isTitled = behind?.line === line && /^\p{Lu}\p{Ll}{3}/u.test(behind.text);
  const isEnclosed = found['open'] === '(' && found['close'] === ')' && before?.line === line;
  const isCode =
    letter === '£' ||
    beside.some((other) => CODE.test(other.text) || CODE_LABEL.test(other.text)) ||
    (!'62'.includes(letter) && (isEnclosed || (clean.includes('.') && isFirst && isTitled)));
  return isCode ? `${found['open']}${LETTERS[letter] ?? 'I'}${found['rest']}` : clean;
}

/** Small words on both sides. */
function isInProse(index: number, all: readonly EngineWord[]): boolean {
  return [index - 1, index + 1].every(
    (at) => all[at]?.line === all[index]?.line && /^\p{L}?\p{Ll}+[.,;]?$/u.test(all[at]?.text ?? ''),
  );
}

function apart(word: EngineWord): readonly EngineWord[] {
  const parts = JOINED.map((pattern) => pattern.exec(word.text)?.slice(1)).find(
    (found) => found !== undefined,
  );
  if (!parts) return [word];
  const share = word.box.width / word.text.length;
  let from = 0;
  return parts.map((part) => {
    const x = word.box.x + Math.round(from * share);
    from += part.length;
    const width = Math.max(1, word.box.x + Math.round(from * share) - x);
    return { ...word, text: part.replace(/^0f$/, 'of'), box: { ...word.box, x, width } };
  });
}
