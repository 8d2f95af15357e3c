import type { z } from 'zod';
import { hasBasicAuth } from '../../sdk/credentials.ts';
import { loginWrong, openGatewayDoor } from '../../sdk/gateway-door.ts';
import type { Source } from '../../sdk/source.ts';
import { sinchSourceConfig } from './config.ts';
import { createJudge } from './judge.ts';

/** Faxes that Sinch received: unsigned callbacks, each confirmed by asking Sinch. */
export const sinch: Source<z.input<typeof sinchSourceConfig>> = {
  name: 'sinch',
  summary: 'Faxes received by Sinch: callbacks that carry the document, confirmed by its API',
  config: sinchSourceConfig,
  start: (context) => {
    const settings = sinchSourceConfig.parse(context.config);
    const { maxBytes } = settings;
    const admit = (headers: Headers) => (hasBasicAuth(headers, settings) ? undefined : loginWrong);
    return Promise.resolve(
      openGatewayDoor(context, { maxBytes, proof: 'judge', admit }, createJudge(settings)),
    );
  },
};
