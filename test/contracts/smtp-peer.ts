import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerOptions } from 'smtp-server';

export type Mailbox = {
  readonly port: number;
  /** Every mail that was taken, as it came over the wire. */
  readonly mails: readonly string[];
  readonly recipients: readonly string[];
  readonly close: () => Promise<void>;
};

/** A real mail server on loopback. `refuse` throws the reply for a recipient or for the data. */
export async function openMailbox(
  options: SMTPServerOptions = {},
  refuse: { readonly recipient?: number; readonly data?: number } = {},
): Promise<Mailbox> {
  const mails: string[] = [];
  const recipients: string[] = [];
  const reply = (code: number): Error => Object.assign(new Error('no'), { responseCode: code });
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    disabledCommands: ['STARTTLS'],
    ...options,
    onRcptTo: (address, _session, done) => {
      if (refuse.recipient) return done(reply(refuse.recipient));
      recipients.push(address.address);
      done();
    },
    onData: (stream, _session, done) => {
      const isTaken = text(stream).then((mail) => {
        if (refuse.data || stream.sizeExceeded) throw reply(refuse.data ?? 552);
        return mails.push(mail);
      });
      void finish(isTaken, done);
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return { port, mails, recipients, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** A server that speaks just enough SMTP to be rude with: `onEnd` is called when the mail's final dot has arrived. */
export async function openRudeMailbox(rude: {
  readonly onData?: (socket: Socket) => void;
  readonly onEnd?: (socket: Socket, count: number) => void;
}): Promise<{ readonly port: number; readonly count: () => number; readonly close: () => Promise<void> }> {
  let count = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let isData = false;
    let pending = '';
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.write('220 rude ESMTP\r\n');
    socket.on('data', (chunk) => {
      pending += chunk.toString('latin1');
      if (isData) {
        if (!pending.endsWith('\r\n.\r\n')) return;
        [isData, pending] = [false, ''];
        count += 1;
        return rude.onEnd?.(socket, count);
      }
      const lines = pending.split('\r\n');
      pending = lines.pop() ?? '';
      for (const line of lines) {
        isData = line === 'DATA';
        if (isData && rude.onData) return rude.onData(socket);
        socket.write(isData ? '354 go on\r\n' : '250 fine\r\n');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { port, count: () => count, close };
}

/** Callbacks are the server library's way; its `done` wants the error, if there is one. */
async function finish(work: Promise<unknown>, done: (error?: Error | null) => void): Promise<void> {
  const [result] = await Promise.allSettled([work]);
  done(result.status === 'rejected' ? (result.reason as Error) : null);
}
