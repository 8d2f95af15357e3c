import type { z } from 'zod';
import type { Destination } from '../../sdk/destination.ts';
import { openEmail } from './client.ts';
import { emailConfig, emailEndpoint } from './config.ts';

/** One mail with one PDF to one address, over SMTP (RFC 5321). */
export const email: Destination<z.input<typeof emailConfig>> = {
  name: 'email',
  summary: 'E-mail over SMTP, with the document as a PDF attachment or behind a link',
  config: emailConfig,
  endpoint: emailEndpoint,
  // The Message-ID stays the same, but most mailboxes show a repeat as a second mail.
  isRepeatHarmless: false,
  open: (context) => openEmail(emailConfig.parse(context.config), context),
};
