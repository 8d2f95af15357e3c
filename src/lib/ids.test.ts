import { expect, test } from 'vitest';
import { newId } from './ids.ts';

test('ids are UUIDs of version 7 and rise, however many a millisecond', () => {
  const ids = Array.from({ length: 20_000 }, newId);

  expect(
    ids.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
  ).toEqual([]);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test('the random part of an id is its own', () => {
  const tails = Array.from({ length: 20_000 }, () => newId().slice(-10));

  expect(new Set(tails).size).toBe(tails.length);
});
