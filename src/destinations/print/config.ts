import { z } from 'zod';

export const printConfig = z.strictObject({});

export const printEndpoint = z.strictObject({
  /** Where the letters lie, or who carries them: `by hand`, `front desk tray`. */
  address: z.string().trim().min(1, 'say where letters lie or who carries them').max(100),
  settings: z.strictObject({}).default({}),
});
