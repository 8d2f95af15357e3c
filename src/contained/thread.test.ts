import { getPriority } from 'node:os';
import { afterAll, expect, test, vi } from 'vitest';
import type { ThreadTask } from '../../test/support/thread-process.ts';
import { openThread } from './thread.ts';

const options = {
  entry: new URL('../../test/support/thread-process.ts', import.meta.url),
  timeMs: 1_000,
  memoryMb: 128,
  stopped: { code: 'test-stopped', work: 'The test' },
};
const thread = openThread<ThreadTask, number>(options);

afterAll(() => thread.close());

test('each is answered, in order, while this thread goes on', async () => {
  const answers = Promise.all([1, 2, 3].map((value) => thread.run({ do: 'double', value })));

  expect(await answers).toEqual([2, 4, 6]);
});

test('it steps back for the thread of the hub', { skip: process.platform !== 'linux' }, async () => {
  expect(await thread.run({ do: 'priority' })).toBeGreaterThan(getPriority());
});

test('work that takes too much memory is ended', async () => {
  const roomy = openThread<ThreadTask, number>({ ...options, timeMs: 60_000 });

  await expect(roomy.run({ do: 'eat' })).rejects.toMatchObject({
    fate: 'permanent',
    code: 'test-stopped',
    message: 'The test took more than 128 MB of memory.',
  });
  expect(await roomy.run({ do: 'double', value: 2 })).toBe(4);
  await roomy.close();
});

test('an error between two pieces of work ends the thread, not the hub', async () => {
  // Its answer may be lost with the thread, and so may what is asked for while it ends: both are told.
  await Promise.allSettled([thread.run({ do: 'late' })]);

  await vi.waitFor(async () => expect(await thread.run({ do: 'double', value: 4 })).toBe(8));
});

test('closing ends what waits, and later work is done by another thread', async () => {
  const waiting = [thread.run({ do: 'loop' }), thread.run({ do: 'double', value: 1 })];
  const ended = Promise.allSettled(waiting);
  await thread.close();

  expect(await ended).toMatchObject(
    waiting.map(() => ({ status: 'rejected', reason: { fate: 'transient', code: 'test-stopped-lost' } })),
  );
  expect(await thread.run({ do: 'double', value: 5 })).toBe(10);
});

test('a failure is told as it is, any other error without its text', async () => {
  await expect(thread.run({ do: 'fail' })).rejects.toMatchObject({ fate: 'transient', code: 'test-failed' });
  const quoted = thread.run({ do: 'quote' });
  await expect(quoted).rejects.toMatchObject({ fate: 'permanent', code: 'test-unforeseen' });
  await expect(quoted).rejects.not.toThrow(/ZZTEST/);
});

test('work without end is ended, a thread that broke down is told of, and the next work is done by another', async () => {
  const [looped, crashed, after] = await Promise.allSettled([
    thread.run({ do: 'loop' }),
    thread.run({ do: 'crash' }),
    thread.run({ do: 'double', value: 21 }),
  ]);

  expect(looped).toMatchObject({ status: 'rejected', reason: { fate: 'permanent', code: 'test-stopped' } });
  expect(crashed).toMatchObject({
    status: 'rejected',
    reason: { fate: 'transient', code: 'test-stopped-lost' },
  });
  expect(after).toEqual({ status: 'fulfilled', value: 42 });
});
