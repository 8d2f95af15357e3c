import type { Containment as ContainmentOf, Limits, WorkResult } from '../../contained/contain.ts';
import { contain as containWork } from '../../contained/contain.ts';
import type { Packet } from './packet-input.ts';

/** What the child is asked: plain data, and the one large thing beside it. */
export type WorkRequest = {
  readonly work: 'packet' | 'notice' | 'fax' | 'status' | 'bundle';
  readonly input: unknown;
};

export type WorkAnswer = { readonly pages: number; readonly sha256: string };

/** Where packets are composed. */
export type Containment = ContainmentOf<WorkRequest, WorkAnswer>;

export function contain(limits: Limits = DEFAULT_LIMITS): Containment {
  return containWork({
    entry: new URL('packet-worker.ts', import.meta.url),
    limits,
    // Drawing leaves memory behind that never shrinks: the next note must not be blamed for it.
    recycleBytes: Math.floor((limits.memoryBytes * 2) / 3),
    lost: { code: 'packet-worker-lost', process: 'The process that composes packets' },
  });
}

export function packetOf({ answer, bytes }: WorkResult<WorkAnswer>): Packet {
  return { bytes, pages: answer.pages, sha256: answer.sha256 };
}

/** What a person reads when the child was stopped goes on "…took too long". */
export function stoppedAs(code: string): {
  readonly stopped: { readonly code: string; readonly work: string };
} {
  return { stopped: { code, work: 'Reading the note' } };
}

const DEFAULT_LIMITS: Limits = { timeMs: 20_000, memoryBytes: 600 * 1024 * 1024 };

/** The one warm child of this process. `close` it when shutting down. */
export const sharedContainment: Containment = contain();
