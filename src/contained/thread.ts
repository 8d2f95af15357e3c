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
   * @throws Failure permanent with the code of `stopped`: it took longer than `timeMs`; transient with `-lost` behind that code: the thread
   *   broke down; what the work itself failed with.
   */
  readonly run: (request: Request) => Promise<Answer>;
  /** Ends the thread. A later `run` starts another. */
  readonly close: () => Promise<void>;
};

export type ThreadOptions = {
  /** The file that runs on the thread; it calls `serveThread`. */
  readonly entry: URL;
  /** Of one piece of work. */
  readonly timeMs: number;
  /** What to say when it was stopped: a stable code, and what it was at, as in "Making sense of pages". */
  readonly stopped: { readonly code: string; readonly work: string };
};

/** What a thread says: nothing once it is ready, then a word for each request. */
export type ThreadWord<Answer> = { readonly answer: Answer } | { readonly failure: FailureAnswer };

export function openThread<Request, Answer>(options: ThreadOptions): Thread<Request, Answer> {
  let running: Worker | undefined;
  let before: Promise<unknown> = Promise.resolve();

  const start = async (): Promise<Worker> => {
    const started = new Worker(new URL('thread-entry.js', import.meta.url), {
      workerData: { entry: options.entry.href },
      execArgv: [],
      env: {},
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    });
    running = started;
    started.once('exit', () => {
      if (running === started) running = undefined;
    });
    await heard(started, options.stopped, STARTS_MS);
    return started;
  };

  const work = async (request: Request): Promise<Answer> => {
    const thread = running ?? (await start());
    thread.ref();
    thread.postMessage(request);
    const word = (await heard(thread, options.stopped, options.timeMs)) as ThreadWord<Answer>;
    // An idle thread must not keep the hub from exiting.
    thread.unref();
    if ('answer' in word) return word.answer;
    const { fate, code, message } = word.failure;
    throw new Failure(fate, code, message);
  };

  return {
    run: (request) => {
      const mine = before.then(() => work(request));
      before = mine.catch(() => undefined);
      return mine;
    },
    close: async () => {
      await running?.terminate();
    },
  };
}

/** New objects are cleared away before they have taken more: left to itself a thread takes three times as much. */
const YOUNG_MEGABYTES = 16;

/** Loading the code takes half a second on an idle machine. */
const STARTS_MS = 60_000;

/** The next word of the thread. One that says nothing in time is ended: what it is at might never end. */
async function heard(thread: Worker, stopped: ThreadOptions['stopped'], timeMs: number): Promise<unknown> {
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
    if (!late.aborted)
      throw new Failure('transient', `${stopped.code}-lost`, `${stopped.work} broke down.`, { cause });
    throw new Failure('permanent', stopped.code, `${stopped.work} took longer than ${timeMs / 1000} s.`);
  } finally {
    thread.off('exit', onExit);
  }
}
