import type { z } from 'zod';
import type { Destination } from '../../sdk/destination.ts';
import { openFaxGateway } from '../../sdk/fax-gateway.ts';
import { faxEndpoint } from '../../sdk/fax-number.ts';
import { createRingcentralGateway } from './client.ts';
import { ringcentralConfig } from './config.ts';

/** Faxes from a RingCentral extension. How they ended is asked: RingCentral calls only who keeps a subscription. */
export const ringcentralOut: Destination<z.input<typeof ringcentralConfig>> = {
  name: 'ringcentral',
  summary: 'Faxes from a RingCentral extension, asked after in its message store',
  config: ringcentralConfig,
  endpoint: faxEndpoint,
  isRepeatHarmless: false,
  documentType: 'image/tiff',
  keepsOfficeHours: true,
  open: (context) =>
    Promise.resolve(openFaxGateway(createRingcentralGateway(ringcentralConfig.parse(context.config)))),
};
