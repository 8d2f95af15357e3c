import { z } from 'zod';
import { byteLimit } from '../../sdk/byte-limit.ts';

/** What a channel may set. */
export const hylafaxSourceConfig = z.strictObject({
  /** A larger post is answered 413 while it still arrives; the script keeps the fax. */
  maxBytes: byteLimit,
});
