import type { z } from 'zod';
import { channelEndpoint } from '../../sdk/alert-settings.ts';
import type { Destination } from '../../sdk/destination.ts';
import { openSlack } from './client.ts';
import { slackConfig } from './config.ts';

/** Alerts in Slack channels, by incoming webhooks. */
export const slack: Destination<z.input<typeof slackConfig>> = {
  name: 'slack',
  summary: 'Alerts to the practice’s own people in Slack channels, by incoming webhooks',
  config: slackConfig,
  endpoint: channelEndpoint,
  // Slack posts what it is sent as often as it is sent.
  isRepeatHarmless: false,
  tells: 'channel',
  open: ({ config }) => Promise.resolve(openSlack(slackConfig.parse(config))),
};
