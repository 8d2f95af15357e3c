import { expect, test } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

test('so many within the minutes, each peer for itself; then it is free again', () => {
  const limit = createRateLimit(2, 1);
  const takes = (peer: string, ...times: readonly number[]) => times.map((at) => limit.take(peer, at));

  expect(takes('a', 0, 10, 20, 59_999)).toEqual([true, true, false, false]);
  expect(takes('b', 20)).toEqual([true]);
  expect(takes('a', 60_001, 60_002)).toEqual([true, false]);
});

test('a flood of peers does not fill the memory, and forgets the oldest first', () => {
  const limit = createRateLimit(1, 60);
  for (let peer = 0; peer <= 10_000; peer += 1) limit.take(`peer ${peer}`, 0);

  expect(limit.take('peer 10000', 1)).toBe(false);
  expect(limit.take('peer 0', 1)).toBe(true);
});
