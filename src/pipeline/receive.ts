import { Failure } from '../lib/failure.ts';
import type { Mapping } from '../sdk/mapping.ts';
import type { Arrival, Receipt } from '../sdk/source.ts';
import type { Database } from '../store/database.ts';
import { insertMessages, type NewMessage, type StoredReceipt } from '../store/messages.ts';
import { refusal, toMessage } from './to-message.ts';

/** Commits under way at once. Fewer waste the disk's own grouping; more only queue inside Postgres (measured, see bench/). */
const COMMITS_IN_FLIGHT = 6;
/** Largest group: what one statement carries without delaying the first of it. */
const GROUP_MESSAGES = 500;
const GROUP_BYTES = 8 * 1024 * 1024;

export type Intake = {
  /**
   * Persist, then acknowledge: resolves when the bytes are committed and flushed, with the answer to send. Rejects when nothing
   * was stored, so that the sender keeps its copy.
   */
  readonly receive: (channel: string, arrival: Arrival, format?: Mapping['format']) => Promise<Receipt>;
  /** The answer for an arrival that could not be stored: AE, so that the sender repeats. */
  readonly refuse: (arrival: Arrival) => Uint8Array | undefined;
  /** Resolves when everything in hand is stored. */
  readonly settle: () => Promise<void>;
};

/** One group commit. `documents`: how many of its messages wait for the readers. */
export type Commit = { readonly messages: number; readonly documents: number; readonly seconds: number };

/** The first verb. `onStored` is told of each commit, so that processing starts without waiting for its next look. */
export function createIntake(db: Database, onStored: (commit: Commit) => void): Intake {
  const waiting: Pending[] = [];
  let inFlight = 0;
  const idle: (() => void)[] = [];

  const pump = (): void => {
    while (inFlight < COMMITS_IN_FLIGHT && waiting.length > 0) {
      inFlight += 1;
      const group = takeGroup(waiting);
      const startedAt = performance.now();
      void commit(db, group).finally(() => {
        inFlight -= 1;
        onStored({
          messages: group.length,
          documents: group.filter(({ message }) => message.state === 'reading').length,
          seconds: (performance.now() - startedAt) / 1_000,
        });
        pumpSoon();
        if (inFlight === 0 && waiting.length === 0) for (const resolve of idle.splice(0)) resolve();
      });
    }
  };

  // After everything that can be read now has been read: senders that were answered together send their next ones together.
  let isScheduled = false;
  const pumpSoon = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      pump();
    });
  };

  return {
    receive: (channel, arrival, format = 'hl7v2') =>
      new Promise((resolve, reject) => {
        const message = toMessage(channel, arrival, format);
        waiting.push({ message, key: keyOf(message), resolve, reject });
        pumpSoon();
      }),
    refuse: refusal,
    settle: () =>
      inFlight === 0 && waiting.length === 0
        ? Promise.resolve()
        : new Promise((resolve) => idle.push(resolve)),
  };
}

type Pending = {
  readonly message: NewMessage;
  /** Its dedupe key as text. */
  readonly key: string;
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (error: unknown) => void;
};

function takeGroup(waiting: Pending[]): readonly Pending[] {
  let bytes = 0;
  let count = 0;
  for (const { message } of waiting) {
    if (count > 0 && (count >= GROUP_MESSAGES || bytes + message.body.length > GROUP_BYTES)) break;
    bytes += message.body.length;
    count += 1;
  }
  return waiting.splice(0, count);
}

async function commit(db: Database, group: readonly Pending[]): Promise<void> {
  const first = new Map<string, Pending>();
  for (const pending of group) {
    if (!first.has(pending.key)) first.set(pending.key, pending);
  }
  try {
    const receipts = await insertMessages(
      db,
      [...first.values()].map((pending) => pending.message),
    );
    const byKey = new Map(receipts.map((receipt) => [receipt.dedupeKey, receipt]));
    for (const pending of group) answer(pending, byKey.get(pending.key));
  } catch (error) {
    const isHopeless =
      group.length === 1 || (error instanceof Failure && error.code === 'database-unavailable');
    if (isHopeless) return group.forEach((pending) => pending.reject(error));
    // One bad row must not answer for its neighbours.
    await Promise.all(group.map((pending) => commit(db, [pending])));
  }
}

function answer(pending: Pending, receipt: StoredReceipt | undefined): void {
  if (!receipt) return pending.reject(new Error('The database stored a message and did not say so.'));
  const isFirst = receipt.isNew && receipt.id === pending.message.id;
  const outcome = !isFirst ? 'duplicate' : pending.message.fault ? 'invalid' : 'stored';
  pending.resolve({ messageId: receipt.id, outcome, ...(receipt.answer ? { answer: receipt.answer } : {}) });
}

function keyOf(message: NewMessage): string {
  return Buffer.from(
    message.dedupeKey.buffer,
    message.dedupeKey.byteOffset,
    message.dedupeKey.byteLength,
  ).toString('hex');
}
