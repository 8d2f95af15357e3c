import { z } from 'zod';

export const tesseractConfig = z.strictObject({
  /** A page that is not read by then is given up, and its process with it. */
  pageSeconds: z.number().positive().max(600).default(60),
  /** The resident size at which a reading process is ended. */
  memoryMegabytes: z.number().int().min(300).max(4096).default(700),
  /** After so long without work the processes end; the next page starts them again. */
  idleMinutes: z.number().positive().max(1440).default(5),
  /** What the network that reads pages was taught on. Second opinions are always by the one that was taught on print. */
  network: z.enum(['print', 'faxes']).default('faxes'),
});

export type TesseractSettings = z.output<typeof tesseractConfig>;
