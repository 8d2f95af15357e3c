import { connect, type Socket } from 'node:net';
import { createDeframer, frame } from '../../formats/mllp/framing.ts';
import { readAcknowledgement, type Acknowledgement } from '../../formats/hl7v2/acknowledge.ts';
import { Failure } from '../../lib/failure.ts';

/** Longest a sender waits for its answer. */
const ANSWER_MS = 30_000;
const MAX_ANSWER_BYTES = 1024 * 1024;

/** A sender's connection: one message at a time, as interface engines do. */
export type MllpSender = {
  /** Resolves with the answer. Throws transient `no-answer` when the connection ends or nothing comes. */
  readonly send: (message: Uint8Array) => Promise<Acknowledgement>;
  readonly close: () => void;
};

export function openMllpSender(host: string, port: number): MllpSender {
  let socket: Socket | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const send = async (message: Uint8Array): Promise<Acknowledgement> => {
    if (!socket || socket.destroyed || !socket.writable) socket = await open(host, port);
    return exchange(socket, message);
  };
  return {
    send: (message) => {
      const mine = turn.then(
        () => send(message),
        () => send(message),
      );
      turn = mine;
      return mine;
    },
    close: () => socket?.destroy(),
  };
}

/** Posts one message to a channel of the hub and reads the HL7 answer out of the response. */
export async function postMessage(
  url: string,
  channel: string,
  token: string,
  message: Uint8Array,
): Promise<Acknowledgement> {
  const response = await fetch(`${url}/v1/channels/${channel}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/hl7-v2' },
    body: Buffer.from(message),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const body = new Uint8Array(await response.arrayBuffer());
  const answer = readAcknowledgement(body);
  if (answer) return answer;
  if (response.status === 401 || response.status === 403)
    throw new Failure(
      'permanent',
      'token-refused',
      `The hub on ${url} does not know this token. Does it use the same DATA_DIR or DATABASE_URL?`,
    );
  throw new Failure(
    'transient',
    'no-answer',
    `The hub answered HTTP ${response.status} without an acknowledgement.`,
  );
}

function open(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    socket.once('connect', () => resolve(socket));
    socket.once('error', (cause) =>
      reject(new Failure('transient', 'no-answer', `Nothing listens on ${host}:${port}.`, { cause })),
    );
  });
}

function exchange(socket: Socket, message: Uint8Array): Promise<Acknowledgement> {
  return new Promise((resolve, reject) => {
    const deframer = createDeframer({ maxBytes: MAX_ANSWER_BYTES });
    const timer = setTimeout(() => socket.destroy(), ANSWER_MS);
    const end = (): void => {
      clearTimeout(timer);
      socket.off('data', read);
      socket.off('close', lost);
    };
    const lost = (): void => {
      end();
      reject(new Failure('transient', 'no-answer', 'The connection ended before the answer came.'));
    };
    const read = (chunk: Buffer): void => {
      for (const event of deframer.push(chunk)) {
        const answer = event.kind === 'frame' ? readAcknowledgement(event.body) : undefined;
        if (!answer) continue;
        end();
        resolve(answer);
        return;
      }
    };
    socket.on('data', read);
    socket.once('close', lost);
    socket.write(frame(message));
  });
}
