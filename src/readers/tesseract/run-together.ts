import type { Bits } from '../../formats/raster/bits.ts';
import type { EngineWord } from './engine.ts';
import { gapsIn } from './spacing.ts';
import { isKnown } from './spelling.ts';
import type { WordList } from './word-list.ts';

/** The blank is so wide, in heights of the word, and so many times as wide as what is usual between its letters. */
const BLANK = { heights: 0.3, times: 1.9 };

/** `DATEOF`, `Legalsex`, `PANUMBER`: no word, but two with a blank between them in the picture. */
export function takenApart(ink: Bits, words: readonly EngineWord[], list: WordList): readonly EngineWord[] {
  return words.flatMap((word) => apart(ink, word, list));
}

function apart(ink: Bits, word: EngineWord, list: WordList): readonly EngineWord[] {
  const { text, box } = word;
  if (!/^(?=\p{L})[\p{L}'’]{4,}[.:,]*$/u.test(text) || isKnown(text.replace(/[.:,]*$/, ''), list))
    return [word];
  const gaps = gapsIn(ink, box);
  const widest = gaps.toSorted((a, b) => b.wide - a.wide)[0];
  const usual = gaps.map(({ wide }) => wide).toSorted((a, b) => a - b)[gaps.length >> 1] ?? 0;
  if (!widest || widest.wide < Math.max(BLANK.heights * box.height, BLANK.times * usual)) return [word];
  // Where every letter stands for itself, it is known how many stand before the blank.
  const place =
    gaps.length + 1 === text.length
      ? gaps.indexOf(widest) + 1
      : ((widest.x - box.x) / (box.width - widest.wide)) * text.length;
  const seams = Array.from(text, (_, at) => at).filter(
    (at) => Math.abs(at - place) < 1.3 && isPart(text.slice(0, at), list) && isPart(text.slice(at), list),
  );
  const seam = seams.toSorted((a, b) => Math.abs(a - place) - Math.abs(b - place))[0];
  if (seam === undefined) return [word];
  const from = widest.x + widest.wide;
  const first = { ...word, text: text.slice(0, seam), box: { ...box, width: widest.x - box.x } };
  const rest = { ...word, text: text.slice(seam), box: { ...box, x: from, width: box.x + box.width - from } };
  return [...apart(ink, first, list), ...apart(ink, rest, list)];
}

/** Short words that are no pieces of others; the list has every abbreviation there is. */
const SHORT = new Set(
  'a and at be by card date day do dob dx fax for id in is md mrn no not npi of old on or pa plan rx seen sex ssn the to'.split(
    ' ',
  ),
);

/** Names are too many to be parts. */
function isPart(text: string, list: WordList): boolean {
  const core = text.replace(/[.:,]*$/, '').replace(/['’]s$/, '');
  return (
    SHORT.has(core.toLowerCase()) || (core.length > 3 && (list.has(core) || list.has(core.toLowerCase())))
  );
}
