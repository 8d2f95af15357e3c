import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { standardDelimiters, delimitersOf } from './delimiters.ts';
import { escapeText, unescapeText } from './escape.ts';

describe('unescaping', () => {
  test.each([
    ['\\F\\', '|'],
    ['\\S\\', '^'],
    ['\\T\\', '&'],
    ['\\R\\', '~'],
    ['\\E\\', '\\'],
    ['\\P\\', '#'],
    ['a\\F\\b\\S\\c', 'a|b^c'],
    ['\\E\\F\\E\\', '\\F\\'],
    ['\\E\\.br\\E\\', '\\.br\\'],
    ['one\\.br\\two', 'one\ntwo'],
    ['one\\.BR\\two', 'one\ntwo'],
    ['one\\.sp\\two', 'one\ntwo'],
    ['one\\.sp3\\two', 'one\n\n\ntwo'],
    ['one\\.sp+2\\two', 'one\n\ntwo'],
    ['one\\.ce\\two', 'one\ntwo'],
    ['a\\.sk4\\b', 'a    b'],
    ['\\.in+4\\a\\.ti-2\\b\\.fi\\c\\.nf\\d', 'abcd'],
    ['\\H\\bold\\N\\', 'bold'],
    ['\\X41\\', 'A'],
    ['\\X0D0A\\', '\r\n'],
    ['\\XE282AC\\', '€'],
    ['\\XE2\\\\X82\\\\XAC\\', '€'],
    ['caf\\XC3A9\\', 'café'],
    ['R\\T\\D', 'R&D'],
    ['ends with \\E\\', 'ends with \\'],
  ])('%s is %j', (text, value) => {
    expect(unescapeText(text, standardDelimiters)).toBe(value);
  });

  test.each([
    'lone \\ backslash',
    'C:\\tmp\\x',
    'ends with \\',
    '\\q\\',
    '\\Zq\\',
    '\\C2842\\',
    '\\M2842\\',
    '\\X4\\',
    '\\XZZ\\',
    '\\X\\',
    '\\.xx\\',
    '\\\\',
  ])('%s stays as it is', (text) => {
    expect(unescapeText(text, standardDelimiters)).toBe(text);
  });

  test('what follows an unknown sequence is still read', () => {
    expect(unescapeText('50\\50 \\T\\ R\\q\\T\\D \\Zq\\T\\F\\', standardDelimiters)).toBe(
      '50\\50 & R\\q&D \\Zq\\T|',
    );
  });

  test('unknown ones are told once, vendors’ own are not', () => {
    let told = 0;

    unescapeText('a\\q\\b\\Z1\\c\\F\\', standardDelimiters, 'utf-8', () => (told += 1));

    unescapeText('\\Z1\\c\\F\\', standardDelimiters, 'utf-8', () => (told += 1));

    expect(told).toBe(1);
  });

  test('a separator the sender does not have stands for nothing', () => {
    expect(unescapeText('a\\T\\b', delimitersOf('|^~\\'))).toBe('a\\T\\b');
  });

  test('counts are capped', () => {
    expect(unescapeText('\\.sk9999\\', standardDelimiters)).toHaveLength(100);
  });
});

describe('escaping', () => {
  test.each([
    ['BP 120|80 ^ "A&B" ~ C:\\x', 'BP 120\\F\\80 \\S\\ "A\\T\\B" \\R\\ C:\\E\\x'],
    ['one\r\ntwo\rthree\nfour', 'one\\.br\\two\\.br\\three\\.br\\four'],
    ['a\x0bb\x1cc\x00', 'a\\X0B\\b\\X1C\\c\\X00\\'],
    ['tab\tstays', 'tab\tstays'],
    ['\\.br\\', '\\E\\.br\\E\\'],
    ['#', '#'],
  ])('%j', (text, value) => {
    expect(escapeText(text, standardDelimiters)).toBe(value);
  });

  test('any text comes back, with its line ends as LF', () => {
    const delimiters = fc.constantFrom('|^~\\&', '|^~\\&#', '#*!?@', '$-]\\^', '|^~\\').map(delimitersOf);
    const parts = fc.constantFrom(
      '\\',
      '|',
      '^',
      '~',
      '&',
      '#',
      '\r',
      '\n',
      'F',
      'X0D',
      '.br',
      'Z',
      ']',
      '-',
      '$',
      'é',
      '\x0b',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(parts).map((pieces) => pieces.join('')),
    );

    fc.assert(
      fc.property(text, delimiters, (value, separators) => {
        const escaped = escapeText(value, separators);

        expect(unescapeText(escaped, separators)).toBe(value.replace(/\r\n?/g, '\n'));
      }),
      { numRuns: 2000 },
    );
  });

  test('no text can break out of its place', () => {
    const delimiters = fc.constantFrom('|^~\\&', '#*!?@', '|^~', '|^').map(delimitersOf);

    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), delimiters, (value, separators) => {
        const escaped = escapeText(value, separators);
        const { field, component, repetition, subcomponent } = separators;

        for (const special of ['\r', '\n', '\x0b', '\x1c', field, component, repetition, subcomponent]) {
          expect(special !== undefined && escaped.includes(special)).toBe(false);
        }
      }),
    );
  });
});
