import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Failure } from '../../lib/failure.ts';
import type { Block } from './block.ts';
import { plainText } from './block.ts';
import { scanRtf } from './rtf-tokens.ts';
import { readRtf } from './rtf.ts';

test('styles switch on, off and with their group', () => {
  const [block] = read('{\\rtf1 a{\\b b\\i c}\\ul d\\ulnone\\b e\\b0 f\\strike g\\plain h}');

  expect(block).toEqual({
    kind: 'paragraph',
    runs: [
      { text: 'a' },
      { text: 'b', bold: true },
      { text: 'c', bold: true, italic: true },
      { text: 'd', underline: true },
      { text: 'e', bold: true },
      { text: 'f' },
      { text: 'g', strike: true },
      { text: 'h' },
    ],
  });
});

test('lines ended by \\par are lines of a paragraph, an empty one ends it', () => {
  expect(plainText(read('{\\rtf1 one\\par two\\line three\\par\\par next\\par}'))).toBe(
    'one\ntwo\nthree\n\nnext',
  );
});

test('paragraphs that ask for space are paragraphs of their own', () => {
  expect(read('{\\rtf1\\pard\\sa200 one\\par two\\par}')).toHaveLength(2);
});

test('bytes are read in the code page of their font, else of the document', () => {
  const fonts =
    '{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset161 Arial Greek;}{\\f2\\fcharset204 Arial CYR;}{\\f3\\fcharset128 MS Mincho;}}';

  expect(
    plainText(read(`{\\rtf1\\ansi\\ansicpg1252${fonts}\\f0 \\'e9\\f1 \\'e1\\f2 \\'e6\\f3 \\'93\\'fa}`)),
  ).toBe('éαж日');
  expect(plainText(read("{\\rtf1\\ansi\\ansicpg1250 \\'b9}"))).toBe('ą');
});

test('symbol fonts keep their meaning', () => {
  const fonts = '{\\fonttbl{\\f1\\fcharset2 Symbol;}{\\f2\\fcharset2 Wingdings;}}';

  expect(plainText(read(`{\\rtf1${fonts}{\\f1\\'b3} 140 {\\f1 b} {\\f2\\'fe} {\\f2\\u-3843\\'3f}`))).toBe(
    '≥ 140 β ☑ ☒',
  );
});

test('\\u is followed by as many ignored characters as \\uc says', () => {
  expect(plainText(read("{\\rtf1\\uc1\\u946?eta \\u8805\\'3e 3 {\\uc2\\u233ab}x \\uc0\\u233x}"))).toBe(
    'βeta ≥ 3 éx éx',
  );
  expect(plainText(read('{\\rtf1\\uc1\\u-10179?\\u-8704?}'))).toBe('😀');
});

test('raw UTF-8 in RTF is read as what it is', () => {
  expect(plainText(readRtf(Buffer.from('{\\rtf1\\ansi café ≥ 3}', 'utf8')))).toBe('café ≥ 3');
});

test('tables become rows of cells, and text after them stands on its own', () => {
  const row = (left: string, right: string): string =>
    `\\trowd\\cellx1\\cellx2\\pard\\intbl ${left}\\cell ${right}\\cell\\row`;
  const blocks = read(
    `{\\rtf1 before\\par ${row('\\trhdr Eye', 'IOP')}${row('OD', '14\\par mmHg')}\\pard after\\par}`,
  );

  expect(blocks).toMatchObject([
    { kind: 'paragraph' },
    {
      kind: 'table',
      rows: [{ cells: [{ runs: [{ text: 'Eye' }] }, {}] }, { cells: [{}, { runs: [{ text: '14\nmmHg' }] }] }],
    },
    { kind: 'paragraph', runs: [{ text: 'after' }] },
  ]);
});

