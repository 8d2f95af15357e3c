import type { z } from 'zod';
import type { Destination } from '../../sdk/destination.ts';
import { openFaxGateway, type FaxGateway } from '../../sdk/fax-gateway.ts';
import { admitSecret, noNews, serveFaxNews, type FaxNews } from '../../sdk/fax-news.ts';
import { northAmericanEndpoint } from '../../sdk/fax-number.ts';
import type { GatewayPost } from '../../sdk/gateway-door.ts';
import { createSrfaxGateway, idIn } from './client.ts';
import { srfaxConfig } from './config.ts';

/** Faxes by SRFax. What it posts proves nothing: it makes the hub ask SRFax. */
export const srfaxOut: Destination<z.input<typeof srfaxConfig>> = {
  name: 'srfax',
  summary: 'Faxes by SRFax; its notices are confirmed by asking it',
  config: srfaxConfig,
  endpoint: northAmericanEndpoint,
  isRepeatHarmless: false,
  documentType: 'image/tiff',
  keepsOfficeHours: true,
  open: (context) => {
    const settings = srfaxConfig.parse(context.config);
    const gateway = createSrfaxGateway(settings, context.publicUrl);
    const { callbackSecret, timeoutSeconds } = settings;
    if (callbackSecret !== undefined)
      serveFaxNews(context, {
        admit: admitSecret(callbackSecret),
        judge: (post) => judge(post, gateway, timeoutSeconds),
      });
    return Promise.resolve(openFaxGateway(gateway));
  },
};

/** A form with the fields of `Get_FaxStatus`, of which only the number of the fax is read. */
async function judge({ body }: GatewayPost, gateway: FaxGateway, timeoutSeconds: number): Promise<FaxNews> {
  const form = new URLSearchParams(body.toString('utf8'));
  const id = idIn(form.get('FaxDetailsID')) ?? idIn(form.get('sFaxDetailsID')) ?? idIn(form.get('FileName'));
  if (id === undefined) return noNews;
  const report = await gateway.find(id, AbortSignal.timeout(timeoutSeconds * 1000));
  return report ? { is: 'report', report } : noNews;
}
