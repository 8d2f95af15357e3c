import { expect, test } from 'vitest';
import { isJsonPointer, textAt, valueAt } from './pointer.ts';

/** The examples of RFC 6901, section 5. */
const document = {
  foo: ['bar', 'baz'],
  '': 0,
  'a/b': 1,
  'c%d': 2,
  'e^f': 3,
  'g|h': 4,
  'i\\j': 5,
  'k"l': 6,
  ' ': 7,
  'm~n': 8,
};

test.each([
  ['', document],
  ['/foo', ['bar', 'baz']],
  ['/foo/0', 'bar'],
  ['/', 0],
  ['/a~1b', 1],
  ['/c%d', 2],
  ['/e^f', 3],
  ['/g|h', 4],
  ['/i\\j', 5],
  ['/k"l', 6],
  ['/ ', 7],
  ['/m~0n', 8],
])('%s of the standard’s example', (pointer, value) => {
  expect(isJsonPointer(pointer)).toBe(true);
  expect(valueAt(document, pointer)).toEqual(value);
});

test('what nobody sent is not found', () => {
  for (const pointer of ['/nothing', '/foo/2', '/foo/0/x', '/constructor', '/__proto__/toString'])
    expect(valueAt(document, pointer)).toBeUndefined();
});

test('texts and numbers are texts; the rest is none', () => {
  expect(textAt({ id: 'R-1' }, '/id')).toBe('R-1');
  expect(textAt({ id: 7 }, '/id')).toBe('7');
  for (const id of ['', null, true, {}, []]) expect(textAt({ id }, '/id')).toBeUndefined();
});

test.each(['foo', 'a/b', '/a~2', '#/a'])('%s is no pointer', (pointer) => {
  expect(isJsonPointer(pointer)).toBe(false);
});
