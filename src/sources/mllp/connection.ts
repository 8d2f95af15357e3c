import type { Socket } from 'node:net';
import { createDeframer, frame } from '../../formats/mllp/framing.ts';
import type { FrameEvent } from '../../formats/mllp/framing.ts';
import { codeOf } from '../../lib/failure.ts';
import type { Arrival, SourceContext } from '../../sdk/source.ts';

export type Wire = Pick<SourceContext<unknown>, 'receive' | 'refuse' | 'report'> & {
  readonly peer: string;
  readonly maxFrameBytes: number;
  readonly pipelineDepth: number;
  readonly frameIdleMs: number;
  /** 0 = never. */
  readonly connectionIdleMs: number;
};

type Fault = NonNullable<Arrival['fault']>;
type Read = FrameEvent & { readonly fault?: Fault };

/** Enough of a damaged frame to find its sender and its message; never 64 MB of it. */
const KEPT_OF_A_FAULT = 64 * 1024;

/**
 * Destroying a socket while bytes of the peer are unread sends a reset, and a reset can wipe the last answer out of the peer's
 * buffer. So the peer gets this long to read it and close.
 */
const LINGER_MS = 2000;

const CUT: Fault = {
  code: 'frame-cut',
  reason: 'The frame was cut: before its end a new one began or the connection closed.',
};
const SILENT: Fault = {
  code: 'frame-timeout',
  reason: 'The sender fell silent in the middle of a frame.',
};

/**
 * One sender's connection. Frames are handed over as they are read, several at a time, so that the hub can commit them together;
 * answers leave strictly in the order the frames arrived.
 */
