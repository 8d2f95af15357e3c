import { icd10cmCategory } from '../../lib/icd-10-cm.ts';
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
  /^([tfpoTFPO]:?)(\(\d{3}\).*)$/,
  /^(\p{L}{2,},)((?:MD|DO|NP|PA|RN|APRN|DNP|FNP|PA-C|FNP-BC|FNP-C|PhD)[,.]?)$/u,
];

/** Whatever stands before it: `1D` is the number of a flat behind these only. */
const FLAT = /^(?:apt|unit|suite|ste|apartment|room|rm|floor|fl|bldg|no|#)\b/i;

/** Words that were run together taken apart, and letters that were read as figures put right where nothing else can be meant. */
export function respelled(words: readonly EngineWord[]): readonly EngineWord[] {
  return pagesCounted(words.flatMap(apart)).map((word, index, all) => {
    const before = all[index - 1];
    const isFlat = before?.line === word.line && FLAT.test(before.text);
    const text = diagnosisCode(word, index, all)
      .replace(/^(?:[1l|]|iI)CD(?=-?1[0O])/, 'ICD')
      .replace(/^[1l|]D(?=[:.#;]*$)/, (found) => (isFlat ? found : 'ID'))
      .replace(/^NP(?:[1ilL|!\\]|I[1lL|])(?=[:.#;]*$)/, 'NPI')
      .replace(/^G[il|](?=[,.;:)]*$)/, (found) => (isAmongWords(index, all) ? 'GI' : found))
      .replace(/^Ml(?=[,.;:)]*$)/, 'MI')
      .replace(/^[1l|][LNAD](?=,?$)|^[MWR][1l|](?=,?$)/, (found) =>
        isFlat ? found : stateOf(found, index, all),
      )
      .replace(/^Q(?=ut(?:patient|side|come)?\b|rder|ffice|ther\b|bst|nset|phth|rtho|nc)/, 'O')
      .replace(MEDICARE_NUMBER, medicareNumber)
      .replace(/^[1I]b(?=s?[,.;)]*$)/, (found) => (isBehindNumber(index, all) ? 'lb' : found))
      .replace(/^D\.[0Q]\.B(?=[.:]*$)/, 'D.O.B')
      .replace(/^[pP]oB(?=[.:]*$)/, 'DOB')
      .replace(/^[I1l|][cC][A-Za-z]{1,2}-10(?=[.:)]*$)/, 'ICD-10')
      .replace(/^p(?=\p{Lu}{2,}$)/u, 'D')
      .replace(/^d\.[0Q]\.b(?=[.:]*$)/, 'd.o.b')
      .replace(/^(Hb)?Alc$/, '$1A1c')
      .replace(/^y\.[0OQov]{1,2}\b/, 'y.o')
      .replace(/^(?:[lLi|]|[IlL|]{2,3})\.$/, (found) =>
        isHeading(index, all) ? 'I'.repeat(found.length - 1) + '.' : found,
      )
      .replace(/^0(?=:$)/, (found) => (isBeforeTelephone(index, all) ? 'o' : found))
      .replace(/^1(?=[snt][,.]?$)/, (found) => (isAmongWords(index, all) ? 'i' : found))
      .replace(/^[cosuvwxz]\p{Lu}+\p{Ll}?\p{Lu}$/u, (found) => found.toUpperCase());
    return text === word.text ? word : { ...word, text };
  });
}

/** `Pageliofl`, `Page 10 f 1`: between Page and the end of its count there are figures and an of. */
const PAGE_COUNT = /^(?<page>page)(?<at>[lI|]|\d{1,2}?)i?[o0]f(?<last>[lI|]|\d{1,2})$/i;

function pagesCounted(words: readonly EngineWord[]): readonly EngineWord[] {
  return words.flatMap((word, index): readonly EngineWord[] => {
    const before = words
      .slice(Math.max(0, index - 3), index)
      .findLastIndex(({ text }) => /^page/i.test(text));
    if (before >= 0 && countOf(words, Math.max(0, index - 3) + before)?.holds.includes(word)) return [];
    const count = countOf(words, index);
    if (!count) return [word];
    const { at, last, holds } = count;
    const end = holds.at(-1) ?? word;
    const step = (end.box.x + end.box.width - word.box.x) / 11;
    return [word.text.slice(0, 4), at, 'of', last].map((text, part) => {
      const from = Math.round(word.box.x + ([0, 5, 7, 10][part] as number) * step);
      return {
        ...word,
        text,
        box: { ...word.box, x: from, width: Math.max(1, Math.round(text.length * step)) },
      };
    });
  });
}

/** The words of a count that begins here and was not read as four. */
function countOf(
  words: readonly EngineWord[],
  index: number,
): { readonly at: string; readonly last: string; readonly holds: readonly EngineWord[] } | undefined {
  const first = words[index];
  if (!first || !/^page/i.test(first.text)) return undefined;
  for (const size of [1, 2, 3, 4]) {
    const holds = words.slice(index, index + size).filter(({ line }) => line === first.line);
    const found = PAGE_COUNT.exec(holds.map(({ text }) => text).join(''))?.groups;
    const [at, last] = [found?.['at'], found?.['last']].map((one) => one?.replace(/^\D$/, '1'));
    if (at === undefined || last === undefined || Number(at) > Number(last)) continue;
    const isRight = holds.map(({ text }) => text).join(' ') === `${first.text} ${at} of ${last}`;
    return isRight ? undefined : { at, last, holds };
  }
  return undefined;
}

/** A line begins with it, and a title in capitals follows. */
function isHeading(index: number, all: readonly EngineWord[]): boolean {
  const [before, word, behind] = [all[index - 1], all[index], all[index + 1]];
  return (
    before?.line !== word?.line && behind?.line === word?.line && /^\p{Lu}{4,}/u.test(behind?.text ?? '')
  );
}

function isBeforeTelephone(index: number, all: readonly EngineWord[]): boolean {
  return (
    all[index + 1]?.line === all[index]?.line &&
    /^\(?\d{3}\)?(?:[-.]?\d{3}[-.]\d{4}|$)/.test(all[index + 1]?.text ?? '')
  );
}

/** A code of ICD-10-CM: a letter, a figure, a figure or letter, and up to four more behind a point. */
const CODE = new RegExp(String.raw`^\(?${icd10cmCategory}(?:\.[\dA-Z]{1,4})?\)?[,;.:]*$`);
/** The same with its letter taken for a figure or a sign. */
const CODE_LIKE =
  /^(?<open>\(?)(?<letter>[1l|[\]!£0267])(?<rest>\d\d(?:\.[\dA-Z]{1,4})?(?<close>\)?)[,;.:]*)$/;
const LETTERS: Readonly<Record<string, string>> = { '£': 'E', '6': 'G', '2': 'Z', '7': 'Z', '0': 'O' };
/** Numbers that are none: `Weight 185 lb`, `BP 110`, `Area code 212`. */
const UNIT = /^(?:[1Il]bs?|kg|mg|mcg|cm|mm|ml|in|hg|bpm)\b|^[/%]/i;
const MEASURED = /^(?:weight|wt|height|ht|bp|hr|pulse|area|zip|cpt)\b/i;
const CODE_LABEL = /^[([]?(?:dx|diagnos[ei]s|icd(?:-?10)?|codes?)\b/i;

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
  const isMeasure =
    before?.line === line &&
    (MEASURED.test(before.text) || (/^codes?\b/i.test(before.text) && isMeasured(all[index - 2], line)));
  if (isMeasure || (behind?.line === line && UNIT.test(behind.text))) return clean;
  // Most numbers of three figures that begin so are no codes without a point.
  if ('07'.includes(letter) && !clean.includes('.')) return clean;
  const isCode =
    letter === '£' ||
    beside.some((other) => CODE.test(other.text) || CODE_LABEL.test(other.text)) ||
    (!'0267'.includes(letter) && (isEnclosed || (clean.includes('.') && isFirst && isTitled)));
  return isCode ? `${found['open']}${LETTERS[letter] ?? 'I'}${found['rest']}` : clean;
}

/** `Area` of `Area code 212`. */
function isMeasured(word: EngineWord | undefined, line: EngineWord['line']): boolean {
  return word?.line === line && MEASURED.test(word.text);
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
