import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { sha256Hex } from '../lib/sha256.ts';
import type { Repeatable } from '../store/asked-once.ts';
import type { ApiEnv } from './api-deps.ts';
import { problemResponse } from './problem.ts';

const HEADER = 'idempotency-key';

/** Of routes that send something (draft-ietf-httpapi-idempotency-key-header). */
export const idempotencyHeaders = z.object({
  [HEADER]: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'must be up to 200 letters, digits and signs')
    .optional()
    .openapi({
      description:
        'Your own name of this wish, such as a UUID. Said again with the same key within 30 days, it is answered as the first time and nothing is sent twice: safe after an answer that was lost.',
    }),
});

export const keyReused = problemResponse(
  'Something else was asked for with this Idempotency-Key (idempotency-reused). Nothing was sent.',
);

/** The wish as it is known again: for this token, method and path. Undefined: it names no key, and each call counts. */
export async function wishOf(c: Context<ApiEnv>): Promise<Repeatable | undefined> {
  const key = c.req.header(HEADER);
  if (key === undefined) return undefined;
  const place = [c.get('token').id, c.req.method, c.req.path, key].join('\n');
  return { keySha256: hashOf(place), wishSha256: hashOf(await c.req.text()) };
}

function hashOf(text: string): string {
  return sha256Hex(Buffer.from(text));
}
