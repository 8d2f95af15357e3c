import { z } from 'zod';

const MEBIBYTE = 1024 * 1024;

/** The largest body, frame or document a channel takes, in bytes: 64 MiB unless it says otherwise. */
export const byteLimit = z
  .int()
  .min(1)
  .max(1024 * MEBIBYTE)
  .default(64 * MEBIBYTE);
