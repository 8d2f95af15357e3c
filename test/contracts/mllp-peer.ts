import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** MLLP written a second time and naively, so that a mistake in our framing cannot hide behind itself. */
export const VT = 0x0b;
export const FS = 0x1c;
export const CR = 0x0d;

export function framed(message: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([VT]), message, Buffer.from([FS, CR])]);
}

/** Complete frames in what was read so far. */
export function unframed(bytes: Uint8Array): Buffer[] {
  const frames: Buffer[] = [];
  let start = -1;
  bytes.forEach((byte, index) => {
    if (byte === VT) start = index + 1;
    if (byte !== FS || start < 0) return;
    frames.push(Buffer.from(bytes.subarray(start, index)));
    start = -1;
  });
  return frames;
}

/** An HL7 message of the smallest kind; `filler` makes it as large as wanted. */
export function hl7(controlId: string, filler = ''): Buffer {
  return Buffer.from(
    `MSH|^~\\&|EMR|CLINIC|HUB|PRACTICE|20260105120000-0600||ADT^A08^ADT_A01|${controlId}|P|2.5.1\rPID|1||TEST-1^^^EMR^MR||ZZTESTFIELD^ANA\rNTE|1||${filler}\r`,
    'latin1',
  );
}

export function controlIdOf(message: Uint8Array): string {
  return Buffer.from(message.subarray(0, 4096)).toString('latin1').split('\r')[0]?.split('|')[9] ?? '';
}

export function ackCodeOf(answer: Uint8Array | undefined): string | undefined {
  return /\rMSA\|(\w\w)\|/.exec(Buffer.from(answer ?? []).toString('latin1'))?.[1];
}

export function ackedIdOf(answer: Uint8Array | undefined): string | undefined {
  return /\rMSA\|\w\w\|([^|\r]*)/.exec(Buffer.from(answer ?? []).toString('latin1'))?.[1];
}

export function ack(code: string, controlId: string): Buffer {
  return Buffer.from(
    `MSH|^~\\&|EMR|CLINIC|HUB|PRACTICE|20260105120000-0600||ACK^T02^ACK|A${controlId}|P|2.5.1\rMSA|${code}|${controlId}\r`,
    'latin1',
  );
}

export type RawSender = {
  readonly socket: Socket;
  readonly write: (bytes: Uint8Array) => void;
  /** The n-th answer on this connection, counted from 1; rejects when the connection closes before. */
  readonly answer: (count: number) => Promise<Buffer>;
  readonly answers: () => readonly Buffer[];
  readonly closed: Promise<void>;
};

export function portOf(address: string | undefined): number {
  return Number(new URL(address ?? '').port);
}

/** Connects as a sender would. The connection is established when this resolves. */
export async function openSender(port: number, host = '127.0.0.1'): Promise<RawSender> {
  const socket = connect({ port, host });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve());
    socket.once('error', reject);
  });
  return readAnswers(socket);
}

export function readAnswers(socket: Socket): RawSender {
  let bytes = Buffer.alloc(0);
  let isClosed = false;
  const watchers = new Set<() => void>();
  const wake = (): void => watchers.forEach((watcher) => watcher());
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    wake();
  });
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      isClosed = true;
      wake();
      resolve();
    });
  });
  return {
    socket,
    write: (chunk) => void socket.write(chunk),
    answers: () => unframed(bytes),
    answer: (count) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = unframed(bytes)[count - 1];
          if (!found && !isClosed) return;
          watchers.delete(look);
          if (found) resolve(found);
          else reject(new Error('closed without an answer'));
        };
        watchers.add(look);
        look();
      }),
    closed,
  };
}

/** What a receiver does with one message: it writes to the socket what it likes. */
export type Manners = (message: Buffer, socket: Socket, count: number) => void | Promise<void>;

export type Receiver = {
  readonly address: string;
  readonly port: number;
  readonly messages: Buffer[];
  readonly sockets: Set<Socket>;
  readonly connectionCount: () => number;
  readonly close: () => Promise<void>;
};

export const polite: Manners = (message, socket) =>
  void socket.write(framed(ack('AA', controlIdOf(message))));

/** A receiver of the partner's, as polite or as rude as its manners. */
export async function openReceiver(manners: Manners, port = 0): Promise<Receiver> {
  const messages: Buffer[] = [];
  const sockets = new Set<Socket>();
  let connectionCount = 0;
  const server = createServer((socket) => {
    connectionCount += 1;
    sockets.add(socket);
    let parts: Buffer[] = [];
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      parts.push(chunk);
      if (!chunk.includes(FS)) return;
      for (const message of unframed(Buffer.concat(parts))) {
        messages.push(message);
        void manners(message, socket, messages.length);
      }
      parts = [];
    });
  });
  await new Promise<void>((resolve) => server.listen({ port, host: '127.0.0.1' }, resolve));
  const bound = (server.address() as AddressInfo).port;
  return {
    address: `127.0.0.1:${bound}`,
    port: bound,
    messages,
    sockets,
    connectionCount: () => connectionCount,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A port nobody listens on: it was free a moment ago. */
export async function freePort(): Promise<number> {
  const receiver = await openReceiver(polite);
  await receiver.close();
  return receiver.port;
}
