import type { z } from 'zod';
import type { Destination, DestinationContext } from '../../sdk/destination.ts';
import { openFaxGateway, type FaxGateway } from '../../sdk/fax-gateway.ts';
import { admitLogin, noNews, refusedNews, serveFaxNews } from '../../sdk/fax-news.ts';
import { faxEndpoint } from '../../sdk/fax-number.ts';
import { readCallback } from '../../sdk/sinch-fax.ts';
import { createSinchGateway } from './client.ts';
import { sinchConfig, type SinchSettings } from './config.ts';

/** A callback may carry the whole document, in base64. */
const MOST_CALLBACK_BYTES = 64 * 1024 * 1024;

/** Faxes by Sinch. Its callbacks prove nothing: each makes the hub ask Sinch. */
export const sinchOut: Destination<z.input<typeof sinchConfig>> = {
  name: 'sinch',
  summary: 'Faxes by Sinch; its callbacks are confirmed by asking it',
  config: sinchConfig,
  endpoint: faxEndpoint,
  isRepeatHarmless: false,
  documentType: 'image/tiff',
  keepsOfficeHours: true,
  open: (context) => {
    const settings = sinchConfig.parse(context.config);
    const gateway = createSinchGateway(settings, context.publicUrl);
    if (settings.callback) serveCallbacks(context, settings.callback, settings, gateway);
    return Promise.resolve(openFaxGateway(gateway));
  },
};

function serveCallbacks(
  context: DestinationContext<unknown>,
  login: NonNullable<SinchSettings['callback']>,
  { timeoutSeconds }: SinchSettings,
  gateway: FaxGateway,
): void {
  serveFaxNews(context, {
    admit: admitLogin(login),
    maxBytes: MOST_CALLBACK_BYTES,
    judge: async (post) => {
      const claim = readCallback(post);
      if (!claim) return refusedNews(400, 'callback-unreadable', 'This is no callback of a fax.');
      if (claim.event !== 'FAX_COMPLETED') return noNews;
      const report = await gateway.find(claim.fax.id, AbortSignal.timeout(timeoutSeconds * 1000));
      return report ? { is: 'report', report } : noNews;
    },
  });
}
