import { z } from 'zod';
import { addressesAllowed, channelShape } from '../../sdk/alert-settings.ts';

/** Where workflows of Power Automate take posts, and where the connectors before them did. */
export const teamsHosts = ['*.api.powerplatform.com', '*.logic.azure.com', '*.webhook.office.com'];

/** What a way out may set. */
export const teamsConfig = z.strictObject(channelShape).superRefine(addressesAllowed(teamsHosts));

export type TeamsSettings = z.output<typeof teamsConfig>;
