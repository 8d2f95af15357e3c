import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Failure } from '../lib/failure.ts';
import type { FailureAnswer } from './contain.ts';

/**
 * Work of our own code that keeps a processor busy for tens of milliseconds, done on a thread beside: the hub goes on answering meanwhile.
 * One piece at a time, in the order asked. What is asked and answered is copied. Files from outside are opened in child processes instead
 * (`contain.ts`): a thread does not contain a library that takes gigabytes.
 */
export type Thread<Request, Answer> = {
  /**
   * @throws Failure permanent with the code of `stopped`: it took longer than `timeMs`, or more memory than there is for it; transient with
   *   `-lost` behind that code: the thread broke down, or was closed before this work began; what the work itself failed with.
   */
  readonly run: (request: Request) => Promise<Answer>;
  /** Ends the thread and all work that waits for it. A later `run` starts another. */
  readonly close: () => Promise<void>;
};

export type ThreadOptions = {
  /** The file that runs on the thread; it calls `serveThread`. */
  readonly entry: URL;
  /** Of one piece of work. */
  readonly timeMs: number;
  /** Of all that is kept at one time. It is memory of the hub's own process: without a limit one request could end the hub. */
  readonly memoryMb: number;
  /** What to say when it was stopped: a stable code, and what it was at, as in "Making sense of pages". */
  readonly stopped: { readonly code: string; readonly work: string };
};

/** What a thread says: nothing once it is ready, then a word for each request. */
export type ThreadWord<Answer> = { readonly answer: Answer } | { readonly failure: FailureAnswer };

export function openThread<Request, Answer>(options: ThreadOptions): Thread<Request, Answer> {
  let running: Worker | undefined;
  let before: Promise<unknown> = Promise.resolve();
  let closings = 0;

  const start = async (): Promise<Worker> => {
    const started = new Worker(new URL('thread-entry.js', import.meta.url), {
      workerData: { entry: options.entry.href },
      execArgv: [],
      env: {},
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES, maxOldGenerationSizeMb: options.memoryMb },
    });
    running = started;
    // Whoever waits for a word hears of it; between two pieces of work nobody does, and the hub must not end of it.
    started.on('error', () => undefined);
    started.once('exit', () => {
      if (running === started) running = undefined;
    });
    await heard(started, options, STARTS_MS);
    return started;
  };

  const work = async (request: Request, asked: number): Promise<Answer> => {
    if (asked !== closings)
      throw new Failure('transient', `${options.stopped.code}-lost`, `${options.stopped.work} was ended.`);
    const thread = running ?? (await start());
    thread.ref();
    thread.postMessage(request);
    const word = (await heard(thread, options, options.timeMs)) as ThreadWord<Answer>;
    // An idle thread must not keep the hub from exiting.
    thread.unref();
    if ('answer' in word) return word.answer;
    const { fate, code, message } = word.failure;
    throw new Failure(fate, code, message);
  };

  return {
    run: (request) => {
      const asked = closings;
      const mine = before.then(() => work(request, asked));
      before = mine.catch(() => undefined);
      return mine;
    },
    close: async () => {
      closings += 1;
      await running?.terminate();
    },
  };
}

/** New objects are cleared away before they have taken more: left to itself a thread takes three times as much. */
const YOUNG_MEGABYTES = 16;

/** Loading the code takes half a second on an idle machine. */
const STARTS_MS = 60_000;

/** The next word of the thread. One that says nothing in time is ended: what it is at might never end. */
async function heard(thread: Worker, { stopped, memoryMb }: ThreadOptions, timeMs: number): Promise<unknown> {
  const late = AbortSignal.timeout(timeMs);
  const ended = new AbortController();
  const onExit = (): void => ended.abort();
  thread.once('exit', onExit);
  try {
    const signal = AbortSignal.any([late, ended.signal]);
    const [word] = (await once(thread, 'message', { signal })) as readonly unknown[];
    return word;
  } catch (cause) {
    await thread.terminate();
    if ((cause as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY')
      throw new Failure(
        'permanent',
        stopped.code,
        `${stopped.work} took more than ${memoryMb} MB of memory.`,
      );
    if (!late.aborted)
      throw new Failure('transient', `${stopped.code}-lost`, `${stopped.work} broke down.`, { cause });
    throw new Failure('permanent', stopped.code, `${stopped.work} took longer than ${timeMs / 1000} s.`);
  } finally {
    thread.off('exit', onExit);
  }
}
