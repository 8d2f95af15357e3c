/** Things to be sent, those that share a lane one after the other. */
export type Pumping<Item, Result extends { readonly isDelivered: boolean }> = {
  readonly items: readonly Item[];
  readonly lanesOf: (item: Item) => readonly string[];
  readonly send: (item: Item) => Promise<Result>;
  /** Writes down what came of some, in the order they ended. False: go no further. */
  readonly write: (ended: readonly Ended<Item, Result>[]) => Promise<boolean>;
  readonly isStopping: () => boolean;
  /** How many may be under way or not written down yet, to begin with; it doubles with every success up to `MOST_OPEN`. */
  readonly window: number;
};

export type Ended<Item, Result> = { readonly item: Item; readonly result: Result };

export type Pumped<Item, Result> = {
  /** The first that failed. */
  readonly failed?: Ended<Item, Result>;
  readonly delivered: number;
  readonly window: number;
  /** `write` said to go no further. */
  readonly isLost: boolean;
};

/** Sent and not yet written down, at most: what a hub that dies sends a second time. */
const MOST_OPEN = 128;
/** What ended longer ago is written down whatever is under way: the lease behind it runs out (a minute) unless something is written. */
const LONGEST_UNWRITTEN_MS = 5_000;
/** Under way at once: connections to one receiver. */
export const MOST_UNDER_WAY = 32;

/**
 * Sends many at once and keeps the order within each lane. After the first failure nothing new is begun; what is under way ends and
 * is written down. Begins with few, so that a receiver which fails fast is asked once and not in bursts. Throws what `write` throws.
 */
export async function pump<Item, Result extends { readonly isDelivered: boolean }>(
  work: Pumping<Item, Result>,
): Promise<Pumped<Item, Result>> {
  const lanes = createLanes(work.items, work.lanesOf);
  const state = { window: work.window, delivered: 0, isLost: false };
  let failed: Ended<Item, Result> | undefined;
  let broken: { readonly error: unknown } | undefined;
  let ended: Ended<Item, Result>[] = [];
  let [inWriting, wroteAt] = [0, performance.now()];
  let wake = (): void => undefined;
  const isOver = (): boolean =>
    failed !== undefined || broken !== undefined || state.isLost || work.isStopping();
  const begin = (item: Item): void => {
    const end = (result: Result): void => {
      ended.push({ item, result });
      if (result.isDelivered) state.delivered += 1;
      else failed ??= { item, result };
    };
    const settle = (): void => {
      lanes.free(item);
      wake();
    };
    void work
      .send(item)
      .then(end, (error: unknown) => (broken ??= { error }))
      .finally(settle);
  };
  const write = (): void => {
    const batch = ended;
    ended = [];
    [inWriting, wroteAt] = [batch.length, performance.now()];
    const go = (mayGoOn: boolean): void => {
      if (mayGoOn) state.window = Math.min(state.window * 2, MOST_OPEN);
      else state.isLost = true;
    };
    const settle = (): void => {
      inWriting = 0;
      wake();
    };
    void work
      .write(batch)
      .then(go, (error: unknown) => (broken ??= { error }))
      .finally(settle);
  };
  for (;;) {
    while (!isOver() && lanes.busy() < MOST_UNDER_WAY) {
      if (lanes.busy() + ended.length + inWriting >= state.window) break;
      const item = lanes.next();
      if (item === undefined) break;
      begin(item);
    }
    const isIdle = lanes.busy() === 0;
    const isWorthIt = isIdle || ended.length * 2 >= state.window || isLate(wroteAt);
    if (inWriting === 0 && ended.length > 0 && isWorthIt && broken === undefined) write();
    if (isIdle && inWriting === 0) break;
    await new Promise<void>((resolve) => (wake = resolve));
  }
  if (broken !== undefined) throw broken.error;
  return { ...state, ...(failed === undefined ? {} : { failed }) };
}

function isLate(wroteAt: number): boolean {
  return performance.now() - wroteAt >= LONGEST_UNWRITTEN_MS;
}

/** Hands out the earliest item that shares no lane with one under way, nor with an earlier one that waits. */
function createLanes<Item>(items: readonly Item[], lanesOf: (item: Item) => readonly string[]) {
  const waiting = [...items];
  const busy = new Set<string>();
  let underWay = 0;
  return {
    busy: () => underWay,
    next: (): Item | undefined => {
      const taken = new Set(busy);
      const index = waiting.findIndex((item) => {
        const lanes = lanesOf(item);
        const isFree = !lanes.some((lane) => taken.has(lane));
        if (!isFree) for (const lane of lanes) taken.add(lane);
        return isFree;
      });
      if (index < 0) return undefined;
      const [item] = waiting.splice(index, 1);
      if (item === undefined) return undefined;
      for (const lane of lanesOf(item)) busy.add(lane);
      underWay += 1;
      return item;
    },
    free: (item: Item): void => {
      for (const lane of lanesOf(item)) busy.delete(lane);
      underWay -= 1;
    },
  };
}
