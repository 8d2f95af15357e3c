import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Parts of a file of trained data, by number (tesseract, tessdatamanager.h): the file begins with their count and where each begins. */
export const PART = { network: 17, words: 19, letters: 21 };
type Part = (typeof PART)[keyof typeof PART];

const COUNT_BYTES = 4;
const START_BYTES = 8;
const ABSENT = -1;

/** The English model of the installed package, as its makers trained it: on clean print of thousands of faces. */
export function printModel(): Uint8Array {
  return gunzipSync(readFileSync(modelFile()));
}

/** Where it is installed. */
export function modelFile(): string {
  const name = createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json');
  return join(dirname(name), '4.0.0_best_int', 'eng.traineddata.gz');
}

/** The same model with the network that was trained on from there with faxes (`bench/documents/training/README.md`). */
export function faxModel(print: Uint8Array): Uint8Array {
  return withPart(print, PART.network, gunzipSync(readFileSync(FAX_NETWORK)));
}

const FAX_NETWORK = new URL('fax-network.gz', import.meta.url);

/** Throws if the data is of another kind. */
export function partOf(trained: Uint8Array, part: Part): Uint8Array {
  const starts = startsOf(trained);
  const start = starts[part] ?? ABSENT;
  if (start < 0) throw new Error('The trained data has no such part');
  return trained.subarray(start, endOf(starts, part));
}

/** Another part in place of the one that is there. */
export function withPart(trained: Uint8Array, part: Part, bytes: Uint8Array): Uint8Array {
  const starts = startsOf(trained);
  const before = partOf(trained, part);
  const start = before.byteOffset - trained.byteOffset;
  const grown = bytes.length - before.length;
  const result = Buffer.concat([trained.subarray(0, start), bytes, trained.subarray(start + before.length)]);
  for (const [at, old] of starts.entries())
    if (old > start) result.writeBigInt64LE(BigInt(old + grown), COUNT_BYTES + at * START_BYTES);
  return result;
}

function startsOf(trained: Uint8Array): readonly number[] {
  const view = new DataView(trained.buffer, trained.byteOffset, trained.byteLength);
  return Array.from({ length: view.getInt32(0, true) }, (_, at) =>
    Number(view.getBigInt64(COUNT_BYTES + at * START_BYTES, true)),
  );
}

function endOf(starts: readonly number[], part: Part): number | undefined {
  return starts.slice(part + 1).find((start) => start >= 0);
}
