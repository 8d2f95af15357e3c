import type { Bits } from './bits.ts';
import type { Components } from './components.ts';
import { erase } from './components.ts';

/** Clears pieces of at most so many pixels from the picture itself; returns how many there were. */
export function clearSpecks(bits: Bits, components: Components, largest: number): number {
  const isSpeck = new Uint8Array(components.count);
  let found = 0;
  for (let piece = 0; piece < components.count; piece++) {
    if ((components.area[piece] as number) > largest) continue;
    isSpeck[piece] = 1;
    found++;
  }
  if (found > 0) erase(bits, components, isSpeck);
  return found;
}
