import { z } from 'zod';

const address = z.string().toLowerCase();

/** What a channel may set about reading a mail's envelope, whatever way the mail came in. */
export const mailReadingShape = {
  /** The name one's own mail server writes into Authentication-Results. Absent: that field is not believed. */
  trustedAuthServer: z.string().min(1).max(255).optional(),
  /** Senders whose mails with a sheet are the practice's own scans. */
  scanners: z.array(address.pipe(z.email())).max(100).default([]),
  /** Addresses (or `@domain`) whose mails are faxes if they look it. Absent: everybody's that look it. */
  faxServices: z
    .array(address.regex(/^[^\s@]*@[^\s@]+$/, 'write an address, or @ and a domain'))
    .min(1)
    .max(100)
    .optional(),
  /** Which envelopes are recognised. */
  profiles: z.array(z.enum(['fax', 'scan'])).default(['fax', 'scan']),
} as const;

const mailReading = z.strictObject(mailReadingShape);
export type MailReading = z.output<typeof mailReading>;
