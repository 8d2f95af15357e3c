import { z } from 'zod';
import { linkShape, NEEDS_CODE, needsCode } from '../../sdk/link-mail.ts';
import { smtpShape } from '../../sdk/smtp-settings.ts';

export const secureLinkConfig = z.strictObject(smtpShape);

export const secureLinkEndpoint = z.strictObject({
  /** Where the mail with the link goes. */
  address: z.email(),
  settings: z.strictObject(linkShape).refine((settings) => !needsCode(settings), NEEDS_CODE),
});
