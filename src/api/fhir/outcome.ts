import type { OperationOutcome, OperationOutcomeIssue } from 'fhir/r4.js';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { codeOf, fateOf } from '../../lib/failure.ts';
import type { ApiDeps, ApiEnv } from '../api-deps.ts';

/** Why a FHIR request was not answered as asked. Never holds a value that was sent. */
export type Refusal = {
  readonly status: ContentfulStatusCode;
  readonly code: OperationOutcomeIssue['code'];
  readonly reason: string;
  /** The parameter or element it is about, as FHIRPath. */
  readonly at?: string;
};

export const FHIR_JSON = 'application/fhir+json';

export function refusal(
  status: ContentfulStatusCode,
  code: Refusal['code'],
  reason: string,
  at?: string,
): Refusal {
  return { status, code, reason, ...(at === undefined ? {} : { at }) };
}

export function isRefusal(value: unknown): value is Refusal {
  return (
    typeof value === 'object' && value !== null && 'status' in value && 'reason' in value && 'code' in value
  );
}

/** R4 OperationOutcome. */
export function outcomeOf(
  issues: readonly (Pick<Refusal, 'code' | 'reason' | 'at'> & {
    readonly severity?: OperationOutcomeIssue['severity'];
  })[],
): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: issues.map(({ severity = 'error', code, reason, at }) => ({
      severity,
      code,
      diagnostics: reason,
      ...(at === undefined ? {} : { expression: [at] }),
    })),
  };
}

export function refuse(c: Context<ApiEnv>, why: Refusal, headers: Readonly<Record<string, string>> = {}) {
  return answer(c, outcomeOf([why]), why.status, headers);
}

/** Answers with a resource. What is undefined is left out: R4 has no null. */
export function answer(
  c: Context<ApiEnv>,
  resource: object,
  status: ContentfulStatusCode = 200,
  headers: Readonly<Record<string, string>> = {},
) {
  return c.body(JSON.stringify(resource), status, {
    ...headers,
    'Content-Type': `${FHIR_JSON}; charset=utf-8`,
    // Patients: nothing between us and the reader keeps a copy.
    'Cache-Control': 'private, no-cache',
  });
}

/** A database that restarts is back by then. */
const RETRY_AFTER_SECONDS = 5;

/** What nobody expected, in the words of FHIR. */
export function createFhirErrorHandler(report: ApiDeps['report']) {
  return (error: Error, c: Context<ApiEnv>) => {
    if (error instanceof HTTPException)
      return refuse(c, refusal(error.status, 'invalid', 'The request cannot be read.'));
    const code = codeOf(error);
    if (code === 'text-not-storable')
      return refuse(c, refusal(400, 'value', 'A text holds a NUL character. Leave it out.'));
    if (fateOf(error) === 'transient')
      return refuse(c, refusal(503, 'transient', 'The hub cannot answer right now. Try again.'), {
        'Retry-After': String(RETRY_AFTER_SECONDS),
      });
    report({ code, requestId: c.get('requestId') ?? '' });
    return refuse(c, refusal(500, 'exception', 'Something went wrong in the hub; it has been written down.'));
  };
}
