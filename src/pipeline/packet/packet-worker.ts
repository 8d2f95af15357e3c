import { Socket } from 'node:net';
import { Failure } from '../../lib/failure.ts';
import { assembleNotice, assemblePacket } from './assemble.ts';
import type { WorkAnswer, WorkRequest } from './contained.ts';
import { frameReader, writeFrame } from './frame.ts';
import type { NoteContent, NoticeInput, Packet, PacketInput } from './packet-input.ts';

/**
 * Entry of the child process that composes packets (`contained.ts`): one request at a time over file descriptor 3, until
 * the hub closes it. It outlives Ctrl-C, which reaches the whole process group, so that work in hand can finish.
 */
async function serve(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  const channel = new Socket({ fd: CHANNEL, readable: true, writable: true });
  channel.on('error', () => process.exit(0));
  channel.on('close', () => process.exit(0));
  const frames = frameReader(channel);
  writeFrame(channel, { ready: true }, NOTHING);
  for (;;) {
    const { header, payload } = await frames.next();
    const { answer, bytes } = await answerTo(header as WorkRequest, payload);
    writeFrame(channel, answer, bytes);
  }
}

async function answerTo(
  request: WorkRequest,
  payload: Uint8Array,
): Promise<{ answer: WorkAnswer; bytes: Uint8Array }> {
  try {
    const { bytes, pages, sha256 } = await compose(request, payload);
    return { answer: { ok: true, pages, sha256 }, bytes };
  } catch (error) {
    return { answer: refusal(error), bytes: NOTHING };
  }
}

async function compose(request: WorkRequest, payload: Uint8Array): Promise<Packet> {
  if (request.work === 'notice') return await assembleNotice(request.input as NoticeInput);
  const input = request.input as PacketInput;
  const content: NoteContent =
    'blocks' in input.content ? input.content : { ...input.content, bytes: payload };
  return await assemblePacket({ ...input, content });
}

/** What we did not foresee has sent nothing, and would come again: permanent. Its text may quote the note, so it stays here. */
function refusal(error: unknown): WorkAnswer {
  if (error instanceof Failure)
    return { ok: false, fate: error.fate, code: error.code, message: error.message };
  const name = error instanceof Error ? error.name : 'unknown error';
  return {
    ok: false,
    fate: 'permanent',
    code: 'packet-not-composed',
    message: `The packet could not be composed (${name}).`,
  };
}

const CHANNEL = 3;
const NOTHING = new Uint8Array(0);

await serve();
