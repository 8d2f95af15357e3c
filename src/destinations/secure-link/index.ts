import type { z } from 'zod';
import type { Destination } from '../../sdk/destination.ts';
import { openSecureLink } from './client.ts';
import { secureLinkConfig, secureLinkEndpoint } from './config.ts';

/** A document that stays with the hub, and a mail that says where it can be opened. */
export const secureLink: Destination<z.input<typeof secureLinkConfig>> = {
  name: 'secure-link',
  summary: 'A mail with a link; the document stays here until somebody opens it with a second factor',
  config: secureLinkConfig,
  endpoint: secureLinkEndpoint,
  // A repeat is a second mail, and its link ends the first one's.
  isRepeatHarmless: false,
  open: (context) => openSecureLink(secureLinkConfig.parse(context.config), context),
};
