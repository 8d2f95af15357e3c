import type { z } from 'zod';
import { now } from '../../lib/clock.ts';
import type { Destination } from '../../sdk/destination.ts';
import { openFaxGateway } from '../../sdk/fax-gateway.ts';
import { noNews, refusedNews, serveFaxNews, type FaxNews } from '../../sdk/fax-news.ts';
import { faxEndpoint } from '../../sdk/fax-number.ts';
import { readJson, type GatewayPost } from '../../sdk/gateway-door.ts';
import { createTelnyxCheck } from '../../sdk/telnyx-signature.ts';
import { createDocumentLinks, createTelnyxGateway, reportOf, telnyxCallback } from './client.ts';
import { telnyxConfig } from './config.ts';

/** Faxes by Telnyx, with signed news of how they ended. */
export const telnyxOut: Destination<z.input<typeof telnyxConfig>> = {
  name: 'telnyx',
  summary: 'Faxes by Telnyx, with signed news of how they ended',
  config: telnyxConfig,
  endpoint: faxEndpoint,
  isRepeatHarmless: false,
  documentType: 'image/tiff',
  keepsOfficeHours: true,
  open: (context) => {
    const settings = telnyxConfig.parse(context.config);
    const links = createDocumentLinks(settings.linkMinutes);
    serveFaxNews(context, { judge: createJudge(settings.publicKey), give: links.give });
    return Promise.resolve(openFaxGateway(createTelnyxGateway(settings, context.publicUrl, links)));
  },
};

/** Events come in any order and more than once, of received faxes too: of a sent one only its end counts. */
function createJudge(publicKey: string): (post: GatewayPost) => Promise<FaxNews> {
  const findForgery = createTelnyxCheck(publicKey);
  return ({ headers, body }) => {
    const forgery = findForgery(headers, body, Date.parse(now()));
    if (forgery !== undefined)
      return Promise.resolve(refusedNews(401, forgery, 'The news is not signed by this account, or is old.'));
    const said = telnyxCallback.safeParse(readJson(body)).data?.data;
    const isEnd = said?.event_type === 'fax.delivered' || said?.event_type === 'fax.failed';
    const report =
      said && isEnd && said.payload.direction !== 'inbound'
        ? reportOf({ ...said.payload, id: said.payload.fax_id, status: said.event_type.slice('fax.'.length) })
        : undefined;
    return Promise.resolve(report ? { is: 'report', report } : noNews);
  };
}
