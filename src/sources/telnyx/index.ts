import type { z } from 'zod';
import { openGatewayDoor } from '../../sdk/gateway-door.ts';
import type { Source } from '../../sdk/source.ts';
import { telnyxSourceConfig } from './config.ts';
import { createJudge } from './judge.ts';

/** A callback holds a link and some words. */
const MOST_CALLBACK_BYTES = 1024 * 1024;

/** Faxes that Telnyx received: signed callbacks, with the document behind a link that lives ten minutes. */
export const telnyx: Source<z.input<typeof telnyxSourceConfig>> = {
  name: 'telnyx',
  summary: 'Faxes received by Telnyx: signed callbacks, the document fetched at once',
  config: telnyxSourceConfig,
  start: (context) => {
    const settings = telnyxSourceConfig.parse(context.config);
    const options = { maxBytes: MOST_CALLBACK_BYTES, proof: 'judge' } as const;
    return Promise.resolve(openGatewayDoor(context, options, createJudge(settings, context)));
  },
};
