import type { z } from 'zod';
import { openGatewayDoor } from '../../sdk/gateway-door.ts';
import type { Source } from '../../sdk/source.ts';
import { documoSourceConfig } from './config.ts';
import { createJudge } from './judge.ts';

/** Faxes that Documo (mFax) received: webhooks of both generations, the document in the post or fetched. */
export const documo: Source<z.input<typeof documoSourceConfig>> = {
  name: 'documo',
  summary: 'Faxes received by Documo mFax: webhooks, the document posted or fetched',
  config: documoSourceConfig,
  start: (context) => {
    const settings = documoSourceConfig.parse(context.config);
    const options = { maxBytes: settings.maxBytes, proof: 'judge' } as const;
    return Promise.resolve(openGatewayDoor(context, options, createJudge(settings)));
  },
};
