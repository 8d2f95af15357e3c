import type { Containment, WorkRequest } from './contained.ts';
import { packetOf, sharedContainment, stoppedAs } from './contained.ts';
import type { NoticeInput, Packet } from './packet-input.ts';

/**
 * A one-page notice: missed, cancelled or new appointment, or a correction of what was told. The same input gives the same
 * bytes.
 *
 * @throws Failure transient `packet-worker-lost`; permanent `packet-not-composed`.
 */
export async function composeNotice(
  input: NoticeInput,
  containment: Containment = sharedContainment,
): Promise<Packet> {
  const request: WorkRequest = { work: 'notice', input };
  return packetOf(await containment.run(request, new Uint8Array(0), stoppedAs('packet-not-composed')));
}
