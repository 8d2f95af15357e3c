import { expect, test } from 'vitest';
import { keepLately } from './keep-lately.ts';

function counted(sizes: Readonly<Record<string, number>> = {}) {
  const made: string[] = [];
  const keep = keepLately<string>(100, (value) => sizes[value] ?? 40);
  const ask = (key: string) =>
    keep(key, () => {
      made.push(key);
      return Promise.resolve(key);
    });
  return { made, keep, ask };
}

test('what is asked for again, also at once, is made once', async () => {
  const { made, ask } = counted();

  expect(await Promise.all([ask('a'), ask('a')])).toEqual(['a', 'a']);
  expect(await ask('a')).toBe('a');
  expect(made).toEqual(['a']);
});

test('what was not asked for longest goes first', async () => {
  const { made, ask } = counted();
  await ask('a');
  await ask('b');
  await ask('a');
  await ask('c');
  await ask('a');
  await ask('b');

  expect(made).toEqual(['a', 'b', 'c', 'b']);
});

test('what is too large for the room is made every time and pushes nothing out', async () => {
  const { made, ask } = counted({ large: 51 });
  await ask('a');
  await ask('large');
  await ask('large');
  await ask('a');

  expect(made).toEqual(['a', 'large', 'large']);
});

test('what failed is tried again', async () => {
  const { keep, ask } = counted();
  await expect(keep('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');

  expect(await ask('a')).toBe('a');
});
