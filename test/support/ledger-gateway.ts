import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Destination } from '../../src/sdk/destination.ts';

/** How long the gateway takes to answer after it has taken a parcel over: most kills fall in here. */
const ANSWER_MS = 150;

/**
 * A gateway that keeps its own list, in a file, of what it took over: a line with the parcel's key, flushed before it answers. It does
 * not recognise repeats. Asked, it knows what it has, except of parcels it was given for an address that begins with `mute-`.
 */
export const ledgerGateway: Destination<{ readonly file: string }> = {
  name: 'gateway',
  summary: 'A list in a file.',
  config: z.object({ file: z.string() }),
  endpoint: z.object({ address: z.string(), settings: z.record(z.string(), z.unknown()) }),
  isRepeatHarmless: false,
  open: ({ config: { file } }) =>
    Promise.resolve({
      deliver: async ({ key }) => {
        const list = openSync(file, 'a');
        writeSync(list, `${key}\n`);
        fsyncSync(list);
        closeSync(list);
        await wait(ANSWER_MS);
        return { status: 'sent', reference: key };
      },
      confirm: ({ key, address, reference }) => {
        if (reference === undefined && address.startsWith('mute-')) return Promise.resolve(undefined);
        if (taken(file).includes(key)) return Promise.resolve({ status: 'delivered', reference: key });
        const detail = 'The gateway has no such parcel.';
        return Promise.resolve({ status: 'failed', fate: 'transient', code: 'never-had-it', detail });
      },
      close: () => Promise.resolve(),
    }),
};

/** Keys of the parcels the gateway has, in the order it took them. */
export function taken(file: string): readonly string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
}
