import type { z } from 'zod';
import type { Destination } from '../../sdk/destination.ts';
import { openFaxGateway } from '../../sdk/fax-gateway.ts';
import { faxEndpoint } from '../../sdk/fax-number.ts';
import { createHttpFaxGateway, serveCallbacks } from './client.ts';
import { httpFaxConfig } from './config.ts';

/** Faxes by any gateway with an HTTP interface that no adapter of its own is for: addresses, fields and words are settings. */
export const httpFax: Destination<z.input<typeof httpFaxConfig>> = {
  name: 'http-fax',
  summary: 'Faxes by any gateway with an HTTP interface, described by settings',
  config: httpFaxConfig,
  endpoint: faxEndpoint,
  isRepeatHarmless: false,
  documentType: 'image/tiff',
  keepsOfficeHours: true,
  open: (context) => {
    const settings = httpFaxConfig.parse(context.config);
    if (settings.callback) serveCallbacks(context, settings, settings.callback);
    return Promise.resolve(openFaxGateway(createHttpFaxGateway(settings, context.publicUrl)));
  },
};
