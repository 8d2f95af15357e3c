import { groupBy } from '../../../lib/group-by.ts';
import { editDistance } from '../../spelling.ts';
import { bits, lettersOf } from '../knowledge/letter-sets.ts';
import { doubtOf, type Found } from './found.ts';
import { payerNames, states } from './payers.ts';

type Known = { readonly name: string; readonly key: string; readonly letters: number };

function payerKey(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

const known: readonly Known[] = payerNames.map((name) => {
  const key = payerKey(name);
  return { name, key, letters: lettersOf(key) };
});
const byKey = new Map(known.map((one) => [one.key, one]));
/** Longest first: what begins with the name of a plan begins with that of its payer too. */
const ends = [...byKey.values()]
  .filter(({ key }) => key.length > 2)
  .toSorted((a, b) => b.key.length - a.key.length);
const byBeginning = groupBy(ends, ({ key }) => key.slice(0, 3));

/** `She is covered by`. */
const payerLead =
  /^(?:\((?:primary|secondary|tertiary|1st|2nd|1|2)\)|(?:(?:he|she|they|(?:the |this )?patient|pt) (?:is|are|has|have) )?(?:currently )?(?:(?:covered|insured) (?:by|with|through|under)|coverage (?:by|with|through|under|is)|insurance (?:by|with|through|is))|(?:is )?(?:through|with|by|under)|is) /i;

/** Whether a text is the name of a payer as the list has it. `Medical` is a kind of coverage, `Medi-Cal` a payer. */
export function isListedPayer(text: string): boolean {
  const key = payerKey(text);
  return byKey.has(key) && (key !== 'medical' || text.includes('MediCal') || /medi[- ]cal/i.test(text));
}

/** Answers and labels, in the place of a name; the titles of codes. */
const noPayer =
  /^(?:yes|no|none|self|same|n\/a|medical|dental|vision|commercial|private|(?:policy|plan|coverage|insurance) (?:type|name|id|#)|seguro m[ée]dico|(?:primary|secondary|tertiary)(?: (?:insurance|payer|plan|coverage))?|effective(?: date)?|subscriber|guarantor)$|^[A-TV-Z]\d[\dA-Z](?:\.[\dA-Z]{1,4})?\s|^(?:none|same|n\/a|no (?:other|second(?:ary)?)|see (?:attached|card|below|copy))\b/i;

/** What stands behind a payer's name and is no part of it. */
const behindPayer =
  /\s(?:#|(?:id|identification|certificate|contract|member|policy|subscriber|group|grp|plan id|and (?:the|his|her) (?:id|member|policy)|effective|phone|payer id|under|auth(?:orization)?)\b)|\s[-–—(,;/]?\s?(?=[A-Z]{0,4}\d{6,}|[A-Z\d]{2,6}-[A-Z\d]{2,6}-[A-Z\d]*\d)/i;

/** A payer: as the list spells it where it is one of the list, else as it stands there. */
export function findPayers(text: string): readonly Found[] {
  const [head = ''] = text.split(behindPayer);
  const said = head
    .replaceAll(/\s+/g, ' ')
    .replace(/^[\s:.,"“”'‘’|-]+/, '')
    .replace(payerLead, '')
    .replace(/[\s:,(-]+$/, '');
  const key = payerKey(said);
  const from = Math.max(0, text.indexOf(said.slice(0, 3)));
  const base = { from, to: from + said.length };
  if (isListedPayer(said)) return [{ ...base, value: said, fit: 1, repaired: 0, isValid: true }];
  if (noPayer.test(said) || !/\p{L}{3}/u.test(said)) return [];
  if (isOfPayers(said)) return [{ ...base, value: said, fit: 1, repaired: 0, isValid: true }];
  const begins = beginning(said);
  if (begins !== undefined)
    return [
      {
        ...base,
        value: said,
        fit: 0.9,
        repaired: 0,
        ...(isPlanTail(said, begins.key.length) ? { isValid: true } : {}),
        ...doubtOf(isCut(key) ? 'the end of the name may be missing' : undefined),
      },
    ];
  return [unlisted(said, key, base)];
}

/** The longest name of the list that a text begins with. */
function beginning(said: string): Known | undefined {
  const key = payerKey(said);
  return byBeginning
    .get(key.slice(0, 3))
    ?.find((one) => key.startsWith(one.key) && endsAtWord(said, one.key.length));
}

/** `MEDICARE/MEDICARE B NGS`, `Banner|Aetna`, `W/C: State Fund`: who pays, and through whom, each of them of the list. */
function isOfPayers(said: string): boolean {
  const parts = said.split(/\s*[/|:]\s*|\s[-–—]\s/).filter((part) => part !== '');
  // `W/C` has a stroke itself.
  const names = /^w\/?c\b/i.test(said) ? ['W/C', ...parts.slice(said.charAt(1) === '/' ? 2 : 1)] : parts;
  return (
    names.length > 1 &&
    names.every((part) => {
      const begins = beginning(part);
      return isListedPayer(part) || (begins !== undefined && isPlanTail(part, begins.key.length));
    })
  );
}

/** `Medicald` is no plan of Medica. */
function endsAtWord(said: string, letters: number): boolean {
  const behind = said.charAt(endOf(said, letters));
  return !/[a-z]/.test(behind);
}

/** Where the first letters and figures of a text end. */
function endOf(said: string, letters: number): number {
  let count = 0;
  let at = 0;
  for (; at < said.length && count < letters; at += 1) if (/[a-z0-9]/i.test(said.charAt(at))) count += 1;
  return at;
}

function unlisted(said: string, key: string, base: { readonly from: number; readonly to: number }): Found {
  const near =
    key.length <= LONGEST ? (nearestPayer(key) ?? behindLabel(said) ?? nearBeforePlan(said)) : undefined;
  if (near !== undefined)
    return {
      ...base,
      value: near.name,
      fit: 0.85,
      repaired: near.distance / key.length,
      isValid: true,
      ...doubtOf(`read as ${said.slice(0, 60)}`),
    };
  const figures = said.replaceAll(/\D/g, '').length;
  const isSentence = said.split(' ').length > 7 || (said.match(/\b\p{Ll}{2,}/gu) ?? []).length > 3;
  return { ...base, value: said, fit: figures > 4 || isSentence ? 0.1 : 0.65, repaired: 0 };
}

const LONGEST = 60;

/** `Carner Mendian Health Plan`: a misread word that payers are asked by, and a payer of the list behind it. */
function behindLabel(said: string): { readonly name: string; readonly distance: number } | undefined {
  const [first = '', ...rest] = said.split(' ');
  const [word, key] = [payerKey(first), payerKey(rest.join(' '))];
  const isLabel = askedBy.some((one) => editDistance(word, one, 2) <= (one.length < 6 ? 1 : 2));
  if (key.length < 5 || !isLabel) return undefined;
  const exact = byKey.get(key);
  return exact ? { name: exact.name, distance: 1 } : nearestPayer(key);
}

/** `Hymang Gold Plus HMO`: a misread name of the list, and words of plans behind it. */
function nearBeforePlan(said: string): { readonly name: string; readonly distance: number } | undefined {
  const words = said.split(' ');
  for (let count = words.length - 1; count > 0 && isPlanWord(words[count] ?? ''); count -= 1) {
    const key = payerKey(words.slice(0, count).join(' '));
    const near = key.length < SHORTEST ? undefined : nearestPayer(key);
    if (near) return { name: [near.name, ...words.slice(count)].join(' '), distance: near.distance };
  }
  return undefined;
}

/** One misread letter of so few makes another payer of it. */
const SHORTEST = 7;

const askedBy = ['carrier', 'payer', 'payor', 'insurance', 'insurer', 'coverage', 'company'];

/** A known name that goes on behind this. */
function isCut(key: string): boolean {
  return key.length > 9 && ends.some((one) => one.key.startsWith(key) && one.key !== key);
}

/** Whether a name at the end of a line goes on in the next: `United Healthcare Community` / `Plan`. */
export function goesOnAsPayer(line: string, next: string): boolean {
  const said = line.replace(payerLead, '');
  const [key, end] = [payerKey(said), payerKey(next)];
  const through = payerKey(said.split(/\s[-–—]\s|\//).at(-1) ?? '');
  if (key.length < 4 || end === '') return false;
  const isRest = ends.some(
    (one) => one.key === key + end || (through.length > 3 && one.key === through + end),
  );
  return isRest || (beginning(said) !== undefined && isRestOfPlan(said, next));
}

/** `AETNA` / `MEDICARE PPO`, `Managed Care -` / `AmeriHealth`: what a plan is called by, and no label of the next line. */
function isRestOfPlan(line: string, next: string): boolean {
  if (/\s[-–—/]$/.test(line)) return isListedPayer(next);
  if (/\s(?:of|and|the|for|&)$/i.test(line)) return /^\p{Lu}[\p{L}/&. -]+$/u.test(next);
  const words = next.replace(/[,.;]$/, '').split(/\s+/);
  return words.every((word) => restWord.test(word)) && words.some((word) => planOnly.test(word));
}

/** Words that name plans and ask for nothing. */
const planOnly =
  /^\(?(?:ppo|hmo|epo|pos|hdhp|snp|dsnp|preferred|advantage|gold|silver|bronze|platinum|medicare|medicaid|star|complete|select|plus|choice|marketplace|options|bluecard|network|premier|elite|prime|access)\)?$/i;
const restWord = new RegExp(`${planOnly.source}|^(?:plan|health|community|essential|ii|iii|[A-Z]{2})$`, 'i');

/** Whether what stands behind a known payer's name are words plans are called by: `Ptus` is a misread one. */
function isPlanTail(said: string, letters: number): boolean {
  const tail = said
    .slice(endOf(said, letters))
    .trim()
    .split(/[\s/]+/);
  return tail.every((word) => isPlanWord(word));
}

/** A word plans are called by, or a state; brackets and strokes apart. */
function isPlanWord(word: string): boolean {
  const bare = word.replaceAll(/[^\p{L}\d]/gu, '');
  return planWord.test(bare) || /^(?:of|[A-Z]{2})$/.test(bare) || stateWords.has(bare.toLowerCase());
}

const stateWords: ReadonlySet<string> = new Set(states.flatMap((name) => name.toLowerCase().split(' ')));
const planWord =
  /^(?:plan|plans|health|healthcare|care|insurance|ppo|hmo|epo|pos|hdhp|hsa|cdhp|dhmo|dppo|snp|dsnp|ffs|gold|silver|bronze|platinum|plus|choice|choices|select|advantage|medicare|medicaid|community|complete|preferred|premier|better|family|managed|commercial|network|open|access|value|basic|standard|dual|special|needs|supplement|part|a|b|c|d|f|g|n|east|west|north|south|prime|life|and|company|co|inc|of|the|hospital|medical|dental|vision|group|options?|essentials?|direct|federal|employee|program|blue|cross|shield|marketplace|exchange|navigate|charter|core|compass|secure|signature|ultra|enhanced|balanced|behavioral|work|workers|comp|compensation|wc|ccn|va|oap|oapin|localplus|surefit|connect|indemnity|traditional|star|kids|chip|hmopos|freedom|classic|essential|fed|emp|state|ngs|region|bluecard|out|simple|flex|synergy|advantra|supermed|national|regional|oon|tiered|copay|elite|premium|total|ii?i?|\d+)?$/i;

function nearestPayer(key: string): { readonly name: string; readonly distance: number } | undefined {
  const letters = lettersOf(key);
  let most = Math.floor(key.length * 0.2);
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (let gap = 0; gap <= most; gap += 1)
    for (const one of byGap(key, gap)) {
      if (gap > most || most < 1) break;
      // A slip changes two letters of the set at most: most names are ruled out by these alone.
      if (bits(one.letters ^ letters) > 2 * most) continue;
      const distance = editDistance(key, one.key, most);
      if (distance > most) continue;
      best = { name: one.name, distance };
      most = distance - 1;
    }
  return best;
}

/** Names so much shorter or longer that begin or end with the same letter. */
function byGap(key: string, gap: number): readonly Known[] {
  const lengths = gap === 0 ? [key.length] : [key.length - gap, key.length + gap];
  return lengths.flatMap((length) => [
    ...(shelves.get(`${length}${key.charAt(0)}`) ?? []),
    ...(shelves.get(`${length}-${key.slice(-1)}`) ?? []),
  ]);
}

const shelves: ReadonlyMap<string, readonly Known[]> = new Map(
  [
    ...groupBy(
      [...byKey.values()].flatMap((one) => [
        [`${one.key.length}${one.key.charAt(0)}`, one] as const,
        [`${one.key.length}-${one.key.slice(-1)}`, one] as const,
      ]),
      ([shelf]) => shelf,
    ),
  ].map(([shelf, some]) => [shelf, some.map(([, one]) => one)]),
);