test('list items have their marker and level', () => {
  const fonts = '{\\fonttbl{\\f3\\fcharset2 Symbol;}}';
  const blocks = read(
    `{\\rtf1${fonts}{\\listtext\\f3\\'b7\\tab}\\pard\\ilvl1\\ls1 drops\\par{\\pntext 2.\\tab}recheck\\par\\pard end\\par}`,
  );

  expect(blocks).toMatchObject([
    { kind: 'list_item', level: 2, marker: '•' },
    { kind: 'list_item', level: 1, marker: '2.' },
    { kind: 'paragraph' },
  ]);
});

test('what is not the note is left out, and a picture leaves a word', () => {
  const rtf =
    '{\\rtf1{\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red0;}{\\stylesheet{\\s1 heading 1;}}{\\info{\\author X}}{\\*\\generator Y;}' +
    '{\\header H}seen{\\v hidden} {\\*\\shppict{\\pict 0102}}{\\nonshppict{\\pict\\bin4 }}}}}}{\\field{\\*\\fldinst DATE}{\\fldrslt today}}}';

  expect(plainText(read(rtf))).toBe('seen [Image: not included]today');
});

test('powers stay powers', () => {
  expect(plainText(read('{\\rtf1 10{\\super 9}/L CO\\sub 2\\nosupersub .}'))).toBe('10⁹/L CO₂.');
});

test('text and braces of any note survive a round trip', () => {
  const line = fc.string({
    unit: fc.constantFrom('a', 'Z', '{', '}', '\\', 'é', 'β', ' x', '3'),
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 10 }), (lines) => {
      const wanted = lines.map((text) => text.trim()).filter((text) => text !== '');
      expect(plainText(read(`{\\rtf1\\uc1 ${wanted.map(toRtf).join('\\par\r\n')}}`))).toBe(wanted.join('\n'));
    }),
  );
});

test('malformed RTF throws nothing but a permanent failure', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '\\',
    "\\'",
    "\\'e",
    '\\u',
    '\\u-1',
    '\\uc9',
    '\\par',
    '\\cell',
    '\\row',
    '\\trowd',
    '\\*',
    '{\\fonttbl',
    '\\f1',
    '\\bin9',
    '\\bin-5',
    'x',
    '\u00E9',
    '{\\listtext',
    '\\intbl',
    '\\pict',
    '\\ilvl99',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 80 }), fc.uint8Array({ maxLength: 40 }), (pieces, bytes) => {
      const source = Buffer.concat([Buffer.from(`{\\rtf1${pieces.join('')}`, 'latin1'), bytes]);
      const damaged = thrownBy(() => readRtf(source));
      const random = thrownBy(() => readRtf(bytes));
      expect(damaged === undefined || damaged instanceof Failure).toBe(true);
      expect(random === undefined || random instanceof Failure).toBe(true);
    }),
  );
});

test('bytes that are not RTF and groups without end are refused by name', () => {
  expect(() => read('hello')).toThrow(
    expect.objectContaining({ fate: 'permanent', code: 'note-unreadable-rtf' }),
  );
  expect(() => read(`{\\rtf1${'{'.repeat(5_000)}`)).toThrow(
    expect.objectContaining({ code: 'note-unreadable-rtf' }),
  );
});

test('no input makes more tokens than it has characters', () => {
  for (const piece of ['\\', '{', "\\'", '\\bin', '\\u1', 'a\\', '\\par']) {
    const source = piece.repeat(20_000);
    let tokens = 0;
    for (const token of scanRtf(source)) tokens += token.kind === 'text' ? token.text.length : 1;

    expect(tokens).toBeLessThanOrEqual(source.length);
  }
});

function read(rtf: string): readonly Block[] {
  return readRtf(Buffer.from(rtf, 'latin1'));
}

function toRtf(text: string): string {
  return text
    .replace(/[\\{}]/g, '\\$&')
    .replace(/[^\0-\x7F]/g, (character) => `\\u${character.charCodeAt(0)}?`);
}

/** What a reading ends in, when it does not end well. */
function thrownBy(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}
