import type { Bits } from '../../formats/raster/bits.ts';
import type { EngineWord } from './engine.ts';

/** Which words look written by hand, one answer for each. */
export function handwritten(_ink: Bits, words: readonly EngineWord[], _dpi: number): readonly boolean[] {
  return words.map(() => false);
}
