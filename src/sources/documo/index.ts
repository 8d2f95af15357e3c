import type { z } from 'zod';
import { hasBasicAuth } from '../../sdk/credentials.ts';
import { loginWrong, openGatewayDoor } from '../../sdk/gateway-door.ts';
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
    const { maxBytes, login } = settings;
    const admit = (headers: Headers) =>
      login === undefined || hasBasicAuth(headers, login) ? undefined : loginWrong;
    return Promise.resolve(
      openGatewayDoor(context, { maxBytes, proof: 'judge', admit }, createJudge(settings)),
    );
  },
};
