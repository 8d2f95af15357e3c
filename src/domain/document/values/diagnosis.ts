import type { DiagnosisList } from '../knowledge/diagnoses.ts';
import { withPoint } from '../knowledge/code-point.ts';
import { changesBetween, doubtOf, type Found } from './found.ts';

/** Of the U codes only those of the list are codes. Letters and figures in the form of a code; the point may be lost, a comma, or a blank. Case and O/0 are sorted out later. */
const dotted =
  /(?<![\p{L}\d.])(?<head>[A-Za-z0-9$|!£€][0-9OoQIlSsBZzGg|!$][0-9A-Za-z$|!])(?:\s?[.·]\s?|,)(?<tail>[0-9OoIlSsBZzAXx$|!][0-9A-Za-z$|!]{0,3})(?![\p{L}\d])/gu;
const bare =
  /(?<![\p{L}\d./-])(?<head>[A-TV-Za-tv-z][0-9OoIlSBZ][0-9A-Za-z]|[Uu][0Oo][79])(?<tail>[0-9A-Za-z]{0,4})(?!\.\d|[\p{L}\d/-])/gu;
/** A point that was lost: `H35 31`, and no word goes on. */
const parted =
  /(?<![\p{L}\d.])(?<head>[A-TV-Z][0-9OIl][0-9A-B]|U[0O][79])\s(?<tail>\d{1,3}[A-Z]?|A[1lI])(?![\p{L}\d/-]|\.\d)/gu;
/** A sign too many in front of the point: `EOG4.1`. */
const swollen = /(?<![\p{L}\d.])(?<head>[A-TV-Z£€][0-9A-Za-z]{3})\.(?<tail>[0-9A-Za-z]{1,4})(?![\p{L}\d])/gu;
/** Its first letter was read as a bracket: `(43.909`. */
const bracketed = /\((?<head>\d{2})[.,](?<tail>\d{1,4})(?![\p{L}\d)])/gu;
/** A zero read twice in front of the point: `HO04.123`. */
const doubled =
  /(?<![\p{L}\d.])(?<head>[A-TV-Za-tv-z][Oo0]{2}[0-9]|[A-TV-Za-tv-z][0-9][Oo0]{2})\.(?<tail>[0-9A-Za-z]{1,4})(?![\p{L}\d])/gu;
/** `110` where codes stand: I10. */
const figuresOnly = /(?<![\p{L}\d.-])(?<head>[1|]\d{2})(?<tail>)(?![\p{L}\d-]|\.\d)/gu;

/** How sure the surroundings make it that a code stands there. */
export type CodePlace = 'labelled' | 'brackets' | 'free';

/** ICD-10-CM codes in a text, in order. Near misses are repaired by the list; without it only by their form. */
export function findDiagnoses(said: string, list: DiagnosisList, place: CodePlace): readonly Found[] {
  const text = said.replaceAll(/(?<=\b[A-TV-Z])[éó]|(?<=\b[A-TV-Z]\d)[éó]/gu, '6');
  const found: Found[] = [];
  if (place === 'labelled')
    for (const match of text.matchAll(parted))
      add(found, isWhole(match, list) ? codeOf(match, list, place, true) : undefined);
  for (const match of text.matchAll(dotted)) add(found, codeOf(match, list, place, true));
  for (const match of text.matchAll(bare)) add(found, codeOf(match, list, place, false));
  for (const match of text.matchAll(doubled)) add(found, codeOf(match, list, place, true));
  for (const match of text.matchAll(swollen)) add(found, shrunk(match, list));
  if (place === 'labelled') for (const match of text.matchAll(bracketed)) add(found, withG(match, list));
  if (place === 'labelled')
    for (const match of text.matchAll(figuresOnly)) add(found, listed(codeOf(match, list, place, true)));
  return found.toSorted((a, b) => a.from - b.from);
}

function add(found: Found[], one: Found | undefined): void {
  if (one && !found.some((other) => one.from < other.to && other.from < one.to)) found.push(one);
}

/** The whole code is known, or its beginning alone is no code. */
function isWhole({ groups }: RegExpExecArray, list: DiagnosisList): boolean {
  const { head = '', tail = '' } = groups ?? {};
  const end = tail.replace(/(?<=A)[lI]$/, '1');
  return list.titleOf(`${head}${end}`) !== undefined || list.titleOf(head) === undefined;
}

