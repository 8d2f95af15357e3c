import { expect, test } from 'vitest';
import { blankBits, fill, type Rectangle } from '../../formats/raster/bits.ts';
import type { TickBox } from '../../formats/raster/marks.ts';
import { besideMarks } from './tidy.ts';
import { withinEdges } from './word-edges.ts';

const FRAME: TickBox = { box: { x: 10, y: 4, width: 40, height: 40 }, isMarked: false, confidence: 1 };
const SQUARE = ruled({ x: 10, width: 40, y: 4, height: 40 });
const BRACKETS = [
  { x: 10, y: 4, width: 8, height: 40 },
  { x: 42, y: 4, width: 8, height: 40 },
];
const RULE = [{ x: 10, y: 40, width: 80, height: 3 }];

function ruled({ x, y, width, height }: Rectangle): readonly Rectangle[] {
  return [
    { x, y, width, height: 3 },
    { x, y: y + height - 3, width, height: 3 },
    { x, y, width: 3, height },
    { x: x + width - 3, y, width: 3, height },
  ];
}

const TICKED: TickBox = { ...FRAME, isMarked: true };
/** Reaches over the right edge of the frame by a quarter and more. */
const TIP = { x: 36, y: 2, width: 26, height: 6 };

/** A letter is so wide, its blank with it. */
const LETTER = 16;

function letters(count: number, from: number): readonly Rectangle[] {
  return Array.from({ length: count }, (_, at) => ({ x: from + at * LETTER, y: 16, width: 12, height: 26 }));
}

test.each<[string, string, readonly Rectangle[], readonly TickBox[], readonly [number, number]]>([
  ['a frame before a word', 'Stat', [...SQUARE, ...letters(4, 66)], [FRAME], [66, 60]],
  ['a frame before a letter', 'M', [...SQUARE, ...letters(1, 66)], [FRAME], [66, 12]],
  ['brackets before a word', 'Last', [...BRACKETS, ...letters(4, 66)], [FRAME], [66, 60]],
  ['a frame that nobody found', 'Routine', [...SQUARE, ...letters(7, 66)], [], [66, 108]],
  ['a short rule before a word', 'Fast', [...RULE, ...letters(4, 106)], [], [106, 60]],
  ['a short rule before a letter', 'F', [...RULE, ...letters(1, 106)], [], [106, 12]],
  ['a ticked frame before a word', 'Stat', [...SQUARE, TIP, ...letters(4, 70)], [TICKED], [70, 60]],
  ['an empty frame so close to a word', 'Stat', [...SQUARE, ...letters(4, 58)], [FRAME], [10, 108]],
  ['a letter that looks like a frame', 'Ouster', [...SQUARE, ...letters(5, 54)], [FRAME], [10, 120]],
  ['two words read as one', 'Onesize', [...letters(3, 10), ...letters(4, 76)], [], [10, 126]],
  ['a letter alone and no frame', 'M', [...letters(1, 10), ...letters(1, 66)], [], [10, 68]],
])('%s: where %s begins and how wide it is', (_name, text, ink, frames, place) => {
  const page = blankBits(200, 48);
  for (const part of ink) fill(page, part, 1);
  const width = Math.max(...ink.map((part) => part.x + part.width)) - 10;
  const word = { text, confidence: 0.9, line: 0, box: { x: 10, y: 4, width, height: 40 } };

  const [within] = withinEdges(page, [word], frames);

  expect([within?.box.x, within?.box.width]).toEqual(place);
  expect(within?.text).toBe(text);
});

test('a word that reaches over a mark ends at its letters, one that reaches over anything else stays as it was read', () => {
  const read = { text: 'Stat', confidence: 0.9, line: 0, box: { x: 10, y: 2, width: 120, height: 44 } };
  const narrow = { ...read, box: { ...read.box, x: 66, width: 64 } };
  const far = { ...FRAME, box: { ...FRAME.box, x: 400 } };

  expect(besideMarks([FRAME], [read], [narrow])).toEqual([narrow]);
  expect(besideMarks([far], [read], [narrow])).toEqual([read]);
  expect(besideMarks([{ ...FRAME, box: read.box }], [read], [narrow])).toEqual([read]);
});
