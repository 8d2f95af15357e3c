import { z } from 'zod';
import { documentFormat } from '../../sdk/document-file.ts';
import { linkShape, NEEDS_CODE, needsCode } from '../../sdk/link-mail.ts';
import { smtpShape } from '../../sdk/smtp-settings.ts';

export const emailConfig = z.strictObject(smtpShape);

const emailSettings = z
  .strictObject({
    /**
     * No SMTP answer proves that somebody read a mail. `manual`: a person says that it arrived. `report`: the receiving server's own
     * report that it lies in the mailbox (RFC 3464 `delivered`) counts. `settle`: that, or no bounce for `settleHours`, counts as
     * arrived; the practice has to have decided either.
     */
    confirm: z.enum(['manual', 'report', 'settle']).default('manual'),
    settleHours: z.number().min(1).max(720).default(24),
    /** Documents never go as attachments there: the mail carries a link. */
    linkOnly: z.boolean().default(false),
    format: documentFormat,
    ...linkShape,
  })
  .refine((settings) => !needsCode(settings), NEEDS_CODE);

export const emailEndpoint = z.strictObject({ address: z.email(), settings: emailSettings });

export type EmailEndpoint = z.output<typeof emailEndpoint>;
