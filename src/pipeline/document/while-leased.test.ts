import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Failure } from '../../lib/failure.ts';
import { afterFailure, assertSurvivable, whileLeased } from './while-leased.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('long work is told to be alive again and again, and no more when it is done', async () => {
  const renew = vi.fn(() => Promise.resolve(true));

  const done = whileLeased(renew, () => new Promise((resolve) => setTimeout(() => resolve('read'), 60_000)));
  await vi.advanceTimersByTimeAsync(60_000);

  expect(await done).toBe('read');
  const times = renew.mock.calls.length;
  expect(times).toBeGreaterThanOrEqual(12);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(renew).toHaveBeenCalledTimes(times);
});

test('work that somebody else has taken over is ended; a database that is away ends nothing', async () => {
  const answers = [() => Promise.reject(new Error('away')), () => Promise.resolve(false)];
  const renew = (): Promise<boolean> => answers.shift()?.() ?? Promise.resolve(false);
  const ended: string[] = [];

  const work = whileLeased(
    renew,
    (signal) =>
      new Promise<string>((resolve) => {
        signal.addEventListener('abort', () => {
          ended.push('abort');
          resolve((signal.reason as Failure).code);
        });
      }),
  );
  await vi.advanceTimersByTimeAsync(5_000);
  expect(ended).toEqual([]);
  await vi.advanceTimersByTimeAsync(5_000);

  expect(await work).toBe('lease-lost');
});

test.each([
  [new Failure('transient', 'database-unavailable', ''), 1, { do: 'throw' }],
  [new Failure('transient', 'lease-lost', ''), 3, { do: 'leave' }],
  [new Failure('permanent', 'damaged', ''), 1, { do: 'give-up' }],
  [new Failure('transient', 'unpack-worker-lost', ''), 1, { do: 'pause', seconds: 5 }],
  [new TypeError('a mistake'), 2, { do: 'pause', seconds: 10 }],
  [new TypeError('a mistake'), 3, { do: 'give-up' }],
])('%s at try %i: %o', (error, attempts, expected) => {
  expect(afterFailure(error, attempts)).toEqual(expected);
});

test('what was in hand at ten deaths of a hub is not tried an eleventh time', () => {
  expect(() => assertSurvivable(10)).not.toThrow();
  expect(() => assertSurvivable(11)).toThrow(/10 times/);
});
