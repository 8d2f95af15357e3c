import { isCommonGiven } from '../../name-frequency.ts';
import { foldName } from '../../names.ts';

/** A word of a name, as it stands there. */
type NamePiece = { readonly text: string; readonly endsInComma: boolean };

/** `Doe, Jane, MQ`: two capitals behind a second comma are a degree that was misread. */
export function withoutScrap(
  parts: readonly NamePiece[],
  words: readonly string[],
  degrees: string[],
): readonly string[] {
  const last = words.at(-1) ?? '';
  const isScrap =
    words.length > 1 && /^[A-Z]{2}$/.test(last) && parts.at(-2)?.endsInComma === true && degrees.length === 0;
  if (!isScrap) return words;
  degrees.push(...misreadDegree(last));
  return words.slice(0, -1);
}

/** Behind `Dorvaine Hoang,` a scrap of two letters is a degree that was misread, no given name. */
export function commaIn(names: readonly NamePiece[], degrees: string[]): number {
  const comma = names.findIndex((part) => part.endsInComma);
  const last = names.at(-1);
  const isScrap =
    comma === names.length - 2 &&
    comma > 0 &&
    last !== undefined &&
    (/^\p{L}{2}$/u.test(last.text) || /^(?:MD|DO|NP|PA)[\p{Lu}\]|)]$/u.test(last.text)) &&
    !isCommonGiven(foldName(last.text));
  if (!isScrap) return comma;
  degrees.push(...misreadDegree(last.text));
  return -2;
}

function misreadDegree(scrap: string): readonly string[] {
  const near = ['MD', 'DO', 'NP', 'PA'].find((degree) => degree.charAt(0) === scrap.charAt(0).toUpperCase());
  return near === undefined ? [] : [near];
}
