import type { EngineWord } from './engine.ts';

/** What Tesseract runs together in narrow print, and where it comes apart: `14,2026` has no such number, `1of` no such word. */
const JOINED = [
  /^(\d{1,2},)(\d{4}[.,;]?)$/,
  /^(\d{1,2})([o0]f)$/,
  /^(\d{1,2})([o0]f)(\d{1,2})$/,
  /^([o0]f)(\d{1,2})$/,
  /^(\d{3})([1Il]b[,.;)]*)$/,
  /^(\d{2,3})([1Il]bs[,.;)]*)$/,
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
      .replace(/^NP(?:[1lL|!\\]|I[1lL|])(?=[:.#;]*$)/, 'NPI')
      .replace(/^G[il|](?=[,.;:)]*$)/, (found) => (isAmongWords(index, all) ? 'GI' : found))
      .replace(/^Ml(?=[,.;:)]*$)/, 'MI')
      .replace(/^[1l|][LNAD](?=,?$)|^[MWR][1l|](?=,?$)/, (found) =>
        isFlat ? found : stateOf(found, index, all),
      )
      .replace(/^Q(?=ut(?:patient|side|come)?\b|rder|ffice|ther\b|bst|nset|phth|rtho|nc)/, 'O')
      .replace(MEDICARE_NUMBER, medicareNumber)
      .replace(/^[1I]b(?=s?[,.;)]*$)/, (found) => (isBehindNumber(index, all) ? 'lb' : found))
      .replace(/^D\.[0Q]\.B(?=[.:]*$)/, 'D.O.B')
      .replace(/^(Hb)?Alc$/, '$1A1c')
      .replace(/^1(?=[snt][,.]?$)/, (found) => (isAmongWords(index, all) ? 'i' : found))
      .replace(/^[cosuvwxz]\p{Lu}+\p{Ll}?\p{Lu}$/u, (found) => found.toUpperCase());
    return text === word.text ? word : { ...word, text };
  });
}

/** A code of ICD-10-CM: a letter, a figure, a figure or letter, and up to four more behind a point. */
const CODE = /^\(?[A-TV-Z]\d[\dAB](?:\.[\dA-Z]{1,4})?\)?[,;.:]*$/;
/** The same with its letter taken for a figure or a sign. */
const CODE_LIKE = /^(?<open>\(?)(?<letter>[1l|[\]!£62])(?<rest>\d\d(?:\.[\dA-Z]{1,4})?(?<close>\)?)[,;.:]*)$/;
const LETTERS: Readonly<Record<string, string>> = { '£': 'E', '6': 'G', '2': 'Z' };
/** Numbers that are none: `Weight 185 lb`, `BP 110`, `Area code 212`. */
const UNIT = /^(?:[1Il]bs?|kg|mg|mcg|cm|mm|ml|in|hg|bpm)\b|^[/%]/i;
const MEASURED = /^(?:weight|wt|height|ht|bp|hr|pulse|area|zip|cpt)\b/i;
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
  const isMeasure = before?.line === line && MEASURED.test(before.text);
  if (isMeasure || (behind?.line === line && UNIT.test(behind.text))) return clean;
  const isCode =
    letter === '£' ||
    beside.some((other) => CODE.test(other.text) || CODE_LABEL.test(other.text)) ||
    (!'62'.includes(letter) && (isEnclosed || (clean.includes('.') && isFirst && isTitled)));
  return isCode ? `${found['open']}${LETTERS[letter] ?? 'I'}${found['rest']}` : clean;
}

/** A word of letters stands right before or behind it. */
function isAmongWords(index: number, all: readonly EngineWord[]): boolean {
  return [index - 1, index + 1].some(
    (at) => all[at]?.line === all[index]?.line && /^\p{L}?\p{Ll}{2,}[.,;:]?$/u.test(all[at]?.text ?? ''),
  );
}

/** `MI` and the like before a ZIP code. */
function stateOf(found: string, index: number, all: readonly EngineWord[]): string {
  const behind = all[index + 1];
  const isState = behind?.line === all[index]?.line && /^\d{5}(?:-\d{4})?\b/.test(behind?.text ?? '');
  return isState ? found.replace(/[1l|]/, 'I') : found;
}

/** `185 1b`: pounds of body weight. */
function isBehindNumber(index: number, all: readonly EngineWord[]): boolean {
  const before = all[index - 1];
  return before?.line === all[index]?.line && /^\d{2,3}(?:\.\d)?$/.test(before?.text ?? '');
}

/** A Medicare number as cards show it (CMS: eleven places in three groups), letters among its figures. */
const MEDICARE_NUMBER = /^[1-9][A-Z][A-Z\d][\dOIlSBZ]-[A-Z][A-Z\d][\dOIlSBZ]{1,2}-[A-Z]{2}[\dOIlSBZ]{2,3}$/;
const FIGURES: Readonly<Record<string, string>> = { O: '0', I: '1', l: '1', S: '5', B: '8', Z: '2' };

/** Letters where only figures can stand are put right; `0O` in a group that is too long is one figure read twice. */
function medicareNumber(found: string): string {
  const groups = found.split('-').map((group, at) => {
    const [head, tail] = [group.slice(0, at === 0 ? 3 : 2), group.slice(at === 0 ? 3 : 2)];
    const once = tail.length > (at === 2 ? 2 : 1) ? tail.replace(/O0|0O/, '0') : tail;
    return head + once.replaceAll(/\D/g, (letter) => FIGURES[letter] ?? letter);
  });
  const isWhole = groups.map(({ length }) => length).join() === '4,3,4';
  return isWhole ? groups.join('-') : found;
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
