import type { z } from 'zod';
import { openGatewayDoor } from '../../sdk/gateway-door.ts';
import type { Source } from '../../sdk/source.ts';
import { hylafaxSourceConfig } from './config.ts';
import { judge } from './judge.ts';

/** Faxes that a HylaFAX server received, posted by the script in this folder with a bearer token of the hub. */
export const hylafax: Source<z.input<typeof hylafaxSourceConfig>> = {
  name: 'hylafax',
  summary: 'Faxes received by a HylaFAX server, posted by its faxrcvd hook',
  config: hylafaxSourceConfig,
  start: (context) => {
    const { maxBytes } = hylafaxSourceConfig.parse(context.config);
    return Promise.resolve(openGatewayDoor(context, { maxBytes, proof: 'token' }, judge));
  },
};
