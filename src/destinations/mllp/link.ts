import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect as connectTcp, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { createDeframer } from '../../formats/mllp/framing.ts';
import { readAcknowledgement } from '../../formats/hl7v2/acknowledge.ts';
import { codeOf } from '../../lib/failure.ts';
import type { Outcome } from '../../sdk/destination.ts';
import { Answer } from './answer.ts';
import type { MllpSettings } from './config.ts';
import type { DocumentMessage } from './document-message.ts';

export type Peer = { readonly host: string; readonly port: number; readonly tls?: MllpSettings['tls'] };

const CONNECT_MS = 10_000;
const KEEP_ALIVE_MS = 60_000;
/** No acknowledgement is longer; what is, is none. */
const MAX_ANSWER_BYTES = 1024 * 1024;
/** Of the document at a time; a multiple of three, so that no base64 group is torn. */
const DOCUMENT_SLICE = 3 * 64 * 1024;

const VT = Buffer.from([0x0b]);
const FS_CR = Buffer.from([0x1c, 0x0d]);

/** One kept-open connection to one receiver, with one message in flight: the next waits for the answer to the last. */
export class Link {
  readonly #peer: Peer;
  #socket: Socket | undefined;
  #answer: Answer | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(peer: Peer) {
    this.#peer = peer;
  }

  send(message: DocumentMessage, timeoutMs: number, signal: AbortSignal): Promise<Outcome> {
    const outcome = this.#inTurn(this.#turn, message, timeoutMs, signal);
    this.#turn = outcome;
    return outcome;
  }

  /** Waits for what is in flight. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#turn;
    this.#socket?.destroy();
  }

  async #inTurn(
    turn: Promise<unknown>,
    message: DocumentMessage,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<Outcome> {
    await turn;
    if (this.#isClosed) return transient('cancelled', 'The hub is stopping.');
    if (signal.aborted) return transient('cancelled', 'Cancelled before anything was sent.');
    let socket: Socket;
    try {
      socket = await this.#connected(signal);
    } catch (error) {
      if (signal.aborted) return transient('cancelled', 'Cancelled before anything was sent.');
      return transient(reasonOf(error), `No connection (${codeOf(error)}).`);
    }
    return this.#exchange(socket, message, timeoutMs, signal);
  }

  async #exchange(
    socket: Socket,
    message: DocumentMessage,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const answer = new Answer(message.controlId, timeoutMs, signal);
    this.#answer = answer;
    await write(socket, message, answer);
    const outcome = await answer.outcome;
    this.#answer = undefined;
    // Whatever may still come on this connection must not meet the next message.
    if (!answer.isFrameClean) this.#drop(socket);
    return outcome;
  }

  async #connected(signal: AbortSignal): Promise<Socket> {
    // One whole turn of the event loop, so that the end of a connection the receiver has closed meanwhile is noticed first.
    for (let phase = 0; phase < 2; phase += 1) await new Promise((resolve) => setImmediate(resolve));
    if (this.#socket?.writable) return this.#socket;
    const socket = await open(this.#peer, signal);
    const deframer = createDeframer({ maxBytes: MAX_ANSWER_BYTES });
    socket.on('data', (chunk: Buffer) => {
      for (const event of deframer.push(chunk)) {
        const read = event.kind === 'frame' ? readAcknowledgement(event.body) : undefined;
        if (read) this.#answer?.take(read);
        else this.#answer?.takeStray();
      }
    });
    socket.on('error', () => {});
    socket.on('close', () => this.#lose(socket));
    // A receiver that closes its half will not answer any more.
    socket.on('end', () => socket.destroy());
    this.#socket = socket;
    return socket;
  }

  #lose(socket: Socket): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    this.#answer?.lose();
  }

  #drop(socket: Socket): void {
    if (this.#socket === socket) this.#socket = undefined;
    socket.destroy();
  }
}

/** Writes the frame piece by piece, at the receiver's pace; its end is written last, so that until then it is no message. */
async function write(socket: Socket, message: DocumentMessage, answer: Answer): Promise<void> {
  for (const piece of pieces(message)) {
    if (answer.isSettled) return;
    if (socket.write(piece, 'latin1')) continue;
    await Promise.race([once(socket, 'drain', { signal: answer.settled }).catch(() => {}), answer.outcome]);
    answer.progress();
  }
  if (answer.isSettled) return;
  answer.handOver();
  socket.write(FS_CR);
}

function* pieces({ head, document, tail }: DocumentMessage): Generator<Uint8Array | string> {
  yield VT;
  yield head;
  for (let at = 0; at < document.byteLength; at += DOCUMENT_SLICE) {
    const length = Math.min(DOCUMENT_SLICE, document.byteLength - at);
    yield Buffer.from(document.buffer, document.byteOffset + at, length).toString('base64');
  }
  yield tail;
}

async function open(peer: Peer, signal: AbortSignal): Promise<Socket> {
  const tcp = {
    host: peer.host,
    port: peer.port,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
    noDelay: true,
  };
  const socket = peer.tls ? connectTls({ ...tcp, ...readTls(peer.tls, peer.host) }) : connectTcp(tcp);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(CONNECT_MS)]);
  try {
    await once(socket, peer.tls ? 'secureConnect' : 'connect', { signal: limit });
    return socket;
  } catch (error) {
    socket.on('error', () => {});
    socket.destroy();
    throw error;
  }
}

function readTls(tls: NonNullable<MllpSettings['tls']>, host: string) {
  return {
    minVersion: 'TLSv1.2' as const,
    ...serverNameOf(tls.serverName ?? host),
    ...(tls.caFile !== undefined && { ca: readFileSync(tls.caFile) }),
    ...(tls.certFile !== undefined && { cert: readFileSync(tls.certFile) }),
    ...(tls.keyFile !== undefined && { key: readFileSync(tls.keyFile) }),
  };
}

/** Server name indication takes no IP addresses (RFC 6066 section 3); the certificate is then held against the address itself. */
function serverNameOf(name: string): { readonly servername?: string } {
  return isIP(name) === 0 ? { servername: name } : {};
}

/** A certificate that is not the expected one counts as an outage: somebody mends it, and nothing was sent. */
function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ECONNREFUSED') return 'connection-refused';
  return /CERT|TLS|SSL|SELF_SIGNED|VERIFY/.test(code) ? 'tls-failed' : 'unreachable';
}

function transient(code: string, detail: string): Outcome {
  return { status: 'failed', fate: 'transient', code, detail };
}
