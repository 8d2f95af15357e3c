import type { Bits } from '../../formats/raster/bits.ts';
import type { EngineWord } from './engine.ts';
import { withFigures } from './figures.ts';
import { asDrawn } from './letters.ts';
import { respelled } from './respell.ts';
import { takenApart } from './run-together.ts';
import { asSpaced } from './spacing.ts';
import { spelled } from './spelling.ts';
import type { WordList } from './word-list.ts';

/**
 * What was read, put right: blanks and single letters by the picture, then what the form of a code or a figure says, then the list of
 * words.
 */
export function mendedWords(ink: Bits, words: readonly EngineWord[], list: WordList): readonly EngineWord[] {
  const drawn = asDrawn(ink, asSpaced(ink, words));
  return takenApart(ink, spelled(withFigures(respelled(drawn)), list), list);
}
