import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isStorable, storableJson, storableText } from './storable-text.ts';

test('NUL goes, half a character becomes a question mark in a diamond, whole characters stay', () => {
  expect(storableText('ZZ\0TEST \ud83d \ude00 \u{1F600}')).toBe('ZZTEST \uFFFD \uFFFD \u{1F600}');
});

test('what is made storable is storable, and once is enough', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, cut) => {
      const stored = storableText(text.slice(0, cut));
      expect(isStorable(stored)).toBe(true);
      expect(Buffer.from(stored).toString()).toBe(stored);
      expect(storableText(stored)).toBe(stored);
    }),
  );
});

test('in a structure every text is made storable, however deep, names too, and everything else stays', () => {
  const said = { 'na\0me': ['\ud83d', { deep: 'a\0b', none: null, count: 3, isSo: true }], gone: undefined };

  expect(storableJson(said)).toEqual({ name: ['\uFFFD', { deep: 'ab', none: null, count: 3, isSo: true }] });
});
