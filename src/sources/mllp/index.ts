import type { z } from 'zod';
import type { Source } from '../../sdk/source.ts';
import { mllpSourceConfig } from './config.ts';
import { listen } from './server.ts';

/** HL7 v2 over a kept-open TCP connection (MLLP, HL7 v2.5.1 Implementation Guide appendix C; MLLP Release 1). */
export const mllp: Source<z.input<typeof mllpSourceConfig>> = {
  name: 'mllp',
  summary: 'HL7 v2 messages over MLLP: a TCP port the sender’s interface engine connects to',
  config: mllpSourceConfig,
  start: (context) => listen(mllpSourceConfig.parse(context.config), context),
};
