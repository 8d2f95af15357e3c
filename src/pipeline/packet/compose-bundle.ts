import type { Containment, WorkRequest } from './contained.ts';
import { packetOf, sharedContainment, stoppedAs } from './contained.ts';
import type { BundleInput, NoteContent, Packet, StatusInput } from './packet-input.ts';

/**
 * Several notes of one office as one PDF, in the child that composes packets (`assembleBundle`).
 *
 * @throws Failure permanent: those of `composePacket`, `bundle-too-large`; transient `packet-worker-lost`.
 */
export async function composeBundle(
  input: BundleInput,
  containment: Containment = sharedContainment,
): Promise<Packet> {
  const sizes: number[] = [];
  const bytes: Uint8Array[] = [];
  const notes = input.notes.map((note) => {
    const { content } = note;
    if (!('bytes' in content)) return note;
    sizes.push(content.bytes.byteLength);
    bytes.push(content.bytes);
    return { ...note, content: { ...content, bytes: undefined } };
  });
  const request: WorkRequest = { work: 'bundle', input: { ...input, notes, sizes } };
  return packetOf(await containment.run(request, Buffer.concat(bytes), stoppedAs('note-unreadable')));
}

/** What `composeBundle` sent, whole again: the bytes of the notes lie one after another. */
export function unpackBundle(sent: unknown, payload: Uint8Array): BundleInput {
  const { sizes, ...input } = sent as BundleInput & { readonly sizes: readonly number[] };
  let from = 0;
  let at = 0;
  const notes = input.notes.map((note) => {
    if ('blocks' in note.content) return note;
    const size = sizes[at] ?? 0;
    const content: NoteContent = { ...note.content, bytes: payload.subarray(from, from + size) };
    at += 1;
    from += size;
    return { ...note, content };
  });
  return { ...input, notes };
}

/**
 * The status of an office's patients as PDF.
 *
 * @throws Failure transient `packet-worker-lost`; permanent `packet-not-composed`.
 */
export async function composeStatus(
  input: StatusInput,
  containment: Containment = sharedContainment,
): Promise<Packet> {
  const request: WorkRequest = { work: 'status', input };
  return packetOf(await containment.run(request, new Uint8Array(0), stoppedAs('packet-not-composed')));
}
