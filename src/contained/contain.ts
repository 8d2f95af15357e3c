import type { Fate } from '../lib/failure.ts';
import { runIn } from './run.ts';
import type { WarmChild } from './warm-child.ts';
import { startChild } from './warm-child.ts';

/** `memoryBytes` is the resident size of the whole child; about 130 MB of it is there before any work. */
export type Limits = {
  /** Of work in the whole run, without the time the hub itself takes over a part. A child that does not work has six times as much. */
  readonly timeMs: number;
  /** Between two parts: for work that comes in pieces, none of which may take long. */
  readonly silenceMs?: number;
  readonly memoryBytes: number;
};

/** What a child is asked, says on the way and answers at the end is plain data; large things travel as bytes beside it. */
export type WorkResult<Answer> = { readonly answer: Answer; readonly bytes: Uint8Array };

export type WorkDone<Answer> = WorkResult<Answer> & {
  /** What the child spent on it, as its limit counts. */
  readonly workedMs: number;
};

export type RunOptions<Part> = {
  /** What to say when the child was stopped: a stable code, and what it was at, as in "Reading the note". */
  readonly stopped: { readonly code: string; readonly work: string };
  readonly limits?: Limits;
  /** Ends the run, and the child with it. */
  readonly signal?: AbortSignal;
  /** The child waits until it has resolved. When it rejects, the child is ended and the run rejects with the same. */
  readonly onPart?: (part: Part, bytes: Uint8Array) => Promise<void>;
};

/** Child processes of one kind that do one thing at a time each and are killed when they take too long or too much. */
export type Containment<Request, Answer, Part = never> = {
  /**
   * Runs take turns when all children are busy.
   *
   * @throws Failure permanent with the code of `stopped`: over a limit; transient with the code of `lost`: the child ended for
   *   another reason; what the child itself failed with; the reason of the signal.
   */
  readonly run: (
    request: Request,
    payload: Uint8Array,
    options: RunOptions<Part>,
  ) => Promise<WorkDone<Answer>>;
  /** Ends the children. A later `run` starts others. */
  readonly close: () => void;
};

export type ContainOptions = {
  /** The file that runs in the child; it calls `serveContained`. */
  readonly entry: URL;
  readonly limits: Limits;
  /** How many at once; 1 when absent. They are started when they are needed and stay warm. */
  readonly children?: number;
  /** 0 to 19: how far the child steps back when others want the processor. */
  readonly niceness?: number;
  /** Of V8 alone, in MB. */
  readonly heapMegabytes?: number;
  /** A child that is larger than this after its work is replaced: memory of wasm modules never shrinks. */
  readonly recycleBytes?: number;
  /** A child that had nothing to do for so long is ended: what it takes is for others meanwhile. It stays when absent. */
  readonly idleMs?: number;
  /** When a child ended and the work is not to blame: a stable code, and which process it was. */
  readonly lost: { readonly code: string; readonly process: string };
};

/** How a child says that it failed. */
export type FailureAnswer = { readonly fate: Fate; readonly code: string; readonly message: string };

/**
 * Documents come from outside, and no library withstands every file: an endless loop or gigabytes of memory end here and not in
 * the hub. Worker threads do not contain that, processes do. Children stay warm, since starting one costs about half a second.
 * Their environment is empty, so they know no credentials. It is no sandbox: they run as the hub's user.
 */
export function contain<Request, Answer, Part = never>(
  options: ContainOptions,
): Containment<Request, Answer, Part> {
  const seats: Seat[] = Array.from({ length: options.children ?? 1 }, () => ({ isBusy: false }));
  const waiting: ((seat: Seat) => void)[] = [];
  const take = async (signal: AbortSignal | undefined): Promise<Seat> => {
    signal?.throwIfAborted();
    const free = seats.find((seat) => !seat.isBusy);
    if (!free) return await waitForSeat(waiting, signal);
    free.isBusy = true;
    clearTimeout(free.resting);
    return free;
  };
  const giveBack = (seat: Seat): void => {
    const next = waiting.shift();
    if (next) return next(seat);
    seat.isBusy = false;
    if (options.idleMs === undefined) return;
    seat.resting = setTimeout(() => seat.child?.process.kill('SIGKILL'), options.idleMs).unref();
  };
  return {
    run: async (request, payload, runOptions) => {
      const seat = await take(runOptions.signal);
      try {
        if (!seat.child || seat.child.isGone()) seat.child = startChild(options);
        const { answer, bytes, workedMs } = await runIn(seat.child, request, payload, {
          ...runOptions,
          limits: runOptions.limits ?? options.limits,
          recycleBytes: options.recycleBytes,
          lost: options.lost,
        });
        return { answer: answer as Answer, bytes, workedMs };
      } finally {
        giveBack(seat);
      }
    },
    close: () => {
      for (const { child } of seats) child?.process.kill('SIGKILL');
    },
  };
}

type Seat = { child?: WarmChild; isBusy: boolean; resting?: NodeJS.Timeout };

function waitForSeat(waiting: ((seat: Seat) => void)[], signal: AbortSignal | undefined): Promise<Seat> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      waiting.splice(waiting.indexOf(taker), 1);
      reject(signal?.reason as Error);
    };
    const taker = (seat: Seat): void => {
      signal?.removeEventListener('abort', leave);
      resolve(seat);
    };
    waiting.push(taker);
    signal?.addEventListener('abort', leave, { once: true });
  });
}
