import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { failureAnswer } from './serve.ts';
import type { ThreadWord } from './thread.ts';

/** The whole of a thread (`thread.ts`): it answers one request after the other, and steps back for the hub's own thread. */
export function serveThread(
  work: (request: never) => unknown,
  unforeseen: { readonly code: string; readonly message: string },
): void {
  stepBack();
  parentPort?.on('message', (request: unknown) => parentPort?.postMessage(wordOf(request)));
  parentPort?.postMessage('ready');

  function wordOf(request: unknown): ThreadWord<unknown> {
    try {
      return { answer: work(request as never) };
    } catch (error) {
      return { failure: failureAnswer(error, unforeseen) };
    }
  }
}

/** Linux gives each thread a niceness of its own; elsewhere it would be that of the whole hub. */
function stepBack(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(NICENESS);
  } catch {
    // Not allowed here: it works all the same.
  }
}

const NICENESS = 5;
