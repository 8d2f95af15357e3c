import type { Containment, WorkRequest } from './contained.ts';
import { packetOf, sharedContainment, stoppedAs } from './contained.ts';
import type { Packet, PacketInput } from './packet-input.ts';

/**
 * A cover sheet and the note, as one PDF a referring office can read, print and fax. The same input gives the same bytes.
 * Composed in a child process with limits of time and memory.
 *
 * @throws Failure permanent: `packet-incomplete` (see `checkProofOfService`), `note-unreadable-pdf`, `note-unreadable-rtf`,
 *   `note-unreadable-xml`, `note-unreadable`, `note-unsupported-content`, `note-empty`, `note-too-large`, `note-too-long`;
 *   transient: `packet-worker-lost`. Their messages are for a person and name no patient.
 */
export async function composePacket(
  input: PacketInput,
  containment: Containment = sharedContainment,
): Promise<Packet> {
  const { content } = input;
  const hasBytes = 'bytes' in content;
  const sent = hasBytes ? { ...input, content: { ...content, bytes: undefined } } : input;
  const isPdf = hasBytes && content.mediaType === 'application/pdf';
  const request: WorkRequest = { work: 'packet', input: sent };
  const killedCode = isPdf ? 'note-unreadable-pdf' : 'note-unreadable';
  const payload = hasBytes ? content.bytes : NOTHING;
  return packetOf(await containment.run(request, payload, stoppedAs(killedCode)));
}

const NOTHING = new Uint8Array(0);
