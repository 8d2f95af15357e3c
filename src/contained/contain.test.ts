import { afterAll, expect, test, vi } from 'vitest';
import type { TestAnswer, TestPart, TestRequest } from '../../test/support/contained-process.ts';
import type { Containment, ContainOptions } from './contain.ts';
import { contain } from './contain.ts';

type TestContainment = Containment<TestRequest, TestAnswer, TestPart>;

const opened: TestContainment[] = [];

afterAll(() => {
  for (const containment of opened) containment.close();
});

const MEGABYTE = 1024 * 1024;
const NOTHING = new Uint8Array(0);
const stopped = { code: 'test-stopped', work: 'Reading the file' };
const shared = open();

test('a child answers, stays warm, and knows nothing of the environment', async () => {
  const first = await shared.run({ do: 'who' }, new Uint8Array(300_000).fill(7), { stopped });
  const second = await shared.run({ do: 'who' }, NOTHING, { stopped });

  expect(first.bytes.byteLength).toBe(300_000);
  expect(first.answer).toMatchObject({ echoed: 300_000, environment: [] });
  expect(second.answer.pid).toBe(first.answer.pid);
});

test('parts arrive in order, one after the other, and wait for whoever takes them', async () => {
  const seen: number[] = [];
  let atOnce = 0;

  await shared.run({ do: 'count', parts: 12, bytes: 400_000 }, NOTHING, {
    stopped,
    onPart: async ({ part }, bytes) => {
      atOnce += 1;
      expect(atOnce).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      expect(bytes.every((byte) => byte === part)).toBe(true);
      seen.push(part);
      atOnce -= 1;
    },
  });

  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test('time that is spent on a part is not the child’s', async () => {
  const limits = { timeMs: 1000, memoryBytes: 600 * MEGABYTE };
  // The whole of it is longer than the child may take; what the child itself does is nothing.
  const onPart = async (): Promise<void> => {
    const until = performance.now() + 600;
    while (performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
  };

  const { answer } = await shared.run({ do: 'count', parts: 2, bytes: 10 }, NOTHING, {
    stopped,
    limits,
    onPart,
  });

  expect(answer.echoed).toBe(0);
});

test('a failure comes back as it was, anything else without its text', async () => {
  await expect(shared.run({ do: 'fail' }, NOTHING, { stopped })).rejects.toMatchObject({
    fate: 'permanent',
    code: 'test-failure',
    message: 'It failed as asked.',
  });
  await expect(shared.run({ do: 'throw' }, NOTHING, { stopped })).rejects.toMatchObject({
    fate: 'permanent',
    code: 'test-unforeseen',
    message: 'The test process failed (RangeError).',
  });
});

test.each([
  ['takes too long', { do: 'hang' }, { timeMs: 300, memoryBytes: 600 * MEGABYTE }, 'too long'],
  [
    'is silent too long',
    { do: 'hang' },
    { timeMs: 60_000, silenceMs: 300, memoryBytes: 600 * MEGABYTE },
    'too long',
  ],
  ['fills the memory', { do: 'fill' }, { timeMs: 60_000, memoryBytes: 250 * MEGABYTE }, 'too much memory'],
  ['gives up by itself', { do: 'abort' }, { timeMs: 60_000, memoryBytes: 600 * MEGABYTE }, 'too much memory'],
] as const)(
  'a child that %s is ended, and the next run gets another',
  async (_name, request, limits, words) => {
    await expect(shared.run(request, NOTHING, { stopped, limits })).rejects.toMatchObject({
      fate: 'permanent',
      code: 'test-stopped',
      message: `Reading the file took ${words}: it is damaged or made to do harm.`,
    });
    await expect(shared.run({ do: 'who' }, NOTHING, { stopped })).resolves.toBeDefined();
  },
);

test('a signal ends the run in hand and the one that waits', async () => {
  const controller = new AbortController();
  const running = shared.run({ do: 'hang' }, NOTHING, { stopped, signal: controller.signal });
  const waiting = shared.run({ do: 'who' }, NOTHING, { stopped, signal: controller.signal });
  const next = shared.run({ do: 'who' }, NOTHING, { stopped });
  controller.abort(new Error('nobody waits any more'));

  const ended = { status: 'rejected', reason: new Error('nobody waits any more') };
  expect(await Promise.allSettled([running, waiting])).toEqual([ended, ended]);
  await expect(next).resolves.toBeDefined();
});

test('whoever cannot take a part ends the run, and what was still to come is not mixed up with the next', async () => {
  const run = shared.run({ do: 'count', parts: 5, bytes: 10 }, NOTHING, {
    stopped,
    onPart: async () => {
      throw new Error('no room');
    },
  });

  await expect(run).rejects.toThrow('no room');
  const { bytes } = await shared.run({ do: 'who' }, new Uint8Array(3), { stopped });
  expect(bytes.byteLength).toBe(3);
});

test('several children work at once, and step back when told to', async () => {
  const pair = open({ children: 2, niceness: 10 });
  const meet: (() => void)[] = [];
  // Each run gives its part back only when the other has come as far: with one child this would never end.
  const onPart = (): Promise<void> =>
    new Promise((resolve) => {
      meet.push(resolve);
      if (meet.length === 2) for (const go of meet) go();
    });
  const request: TestRequest = { do: 'count', parts: 1, bytes: 1 };

  const [one, two] = await Promise.all([
    pair.run(request, NOTHING, { stopped, onPart }),
    pair.run(request, NOTHING, { stopped, onPart }),
  ]);

  expect(one.answer.pid).not.toBe(two.answer.pid);
  const { getPriority } = await import('node:os');
  expect(getPriority(one.answer.pid)).toBe(10);
});

test('a child that has grown is replaced', async () => {
  const small = open({ recycleBytes: 1 });
  const first = await small.run({ do: 'who' }, NOTHING, { stopped });
  const second = await small.run({ do: 'who' }, NOTHING, { stopped });

  expect(second.answer.pid).not.toBe(first.answer.pid);
});

test('a child with nothing to do is ended, and the next work gets another', async () => {
  const resting = open({ idleMs: 1 });
  const first = await resting.run({ do: 'who' }, NOTHING, { stopped });
  await vi.waitFor(() => expect(() => process.kill(first.answer.pid, 0)).toThrow(/ESRCH/), 30_000);

  const second = await resting.run({ do: 'who' }, NOTHING, { stopped });
  expect(second.answer.pid).not.toBe(first.answer.pid);
});

function open(options: Partial<ContainOptions> = {}): TestContainment {
  const containment: TestContainment = contain({
    entry: new URL('../../test/support/contained-process.ts', import.meta.url),
    limits: { timeMs: 30_000, memoryBytes: 600 * MEGABYTE },
    lost: { code: 'test-lost', process: 'The test process' },
    ...options,
  });
  opened.push(containment);
  return containment;
}
