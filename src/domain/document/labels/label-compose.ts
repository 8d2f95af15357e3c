import { composeLabel } from './label-grammar.ts';
import type { Meaning } from './label-entry.ts';
import { isServiceItself } from './label-ordinary.ts';
import { exactly, labelKey, type Match } from './label-match.ts';
import type { Label } from './labels.ts';
import { boxAround, textOf, type Row, type Token } from '../layout/lines.ts';
import { isListedPayer } from '../values/payer.ts';

/** A label by the words it is made of: from the beginning of a segment to its colon or end. A phrase of the dictionary that ends there wins. */
export function composedAt(
  row: Row,
  index: number,
  at: number,
  keys: readonly string[],
  best: { readonly match: Match; readonly to: number } | undefined,
  isProse: boolean,
): Label | undefined {
  const isStart = row.tokens[at]?.startsSegment === true || row.tokens[at - 1]?.hasColon === true;
  if (!isStart || isProse || (best?.match.quality === 1 && endsLabel(row, best.to))) return undefined;
  let to = at + 1;
  while (to < row.tokens.length && to - at < MOST_COMPOSED && !endsLabel(row, to)) to += 1;
  if (!endsLabel(row, to) || (best && best.to === to && best.match.quality > 0.9)) return undefined;
  const tokens = row.tokens.slice(at, to);
  if (tokens.length === 1 && tokens[0]?.hasColon !== true) return undefined;
  if (tokens.slice(0, -1).some(({ text }) => /[\p{L}\d]{6,}\.$|\d\.$/u.test(text))) return undefined;
  // `Ordering provider:` `DOE, JANE, NPI:`: somebody's name stands in front of the label.
  if (row.tokens[at - 1]?.hasColon === true && tokens.slice(0, -1).some(({ text }) => text.endsWith(',')))
    return undefined;
  // Two headings of a table that nearly touch.
  if (
    best?.match.quality === 1 &&
    best.to - at > 1 &&
    (to - best.to > 1 || best.match.phrase.entry.meaning === 'urgency') &&
    exactly(keys.slice(best.to, to).join(''))
  )
    return undefined;
  // A label begins with a capital; a line that goes on with small letters is a sentence.
  if (tokens.at(-1)?.hasColon !== true && /^\p{Ll}/u.test(tokens[0]?.text ?? '')) return undefined;
  const composed = composeLabel(
    tokens.flatMap(({ text }, offset) =>
      /[/&-]/.test(text) ? text.toLowerCase().split(/[/&-]/).map(labelKey) : [keys[at + offset] ?? ''],
    ),
  );
  const hasColon = tokens.at(-1)?.hasColon === true;
  if (!hasColon && isAnswered.has(composed?.meaning) && isServiceItself(textOf(tokens))) return undefined;
  if (!composed || (!hasColon && composed.quality < 0.85)) return undefined;
  // `Payer Medicaid`, `Urgency URGENT`: the value says the same as its label.
  if (!hasColon && best?.match.quality === 1 && isAnswer(textOf(row.tokens.slice(best.to, to))))
    return undefined;
  const next = row.tokens[to];
  return {
    meaning: composed.meaning,
    ...(composed.subject === undefined ? {} : { subject: composed.subject }),
    isHeading: false,
    row: index,
    from: at,
    to,
    box: boxAround(tokens),
    match: hasColon ? composed.quality : composed.quality - 0.1,
    hasColon,
    isAlone: row.tokens[at]?.startsSegment === true && (next === undefined || next.startsSegment),
    hint: '',
    text: textOf(tokens),
  };
}

/** What may be meant where a service is named and nothing else. */
const isAnswered: ReadonlySet<Meaning | undefined> = new Set<Meaning>(['service', 'practice']);

/** How well an unknown label is one. */
export const UNKNOWN_MATCH = 0.4;

/** `Frequency:` at the beginning of a segment: nothing the hub knows, and still the end of the value before it. */
export function unknownAt(row: Row, index: number, at: number, isProse: boolean): Label | undefined {
  const first = row.tokens[at];
  if (!first?.startsSegment || isProse || !/^\p{Lu}/u.test(first.text)) return undefined;
  const length = row.tokens.slice(at, at + 5).findIndex(({ hasColon }) => hasColon) + 1;
  const tokens = row.tokens.slice(at, at + length);
  if (length === 0 || tokens.some((token, offset) => offset > 0 && token.startsSegment)) return undefined;
  // `Structural heart disease; new murmur`: a clause ends.
  if (tokens.at(-1)?.isSemicolon) return undefined;
  if (tokens.some(({ text }) => /\d/.test(text))) return undefined;
  // `RUQ pain after meals, US: cholelithiasis`: a sentence.
  if (length > 2 && tokens.slice(0, -1).some(({ text }) => text.endsWith(','))) return undefined;
  // `FROM:` `Doe, Jane:`: somebody's name with dirt behind it.
  if (row.tokens[at - 1]?.hasColon === true && tokens.some(({ text }) => text.endsWith(',')))
    return undefined;
  // `DEPARTMENT: Harborview Clinic PCP:`: in front of it stands the value of the label before.
  if (row.tokens[at - 1]?.hasColon === true && isLabelledBehind(tokens)) return undefined;
  const next = row.tokens[at + length];
  return {
    meaning: 'none',
    isHeading: false,
    row: index,
    from: at,
    to: at + length,
    box: boxAround(tokens),
    match: UNKNOWN_MATCH,
    hasColon: true,
    isAlone: next === undefined || next.startsSegment,
    hint: '',
    text: textOf(tokens),
  };
}

function isLabelledBehind(tokens: readonly Token[]): boolean {
  return tokens.some(
    (_, at) =>
      at > 0 &&
      exactly(
        tokens
          .slice(at)
          .map(({ text }) => labelKey(text))
          .join(''),
      ) !== undefined,
  );
}

const MOST_COMPOSED = 9;

function endsLabel(row: Row, to: number): boolean {
  const next = row.tokens[to];
  return row.tokens[to - 1]?.hasColon === true || next === undefined || next.startsSegment;
}

/** What a label asks for, not a word of it. */
function isAnswer(text: string): boolean {
  return isListedPayer(text) || /^(?:non-?)?(?:urgent|routine|stat|emergent|elective|asap)\W*$/i.test(text);
}
