import { rightOf, type Token } from '../layout/lines.ts';

/** How much further a line may be away that goes on in small letters. */
export const LOOSE = 1.6;

/** A line goes on with the one before it: no sentence ends there, none begins here. */
export function isSameSentence(before: readonly Token[] | undefined, first: Token | undefined): boolean {
  const last = before?.at(-1);
  return (
    last !== undefined &&
    first !== undefined &&
    !last.hasColon &&
    !/[.;:?!]$/.test(last.text) &&
    /^\p{Ll}{2}/u.test(first.text)
  );
}

/** A line whose first word would have had room behind the line before it, which ended nothing, is another text. */
export function isNewText(
  before: readonly Token[] | undefined,
  line: readonly Token[],
  unit: number,
): boolean {
  const [last, first, end] = [before?.at(-1), line[0], line.at(-1)];
  if (!last || !first || !end || !/^\p{Lu}\p{Ll}/u.test(first.text) || /[.,;:?!&/-]$/.test(last.text))
    return false;
  return rightOf(last) + first.box.width + unit < rightOf(end);
}

/** A line of one scrap, or of one word far from where the text begins: specks, or the edge of something else. */
export function isScrapLine(
  before: readonly Token[] | undefined,
  line: readonly Token[],
  unit: number,
): boolean {
  const [start, first] = [before?.[0], line[0]];
  if (!start || !first || line.length > 1) return false;
  return (
    first.text.length < 2 || /^\d{1,2}[.)]$/.test(first.text) || first.box.x > start.box.x + ASIDE * unit
  );
}

/** In units. */
const ASIDE = 6;
