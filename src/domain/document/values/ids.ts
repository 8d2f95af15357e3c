import { doubtOf, mendFigures, type Found } from './found.ts';
import { asFigure, hooked, isMbi, mbiLike, mbiSwollen, mbiTorn, mendMbi, withoutTwice } from './mbi.ts';

/** Member and policy numbers: one run of capitals and figures, most with figures in them. */
export function findMemberIds(text: string): readonly Found[] {
  return findIds(text, 5, 20).map((one) =>
    one.value.replaceAll(/[^A-Z\d]/g, '').length < SHORTEST
      ? { ...one, ...doubtOf(one.doubt, 'it is short for a member number') }
      : one,
  );
}

/** Plans give at least so many signs; fewer are mostly what is left of more. */
const SHORTEST = 8;

/** Record, referral and authorisation numbers. */
export function findNumbers(text: string): readonly Found[] {
  return findIds(text, 3, 24);
}

/** The letters of a Blue plan apart from the nine figures behind them; not those that say what the number is. */
const blueTorn =
  /(?<![A-Z\d])(?!GRP|MEM|PLN|POL|SUB|INS|NUM|REF|MRN|SSN|HMO|PPO|EPO|DOB|TEL|FAX|NPI|TIN)[A-Z]{3}(?: \d{9}|\d \d{8})(?![\p{L}\d])/u;

const idWord = new RegExp(`${mbiTorn.source}|${blueTorn.source}|[\\p{L}\\d][\\p{L}\\d/.-]*[\\p{L}\\d]`, 'gu');

/** Dates, telephone numbers and ICD-10 codes, as they are printed where a number was left out. */
const isNoId =
  /^(?:\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{1,2}-\d{1,2}-(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d|\d{1,2}-[A-Z][a-z]{2}-(?:19|20)\d\d|\d{3}[-.]\d{3}[-.]\d{4}|[A-TV-Z]\d[\dA-Z]\.[\dA-Z]{1,4})$/;

function findIds(said: string, least: number, most: number): readonly Found[] {
  const found: Found[] = [];
  // The strokes of a Medicare number are soon lost: `1QR6 BM5-TB07`; a sign of money is a letter in front of figures.
  const text = said
    .replaceAll(/(?<![\p{L}\d])[€¢©](?=[\d-]{5})/gu, 'C')
    .replaceAll(
      /(?<![A-Z\d-])(\d[A-Z][A-Z\d]\d)[ -]([A-Z][A-Z\d][\dSOIZB])[ -]([A-Z]{2}[\dSOIZBT]{2})(?![A-Z\d-])/g,
      '$1-$2-$3',
    )
    .replaceAll(hooked, (number) => number.replaceAll(/[)\]}/]/g, 'J'))
    // A stroke in a long run of figures is a 7 in most hands and faces; years and dates have it between short ones.
    .replaceAll(/(?<![\d/])\d{2,}\/\d{5,}(?![\d/])/g, (run) =>
      run.length > 8 && !/^(?:19|20)\d\d\//.test(run) ? run.replace('/', '7') : run,
    );
  for (const match of text.matchAll(idWord)) {
    const word = match[0];
    const last = found.at(-1);
    const figures = word.replaceAll(/\D/g, '').length;
    // `ID W518774095`: what it is called.
    if (/^(?:[I1l]D|no|num|nbr)$/i.test(word)) continue;
    const between = last ? text.slice(last.to, match.index) : '';
    // `XYZ 123 456 789`: groups of one number.
    if (
      last &&
      /^ $/.test(between) &&
      (isGroup(word) || (/^\d{6,10}$/.test(word) && /^[A-Z]\d?$/.test(text.slice(last.from, last.to)))) &&
      isGroup(text.slice(last.from, last.to).split(' ').at(-1) ?? '') &&
      last.value.length + word.length <= most
    ) {
      found[found.length - 1] = idOf(text, last.from, match.index + word.length);
      continue;
    }
    if (isNoId.test(word) || word.length > most + 4) continue;
    if (figures === 0 && !isGroup(word)) continue;
    found.push(idOf(text, match.index, match.index + word.length));
  }
  return found
    .map((one) => withSignDoubt(one, said, text))
    .filter(
      ({ value }) =>
        value.length >= least &&
        value.length <= most &&
        /\d{2}/.test(value) &&
        value.replaceAll(/\D/g, '').length >= value.length * 0.3,
    );
}

/** Signs taken for letters and figures are told: `text` is what was read with them, sign for sign. */
function withSignDoubt(found: Found, said: string, text: string): Found {
  const [before, after] = [said, text].map((one) => one.slice(found.from, found.to).replaceAll(/[ -]/g, ''));
  return before === after
    ? found
    : {
        ...found,
        repaired: Math.max(found.repaired, 1 / found.value.length),
        ...doubtOf(found.doubt, `read as ${said.slice(found.from, found.to)}`),
      };
}

/** A piece of a number in capitals, as they are parted by blanks. */
function isGroup(word: string): boolean {
  return /^(?:[A-Z]{1,4}\d*|\d{1,6}[A-Z]?|[A-Z]\d[A-Z\d]{1,3})$/.test(word);
}

