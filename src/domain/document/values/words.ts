import { editDistance } from '../../spelling.ts';
import { clinicalWords } from '../clinical-words.ts';
import { doubtOf, type Found } from './found.ts';
import { payerNames } from './payers.ts';

/** Values that are words of a short list: urgency, sex, payers; and values that are any word: organisations, numbers, texts. */

const urgencies: readonly (readonly [RegExp, string])[] = [
  [
    /\bstat\b|\bemergent\b|\bemergency\b|\bemergently\b|\bimmediate(?:ly)?\b|\bsame day\b|\b(?:with)?in 24 h(?:ou)?rs?\b|\btoday\b/i,
    'stat',
  ],
  [
    /\burgent(?:ly)?\b|\basap\b|\bas soon as possible\b|\bexpedited?\b|\bhigh(?: priority)?\b|\b(?:with)?in (?:48|72) h(?:ou)?rs?\b|\bsoonest\b|\b(?:with)?in (?:1|one|2|two) weeks?\b|\b(?:with)?in [3-7] days\b|\bpriority\b|\brush\b/i,
    'urgent',
  ],
  [
    /\broutine(?:ly)?\b|\bnon[- ]?urgent\b|\bnot urgent\b|\belective\b|\bnext available\b|\bnormal\b|\bstandard\b|\bregular\b|\blow\b|\bfirst available\b|\bno rush\b/i,
    'routine',
  ],
];

/** How urgent a text says it is: the gentlest word wins only if it denies another (`non-urgent`). */
export function findUrgencies(text: string): readonly Found[] {
  const found = urgencies.flatMap(([pattern, value]) => {
    const match = pattern.exec(text);
    return match
      ? [{ value, from: match.index, to: match.index + match[0].length, fit: 1, repaired: 0, isValid: true }]
      : [];
  });
  const plain = found.filter(
    (one) => !found.some((other) => other !== one && other.from <= one.from && other.to >= one.to),
  );
  if (plain.length > 0) return plain.map((one) => ({ ...one, fit: plain.length > 1 ? 0.1 : 1 }));
  return nearWord(text, ['urgent', 'routine', 'stat', 'emergent', 'elective']);
}

function nearWord(text: string, words: readonly string[]): readonly Found[] {
  for (const match of text.matchAll(/[\p{L}\d]{4,10}/gu)) {
    const said = match[0].toLowerCase().replaceAll('0', 'o').replaceAll('1', 'i').replaceAll('5', 's');
    const near = words.find(
      (word) => word.length > 4 && editDistance(said, word, 2) <= (word.length > 6 ? 2 : 1),
    );
    const value = near === 'emergent' ? 'stat' : near === 'elective' ? 'routine' : near;
    if (value !== undefined)
      return [
        {
          value,
          from: match.index,
          to: match.index + match[0].length,
          fit: 0.8,
          repaired: 0.15,
          ...doubtOf(`read as ${match[0].slice(0, 20)}`),
        },
      ];
  }
  return [];
}

/** Canonical `F`, `M` or `X`. */
export function findSexes(text: string): readonly Found[] {
  const found = [
    ...text.matchAll(
      /(?<![\p{L}\d])(?:(?<f>female|femaie|fema1e|woman|girl|f)|(?<m>male|maie|ma1e|man|boy|m)|(?<x>non[- ]?binary|x|other|unknown))(?![\p{L}\d])/giu,
    ),
  ].map((match) => {
    const value = match.groups?.['f'] === undefined ? (match.groups?.['m'] === undefined ? 'X' : 'M') : 'F';
    return {
      value,
      from: match.index,
      to: match.index + match[0].length,
      fit: value === 'X' ? 0.6 : 1,
      repaired: /1|maie/i.test(match[0]) ? 0.2 : 0,
      isValid: true,
    };
  });
  // "M F" with nothing ticked says nothing.
  return new Set(found.map(({ value }) => value)).size > 1
    ? found.map((one) => ({ ...one, fit: 0.1 }))
    : found;
}

/** `She is covered by`. */
const payerLead =
  /^(?:(?:(?:he|she|they|(?:the |this )?patient|pt) (?:is|are|has|have) )?(?:currently )?(?:(?:covered|insured) (?:by|with|through|under)|coverage (?:by|with|through|under|is)|insurance (?:by|with|through|is))|through|is) /i;

