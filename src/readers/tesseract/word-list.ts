import { PART, partOf } from './trained-data.ts';

/** The words the engine knows: some 338,000 of English, names of people and places among them. */
export type WordList = {
  /** As it is written there: `april` is none, `April` is. */
  readonly has: (word: string) => boolean;
};

const MAGIC = 42;
const HEADER_BYTES = 10;
const EDGE_BYTES = 8;
/** Bits of an edge above its letter (tesseract, dawg.h). */
const LAST = 1;
const BACKWARD = 2;
const ENDS_WORD = 4;
const FLAG_BITS = 3;

/**
 * Reads the graph of words out of the engine's own trained data, where it is walked, not unpacked. Its edges are 64 bits each: the
 * number of the letter, three flags, the edge the next letter begins at. Throws if the data is of another kind.
 */
export function wordListOf(trained: Uint8Array): WordList {
  const letters = letterNumbers(partOf(trained, PART.letters));
  const graph = viewOf(partOf(trained, PART.words));
  if (graph.getInt16(0, true) !== MAGIC) throw new Error('The words of the trained data are not to be read');
  const kinds = graph.getInt32(2, true);
  const letterBits = Math.ceil(Math.log2(kinds + 1));
  const letterMask = 2 ** letterBits - 1;
  const nextOf = 2 ** (letterBits + FLAG_BITS - 32);
  const edgeOf = (
    from: number,
    letter: number,
  ): { readonly flags: number; readonly next: number } | undefined => {
    for (let at = HEADER_BYTES + from * EDGE_BYTES; at + EDGE_BYTES <= graph.byteLength; at += EDGE_BYTES) {
      const low = graph.getUint32(at, true);
      const flags = (low >>> letterBits) & (2 ** FLAG_BITS - 1);
      if ((flags & BACKWARD) !== 0) return undefined;
      const rest = low >>> (letterBits + FLAG_BITS);
      if ((low & letterMask) === letter)
        return { flags, next: graph.getUint32(at + 4, true) / nextOf + rest };
      if ((flags & LAST) !== 0) return undefined;
    }
    return undefined;
  };
  return {
    has: (word) => {
      let [node, ends] = [0, false];
      for (const [at, letter] of Array.from(word).entries()) {
        const number = letters.get(letter);
        if (number === undefined || (at > 0 && node === 0)) return false;
        const edge = edgeOf(node, number);
        if (!edge) return false;
        [node, ends] = [edge.next, (edge.flags & ENDS_WORD) !== 0];
      }
      return ends;
    },
  };
}

/** A line for each letter behind the line with their count; the letter ends at the first blank. */
function letterNumbers(part: Uint8Array): ReadonlyMap<string, number> {
  const [count = '0', ...rows] = new TextDecoder().decode(part).split('\n');
  return new Map(rows.slice(0, Number(count)).map((row, at) => [row.split(' ')[0] ?? '', at]));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
