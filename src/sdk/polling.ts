/** Work that is done again and again, one round at a time. */
export type Polling = {
  /** Something may be there: look soon, but not more often than the rest between rounds allows. May be called by anybody. */
  readonly hint: () => void;
  /** No new round; resolves when the one under way has ended. */
  readonly stop: () => Promise<void>;
};

export type Pauses = {
  readonly everyMs: number;
  /** The shortest time from the end of a round to the next, whatever was hinted. */
  readonly restMs: number;
};

/**
 * Does a round at once and then one after each pause.
 *
 * @param round gets a signal that says the source stops; may return in how many milliseconds it wants to look again. Reports its
 *   own troubles: what it throws ends the round and nothing else.
 */
export function startPolling(
  round: (signal: AbortSignal) => Promise<number | undefined>,
  pauses: Pauses,
): Polling {
  const stopping = new AbortController();
  let current: Promise<void> | undefined;
  let next: { readonly at: number; readonly timer: NodeJS.Timeout } | undefined;
  let isHinted = false;

  const schedule = (waitMs: number): void => {
    const at = performance.now() + waitMs;
    if (stopping.signal.aborted || (next && next.at <= at)) return;
    clearTimeout(next?.timer);
    next = { at, timer: setTimeout(run, waitMs) };
  };
  const once = async (): Promise<void> => {
    const againMs = await round(stopping.signal).catch(() => undefined);
    current = undefined;
    const waitMs = isHinted ? pauses.restMs : Math.min(againMs ?? pauses.everyMs, pauses.everyMs);
    schedule(Math.max(waitMs, pauses.restMs));
  };
  const run = (): void => {
    next = undefined;
    isHinted = false;
    current = once();
  };
  run();
  return {
    hint: () => {
      if (current) isHinted = true;
      else schedule(pauses.restMs);
    },
    stop: async () => {
      stopping.abort();
      clearTimeout(next?.timer);
      await current;
    },
  };
}
