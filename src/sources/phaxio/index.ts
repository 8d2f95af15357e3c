import type { z } from 'zod';
import { openGatewayDoor } from '../../sdk/gateway-door.ts';
import type { Source } from '../../sdk/source.ts';
import { phaxioSourceConfig } from './config.ts';
import { admit, createJudge } from './judge.ts';

/** Faxes that Phaxio received: signed callbacks that carry the document. */
export const phaxio: Source<z.input<typeof phaxioSourceConfig>> = {
  name: 'phaxio',
  summary: 'Faxes received by Phaxio: signed callbacks that carry the document',
  config: phaxioSourceConfig,
  start: (context) => {
    const settings = phaxioSourceConfig.parse(context.config);
    const judge = createJudge(settings, settings.callbackUrl ?? context.publicUrl);
    const options = { maxBytes: settings.maxBytes, proof: 'judge', admit } as const;
    return Promise.resolve(openGatewayDoor(context, options, judge));
  },
};
