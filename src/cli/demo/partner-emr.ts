import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { acknowledge } from '../../formats/hl7v2/acknowledge.ts';
import { createDeframer, frame } from '../../formats/mllp/framing.ts';
import { now } from '../../lib/clock.ts';
import { newId } from '../../lib/ids.ts';

const MAX_FRAME_BYTES = 64 * 1024 * 1024;

export type PartnerEmr = {
  /** `127.0.0.1:port`. */
  readonly address: string;
  readonly stop: () => Promise<void>;
};

/** A partner's EMR that takes documents over MLLP and answers AA. `port`: where it was last time, if that is known and free. */
export async function startPartnerEmr(port: number): Promise<PartnerEmr> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    answerAll(socket);
  });
  if (!(await listens(server, port))) await listens(server, 0);
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function answerAll(socket: Socket): void {
  const deframer = createDeframer({ maxBytes: MAX_FRAME_BYTES });
  socket.on('data', (chunk) => {
    for (const event of deframer.push(chunk)) {
      if (event.kind !== 'frame') continue;
      const controlId = newId().replaceAll('-', '').slice(-20);
      const answer = acknowledge(event.body, { code: 'AA', controlId, at: now() });
      if (answer) socket.write(frame(answer));
    }
  });
}

function listens(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const failed = (): void => resolve(false);
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', failed);
      resolve(true);
    });
  });
}
