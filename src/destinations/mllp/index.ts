import type { z } from 'zod';
import type { Destination } from '../../sdk/destination.ts';
import { openMllp } from './client.ts';
import { mllpConfig, mllpEndpoint } from './config.ts';

/** The document as MDM^T02 (HL7 v2.5.1 chapter 9) to a receiver's MLLP port. */
export const mllp: Destination<z.input<typeof mllpConfig>> = {
  name: 'mllp',
  summary: 'HL7 v2 documents (MDM) over MLLP, into the partner’s EMR',
  config: mllpConfig,
  endpoint: mllpEndpoint,
  // A repeat has the same MSH-10 and the same TXA-12.
  isRepeatHarmless: true,
  open: () => Promise.resolve(openMllp()),
};
