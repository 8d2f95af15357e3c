import { expect, test } from 'vitest';
import { printPage } from '../../../../test/support/document-pages.ts';
import type { Box, ReadPage } from '../page.ts';
import { withBeside, withOtherPart } from './second-part.ts';

const page = printPage(['Patient: Zztestova, inca M', 'Name: Jane Zztestova § DOB: 03/14/1962']);

function boxOf(text: string, { words }: ReadPage): Box {
  const word = words.find((one) => one.text === text);
  if (!word) throw new Error(`No ${text} on the page.`);
  return word.box;
}

const right = ({ x, width }: Box): number => x + width;

test('of a name of one part, what stands beside it is read again too', () => {
  expect(right(withBeside(boxOf('Zztestova,', page), 'ZZTESTOVA', page))).toBe(right(boxOf('M', page)));
});

test('behind a whole name only a sign that may be an initial, and no label', () => {
  const box = boxOf('Zztestova', page);

  expect(right(withBeside(box, 'ZZTESTOVA, Jane', page))).toBe(right(boxOf('§', page)));
  expect(right(withBeside(boxOf('§', page), 'ZZTESTOVA, Jane', page))).toBe(right(boxOf('§', page)));
});

test('the second reading is taken where it has the part that was read, and the other', () => {
  expect(withOtherPart('ZZTESTOVA', 'ZZTESTOVA, Erica M')).toBe('ZZTESTOVA, Erica M');
  expect(withOtherPart('ERICA', 'ZZTESTOVA, Erlca')).toBe('ZZTESTOVA, Erlca');
  expect(withOtherPart('ZZTESTOVA', 'ZZTESTOVA SMITH, Erica')).toBe('ZZTESTOVA SMITH, Erica');
  expect(withOtherPart('I ZZTESTOVA, Erica', 'ZZTESTOVA, Erica')).toBe('ZZTESTOVA, Erica');
  expect(withOtherPart('ZZTESTOVA', 'SMITH, Erica')).toBeUndefined();
  expect(withOtherPart('ZZTESTOVA, Jane', 'ZZTESTOVA, Erica')).toBeUndefined();
});

test('an empty circle right behind a name is read again with it: it may be an initial', () => {
  const box = boxOf('M', page);
  const circle = { x: right(box) + 4, y: box.y, width: box.height, height: box.height };
  const marked = { ...page, marks: [{ box: circle, isMarked: false, confidence: 1 }] };
  const far = {
    ...page,
    marks: [{ box: { ...circle, x: right(box) + 3 * box.height }, isMarked: false, confidence: 1 }],
  };

  expect(right(withBeside(box, 'ZZTESTOVA, Erica', marked))).toBe(right(circle));
  expect(right(withBeside(box, 'ZZTESTOVA, Erica', far))).toBe(right(box));
});
