import { z } from 'zod';
import { faxTimes } from '../../sdk/fax-gateway.ts';

const program = z.string().regex(/^[\w./-]{1,200}$/, 'write the name of a program, or its path');

/** What a way out may set. */
export const hylafaxConfig = z.strictObject({
  /** HylaFAX's own clients (package hylafax-client). */
  sendfax: program.default('sendfax'),
  faxstat: program.default('faxstat'),
  /** The fax server, `host` or `host:port`. Absent: the one the clients are set up for. */
  server: z
    .string()
    .regex(/^[\w.-]{1,200}(?::\d{1,5})?$/, 'write it as host or host:port')
    .optional(),
  /** `+13125550142` (the server's dial rules know what to do with it), `13125550142` or `3125550142`. */
  numbers: z.enum(['e164', 'digits', 'ten']).default('e164'),
  /** Variables for the clients, such as `FAXUSER`. Beside these they get PATH, HOME and LANG of the hub's, and no other. */
  environment: z
    .record(
      z
        .string()
        .regex(
          /^(?!(?:PATH|HOME|LD_\w*)$)[A-Z_][A-Z0-9_]*$/,
          'write a name in capitals, and not PATH or HOME',
        ),
      z.string(),
    )
    .default({}),
  /** What the server's notify script shows (`notify-referloop.sh`). Absent: no news is heard, and the hub asks by itself. */
  notifySecret: z
    .string()
    .regex(/^[\w-]{16,128}$/, 'invent at least sixteen letters, digits and hyphens')
    .optional(),
  ...faxTimes,
});

export type HylafaxSettings = z.output<typeof hylafaxConfig>;