/** A payer: as the list spells it where it is one of the list, else as it stands there. */
export function findPayers(text: string): readonly Found[] {
  const [head = ''] = text.split(/\s(?:#|(?:id|member|policy|subscriber|group|grp|plan id)\b)/i);
  const said = head
    .replaceAll(/\s+/g, ' ')
    .replace(/^[\s:.,-]+/, '')
    .replace(payerLead, '')
    .replace(/[\s:,-]+$/, '');
  if (!/\p{L}{3}/u.test(said) || /^(yes|no|none|n\/a|self)$/i.test(said)) return [];
  const from = text.indexOf(said.slice(0, 3));
  const key = payerKey(said);
  const exact = payerKeys.get(key);
  const base = { from: Math.max(0, from), to: Math.max(0, from) + said.length };
  if (exact !== undefined) return [{ ...base, value: said, fit: 1, repaired: 0, isValid: true }];
  const isCut = payerNames.some((name) => key.length > 9 && payerKey(name).startsWith(key));
  const begins = payerNames.find((name) => name.length > 3 && key.startsWith(payerKey(name)));
  if (begins !== undefined)
    return [
      {
        ...base,
        value: said,
        fit: 0.9,
        repaired: 0,
        ...(isPlanTail(said, begins) ? { isValid: true } : {}),
        ...doubtOf(isCut ? 'the end of the name may be missing' : undefined),
      },
    ];
  const most = Math.floor(key.length * 0.2);
  const near = most > 0 && key.length <= 60 ? nearestPayer(key, most) : undefined;
  const figures = said.replaceAll(/\D/g, '').length;
  const isSentence = said.split(' ').length > 6 || (said.match(/\b\p{Ll}{2,}/gu) ?? []).length > 3;
  const fit = figures > 4 || isSentence ? 0.1 : 0.65;
  if (near === undefined) return [{ ...base, value: said, fit, repaired: 0 }];
  return [
    {
      ...base,
      value: near.name,
      fit: 0.85,
      repaired: near.distance / key.length,
      isValid: true,
      ...doubtOf(`read as ${said.slice(0, 60)}`),
    },
  ];
}

/** Whether what stands behind a known payer's name are words plans are called by: `Ptus` is a misread one. */
function isPlanTail(said: string, name: string): boolean {
  const tail = said.split(' ').slice(name.split(' ').length);
  return tail.every((word) => planWord.test(word.replaceAll(/[^\p{L}\d]/gu, '')) || stateWord.test(word));
}

const stateWord = /^(?:of|[A-Z]{2}|[A-Z]\p{Ll}{3,}(?:ia|as|is|an|ey|rk|ut|da|io|na|ma|ho|on|ah|ii))$/u;
const planWord =
  /^(?:plan|plans|health|healthcare|care|insurance|ppo|hmo|epo|pos|hdhp|gold|silver|bronze|platinum|plus|choice|choices|select|advantage|medicare|medicaid|community|complete|preferred|premier|better|family|managed|commercial|network|open|access|value|basic|standard|dual|special|needs|supplement|part|a|b|c|d|east|west|north|south|prime|and|company|co|inc|of|the|hospital|medical|group|options?|essential|direct|federal|employee|program|blue|cross|shield|marketplace|exchange|\d+)?$/i;

function nearestPayer(
  key: string,
  most: number,
): { readonly name: string; readonly distance: number } | undefined {
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const [known, name] of payerKeys) {
    const distance = editDistance(key, known, best ? best.distance - 1 : most);
    if (distance <= (best ? best.distance - 1 : most)) best = { name, distance };
  }
  return best;
}

function payerKey(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

const payerKeys = new Map(payerNames.map((name) => [payerKey(name), name]));

/** Words practices are called by. */
export const organisationWord =
  /\b(?:clinic|center|centre|medical|medicine|health|healthcare|care|family|practice|physicians?|associates|hospital|group|pediatrics?|internal|wellness|llc|pllc|pc|p\.c\.|inc|surgery|cardiology|partners|university|community|institute|doctors|primary|services|department|women'?s|therapy|rehab\w*|orthop\w+|neurolog\w+|dermatolog\w+|specialists?|urgent|pa)\b/i;

/** A practice, as it stands there. `fit` tells whether it has a word practices have. */
export function findOrganisations(text: string): readonly Found[] {
  const value = text.replaceAll(/\s+/g, ' ').replaceAll(/^[\s:.,*-]+|[\s:,*-]+$/g, '');
  if (!/\p{L}{3}/u.test(value) || value.length > 90) return [];
  const from = Math.max(0, text.indexOf(value.slice(0, 3)));
  const digits = value.replaceAll(/\D/g, '').length;
  const isStreet =
    /^\d+ .*\b(?:st|street|ave|avenue|blvd|rd|road|dr|drive|ln|lane|way|ct|pkwy|hwy|ste|suite|apt)\b/i.test(
      value,
    );
  const fit = (organisationWord.test(value) ? 1 : 0.6) * (digits > 4 ? 0.3 : 1) * (isStreet ? 0.2 : 1);
  return [{ value, from, to: Math.min(text.length, from + value.length), fit, repaired: 0 }];
}

/** Scraps behind a text, of which one has a dash or which are several, are dirt: `colonoscopy o— a—`. */
function withoutDirt(text: string): string {
  const tail = /(?:\s+(?:[^\p{L}\d\s]+|[-—–]?\p{L}{1,2}(?:[-—–.]+\p{L}{0,2})?))+\s*$/u.exec(text);
  if (!tail) return text;
  const scraps = tail[0].trim().split(/\s+/);
  const isDirt =
    scraps.some((one) => /[-—–]/.test(one)) || scraps.length > 1 || /^\p{Ll}$/u.test(tail[0].trim());
  return isDirt && !scraps.some((one) => clinicalWords.has(one.toLowerCase()))
    ? text.slice(0, tail.index)
    : text;
}

/** A text as it stands, blanks and lines joined. */
export function findTexts(said: string): readonly Found[] {
  const text = withoutDirt(said);
  const value = text.replaceAll(/\s+/g, ' ').replaceAll(/^[\s:.,*-]+|[\s:*]+$/g, '');
  if (!/[\p{L}\d]{2}/u.test(value)) return [];
  const from = Math.max(0, text.indexOf(value.slice(0, 3)));
  return [
    {
      value: value.slice(0, 2000),
      from,
      to: text.length,
      fit: /\p{L}{3}/u.test(value) ? 1 : 0.4,
      repaired: 0,
    },
  ];
}
