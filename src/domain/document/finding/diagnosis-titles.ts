import { areaOf, type Layout } from './areas.ts';
import { candidateOf, isOver, type Candidate } from './candidate.ts';
import { clinicalWords } from '../knowledge/clinical-words.ts';
import type { DiagnosisList } from '../knowledge/diagnoses.ts';
import { rightOf, type Token } from '../layout/lines.ts';

/**
 * Codes against the words beside them: forms print the title of a code with it. A code that is one sign from the one whose title stands
 * there is that one, misread; one whose title nothing beside it says is doubted.
 */
export function withTitles(
  found: readonly Candidate[],
  layout: Layout,
  list: DiagnosisList,
): readonly Candidate[] {
  const codes = found.filter(({ field }) => field === 'diagnosis');
  return found.map((one) => (one.field === 'diagnosis' ? judged(one, codes, layout, list) : one));
}

function judged(one: Candidate, codes: readonly Candidate[], layout: Layout, list: DiagnosisList): Candidate {
  const { words, isAlone } = wordsBeside(one, codes, layout);
  if (words.size === 0) return one;
  const title = list.titleOf(one.value);
  if (title !== undefined && shareSaid(title, words) > 0) {
    const longer = extended(one.value).find((code) => isBetter(list.titleOf(code), title, words));
    return longer === undefined ? one : { ...one, doubt: `the words beside it are those of ${longer}` };
  }
  const meant = variants(one.value).filter((code) => isTitle(list.titleOf(code) ?? '', words));
  const [only, other] = meant;
  if (only !== undefined && other === undefined)
    return {
      ...one,
      value: only,
      isValid: true,
      repaired: one.repaired + 0.2,
      others: [one.value, ...one.others],
      doubt: `read as ${one.value}; the words beside it are those of ${only}`,
    };
  // Words behind the last of several codes may be anything.
  const isElse =
    isAlone && title !== undefined && [...words].filter((word) => clinicalWords.has(word)).length > 1;
  return isElse ? { ...one, doubt: one.doubt ?? 'the words beside the code are not its title' } : one;
}

/** The words of its row up to the next code, and whether it is the only one there. */
function wordsBeside(
  { box }: Candidate,
  codes: readonly Candidate[],
  { sheet, byRow }: Layout,
): { readonly words: ReadonlySet<string>; readonly isAlone: boolean } {
  if (!box) return { words: new Set(), isAlone: true };
  const middle = box.y + box.height / 2;
  const isLevel = (other: Candidate['box']): boolean =>
    other !== undefined && other.y < middle && middle < other.y + other.height;
  const others = codes.flatMap((other) =>
    other.box && other.box.x !== box.x && isLevel(other.box) ? [other.box.x] : [],
  );
  const index = sheet.rows.findIndex((row) =>
    row.tokens.some(
      (token) => isLevel(token.box) && token.box.x < box.x + box.width && rightOf(token) > box.x,
    ),
  );
  const labels = byRow.get(index) ?? [];
  const isLabel = ({ at }: Token): boolean => labels.some(({ from, to }) => at >= from && at < to);
  const next = Math.min(...others.filter((x) => x > box.x), Infinity);
  // Beside other codes a title stands behind its own; alone, it may stand in front.
  const first = others.length > 0 ? box.x : -Infinity;
  const tokens =
    sheet.rows[index]?.tokens.filter(
      (token) => !isLabel(token) && token.box.x >= first && token.box.x < next,
    ) ?? [];
  return { words: new Set(tokens.flatMap(({ text }) => wordsOf(text))), isAlone: others.length === 0 };
}

const noTitle = new Set('unspecified with without other classified elsewhere side encounter'.split(' '));

function wordsOf(text: string): readonly string[] {
  return (text.toLowerCase().match(/\p{L}{4,}/gu) ?? []).filter((word) => !noTitle.has(word));
}

/** Share of the words of a title that stand beside the code. */
function shareSaid(title: string, words: ReadonlySet<string>): number {
  const meant = wordsOf(title);
  return meant.length === 0 ? 0 : meant.filter((word) => words.has(word)).length / meant.length;
}

/** All of a title stands there; where it leaves open what it is (`unspecified`), nothing stands there that would say it. */
function isTitle(title: string, words: ReadonlySet<string>): boolean {
  if (shareSaid(title, words) < 1) return false;
  const meant = new Set(wordsOf(title));
  const more = [...words].filter((word) => !meant.has(word)).length;
  return more === 0 || !/unspecified/i.test(title);
}

/** Another title of which as much stands there, and more words. */
function isBetter(other: string | undefined, title: string, words: ReadonlySet<string>): boolean {
  if (other === undefined || shareSaid(other, words) < MOST_OF_TITLE) return false;
  return wordsOf(other).length > wordsOf(title).length || shareSaid(title, words) < 0.5;
}

/** A word of it may be misread. */
const MOST_OF_TITLE = 0.7;

/** A code whose letter was lost or taken for a figure or a bracket: `32.9`, `(91.10`, `1.40.9`, `747.89`. */
const withoutLetter = /^(?<first>[^\d\s]?|[\dIl|!]\.?)(?<rest>\d[\dAB]\.\d[\dA-Z]{0,3})[\]):;,-]*$/;

/**
 * Codes nobody found, for their letter is gone, whose title stands whole behind or in front of them: the only code of the list with these figures and this
 * title. Nobody takes them without a person.
 */
export function codesByTitle(
  { sheet }: Layout,
  found: readonly Candidate[],
  list: DiagnosisList,
): readonly Candidate[] {
  const taken = found.flatMap(({ field, box }) => (field === 'diagnosis' && box ? [box] : []));
  return sheet.rows.flatMap(({ tokens }) =>
    tokens.flatMap((token, at) => {
      const rest = withoutLetter.exec(token.text)?.groups?.['rest'];
      if (rest === undefined || taken.some((box) => isOver(box, token.box))) return [];
      const only = [tokens.slice(at + 1), tokens.slice(0, at)]
        .map((beside) => codeTitled(rest, beside, list))
        .find((code) => code !== undefined);
      if (only === undefined) return [];
      const area = areaOf('right', [[token]]);
      const code = { value: only, from: 0, to: area.text.length, fit: 1, repaired: 0.3, isValid: true };
      const doubt = `read as ${token.text}; the words beside it are those of ${only}`;
      return [
        candidateOf('diagnosis', { ...code, doubt }, area, sheet.page.number, {
          score: 0.6,
          labelMatch: 0,
          evidence: 'the title of an ICD-10 code',
          origin: 'pattern',
        }),
      ];
    }),
  );
}

function codeTitled(rest: string, beside: readonly Token[], list: DiagnosisList): string | undefined {
  const words = new Set(beside.flatMap(({ text }) => wordsOf(text)));
  const codes = LETTERS.split('').map((letter) => letter + rest);
  const [only, other] =
    words.size === 0 ? [] : codes.filter((code) => isTitle(list.titleOf(code) ?? '', words));
  return other === undefined ? only : undefined;
}

const FIGURES = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTVWXYZ';

/** Every code one sign away. */
function variants(code: string): readonly string[] {
  return code.split('').flatMap((sign, at) => {
    if (sign === '.') return [];
    const others = at === 0 ? LETTERS : FIGURES;
    return others
      .split('')
      .filter((other) => other !== sign)
      .map((other) => code.slice(0, at) + other + code.slice(at + 1));
  });
}

/** Codes whose end may have been lost. */
function extended(code: string): readonly string[] {
  const base = code.includes('.') ? code : `${code}.`;
  return [...FIGURES.split(''), 'A1', 'A2', 'B1'].map((end) => base + end);
}
