import type { Layout } from './areas.ts';
import type { Candidate } from './candidate.ts';
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
  const words = wordsBeside(one, codes, layout);
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
  const isElse = title !== undefined && [...words].filter((word) => clinicalWords.has(word)).length > 1;
  return isElse ? { ...one, doubt: one.doubt ?? 'the words beside the code are not its title' } : one;
}

/** The words of its stretch and of those beside it, where no other code stands in the row. */
function wordsBeside(
  { box }: Candidate,
  codes: readonly Candidate[],
  { sheet, byRow }: Layout,
): ReadonlySet<string> {
  if (!box) return new Set();
  const middle = box.y + box.height / 2;
  const isLevel = (other: Candidate['box']): boolean =>
    other !== undefined && other.y < middle && middle < other.y + other.height;
  if (codes.some((other) => other.box?.x !== box.x && isLevel(other.box))) return new Set();
  const index = sheet.rows.findIndex((row) =>
    row.tokens.some(
      (token) => isLevel(token.box) && token.box.x < box.x + box.width && rightOf(token) > box.x,
    ),
  );
  const labels = byRow.get(index) ?? [];
  const isLabel = ({ at }: Token): boolean => labels.some(({ from, to }) => at >= from && at < to);
  const tokens = sheet.rows[index]?.tokens.filter((token) => !isLabel(token)) ?? [];
  return new Set(tokens.flatMap(({ text }) => wordsOf(text)));
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
