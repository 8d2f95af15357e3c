import { areaOf, runBehind, linesBelow, type Layout } from './areas.ts';
import { candidateOf, isOver, type Candidate } from './candidate.ts';
import type { Label } from '../labels/labels.ts';
import { rightOf, type Token } from '../layout/lines.ts';
import type { Mark } from '../page.ts';
import { findSexes } from '../values/sex.ts';
import { findUrgencies } from '../values/urgency.ts';

/** A word that may be chosen, with what stands in front of it. */
type Choice = {
  readonly value: string;
  readonly token: Token;
  /** What a reader made of the box or of the ring around the word; empty: nothing. */
  readonly prefix: string;
  readonly mark: Mark | undefined;
};

/** All that a question may be answered with. */
const answers = {
  urgency: ['routine', 'urgent', 'stat'],
  sex: ['M', 'F'],
} as const;

type Question = keyof typeof answers;

/**
 * Questions answered by a tick or a ring that the reader took for letters: of words side by side, the one that stands out is meant. A
 * ticked box is none to a reader of boxes, and a ringed word none to a reader of words.
 */
export function oddChoices(layout: Layout): readonly Candidate[] {
  return layout.labels.flatMap((label) => {
    const field = label.meaning;
    if (field !== 'urgency' && field !== 'sex') return [];
    const lines = [runBehind(layout, label), ...linesBelow(layout, label, { lines: 1, reach: 4 })];
    return lines.flatMap((tokens) => ofLine(layout, label, field, tokens)).slice(0, 1);
  });
}

function ofLine(
  layout: Layout,
  label: Label,
  field: Question,
  tokens: readonly Token[],
): readonly Candidate[] {
  const choices = choicesIn(layout, field, tokens);
  if (choices.some(({ token }) => layout.sheet.rings.some((ring) => isOver(ring.box, token.box)))) return [];
  const values = new Set(choices.map(({ value }) => value));
  if (values.size < 2 || values.size !== choices.length || choices.some(({ mark }) => mark?.isMarked))
    return [];
  const odd = missing(field, choices, tokens, layout) ?? standsOut(choices);
  if (!odd) return [];
  const area = areaOf('right', [[odd.token]]);
  const found = { value: odd.value, from: 0, to: area.text.length, fit: 1, repaired: 0.1 };
  return [
    {
      ...candidateOf(field, found, area, layout.sheet.page.number, {
        score: 0.5,
        labelMatch: label.match,
        evidence: `of the words behind “${label.text}” this one is marked`,
        origin: 'mark',
      }),
      doubt: 'which box is ticked could not be seen with certainty',
      wordConfidence: 0.5,
    },
  ];
}

function choicesIn({ sheet }: Layout, field: Question, tokens: readonly Token[]): readonly Choice[] {
  const choices: Choice[] = [];
  let from = 0;
  for (const [at, token] of tokens.entries()) {
    const value = valueOf(field, token.text);
    if (value === undefined) continue;
    const before = tokens.slice(from, at);
    const last = choices.at(-1)?.token;
    const left = last ? rightOf(last) : -Infinity;
    const mark = sheet.marks.findLast(
      ({ box }) =>
        Math.abs(box.y + box.height / 2 - token.box.y - token.box.height / 2) <
          Math.max(sheet.unit, box.height) &&
        box.x >= left - 2 &&
        box.x + box.width / 2 < token.box.x + sheet.unit / 2 &&
        token.box.x - box.x - box.width < 4 * sheet.unit,
    );
    const prefix = before.filter(({ text }) => text.length <= 3).map(({ text }) => text);
    choices.push({ value, token, prefix: prefix.join(' '), mark });
    from = at + 1;
  }
  return choices;
}

function valueOf(field: Question, text: string): string | undefined {
  if (field === 'sex') return /^\W*(?:fe)?male\W*$/i.test(text) ? findSexes(text)[0]?.value : undefined;
  const letters = text.replaceAll(/[^\p{L}]/gu, '');
  if (letters.length < 4 || letters.length > 9) return undefined;
  if (/^s+tat$/i.test(letters)) return 'stat';
  return findUrgencies(letters)[0]?.value;
}

/** All other boxes were seen and are empty: the one that was not seen as a box has ink across it. */
function missing(
  field: Question,
  choices: readonly Choice[],
  tokens: readonly Token[],
  { sheet }: Layout,
): Choice | undefined {
  const unseen = choices.filter(({ mark }) => mark === undefined);
  const seen = choices.length - unseen.length;
  if (seen === 0) return undefined;
  if (unseen.length === 1) return unseen[0];
  // A ring makes nonsense of its word: two of three are there, with empty boxes, and something else stands in the row.
  const known: ReadonlySet<string> = new Set(choices.map(({ value }) => value));
  const left = answers[field].filter((value) => !known.has(value));
  const other = tokens.find(
    (token) =>
      token.text.length > 2 &&
      valueOf(field, token.text) === undefined &&
      !hasMark(token, sheet.marks, sheet.unit),
  );
  const [value] = left;
  if (unseen.length > 0 || left.length !== 1 || value === undefined || !other) return undefined;
  return { value, token: other, prefix: '', mark: undefined };
}

function hasMark({ box }: Token, marks: readonly Mark[], unit: number): boolean {
  return marks.some(
    (mark) => Math.abs(mark.box.y - box.y) < unit && Math.abs(box.x - mark.box.x - mark.box.width) < 3 * unit,
  );
}

/** No box was seen: the only word with something in front of it, or the only one with something else than the others. */
function standsOut(choices: readonly Choice[]): Choice | undefined {
  if (choices.some(({ mark }) => mark !== undefined)) return undefined;
  const withPrefix = choices.filter(({ prefix }) => prefix !== '');
  if (withPrefix.length === 1) return withPrefix[0];
  if (withPrefix.length !== choices.length || choices.length < 3) return undefined;
  const alone = choices.filter(
    ({ prefix }) =>
      choices.every((other) => other.prefix === prefix || isUnlike(other.prefix, prefix)) &&
      choices.filter((other) => other.prefix === prefix).length === 1,
  );
  return alone.length === 1 ? alone[0] : undefined;
}

function isUnlike(a: string, b: string): boolean {
  return a.toLowerCase() !== b.toLowerCase();
}
