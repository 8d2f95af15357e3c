import type { Acknowledgement } from '../../formats/hl7v2/acknowledge.ts';
import type { Fate } from '../../lib/failure.ts';
import type { Outcome } from '../../sdk/destination.ts';

/**
 * What becomes of one message: the first of its acknowledgement, the loss of the connection, the time-out and the caller's wish
 * to stop. What each means depends on whether the frame's end had been written.
 */
export class Answer {
  readonly outcome: Promise<Outcome>;
  readonly #controlId: string;
  readonly #timeoutMs: number;
  readonly #signal: AbortSignal;
  readonly #settled = new AbortController();
  #resolve: (outcome: Outcome) => void = () => {};
  #timer: NodeJS.Timeout | undefined;
  #isHandedOver = false;
  /** CA: the receiver has it in safe keeping, its application has not spoken yet (enhanced mode, section 2.9.3). */
  #isCommitted = false;
  #isFrameClean = false;
  #strays = 0;

  constructor(controlId: string, timeoutMs: number, signal: AbortSignal) {
    this.#controlId = controlId;
    this.#timeoutMs = timeoutMs;
    this.#signal = signal;
    this.outcome = new Promise((resolve) => (this.#resolve = resolve));
    signal.addEventListener('abort', this.#onAbort);
    this.progress();
  }

  get isSettled(): boolean {
    return this.#settled.signal.aborted;
  }

  /** Aborts when there is an outcome, so that whoever waits for the socket stops. */
  get settled(): AbortSignal {
    return this.#settled.signal;
  }

  /** The frame is whole and its answer came: the connection can carry the next message. */
  get isFrameClean(): boolean {
    return this.#isFrameClean;
  }

  /** The receiver took more bytes: the time-out starts again. */
  progress(): void {
    if (this.isSettled) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onTimeout(), this.#timeoutMs);
  }

  /** The next byte ends the frame: from here on the receiver may have the message. */
  handOver(): void {
    this.#isHandedOver = true;
    this.progress();
  }

  take(read: Acknowledgement): void {
    if (read.controlId !== this.#controlId) return this.takeStray();
    switch (read.code) {
      case 'AA':
        return this.#settle(
          { status: 'delivered', reference: this.#controlId, detail: this.#say(read) },
          true,
        );
      case 'CA':
        this.#isCommitted = true;
        return;
      case 'AE':
      case 'CE':
        return this.#fail('transient', `ack-${read.code.toLowerCase()}`, this.#say(read), true);
      case 'AR':
      case 'CR':
        return this.#fail('permanent', `ack-${read.code.toLowerCase()}`, this.#say(read), true);
    }
  }

  /** An answer to something else, or no answer at all. */
  takeStray(): void {
    this.#strays += 1;
  }

  lose(): void {
    if (this.#settleAsSent()) return;
    if (this.#isHandedOver) {
      return this.#fail('ambiguous', 'connection-lost', 'The connection broke before the answer came.');
    }
    this.#fail('transient', 'connection-lost', 'The connection broke before the message was written.');
  }

  readonly #onAbort = (): void => {
    if (this.#settleAsSent()) return;
    if (this.#isHandedOver) return this.#fail('ambiguous', 'cancelled', 'Cancelled before the answer came.');
    this.#fail('transient', 'cancelled', 'Cancelled before the message was written.');
  };

  #onTimeout(): void {
    const seconds = this.#timeoutMs / 1000;
    if (this.#settleAsSent()) return;
    if (this.#isHandedOver)
      return this.#fail('ambiguous', 'ack-timeout', `No answer within ${seconds} s.${this.#count()}`);
    this.#fail('transient', 'write-timeout', `The receiver took no bytes for ${seconds} s.`);
  }

  #settleAsSent(): boolean {
    if (!this.#isCommitted) return false;
    this.#settle({ status: 'sent', reference: this.#controlId, detail: `CA${this.#count()}` }, false);
    return true;
  }

  #fail(fate: Fate, code: string, detail: string, isAnswered = false): void {
    this.#settle({ status: 'failed', fate, code, detail }, isAnswered);
  }

  #settle(outcome: Outcome, isAnswered: boolean): void {
    if (this.isSettled) return;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#isFrameClean = isAnswered && this.#isHandedOver;
    this.#settled.abort();
    this.#resolve(outcome);
  }

  /** Codes only: MSA-3 and the words in ERR may name the patient. */
  #say(read: Acknowledgement): string {
    const code = /^\d{1,4}$/.exec(read.errorCode ?? '')?.[0];
    return `${read.code}${code === undefined ? '' : ` ${code}`}${this.#count()}`;
  }

  #count(): string {
    return this.#strays === 0 ? '' : ` (${this.#strays} other answers ignored)`;
  }
}
