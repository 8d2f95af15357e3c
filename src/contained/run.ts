import { Failure } from '../lib/failure.ts';
import type { ContainOptions, FailureAnswer, Limits, RunOptions, WorkResult } from './contain.ts';
import { writeFrame } from './frame.ts';
import type { WarmChild } from './warm-child.ts';
import { holdOpen, residentBytes } from './warm-child.ts';

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
): Promise<WorkResult<unknown>> {
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
    return await takeFrames(child, gone, clock, run);
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

type Clock = { readonly pause: () => void; readonly resume: () => void; readonly stop: () => void };

/** Counts only while the hub waits for the child, and looks at its size all the time. */
function startClock(child: WarmChild, limits: Limits, watch: Watch): Clock {
  let leftMs = limits.timeMs;
  let startedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  const resume = (): void => {
    startedAt = performance.now();
    const waitMs = Math.max(0, Math.min(leftMs, limits.silenceMs ?? Infinity));
    timer = setTimeout(() => kill(child, watch, 'time'), waitMs);
  };
  const pause = (): void => {
    clearTimeout(timer);
    leftMs -= performance.now() - startedAt;
  };
  const poll = setInterval(() => {
    if (residentBytes(child.process.pid) > limits.memoryBytes) kill(child, watch, 'memory');
  }, POLL_MS);
  resume();
  return {
    pause,
    resume,
    stop: () => {
      clearTimeout(timer);
      clearInterval(poll);
    },
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
const START_LIMIT_MS = 30_000;
