import { z } from 'zod';
import type { Destination } from '../../sdk/destination.ts';
import { openFaxGateway, type FaxGateway } from '../../sdk/fax-gateway.ts';
import { admitSecret, noNews, serveFaxNews, type FaxNews } from '../../sdk/fax-news.ts';
import { northAmericanEndpoint } from '../../sdk/fax-number.ts';
import { createWestfaxGateway } from './client.ts';
import { westfaxConfig } from './config.ts';

/** Faxes by WestFax. Its callbacks prove nothing: each makes the hub ask WestFax. */
export const westfaxOut: Destination<z.input<typeof westfaxConfig>> = {
  name: 'westfax',
  summary: 'Faxes by WestFax; its callbacks are confirmed by asking it',
  config: westfaxConfig,
  endpoint: northAmericanEndpoint,
  isRepeatHarmless: false,
  documentType: 'image/tiff',
  keepsOfficeHours: true,
  open: (context) => {
    const settings = westfaxConfig.parse(context.config);
    const gateway = createWestfaxGateway(settings, context.publicUrl);
    const { callbackSecret, timeoutSeconds } = settings;
    if (callbackSecret !== undefined)
      serveFaxNews(context, {
        admit: admitSecret(callbackSecret),
        methods: ['GET', 'POST'],
        judge: ({ url }) => judge(url, gateway, timeoutSeconds),
      });
    return Promise.resolve(openFaxGateway(gateway));
  },
};

const jobId = z.guid();

/** WestFax puts the number of the job into the address. */
async function judge(url: URL, gateway: FaxGateway, timeoutSeconds: number): Promise<FaxNews> {
  const id = jobId.safeParse(url.searchParams.get('job')).data;
  const report = id && (await gateway.find(id, AbortSignal.timeout(timeoutSeconds * 1000)));
  return report ? { is: 'report', report } : noNews;
}
