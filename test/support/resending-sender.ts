import { connect, type Socket } from 'node:net';
import { ackCodeOf, ackedIdOf, controlIdOf, framed, unframed } from '../contracts/mllp-peer.ts';

export type ResendingSender = {
  /** Connects and sends from the first message without an answer up to (not including) this number; resolves when the connection is gone or everything up to there is answered. */
  readonly run: (port: number, until: number) => Promise<void>;
  /** Messages answered AA, in order. */
  readonly acknowledged: () => readonly Buffer[];
  /** How often a message was sent that had been sent before. */
  readonly repeats: () => number;
  readonly wrong: () => readonly string[];
};

/** Messages under way on one connection before the first is answered. */
const AHEAD = 3;

/** A sending system as they are: keeps its queue, and after a broken connection begins with the first message nobody acknowledged. */
export function createResendingSender(messages: readonly Buffer[], onAck: () => void): ResendingSender {
  const wrong: string[] = [];
  let answered = 0;
  let everSent = 0;
  let repeats = 0;

  const run = (port: number, until: number): Promise<void> =>
    new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1' });
      let next = answered;
      let rest = Buffer.alloc(0);
      const send = (): void => {
        for (; next < Math.min(until, answered + AHEAD, messages.length); next += 1) {
          if (next < everSent) repeats += 1;
          everSent = Math.max(everSent, next + 1);
          socket.write(framed(messages[next] ?? Buffer.alloc(0)));
        }
        if (answered >= Math.min(until, messages.length)) socket.end();
      };
      const take = (answer: Buffer): void => {
        const id = controlIdOf(messages[answered] ?? Buffer.alloc(0));
        if (ackCodeOf(answer) !== 'AA' || ackedIdOf(answer) !== id) {
          wrong.push(`${ackCodeOf(answer)} for ${ackedIdOf(answer)} instead of AA for ${id}`);
          return void socket.destroy();
        }
        answered += 1;
        onAck();
      };
      socket.on('data', (chunk: Buffer) => {
        rest = Buffer.concat([rest, chunk]);
        const frames = unframed(rest);
        if (frames.length > 0) rest = rest.subarray(rest.lastIndexOf(0x1c) + 2);
        for (const frame of frames) take(frame);
        send();
      });
      hear(socket, send, resolve);
    });

  return { run, acknowledged: () => messages.slice(0, answered), repeats: () => repeats, wrong: () => wrong };
}

function hear(socket: Socket, onConnect: () => void, onClose: () => void): void {
  socket.once('connect', onConnect);
  // A killed hub resets the connection: that is what this is about.
  socket.on('error', () => undefined);
  socket.once('close', onClose);
}
