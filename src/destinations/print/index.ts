import type { z } from 'zod';
import type { Destination, Outcome, Parcel } from '../../sdk/destination.ts';
import { printConfig, printEndpoint } from './config.ts';

/** A letter that a person prints and carries. The hub sends nothing: it waits until somebody logs who took it. */
export const print: Destination<z.input<typeof printConfig>> = {
  name: 'print',
  summary: 'A letter to print: posted, or carried by the liaison and handed over to a name',
  config: printConfig,
  endpoint: printEndpoint,
  // Nothing leaves the hub, so nothing can leave twice.
  isRepeatHarmless: true,
  open: () =>
    Promise.resolve({
      deliver: (parcel, signal) => Promise.resolve(layReady(parcel, signal)),
      close: () => Promise.resolve(),
    }),
};

function layReady(parcel: Parcel, signal: AbortSignal): Outcome {
  if (signal.aborted) return failed('transient', 'cancelled', 'Cancelled before it was ready.');
  if (!printEndpoint.safeParse({ address: parcel.address, settings: parcel.settings }).success)
    return failed('permanent', 'address-refused', 'The endpoint does not say where letters lie.');
  if (!parcel.document) return failed('permanent', 'nothing-to-print', 'There are no pages to print.');
  return { status: 'sent', detail: 'Ready to print. Log who took it when it was handed over.' };
}

function failed(fate: 'transient' | 'permanent', code: string, detail: string): Outcome {
  return { status: 'failed', fate, code, detail };
}
