import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startPolling } from './polling.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Counts rounds; each takes as long as `work` says. */
function counted(work: () => Promise<number | undefined> = () => Promise.resolve(undefined)) {
  const state = { rounds: 0, signals: [] as AbortSignal[] };
  const polling = startPolling(
    (signal) => {
      state.rounds += 1;
      state.signals.push(signal);
      return work();
    },
    { everyMs: 1000, restMs: 100 },
  );
  return { state, polling };
}

test('a round at once, and one after each pause, also when one throws', async () => {
  const { state, polling } = counted(() => Promise.reject(new Error('no')));
  expect(state.rounds).toBe(1);

  await vi.advanceTimersByTimeAsync(3500);

  expect(state.rounds).toBe(4);
  await polling.stop();
});

test('a hint makes it sooner, but never sooner than the rest; many hints are one', async () => {
  const { state, polling } = counted();
  await vi.advanceTimersByTimeAsync(500);

  for (let hint = 0; hint < 1000; hint += 1) polling.hint();
  await vi.advanceTimersByTimeAsync(99);
  expect(state.rounds).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(state.rounds).toBe(2);
  await vi.advanceTimersByTimeAsync(999);
  expect(state.rounds).toBe(2);
  await polling.stop();
});

test('a hint during a round brings another one: what it told may have come after the look', async () => {
  let end = (): void => undefined;
  const { state, polling } = counted(() => new Promise((resolve) => (end = () => resolve(undefined))));

  polling.hint();
  await vi.advanceTimersByTimeAsync(5000);
  expect(state.rounds).toBe(1);
  end();
  await vi.advanceTimersByTimeAsync(100);

  expect(state.rounds).toBe(2);
  end();
  await polling.stop();
});

test('a round may want the next one sooner, not later', async () => {
  let againMs = 200;
  const { state, polling } = counted(() => Promise.resolve(againMs));

  await vi.advanceTimersByTimeAsync(200);
  expect(state.rounds).toBe(2);
  againMs = 60_000;
  await vi.advanceTimersByTimeAsync(200);
  expect(state.rounds).toBe(3);
  await vi.advanceTimersByTimeAsync(1000);
  expect(state.rounds).toBe(4);
  await polling.stop();
});

test('stopping says so to the round under way, waits for it, and none follows', async () => {
  let end = (): void => undefined;
  const { state, polling } = counted(() => new Promise((resolve) => (end = () => resolve(undefined))));
  let isStopped = false;

  const stopping = polling.stop().then(() => (isStopped = true));
  await vi.advanceTimersByTimeAsync(5000);
  expect(state.signals[0]?.aborted).toBe(true);
  expect(isStopped).toBe(false);
  end();
  await stopping;
  polling.hint();
  await vi.advanceTimersByTimeAsync(5000);

  expect(state.rounds).toBe(1);
});
