import { Failure } from '../lib/failure.ts';
import type { ContainOptions, FailureAnswer, Limits, RunOptions, WorkDone, WorkResult } from './contain.ts';
import { writeFrame } from './frame.ts';
import type { WarmChild } from './warm-child.ts';
import { holdOpen, residentBytes, workedMs } from './warm-child.ts';

type Run<Part> = RunOptions<Part> & {
  readonly limits: Limits;
  readonly recycleBytes: number | undefined;
  readonly lost: ContainOptions['lost'];
};

/** What a child writes: that it is ready once, then for each request any number of parts and one end. */
export type ChildFrame =
  | { readonly ready: true }
  | { readonly part: unknown }
  | { readonly answer: unknown }
  | { readonly failure: FailureAnswer };

/** One piece of work in one child, with an eye on its time and size. */
export async function runIn<Part>(
  child: WarmChild,
  request: unknown,
  payload: Uint8Array,
  run: Run<Part>,
): Promise<WorkDone<unknown>> {
  holdOpen(child, true);
  const watch: Watch = { reason: undefined };
  const gone = rejectWhenGone(child, watch, run);
  // Heard by whoever races it; nobody does while a part is taken.
  gone.catch(() => undefined);
  const stopListening = watchSignal(child, watch, run.signal);
  let stop = watchStart(child, watch);
  try {
    await Promise.race([child.ready, gone]);
    stop();
    const clock = startClock(child, run.limits, watch);
    stop = clock.stop;
    void writeFrame(child.channel, request, payload);
    const result = await takeFrames(child, gone, clock, run);
    return { ...result, workedMs: clock.workedMs() };
  } finally {
    stop();
    stopListening();
    holdOpen(child, false);
    if (residentBytes(child.process.pid) > (run.recycleBytes ?? Infinity)) child.process.kill('SIGKILL');
  }
}

async function takeFrames<Part>(
  child: WarmChild,
  gone: Promise<never>,
  clock: Clock,
  run: Run<Part>,
): Promise<WorkResult<unknown>> {
  for (;;) {
    const { header, payload } = await Promise.race([child.frames.next(), gone]);
    const frame = header as ChildFrame;
    if ('answer' in frame) return { answer: frame.answer, bytes: payload };
    if ('failure' in frame) {
      throw new Failure(frame.failure.fate, frame.failure.code, frame.failure.message);
    }
    if (!('part' in frame)) continue;
    clock.pause();
    try {
      await run.onPart?.(frame.part as Part, payload);
    } catch (error) {
      // What it would still say belongs to a run that nobody waits for.
      child.process.kill('SIGKILL');
      throw error;
    }
    clock.resume();
  }
}

type Watch = { reason: 'time' | 'memory' | 'start' | 'signal' | undefined };

type Clock = {
  readonly pause: () => void;
  readonly resume: () => void;
  readonly stop: () => void;
  readonly workedMs: () => number;
};

/**
 * Counts only while the hub waits for the child, and looks at its size all the time. Time is what the child worked: on a busy machine
 * an honest document takes long and is not to blame. A child that neither works nor answers has a multiple of it.
 */
function startClock(child: WarmChild, limits: Limits, watch: Watch): Clock {
  const { pid } = child.process;
  let leftMs = limits.timeMs;
  let since: { readonly at: number; readonly workedMs: number } | undefined;
  const resume = (): void => {
    since = { at: performance.now(), workedMs: workedMs(pid) };
  };
  const spentMs = (): number => {
    if (!since) return 0;
    const elapsed = performance.now() - since.at;
    return Math.max(Math.min(elapsed, workedMs(pid) - since.workedMs), elapsed / PATIENCE);
  };
  const pause = (): void => {
    leftMs -= spentMs();
    since = undefined;
  };
  const poll = setInterval(() => {
    if (residentBytes(pid) > limits.memoryBytes) kill(child, watch, 'memory');
    const mostMs = Math.min(leftMs, limits.silenceMs ?? Infinity);
    if (since && performance.now() - since.at >= mostMs && spentMs() >= mostMs) kill(child, watch, 'time');
  }, POLL_MS);
  resume();
  return {
    pause,
    resume,
    stop: () => clearInterval(poll),
    workedMs: () => limits.timeMs - leftMs + spentMs(),
  };
}

function watchStart(child: WarmChild, watch: Watch): () => void {
  const timer = setTimeout(() => kill(child, watch, 'start'), START_LIMIT_MS);
  return () => clearTimeout(timer);
}

function watchSignal(child: WarmChild, watch: Watch, signal: AbortSignal | undefined): () => void {
  const end = (): void => kill(child, watch, 'signal');
  signal?.addEventListener('abort', end, { once: true });
  if (signal?.aborted) end();
  return () => signal?.removeEventListener('abort', end);
}

function kill(child: WarmChild, watch: Watch, reason: Watch['reason']): void {
  watch.reason ??= reason;
  child.process.kill('SIGKILL');
}

/** Rejects when the child ends before it has answered. */
async function rejectWhenGone<Part>(child: WarmChild, watch: Watch, run: Run<Part>): Promise<never> {
  const { signal } = await child.ended;
  const { code, work } = run.stopped;
  if (watch.reason === 'signal') throw run.signal?.reason;
  if (watch.reason === 'time') {
    throw new Failure('permanent', code, `${work} took too long: it is damaged or made to do harm.`);
  }
  // V8 gives up with SIGABRT (or SIGTRAP) at its own limit, before the resident size shows it.
  if (watch.reason === 'memory' || signal === 'SIGABRT' || signal === 'SIGTRAP') {
    throw new Failure('permanent', code, `${work} took too much memory: it is damaged or made to do harm.`);
  }
  // Not started, or ended by somebody else (a shutdown, the system short of memory): the work is not to blame.
  throw new Failure('transient', run.lost.code, `${run.lost.process} ended before it had answered.`);
}

const POLL_MS = 25;
/** A child that is given this small a part of a processor is still waited for. */
const PATIENCE = 6;
/** A child that steps back for others starts late on a busy machine. */
const START_LIMIT_MS = 120_000;
