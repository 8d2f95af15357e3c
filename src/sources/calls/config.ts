import { z } from 'zod';

/** What a channel may set. */
export const callsSourceConfig = z.strictObject({
  /** Secrets as Standard Webhooks writes them (`whsec_` and base64); two while they are changed. */
  secrets: z
    .array(
      z
        .string()
        .regex(
          /^(whsec_)?[A-Za-z0-9+/]{24,}={0,2}$/,
          'is no secret of Standard Webhooks: whsec_ and at least 24 characters of base64',
        ),
    )
    .min(1)
    .max(2),
  /** An event signed longer ago than this is somebody's recording. */
  toleranceSeconds: z.int().min(1).max(3600).default(300),
});
