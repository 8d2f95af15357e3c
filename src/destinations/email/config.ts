import { z } from 'zod';

export const emailConfig = z.strictObject({
  /** `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`. Percent-encode what stands in the password. */
  smtpUrl: z.url({
    protocol: /^smtps?$/,
    hostname: /./,
    error: 'write it as smtp://host:port or smtps://host:port',
  }),
  /** The address all mail comes from. */
  from: z
    .string()
    .regex(
      /^(?:[^<>\r\n]{1,100} <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
      'write it as name@host, or Name <name@host>',
    ),
  /** Refuse to send without TLS. A server on this machine is exempt: nothing leaves it. */
  requireTls: z.boolean().default(true),
  /** The longest silence of the server that is waited out. */
  timeoutSeconds: z.number().positive().max(600).default(60),
  /** For tests of the settling time: now, as an ISO instant. */
  clock: z.custom<() => string>((value) => typeof value === 'function').optional(),
});

const emailSettings = z.strictObject({
  /**
   * No SMTP answer proves that somebody read a mail. `manual`: a person says that it arrived. `settle`: no bounce for
   * `settleHours` counts as arrived, which the practice has to have decided.
   */
  confirm: z.enum(['manual', 'settle']).default('manual'),
  settleHours: z.number().min(1).max(720).default(24),
});

export const emailEndpoint = z.strictObject({ address: z.email(), settings: emailSettings });

export type EmailSettings = z.output<typeof emailConfig>;
