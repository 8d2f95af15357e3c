import { expect, test } from 'vitest';
import { faxModel, PART, partOf, printModel, withPart } from './trained-data.ts';
import { wordListOf } from './word-list.ts';

const print = printModel();

test('the model that reads faxes is the one of the package with another network', () => {
  const fax = faxModel(print);

  expect(Buffer.compare(partOf(fax, PART.network), partOf(print, PART.network))).not.toBe(0);
  for (const part of [PART.words, PART.letters])
    expect(Buffer.compare(partOf(fax, part), partOf(print, part))).toBe(0);
});

test('a part that is longer or shorter moves those behind it', () => {
  for (const length of [0, 3, 2_000_000]) {
    const changed = withPart(print, PART.network, new Uint8Array(length).fill(7));

    expect(partOf(changed, PART.network)).toHaveLength(length);
    expect(wordListOf(changed).has('endocrinology')).toBe(true);
  }
  const before = partOf(print, PART.network);
  expect(
    Buffer.compare(withPart(withPart(print, PART.network, new Uint8Array(9)), PART.network, before), print),
  ).toBe(0);
});

test('what is no model is said to be none', () => {
  expect(() => partOf(new Uint8Array(200), PART.words)).toThrow('The trained data has no such part');
});
