import type { z } from 'zod';
import { channelEndpoint } from '../../sdk/alert-settings.ts';
import type { Destination } from '../../sdk/destination.ts';
import { openTeams } from './client.ts';
import { teamsConfig } from './config.ts';

/** Alerts in Microsoft Teams, as Adaptive Cards to a workflow. */
export const teams: Destination<z.input<typeof teamsConfig>> = {
  name: 'teams',
  summary: 'Alerts to the practice’s own people in Microsoft Teams, as Adaptive Cards to a workflow',
  config: teamsConfig,
  endpoint: channelEndpoint,
  // A workflow posts what it is sent as often as it is sent.
  isRepeatHarmless: false,
  tells: 'channel',
  open: ({ config }) => Promise.resolve(openTeams(teamsConfig.parse(config))),
};
