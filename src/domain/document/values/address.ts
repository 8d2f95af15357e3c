import { stateCodes } from '../../partner-words.ts';
import { statesOfZip } from './zip-state.ts';
import { changesBetween, doubtOf, type Found } from './found.ts';

const states: ReadonlySet<string> = new Set([...stateCodes.values()].map((code) => code.toUpperCase()));
const stateWords = [...stateCodes.keys()].toSorted((a, b) => b.length - a.length).join('|');

/** A ZIP with the state in front of it; letters scans make of its figures are let through. */
const stateAndZip =
  /(?<![\p{L}\d])(?<state>[A-Za-z0-9][A-Za-z0-9]|[A-Za-z]\.[A-Za-z]\.)[.,]?\s{0,3}(?<zip>[\dOoIlSBZ]{5})(?:[ -]{0,3}\d{4})?(?![\dA-Za-z])/gu;
const longState = new RegExp(
  `(?<![a-z])(?<state>${stateWords})[.,]?\\s{1,3}(?<zip>[\\dOoIlSBZ]{5})(?:-\\d{4})?(?![\\dA-Za-z])`,
  'gi',
);

const unit =
  /(?:\b(?:apt|apartment|suite|ste|unit|bldg|building|floor|fl|rm|room|lot|trlr|spc|space)\b\.?\s{0,2}#?\s?[\w-]{1,6}|#\s?\w{1,6}|\b\d{1,2}(?:st|nd|rd|th) floor)\s*$/i;

/**
 * An address over one or two lines (joined by `\n`): canonical `line1; line2; city; ST; ZIP`. The text may go on behind the ZIP.
 */
export function findAddresses(text: string): readonly Found[] {
  const tail = tailOf(text) ?? lostStateOf(text);
  if (!tail) return lineOnly(text);
  const head = text.slice(0, tail.from).replace(/[\s,;]+$/, '');
  const { street, city, start } = cityOf(head);
  const { line1, line2 } = lines(street);
  const town = clean(city).replaceAll(/\bl(?=[bcdfghjkmnpqrstvwxz])/g, 'I');
  const value = [...[line1, line2].map(clean), town, tail.state, tail.zip].join('; ');
  const hasStreet = /^(?:\d|p\.? ?o\.?|po box|one |rr )/i.test(line1);
  const fit = (hasStreet ? 1 : line1 === '' ? 0.55 : 0.6) * (city === '' ? 0.7 : 1);
  return [
    {
      value,
      from: start,
      to: tail.to,
      fit,
      repaired: tail.changes / Math.max(8, tail.to - start),
      isValid: tail.isValid,
      ...doubtOf(
        hasStreet ? undefined : 'no street could be read',
        tail.changes > 0 ? 'the state or a figure of the ZIP code was mended' : undefined,
        tail.isValid ? undefined : 'the ZIP code is not in that state',
        /^\p{Ll}/u.test(town) ? 'the town may be misread' : undefined,
      ),
    },
  ];
}

type Tail = {
  readonly state: string;
  readonly zip: string;
  readonly from: number;
  readonly to: number;
  readonly changes: number;
  readonly isValid: boolean;
};

function tailOf(text: string): Tail | undefined {
  for (const match of [...text.matchAll(stateAndZip), ...text.matchAll(longState)]) {
    const { state = '', zip = '' } = match.groups ?? {};
    const figures = zipFigures(zip);
    if (zip.replaceAll(/\D/g, '').length < 3) continue;
    const code = stateOf(state) ?? stateNear(state, figures);
    if (code === undefined) continue;
    const changes = changesBetween(zip, figures) + (stateOf(state) === undefined ? 1 : 0);
    const isValid = statesOfZip(figures).includes(code);
    return {
      state: code,
      zip: figures,
      from: match.index,
      to: match.index + match[0].length,
      changes,
      isValid,
    };
  }
  return undefined;
}

/** `9185 Oak St, Ypsilon Springs, 80829`: the state was lost; the ZIP code at the end says which it is. */
function lostStateOf(text: string): Tail | undefined {
  const match = /[,\n] ?\p{Lu}\p{Ll}[\p{L} .'-]{1,30},?\s+(?<zip>\d{5})\s*$/u.exec(text.slice(0, LONGEST));
  const zip = match?.groups?.['zip'] ?? '';
  const [state, other] = statesOfZip(zip);
  if (!match || state === undefined || other !== undefined) return undefined;
  const from = match.index + match[0].trimEnd().length - zip.length;
  return /\d/.test(text.slice(0, match.index))
    ? { state, zip, from, to: from + zip.length, changes: 2, isValid: true }
    : undefined;
}

/** An address has no more letters. */
const LONGEST = 140;

function zipFigures(zip: string): string {
  return zip
    .replaceAll(/[Oo]/g, '0')
    .replaceAll(/[Il]/g, '1')
    .replaceAll('S', '5')
    .replaceAll('B', '8')
    .replaceAll('Z', '2');
}

function stateOf(said: string): string | undefined {
  const code = said.replaceAll('.', '').toUpperCase();
  if (states.has(code)) return code;
  return stateCodes.get(said.toLowerCase())?.toUpperCase();
}

/** Two letters that are no state, one of them right: the state the ZIP code is in. */
function stateNear(said: string, zip: string): string | undefined {
  const code = said.replaceAll('.', '').toUpperCase();
  return statesOfZip(zip).find((state) => code.length === 2 && changesBetween(state, code) === 1);
}

const streetWord =
  /\b(?:st|street|ave|avenue|av|rd|road|dr|drive|ln|lane|blvd|boulevard|ct|court|pl|place|way|ter|terrace|cir|circle|pkwy|parkway|hwy|highway|trl|trail|sq|square|loop|row|run|pike|path|alley|plaza|plz|box \d+|broadway)\b\.?(?:\s+(?:n|s|e|w|ne|nw|se|sw)\b\.?)?/gi;

/** What stands in front of the state: the last part behind a comma or line is the city, or what follows the kind of street. */
function cityOf(head: string): { readonly street: string; readonly city: string; readonly start: number } {
  const start = head.search(/\S/) === -1 ? 0 : head.search(/\S/);
  const cut = Math.max(head.lastIndexOf(','), head.lastIndexOf('\n'), head.lastIndexOf(';'));
  if (cut >= 0) {
    const city = head.slice(cut + 1);
    if (!/\d/.test(city) || !isStreetLike(city)) return { street: head.slice(0, cut), city, start };
  }
  const from = cut >= 0 && isStreetLike(head.slice(cut + 1)) ? cut + 1 : 0;
  const words = [...head.slice(from).matchAll(streetWord)].at(-1);
  if (words) {
    let end = from + words.index + words[0].length;
    const inside =
      /^[\s,]*(?:apt|apartment|suite|ste|unit|#|bldg|fl|floor|rm)\.?\s{0,2}#?\s?[\w-]{1,6}/i.exec(
        head.slice(end),
      );
    if (inside) end += inside[0].length;
    const city = head.slice(end).replace(/^[\s.,]+/, '');
    if (city !== '') return { street: head.slice(0, end), city, start };
  }
  if (/\d/.test(head)) {
    const last = /[\p{L}.'-]+$/u.exec(head);
    return { street: last ? head.slice(0, last.index) : head, city: last?.[0] ?? '', start };
  }
  return { street: '', city: head, start };
}

function isStreetLike(text: string): boolean {
  return /^\s*\d+\s+\S/.test(text) || streetWordOnce.test(text);
}

const streetWordOnce = new RegExp(streetWord.source, 'i');

function lines(street: string): { readonly line1: string; readonly line2: string } {
  const flat = street
    .replaceAll('\n', ', ')
    .replaceAll(/\s+/g, ' ')
    .replace(/[\s,]+$/, '');
  const match = unit.exec(flat);
  if (match && match.index > 0)
    return { line1: flat.slice(0, match.index).replace(/[\s,]+$/, ''), line2: match[0].trim() };
  const comma = /^(?<first>[^,]*\d[^,]*),\s*(?<second>[^,]+)$/.exec(flat);
  if (comma) return { line1: comma.groups?.['first'] ?? '', line2: comma.groups?.['second'] ?? '' };
  return { line1: flat, line2: '' };
}

/** A street alone. */
function lineOnly(text: string): readonly Found[] {
  const match = /^\s*(?<line>\d{1,6}[A-Za-z]?\s[\p{L}\d .'#,-]{3,60})/u.exec(text);
  const line = match?.groups?.['line'] ?? '';
  if (!match || !streetWordOnce.test(line)) return [];
  const { line1, line2 } = lines(line.trim());
  const from = match[0].length - line.length;
  return [
    {
      value: [line1, line2, '', '', ''].map(clean).join('; '),
      from,
      to: match[0].length,
      fit: 0.5,
      repaired: 0,
      ...doubtOf('town and ZIP code could not be read'),
    },
  ];
}

function clean(part: string): string {
  return part
    .replaceAll(/[;\n]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[\s,.:]+|[\s,:]+$/g, '');
}

/** `12 Main St, Apt 4, Springfield, IL 62701`. */
export function showAddress(value: string): string {
  const [line1 = '', line2 = '', city = '', state = '', zip = ''] = value.split('; ');
  const last = [state, zip].filter(Boolean).join(' ');
  return [line1, line2, city, last].filter(Boolean).join(', ');
}
