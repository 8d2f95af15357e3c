import type { z } from 'zod';
import { startRemoteInbox } from '../../sdk/remote-inbox.ts';
import type { Source } from '../../sdk/source.ts';
import { srfaxSourceConfig } from './config.ts';
import { openInbox } from './inbox.ts';

/** The shortest pause between two looks: nobody hints here. */
const REST_SECONDS = 0.005;

/** Faxes in the inbox of an SRFax account, asked for again and again: SRFax calls nobody. */
export const srfax: Source<z.input<typeof srfaxSourceConfig>> = {
  name: 'srfax',
  summary: 'Faxes fetched from the inbox of an SRFax account and marked as viewed there',
  config: srfaxSourceConfig,
  start: (context) => {
    const settings = srfaxSourceConfig.parse(context.config);
    const { pollSeconds, lookBackHours } = settings;
    const pauses = { pollSeconds, lookBackHours, restSeconds: REST_SECONDS };
    const polling = startRemoteInbox(context, openInbox(settings), pauses);
    return Promise.resolve({ address: settings.apiUrl, stop: polling.stop });
  },
};
