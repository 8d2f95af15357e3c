import type { z } from 'zod';
import type { Destination } from '../../sdk/destination.ts';
import { readWebhook } from '../../sdk/documo-webhook.ts';
import { openFaxGateway } from '../../sdk/fax-gateway.ts';
import { admitLogin, noNews, refusedNews, serveFaxNews } from '../../sdk/fax-news.ts';
import { faxEndpoint } from '../../sdk/fax-number.ts';
import { createDocumoGateway } from './client.ts';
import { documoConfig } from './config.ts';

/** The older webhooks carry the document. */
const MOST_WEBHOOK_BYTES = 64 * 1024 * 1024;

/** Faxes by Documo (mFax). Its webhooks log in and prove no more: each makes the hub ask Documo. */
export const documoOut: Destination<z.input<typeof documoConfig>> = {
  name: 'documo',
  summary: 'Faxes by Documo mFax; its webhooks are confirmed by asking it',
  config: documoConfig,
  endpoint: faxEndpoint,
  isRepeatHarmless: false,
  documentType: 'application/pdf',
  keepsOfficeHours: true,
  open: (context) => {
    const settings = documoConfig.parse(context.config);
    const gateway = createDocumoGateway(settings);
    const { login, timeoutSeconds } = settings;
    if (login)
      serveFaxNews(context, {
        admit: admitLogin(login),
        maxBytes: MOST_WEBHOOK_BYTES,
        judge: async (post) => {
          const webhook = readWebhook(post);
          if (!webhook) return refusedNews(400, 'webhook-unreadable', 'This is no webhook of a fax.');
          const signal = AbortSignal.timeout(timeoutSeconds * 1000);
          const isOutbound =
            webhook.event === ''
              ? webhook.message.direction.toLowerCase() === 'outbound'
              : /(?:^|\.)outbound(?:\.|$)/.test(webhook.event);
          const report = isOutbound ? await gateway.find(webhook.message.messageId, signal) : undefined;
          return report ? { is: 'report', report } : noNews;
        },
      });
    return Promise.resolve(openFaxGateway(gateway));
  },
};