/** Without one of the signs in front of the point: the first way that makes a code of the list. */
function shrunk(match: RegExpExecArray, list: DiagnosisList): Found | undefined {
  const { head = '', tail = '' } = match.groups ?? {};
  const ways = [1, 2, 3].map((at) => `${head.slice(0, at)}${head.slice(at + 1)}${tail}`.toUpperCase());
  const near = ways.map((way) => list.nearest(way)).find((one) => one !== undefined);
  if (!near) return undefined;
  const from = match.index;
  const doubt = `read as ${match[0]}, mended to ${near.code}`;
  return {
    value: near.code,
    from,
    to: from + match[0].length,
    fit: 0.8,
    repaired: 0.3,
    isValid: true,
    doubt,
  };
}

function withG(match: RegExpExecArray, list: DiagnosisList): Found | undefined {
  const { head = '', tail = '' } = match.groups ?? {};
  const code = withPoint(`G${head}${tail}`);
  if (list.titleOf(code) === undefined) return undefined;
  const [from, to] = [match.index, match.index + match[0].length];
  return {
    value: code,
    from,
    to,
    fit: 0.8,
    repaired: 0.2,
    isValid: true,
    doubt: `read as ${match[0]}, mended to ${code}`,
  };
}

function listed(one: Found | undefined): Found | undefined {
  return one?.isValid === true ? one : undefined;
}

function codeOf(
  match: RegExpExecArray,
  list: DiagnosisList,
  place: CodePlace,
  hasPoint: boolean,
): Found | undefined {
  const { head = '', tail = '' } = match.groups ?? {};
  const from = match.index;
  const to = from + match[0].length;
  const raw = `${head.length > 3 ? head.replace(/[Oo0]/, '') : head}${tail}`.toUpperCase();
  const nearest = list.nearest(raw);
  // `120.9` is I20.9 where a code stands, `110` I10; other figures are none.
  const isAsI = hasPoint && place !== 'free' && tail !== '' && /^\d/.test(raw) && nearest !== undefined;
  if (!/\d/.test(raw) || (/^\d{3,}$/.test(raw) && !isAsI && (place !== 'labelled' || tail !== '')))
    return undefined;
  const code = nearest?.code ?? formOf(raw);
  if (code === undefined) return undefined;
  const changes = changesBetween(raw, code.replace('.', ''));
  const isListed = nearest !== undefined;
  if (!hasPoint && !isListed && place !== 'labelled') return undefined;
  // A list that is not whole does not know them all: its form and its point are enough where nothing had to be put right.
  const isFormed = hasPoint && !list.isComplete && /^[A-TV-Z]\d[\dA-C]\.?\d{1,4}$/.test(raw);
  if (
    place === 'free' &&
    ((!isListed && !isFormed) || changes > 0 || (!hasPoint && raw.length < 4 && !/^[A-Z]\d\d$/.test(raw)))
  )
    return undefined;
  // E66 alone is no code where there is E66.9: its end was lost.
  const isCut = !isListed && list.isHeading(code);
  const isValid = isListed ? true : list.isComplete || isCut ? false : undefined;
  return {
    value: code,
    from,
    to,
    fit: (isListed ? 1 : 0.7) - Math.min(0.4, changes * 0.12),
    repaired: changes / raw.length,
    ...(isValid === undefined ? {} : { isValid }),
    ...(nearest && nearest.others.length > 0 ? { others: nearest.others } : {}),
    ...doubtOf(
      isCut
        ? 'the end of the code is missing'
        : isValid === false
          ? 'no such code is in the list of ICD-10-CM'
          : undefined,
      changes > 0 ? `read as ${raw}, mended to ${code}` : undefined,
    ),
  };
}

/** A code by its form alone: letter, figure, figure or A/B, then up to four. */
function formOf(raw: string): string | undefined {
  const letter =
    { 0: 'O', 1: 'I', 5: 'S', 8: 'B', 6: 'G', 2: 'Z', 7: 'T', '£': 'E', '€': 'E' }[raw.charAt(0)] ??
    raw.charAt(0);
  const figure = asFigure(raw.charAt(1));
  const third = /[ABC]/.test(raw.charAt(2)) ? raw.charAt(2) : asFigure(raw.charAt(2));
  const rest = raw.slice(3);
  const tail = rest
    .split('')
    .map((sign, at) => (at < 3 && sign !== 'X' && rest.length < 4 ? asFigure(sign) : sign))
    .join('');
  const code = `${letter}${figure}${third}${tail}`;
  return /^[A-TV-Z]\d[\dABC](?:[\dA-Z]{1,4})?$/.test(code) ? withPoint(code) : undefined;
}

const misread: Readonly<Record<string, string>> = {
  O: '0',
  Q: '0',
  I: '1',
  L: '1',
  '|': '1',
  '!': '1',
  Z: '2',
  S: '5',
  $: '5',
  G: '6',
  B: '8',
};

function asFigure(sign: string): string {
  return misread[sign] ?? sign;
}
