import type { Containment, WorkRequest } from './contained.ts';
import { packetOf, sharedContainment } from './contained.ts';
import type { Packet } from './packet-input.ts';

/**
 * A composed PDF as fax-ready TIFF (`drawFax`), in the child that composes packets. The same PDF gives the same bytes. `pages` are pages on
 * the line: a page longer than paper is several.
 *
 * @throws Failure permanent: `fax-not-drawn` over a limit of time or memory, and those of `drawFax`; transient `packet-worker-lost`.
 */
export async function toFaxTiff(
  pdf: Uint8Array,
  containment: Containment = sharedContainment,
): Promise<Packet> {
  const request: WorkRequest = { work: 'fax', input: undefined };
  const stopped = { code: 'fax-not-drawn', work: 'Drawing the fax' };
  return packetOf(await containment.run(request, pdf, { stopped, limits: FAX_LIMITS }));
}

/** 220 pages of pictures take about 20 seconds. */
const FAX_LIMITS = { timeMs: 60_000, memoryBytes: 600 * 1024 * 1024 };
