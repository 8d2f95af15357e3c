import type { z } from 'zod';
import type { ArrivalTransport } from '../domain/document/understanding.ts';

export type { ArrivalTransport } from '../domain/document/understanding.ts';

/** One arrival as a source saw it, before anybody understood it. */
export type Arrival = {
  readonly body: Uint8Array;
  /** Where it came from: `ip:port`, a mailbox, a path. Shown to operators. */
  readonly peer: string;
  readonly contentType?: string;
  /**
   * What the sender's system calls this arrival: the same again from the same channel is a repeat, whatever its bytes. Absent: the
   * bytes alone tell (and for HL7 its control id).
   */
  readonly identity?: string;
  /** For documents: what the gateway or mailbox says beside the bytes. */
  readonly transport?: ArrivalTransport;
  /**
   * The source already knows that this is no message (a cut frame, a frame over the limit). It is stored as *invalid* with
   * this reason, a sentence a person understands, without patient data.
   */
  readonly fault?: { readonly code: string; readonly reason: string };
};

/** Proof that an arrival is durable: the transaction that stored it has been flushed. */
export type Receipt = {
  readonly messageId: string;
  readonly outcome: 'stored' | 'duplicate' | 'invalid';
  /** What to answer, byte for byte: for a duplicate the answer the first one got. Absent: the sender wants none. */
  readonly answer?: Uint8Array;
};

export type SourceContext<Config> = {
  readonly channel: string;
  readonly config: Config;
  /** Resolves after commit and flush. Rejects when nothing was stored: answer negatively, the sender keeps its copy. */
  readonly receive: (arrival: Arrival) => Promise<Receipt>;
  /** The negative answer in the channel's format for an arrival that could not be stored (HL7: AE). Absent: the format has none. */
  readonly refuse: (arrival: Arrival) => Uint8Array | undefined;
  /**
   * Serves `/v1/channels/<channel>/messages` on the hub's own HTTP port. The hub has checked the token, unless `ownCheck` says that
   * the handler proves by itself who speaks (a signature, a password in the URL): then every request and method reaches it.
   */
  readonly serve: (
    handler: (request: Request, peer: string) => Promise<Response>,
    options?: { readonly ownCheck: true },
  ) => void;
  /** Where the world reaches that door: signatures are made over it. */
  readonly publicUrl: string;
  /** A few small things a source remembers over restarts: a cursor, a subscription. Not for content. */
  readonly memory: SourceMemory;
  /** Something an operator should see: a constant sentence and numbers, never content. */
  readonly report: (event: SourceEvent) => void;
};

export type SourceMemory = {
  readonly recall: (key: string) => Promise<string | undefined>;
  readonly remember: (key: string, value: string) => Promise<void>;
};

export type SourceEvent = {
  readonly kind: 'connected' | 'disconnected' | 'refused_connection' | 'framing_fault' | 'failed';
  readonly sentence: string;
  readonly peer?: string;
};

export type RunningSource = {
  /** Where it listens, for the start-up lines: `mllp://127.0.0.1:2575`. */
  readonly address?: string;
  /** Stops taking new input, finishes what is in hand, answers it, closes. */
  readonly stop: () => Promise<void>;
};

/** A way in. The whole adapter is this object. */
export type Source<Config> = {
  readonly name: string;
  readonly summary: string;
  readonly config: z.ZodType<Config>;
  readonly start: (context: SourceContext<Config>) => Promise<RunningSource>;
};
