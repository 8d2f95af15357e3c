import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText } from './block.ts';
import { decodeText } from './charset.ts';
import { readText } from './text.ts';

test('lines stay lines and blank lines stay blank', () => {
  const blocks = readText('Assessment\r\n  1. Dry eye\r\n\r\n\r\nPlan\r\n');

  expect(blocks).toEqual([{ kind: 'paragraph', runs: [{ text: 'Assessment\n  1. Dry eye\n\n\nPlan' }] }]);
});

test('a form feed starts a page', () => {
  expect(readText('one\ftwo').map((block) => block.kind)).toEqual(['paragraph', 'page_break', 'paragraph']);
});

test('a note laid out in columns keeps fixed-width letters', () => {
  expect(readText('IOP     OD 14   OS 15')[0]).toMatchObject({ isFixedWidth: true });
  expect(readText('IOP\tOD 14')[0]).toMatchObject({ isFixedWidth: true });
  expect(readText('   indented, but prose')[0]).not.toHaveProperty('isFixedWidth');
});

test('control characters and bidirectional overrides are dropped, accents are composed', () => {
  expect(plainText(readText('a\u0000b\u202Ec\u200Bd e\u0301'))).toBe('abcd é');
});

test('text of printable lines survives a round trip', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'B', ' ', 'é', '1', '-'), maxLength: 20 });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      const text = lines.join('\n').trimEnd();
      const first = text.length - text.trimStart().length;
      expect(plainText(readText(text))).toBe(text.slice(text.lastIndexOf('\n', first) + 1));
    }),
  );
});

test('bytes are read by their mark, their named charset, as UTF-8, else as windows-1252', () => {
  expect(decodeText(Uint8Array.of(0xff, 0xfe, 0xe9, 0))).toBe('é');
  expect(decodeText(Uint8Array.of(0xe1), 'iso-8859-7')).toBe('α');
  expect(decodeText(Buffer.from('βeta', 'utf8'))).toBe('βeta');
  expect(decodeText(Uint8Array.of(0x93, 0xe9, 0x94))).toBe('“é”');
});