function idOf(text: string, from: number, to: number): Found {
  const said = text.slice(from, to);
  const joined = mendId(said.replaceAll(' ', '').toUpperCase());
  const plain = said.replaceAll(' ', '').toUpperCase();
  const isTorn =
    / /.test(said) && (/^[A-Z]\d? ?\d{6}/.test(said) || mbiLike.test(joined) || blueTorn.test(said));
  const figures = joined.replaceAll(/\D/g, '').length;
  return {
    value: joined,
    from,
    to,
    fit: Math.min(1, 0.55 + figures / Math.max(6, joined.length) / 2),
    repaired: joined === plain ? 0 : 1 / joined.length,
    ...(mbiLike.test(joined) ? { isValid: isMbi(joined) } : {}),
    ...doubtOf(
      joined === plain ? undefined : `read as ${plain}`,
      ofUnsureLetters(joined),
      /^[-–—]/.test(text.slice(to)) ? 'its end may be missing' : undefined,
      isTorn ? 'it stands in two pieces' : undefined,
      /[^\p{L}\d\s:#.,;()'"“”‘’/-]$/u.test(text.slice(0, from))
        ? 'a sign in front of it may be part of it'
        : undefined,
    ),
  };
}

/**
 * Letters that look like figures or like one another stand alone, or in front of figures where no word or list says which they are: two
 * readings of one shape slip alike.
 */
function ofUnsureLetters(id: string): string | undefined {
  if (/^[BOSIZGQLD]\d{5,}(?:-\d{1,2})?$/.test(id)) return 'its letter may be a figure';
  // Plans give a letter, eight figures and who of the family: a figure in the letter's place may have been one.
  if (/^[150862]\d{8}-?0[1-5]$/.test(id)) return 'its first figure may be a letter';
  if (/^\d{8}-?0[1-5]$/.test(id)) return 'a letter in front of it may be missing';
  if (/^(?=[A-Z]*[IOQ])[A-Z]{3}\d{6,}$/.test(id)) return 'one of its letters may be another';
  // Aetna: nine figures behind the W.
  if (/^W[A-Z]?\d+$/.test(id) && !/^W\d{9}$/.test(id)) return 'a figure of it may be missing or misread';
  // Blue plans mostly have nine figures behind their letters: a stroke of a fax may have taken some.
  if (/^[A-Z]{3}\d{5,8}$/.test(id)) return 'a figure of it may be missing or misread';
  // `RB49857`, `AD124479`; behind three letters of a Blue plan nine figures stand.
  if (/^[A-Z](?:[A-Z]{2,5})?[BOSIZGQLD]\d{4,}$|^[A-Z]{2}[BOSIZGQLD](?!\d{9}$)\d{4,}$/.test(id))
    return 'its last letter may be a figure';
  return undefined;
}

/** What numbers are called by in themselves; figures are behind it. */
const numberHead = /^(MR|MRN|REF-?|AUTH|PA)((?=[A-Z]*\d)[\dBOSIZGQLD]{5,})$/;

function figuresOf(signs: string): string {
  return signs.replaceAll(/[A-Z]/g, (sign) => asFigure[sign] ?? sign);
}

/** `W1234O678`: a lone letter among figures was a figure; letters in front stay letters. */
function mendId(id: string): string {
  const named = numberHead.exec(id);
  if (named) return `${named[1] ?? ''}${figuresOf(named[2] ?? '')}`;
  if (mbiLike.test(id)) return mendMbi(id);
  const shrunk = mbiSwollen.test(id) ? withoutTwice(id) : undefined;
  if (shrunk !== undefined) return mendMbi(shrunk);

  // Behind three letters of a Blue plan, and behind a W (Aetna), stand nine figures: `XCWB44659850`, `WB57650805`.
  const blue = /^([A-Z]{3}|W)([BOSIZGQLD])(\d{8})$/.exec(id);
  if (blue) return `${blue[1] ?? ''}${figuresOf(blue[2] ?? '')}${blue[3] ?? ''}`;
  // Behind a W stand nine figures (Aetna): a zero with a stroke was read twice.
  if (/^W(?=\d*O)[\dO]{10}$/.test(id) && /O0|0O/.test(id))
    return id.replace(/O0|0O/, '0').replaceAll('O', '0');
  const mended = mendFigures(id);
  const head = /^[A-Z]+/.exec(id)?.[0] ?? '';
  // Between letters and figures an O was a zero.
  if (/^[A-Z]{1,3}O+\d{5}/.test(id))
    return id.replace(
      /^([A-Z]{1,3}?)(O+)(?=\d)/,
      (_, letters: string, zeros: string) => letters + '0'.repeat(zeros.length),
    );
  // `AUTHO350736`: words end in no O.
  if (/^[A-Z]{3,}O\d{4,}$/.test(id) && head.length > 4) return id.replace(/O(?=\d)/, '0');
  if (head.length > 3 || head === '')
    return /^\d/.test(id)
      ? id.replaceAll(/(?<=\d)[OQ](?=\d|$)/g, '0').replaceAll(/(?<=\d)[I|L](?=\d|$)/g, '1')
      : id;
  const rest = id.slice(head.length);
  const lone = loneLetter.exec(rest)?.[1];
  if (lone !== undefined) return head + rest.replace(lone, amongFigures[lone] ?? lone);
  return mended === id
    ? id
    : head + rest.replaceAll(/(?<=\d)[OQ](?=\d|$)/g, '0').replaceAll(/(?<=\d)[I|L](?=\d|$)/g, '1');
}

/** One letter in a long run of figures behind the letters of a plan: `W93R207517`, `W425273P10`. Zeros with a stroke are read as D or P. */
const loneLetter = /^(?=(?:[A-Z]?\d){7})\d+([A-Z])\d+(?:-\d+)?$/;
const amongFigures: Readonly<Record<string, string>> = {
  ...asFigure,
  P: '0',
  R: '8',
  T: '7',
  A: '4',
};
