import { describe, expect, test } from 'vitest';
import { startLoop } from './loop.ts';

const AN_HOUR_MS = 3_600_000;

describe('a loop', () => {
  test('told to stop during a round ends with that round, however long its pauses', async () => {
    const round = openEnd<number>();
    const loop = startLoop(() => round.promise, unexpected, AN_HOUR_MS);

    const stopped = loop.stop();
    round.resolve(0);

    await expect(stopped).resolves.toBeUndefined();
  });

  test('told to stop during a round that fails tells of the failure and ends', async () => {
    const round = openEnd<number>();
    const codes: string[] = [];
    const loop = startLoop(
      () => round.promise,
      (code) => codes.push(code),
      AN_HOUR_MS,
    );

    const stopped = loop.stop();
    round.reject(new Error('away'));

    await expect(stopped).resolves.toBeUndefined();
    expect(codes).toHaveLength(1);
  });

  test('woken during a round looks again at once', async () => {
    const first = openEnd<number>();
    const second = openEnd<void>();
    let rounds = 0;
    const loop = startLoop(
      () => {
        rounds += 1;
        if (rounds === 1) return first.promise;
        second.resolve();
        return Promise.resolve(0);
      },
      unexpected,
      AN_HOUR_MS,
    );

    loop.wake();
    first.resolve(0);

    await second.promise;
    await loop.stop();
    expect(rounds).toBe(2);
  });

  test('in a pause is stopped out of it', async () => {
    const rounded = openEnd<void>();
    const loop = startLoop(
      () => {
        rounded.resolve();
        return Promise.resolve(0);
      },
      unexpected,
      AN_HOUR_MS,
    );
    await rounded.promise;

    await expect(loop.stop()).resolves.toBeUndefined();
  });
});

function unexpected(code: string): void {
  throw new Error(`The loop failed with ${code}.`);
}

/** A promise the test settles. (`Promise.withResolvers` is not in Node 20.) */
function openEnd<T>(): {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
} {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((settle, fail) => {
    resolve = settle;
    reject = fail;
  });
  return { promise, resolve, reject };
}
