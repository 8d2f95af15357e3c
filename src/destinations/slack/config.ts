import { z } from 'zod';
import { addressesAllowed, channelShape } from '../../sdk/alert-settings.ts';

/** Where Slack's incoming webhooks are; government workspaces have their own. */
export const slackHosts = ['hooks.slack.com', 'hooks.slack-gov.com'];

/** What a way out may set. */
export const slackConfig = z.strictObject(channelShape).superRefine(addressesAllowed(slackHosts));

export type SlackSettings = z.output<typeof slackConfig>;
