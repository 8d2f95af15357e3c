import { codeOf, Failure } from '../../lib/failure.ts';
import type { Arrival, SourceContext } from '../../sdk/source.ts';

/** Arrivals on their way to the store, some at once. */
export type Delivery = {
  /** Hands one over; resolves when there is room for the next. Throws transient `not-stored` once an earlier one could not be stored. */
  readonly add: (arrival: Arrival, onStored?: () => void) => Promise<void>;
  /** Resolves when all are stored. Throws as `add` does. */
  readonly drain: () => Promise<void>;
  readonly counts: () => Counts;
};

export type Counts = { readonly stored: number; readonly repeated: number; readonly invalid: number };

/** All that is under way together: however large single ones are. */
const MOST_BYTES = 32 * 1024 * 1024;

export function createDelivery(
  { receive }: Pick<SourceContext<unknown>, 'receive'>,
  inFlight: number,
): Delivery {
  let held = 0;
  let bytes = 0;
  let failure: Failure | undefined;
  const counts = { stored: 0, duplicate: 0, invalid: 0 };
  let waiting: (() => void)[] = [];
  const settled = (): Promise<void> => new Promise((resolve) => void waiting.push(resolve));
  const leave = (size: number): void => {
    held -= 1;
    bytes -= size;
    const wakened = waiting;
    waiting = [];
    for (const wake of wakened) wake();
  };
  const hand = async (arrival: Arrival, onStored: (() => void) | undefined): Promise<void> => {
    try {
      const { outcome } = await receive(arrival);
      counts[outcome] += 1;
      onStored?.();
    } catch (error) {
      const sentence = `A resource could not be stored (${codeOf(error)}); it is read again.`;
      failure ??= new Failure('transient', 'not-stored', sentence, { cause: error });
    } finally {
      leave(arrival.body.length);
    }
  };
  return {
    add: async (arrival, onStored) => {
      const size = arrival.body.length;
      while (!failure && (held >= inFlight || (held > 0 && bytes + size > MOST_BYTES))) await settled();
      if (failure) throw failure;
      held += 1;
      bytes += size;
      void hand(arrival, onStored);
    },
    drain: async () => {
      while (held > 0) await settled();
      if (failure) throw failure;
    },
    counts: () => ({ stored: counts.stored, repeated: counts.duplicate, invalid: counts.invalid }),
  };
}
