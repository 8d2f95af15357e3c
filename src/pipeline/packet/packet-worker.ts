import type { WorkResult } from '../../contained/contain.ts';
import { serveContained } from '../../contained/serve.ts';
import { assembleFax, assembleNotice, assemblePacket } from './assemble.ts';
import type { WorkAnswer, WorkRequest } from './contained.ts';
import { assembleBundle } from './assemble-bundle.ts';
import { unpackBundle } from './compose-bundle.ts';
import { assembleStatus } from './assemble-status.ts';
import type { NoteContent, NoticeInput, Packet, PacketInput, StatusInput } from './packet-input.ts';

/** Entry of the child process that composes packets (`contained.ts`). */
async function work(request: WorkRequest, payload: Uint8Array): Promise<WorkResult<WorkAnswer>> {
  const { bytes, pages, sha256 } = await compose(request, payload);
  return { answer: { pages, sha256 }, bytes };
}

async function compose(request: WorkRequest, payload: Uint8Array): Promise<Packet> {
  if (request.work === 'notice') return await assembleNotice(request.input as NoticeInput);
  if (request.work === 'fax') return await assembleFax(payload);
  if (request.work === 'status') return await assembleStatus(request.input as StatusInput);
  if (request.work === 'bundle') return await assembleBundle(unpackBundle(request.input, payload));
  const input = request.input as PacketInput;
  const content: NoteContent =
    'blocks' in input.content ? input.content : { ...input.content, bytes: payload };
  return await assemblePacket({ ...input, content });
}

await serveContained(work, { code: 'packet-not-composed', message: 'The packet could not be composed' });
