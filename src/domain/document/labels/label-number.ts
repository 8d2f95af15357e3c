import type { Label } from './labels.ts';
import { rightOf, type Row, type Sheet, type Token } from '../layout/lines.ts';

/** `Section A -`, `Part 2`, `IV.` in front of a label or heading. */
export const numbering =
  /^(?:section|sect?\.?|part|step|box|panel|item|[A-H]|[IVX]{1,4}|\d{1,2}[a-h]?)?[.):]?$|^[-–—]+$/i;

/** Where a label begins with its number: `4. Referring Physician`. */
export function leftOf({ rows, unit }: Sheet, label: Label): number {
  const tokens = rows[label.row]?.tokens ?? [];
  let left = label.box.x;
  for (let at = label.from - 1; at >= 0; at -= 1) {
    const before = tokens[at];
    if (!before || !numbering.test(before.text) || left - rightOf(before) > REACH * unit) break;
    left = before.box.x;
  }
  return left;
}

/** Further left than this many units stands something else. */
const REACH = 2.5;

/**
 * Rows of a form that numbers its questions (`7 Date of birth`, `12. NAME`): the words behind the number begin a stretch of their own. Where
 * several are numbered, a lone letter in the same place is a misread figure.
 */
export function withoutNumbers(rows: readonly Row[]): readonly Row[] {
  const numbered = rows.flatMap(({ tokens }) => tokens.filter((token, at) => leads(token, tokens[at + 1])));
  if (numbered.filter(({ text }) => /\d/.test(text)).length < FEWEST_NUMBERED) return rows;
  return rows.map((row) => ({
    ...row,
    tokens: row.tokens.map((token, at) =>
      at > 0 && leads(row.tokens[at - 1], token) ? { ...token, startsSegment: true } : token,
    ),
  }));
}

const FEWEST_NUMBERED = 4;

function leads(token: Token | undefined, next: Token | undefined): boolean {
  return (
    token?.startsSegment === true &&
    next?.startsSegment === false &&
    /^(?:\d{1,2}|[A-Z|])[.)]?$/.test(token.text) &&
    /^\p{Lu}/u.test(next.text)
  );
}
