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
  /** What it is, for lists, where the bytes do not say it as HL7 does: `Appointment`, `row`, `phone`. */
  readonly type?: string;
  /** Who said it, where a person did (the e-mail address of the account): the cause of all its facts. */
  readonly person?: string;
  /** What a repeat of this arrival is answered with (`Receipt.answer`), where the source alone knows it. HL7 makes its own. */
  readonly answer?: Uint8Array;
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

export type DoorOptions = { readonly ownCheck?: true; readonly at?: 'fhir' };

/** A file of many records, which may be larger than memory. */
export type FileArrival = {
  /** As the sender calls it. Shown, never used as a path. */
  readonly name: string;
  readonly peer: string;
  /** The same again from the same channel is a repeat: a path with its time and size, an ETag. */
  readonly identity: string;
  readonly content: AsyncIterable<Uint8Array>;
};

export type FileReceipt = { readonly importId: string; readonly outcome: 'stored' | 'duplicate' };

export type SourceContext<Config> = {
  readonly channel: string;
  readonly config: Config;
  /** Resolves after commit and flush. Rejects when nothing was stored: answer negatively, the sender keeps its copy. */
  readonly receive: (arrival: Arrival) => Promise<Receipt>;
  /**
   * Takes a file of records (channels whose mapping reads records). Resolves when the file is on disk, flushed, and its import is
   * queued; `duplicate`: it was taken before. Absent: this channel takes no files.
   */
  readonly receiveFile?: (file: FileArrival) => Promise<FileReceipt>;
  /** The negative answer in the channel's format for an arrival that could not be stored (HL7: AE). Absent: the format has none. */
  readonly refuse: (arrival: Arrival) => Uint8Array | undefined;
  /**
   * Serves `/v1/channels/<channel>/messages` on the hub's own HTTP port, or with `at: 'fhir'` `/v1/channels/<channel>/fhir` and
   * everything below it, every method. The hub has checked the token, unless `ownCheck` says that
   * the handler proves by itself who speaks (a signature, a password in the URL): then every request and method reaches it.
   */
  readonly serve: (
    handler: (request: Request, peer: string) => Promise<Response>,
    options?: DoorOptions,
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
  /** For FHIR: base URLs of the server that is read. Absolute references below them are its own. */
  readonly bases?: (config: Config) => readonly string[];
  readonly start: (context: SourceContext<Config>) => Promise<RunningSource>;
};
