import { getPriority } from 'node:os';
import { afterAll, expect, test } from 'vitest';
import type { ThreadTask } from '../../test/support/thread-process.ts';
import { openThread } from './thread.ts';

const thread = openThread<ThreadTask, number>({
  entry: new URL('../../test/support/thread-process.ts', import.meta.url),
  timeMs: 1_000,
  stopped: { code: 'test-stopped', work: 'The test' },
});

afterAll(() => thread.close());

test('each is answered, in order, while this thread goes on', async () => {
  const answers = Promise.all([1, 2, 3].map((value) => thread.run({ do: 'double', value })));

  expect(await answers).toEqual([2, 4, 6]);
});

test('it steps back for the thread of the hub', { skip: process.platform !== 'linux' }, async () => {
  expect(await thread.run({ do: 'priority' })).toBeGreaterThan(getPriority());
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
