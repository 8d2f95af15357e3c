import { z } from 'zod';
import { documentFormat } from '../../sdk/document-file.ts';
import { smtpShape } from '../../sdk/smtp-settings.ts';

const { dkim: _signedByTheHisp, ...smtp } = smtpShape;

export const directConfig = z.strictObject({
  ...smtp,
  /** What counts as delivered: the receiving HISP has taken it (`processed`), or it lies at its destination (`dispatched`). */
  deliveredBy: z.enum(['processed', 'dispatched']).default('processed'),
  /** No receipt `processed` by then: it has not arrived. */
  processedMinutes: z.number().int().min(5).max(2880).default(60),
  /** The same for `dispatched`, where that is what counts. */
  dispatchedMinutes: z.number().int().min(5).max(10_080).default(1440),
  /** What follows silence: the office's next way, or the same again (most systems then show it twice). */
  onSilence: z.enum(['next_way', 'again']).default('next_way'),
  /** Signs and encrypts here (RFC 8551), where the HISP does not do it. */
  smime: z
    .strictObject({
      /** Own certificate, PEM; certificates between it and the trust anchor may follow in the file. */
      certFile: z.string().min(1),
      /** Its RSA key, PEM. */
      keyFile: z.string().min(1),
      /** Certificates of recipients, PEM: `<address>.pem`, or `<domain>.pem` for all of a domain. */
      recipientsDir: z.string().min(1),
    })
    .optional(),
});

export type DirectSettings = z.output<typeof directConfig>;

export const directEndpoint = z.strictObject({
  /** A Direct address. */
  address: z.email(),
  settings: z.strictObject({
    format: documentFormat,
    /** `xdm`: the document in an XDM package (IHE ITI XDM) with its description, for systems that file by it. */
    package: z.enum(['document', 'xdm']).default('document'),
  }),
});
