import { z } from 'zod';
import { Failure } from '../../lib/failure.ts';
import type { CrmSession } from '../../sdk/crm-http.ts';

/** Inputs of one batch request. */
export const BATCH = 100;

export const oneError = z.looseObject({
  category: z.string().catch('UNKNOWN'),
  message: z.string().catch(''),
  context: z.record(z.string(), z.unknown()).optional().catch(undefined),
  errors: z
    .array(
      z.looseObject({
        message: z.string().catch(''),
        code: z.string().optional(),
        in: z.string().optional(),
      }),
    )
    .optional()
    .catch(undefined),
});

/** What batch requests answer: those that went well, and of a 207 what was said of the others. */
export const batch = z.looseObject({
  results: z.array(
    z.looseObject({ id: z.string(), properties: z.record(z.string(), z.string().nullable()).catch({}) }),
  ),
  errors: z.array(oneError).optional().catch(undefined),
});

/** One POST that is about the connection and not about single records. Throws permanent `crm-object` for what HubSpot does not know. */
export async function call(
  session: CrmSession,
  path: string,
  body: object,
  signal: AbortSignal,
): Promise<unknown> {
  const answer = await session.ask(
    path,
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    signal,
  );
  if (answer.status >= 400)
    throw new Failure(
      'permanent',
      'crm-object',
      `HubSpot does not take ${path.split('/').slice(1, 6).join('/')} (${answer.status}): check the objects of the mapping and the scopes.`,
    );
  return answer.json;
}