export class Connection {
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #wire: Wire;
  readonly #deframer: ReturnType<typeof createDeframer>;
  /** Read, but not handed over: there is no room. */
  readonly #waiting: Read[] = [];
  #input: 'open' | 'finishing' | 'ended' = 'open';
  #inHand = 0;
  #bytesInHand = 0;
  #junkBytes = 0;
  /** The last answer's turn: each waits for the one before. */
  #answered: Promise<void> = Promise.resolve();
  #isClosing = false;
  #isGone = false;
  #resolveClosed: () => void = () => {};
  #frameTimer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, wire: Wire) {
    this.#socket = socket;
    this.#wire = wire;
    this.#deframer = createDeframer({ maxBytes: wire.maxFrameBytes });
    this.closed = new Promise((resolve) => (this.#resolveClosed = resolve));
    socket.once('close', () => this.#onClose());
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('end', () => this.#endInput(CUT));
    socket.on('error', (error) => {
      wire.report({ kind: 'failed', sentence: `The connection broke (${codeOf(error)}).`, peer: wire.peer });
    });
    if (wire.connectionIdleMs > 0) socket.setTimeout(wire.connectionIdleMs, () => this.#onIdle());
  }

  /** Reads to the end of the frame in progress, answers what was read, closes. */
  finish(): void {
    if (this.#input !== 'open') return;
    if (this.#deframer.isInsideFrame) {
      this.#input = 'finishing';
      return;
    }
    this.#stopInput();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #read(chunk: Uint8Array): void {
    if (this.#input === 'ended') return;
    const events = this.#deframer.push(chunk);
    for (const event of events) this.#waiting.push(event);
    this.#watchFrame();
    const isFrameDone = !this.#deframer.isInsideFrame || events.some((event) => event.kind === 'frame');
    if (this.#input === 'finishing' && isFrameDone) this.#input = 'ended';
    this.#handOver();
  }

  /** Hands over as much as there is room for and tells the socket whether to go on reading. */
  #handOver(): void {
    while (this.#hasRoom()) {
      const event = this.#waiting.shift();
      if (event === undefined) break;
      this.#take(event);
    }
    if (this.#input === 'ended') return this.#closeWhenAnswered();
    if (this.#hasRoom()) this.#socket.resume();
    else this.#socket.pause();
  }

  /** Bytes in hand are limited as well as frames: 64 notes of 30 MB must not be in memory at once. */
  #hasRoom(): boolean {
    if (this.#inHand === 0) return true;
    return this.#inHand < this.#wire.pipelineDepth && this.#bytesInHand < this.#wire.maxFrameBytes;
  }

  #take(event: Read): void {
    switch (event.kind) {
      case 'frame':
        return this.#submit({ body: event.body, peer: this.#wire.peer });
      case 'junk':
        if (this.#junkBytes === 0) this.#reportFault('Bytes outside a frame were ignored.');
        this.#junkBytes += event.bytes;
        return;
      case 'cut':
        return this.#submitFault(event.body, event.fault ?? CUT);
      case 'too-large':
        this.#waiting.length = 0;
        this.#input = 'ended';
        return this.#submitFault(event.head, {
          code: 'frame-too-large',
          reason: `The frame is larger than the ${this.#wire.maxFrameBytes} bytes this channel takes (maxFrameBytes).`,
        });
    }
  }

  #submitFault(body: Uint8Array, fault: Fault): void {
    this.#reportFault(fault.reason);
    // A copy: a view would keep the whole frame in memory for as long as the hub holds it.
    this.#submit({ body: body.slice(0, KEPT_OF_A_FAULT), peer: this.#wire.peer, fault });
  }

  #submit(arrival: Arrival): void {
    const size = arrival.body.byteLength;
    this.#inHand += 1;
    this.#bytesInHand += size;
    this.#answered = this.#answerInTurn(this.#answered, this.#answerTo(arrival), size);
  }

  async #answerInTurn(
    turn: Promise<void>,
    answer: Promise<Uint8Array | undefined>,
    size: number,
  ): Promise<void> {
    await turn;
    await this.#write(await answer);
    this.#inHand -= 1;
    this.#bytesInHand -= size;
    this.#handOver();
  }

  /** Never rejects: whatever fails in the hub, the sender hears it and the connection stays. */
  async #answerTo(arrival: Arrival): Promise<Uint8Array | undefined> {
    try {
      return (await this.#wire.receive(arrival)).answer;
    } catch (error) {
      const sentence = `A message could not be stored (${codeOf(error)}); the sender was told to send it again.`;
      this.#wire.report({ kind: 'failed', sentence, peer: this.#wire.peer });
    }
    try {
      return this.#wire.refuse(arrival);
    } catch {
      return undefined;
    }
  }

  /** Waits while the peer does not read its answers: an unread answer counts as in hand, so reading stops too. */
  async #write(answer: Uint8Array | undefined): Promise<void> {
    const socket = this.#socket;
    if (answer === undefined || !socket.writable) return;
    if (socket.write(frame(answer))) return;
    await new Promise<void>((resolve) => {
      const goOn = (): void => {
        socket.off('drain', goOn);
        socket.off('close', goOn);
        resolve();
      };
      socket.on('drain', goOn);
      socket.on('close', goOn);
    });
  }

  #watchFrame(): void {
    clearTimeout(this.#frameTimer);
    if (this.#input === 'ended' || !this.#deframer.isInsideFrame) return;
    this.#frameTimer = setTimeout(() => {
      // We stopped reading, so the silence is ours and not the sender's.
      if (this.#socket.isPaused()) return this.#watchFrame();
      this.#endInput(SILENT);
    }, this.#wire.frameIdleMs);
  }

  #onIdle(): void {
    if (this.#inHand > 0 || this.#deframer.isInsideFrame) return;
    this.#stopInput();
  }

  /** A reset inside a frame: nobody reads the answer any more, but what was there is kept. */
  #onClose(): void {
    this.#isGone = true;
    this.#endInput(CUT);
    this.#sayFarewell();
    this.#handOver();
  }

  /** No more input will come: what is left of an open frame is kept as a fault, never as a message. */
  #endInput(fault: Fault): void {
    if (this.#input === 'ended') return;
    // While finishing, closing is our wish: the sender got no answer and keeps its copy.
    const rest = this.#input === 'finishing' ? [] : this.#deframer.end();
    for (const event of rest) this.#waiting.push({ ...event, fault });
    this.#stopInput();
  }

  #stopInput(): void {
    this.#input = 'ended';
    clearTimeout(this.#frameTimer);
    this.#handOver();
  }

  #closeWhenAnswered(): void {
    if (this.#waiting.length > 0 || this.#inHand > 0) return;
    if (this.#isGone) return this.#resolveClosed();
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#socket.end();
    this.#socket.resume();
    const linger = setTimeout(() => this.#socket.destroy(), LINGER_MS);
    this.#socket.once('close', () => clearTimeout(linger));
  }

  #reportFault(sentence: string): void {
    this.#wire.report({ kind: 'framing_fault', sentence, peer: this.#wire.peer });
  }

  #sayFarewell(): void {
    const junk = this.#junkBytes === 0 ? '' : ` ${this.#junkBytes} bytes outside frames were ignored.`;
    this.#wire.report({ kind: 'disconnected', sentence: `Disconnected.${junk}`, peer: this.#wire.peer });
  }
}
