import { Socket } from 'node:net';
import { Failure } from '../lib/failure.ts';
import type { FailureAnswer, WorkResult } from './contain.ts';
import { frameReader, writeFrame } from './frame.ts';
import type { ChildFrame } from './run.ts';

/**
 * The work itself. `send` hands over a part and resolves when the hub has room for the next. What it throws is told to the hub:
 * a `Failure` as it is, anything else as permanent with the code of `unforeseen` and without its text, which may quote a document.
 */
export type Work<Request, Answer, Part> = (
  request: Request,
  payload: Uint8Array,
  send: (part: Part, bytes?: Uint8Array) => Promise<void>,
) => Promise<WorkResult<Answer>>;

/**
 * The whole of a child process (`contain.ts`): one request at a time over file descriptor 3, until the hub closes it. It
 * outlives Ctrl-C, which reaches the whole process group, so that work in hand can finish.
 */
export async function serveContained<Request, Answer, Part = never>(
  work: Work<Request, Answer, Part>,
  unforeseen: { readonly code: string; readonly message: string },
): Promise<never> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  const channel = new Socket({ fd: CHANNEL, readable: true, writable: true });
  channel.on('error', () => process.exit(0));
  channel.on('close', () => process.exit(0));
  const write = (frame: ChildFrame, bytes: Uint8Array = NOTHING): Promise<void> =>
    writeFrame(channel, frame, bytes);
  const frames = frameReader(channel);
  await write({ ready: true });
  for (;;) {
    const { header, payload } = await frames.next();
    try {
      const { answer, bytes } = await work(header as Request, payload, (part, more) => write({ part }, more));
      await write({ answer }, bytes);
    } catch (error) {
      await write({ failure: failureAnswer(error, unforeseen) });
    }
  }
}

/** What we did not foresee has done nothing, and would come again: permanent. */
export function failureAnswer(
  error: unknown,
  unforeseen: { readonly code: string; readonly message: string },
): FailureAnswer {
  if (error instanceof Failure) return { fate: error.fate, code: error.code, message: error.message };
  const name = error instanceof Error ? error.name : 'unknown error';
  return { fate: 'permanent', code: unforeseen.code, message: `${unforeseen.message} (${name}).` };
}

const CHANNEL = 3;
const NOTHING = new Uint8Array(0);
