import { STATUS_CODES } from 'node:http';
import { z, type Hook } from '@hono/zod-openapi';
import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { codeOf, fateOf } from '../lib/failure.ts';
import type { ApiEnv } from './api-deps.ts';

/** RFC 9457. Never holds a value that was sent, a stack or anything of a patient. */
export const problemSchema = z
  .object({
    type: z.string().openapi({ example: 'about:blank' }),
    title: z.string().openapi({ example: 'Not Found' }),
    status: z.int().openapi({ example: 404 }),
    code: z.string().openapi({ example: 'not-found', description: 'Stable: branch on this.' }),
    detail: z
      .string()
      .openapi({ description: 'A sentence for people.', example: 'There is no such webhook.' }),
    requestId: z.string().openapi({ description: 'Tell us this when you ask for help.' }),
    errors: z
      .array(
        z.object({
          in: z.string().openapi({ example: 'query' }),
          field: z.string().openapi({ example: 'limit' }),
          problem: z.string().openapi({ example: 'must be at most 1000' }),
        }),
      )
      .optional(),
  })
  .openapi('Problem');

type ProblemError = NonNullable<z.infer<typeof problemSchema>['errors']>[number];

type More = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly errors?: readonly ProblemError[];
};

/** Answers with a problem. */
export function problem<Status extends ContentfulStatusCode>(
  c: Context<ApiEnv>,
  status: Status,
  code: string,
  detail: string,
  more: More = {},
) {
  const body: z.infer<typeof problemSchema> = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    detail,
    requestId: c.get('requestId') ?? '',
    ...(more.errors === undefined ? {} : { errors: [...more.errors] }),
  };
  return c.json(body, status, { ...more.headers, 'Content-Type': 'application/problem+json' });
}

/** One response of a route's document. */
export function problemResponse(description: string) {
  return { description, content: { 'application/problem+json': { schema: problemSchema } } };
}

/** What every route behind a token may answer beside its own. */
export const guardedResponses = {
  401: problemResponse('No token, or one that is unknown or revoked.'),
  403: problemResponse('The token is not for this.'),
  503: problemResponse('The hub cannot answer right now; try again after Retry-After.'),
};

/** Turns what nobody expected into a problem: the one place. */
export function createErrorHandler(
  report: (event: { readonly code: string; readonly requestId: string }) => void,
): ErrorHandler<ApiEnv> {
  return (error, c) => {
    if (error instanceof HTTPException) {
      return problem(c, error.status, 'bad-request', 'The request cannot be read.');
    }
    const code = codeOf(error);
    if (code === 'text-not-storable')
      return problem(c, 400, code, 'A text holds a NUL character, which cannot be kept. Leave it out.');
    if (code === 'idempotency-reused') return problem(c, 422, code, error.message);
    if (fateOf(error) === 'transient') {
      const headers = { 'Retry-After': String(RETRY_AFTER_SECONDS) };
      return problem(c, 503, code, 'The hub cannot answer right now. Try again.', { headers });
    }
    report({ code, requestId: c.get('requestId') ?? '' });
    return problem(c, 500, 'internal', 'Something went wrong in the hub; it has been written down.');
  };
}

/** A database that restarts is back by then. */
const RETRY_AFTER_SECONDS = 5;

/** Names every field that does not fit and what it must be, not what it was. */
export const refuseInvalid: Hook<unknown, ApiEnv, string, unknown> = (result, c) => {
  if (result.success) return undefined;
  const errors = result.error.issues.map((issue) => ({
    in: result.target,
    field: issue.path.join('.'),
    // Unknown keys are quoted by the validator, and a key is whatever a sender wrote.
    problem: issue.code === 'unrecognized_keys' ? 'has fields that are not known' : issue.message,
  }));
  return problem(c, 400, 'invalid-request', 'The request does not fit its description.', { errors });
};
