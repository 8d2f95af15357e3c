import type { JsonObject } from '../../formats/json/json.ts';
import { retryAfter } from '../../sdk/http-door.ts';

/** One finding (OperationOutcome.issue). `diagnostics`: plain words, never a value that was sent. `expression`: FHIRPath. */
export type Issue = {
  readonly severity: 'fatal' | 'error' | 'information';
  /** http://hl7.org/fhir/issue-type */
  readonly code:
    | 'structure'
    | 'required'
    | 'value'
    | 'invalid'
    | 'not-supported'
    | 'not-found'
    | 'too-long'
    | 'too-costly'
    | 'forbidden'
    | 'transient'
    | 'informational';
  readonly diagnostics: string;
  readonly expression?: string;
};

/** Why a request is answered negatively. */
export type Refusal = {
  readonly status: number;
  /** At least one; the first decides the status. */
  readonly issues: readonly Issue[];
  /** What a person reads of it beside the stored bytes, where that is not what the first issue says. */
  readonly fault?: { readonly code: string; readonly reason: string };
  readonly headers?: Readonly<Record<string, string>>;
};

export function refusal(
  status: number,
  code: Issue['code'],
  diagnostics: string,
  more: { readonly expression?: string; readonly headers?: Refusal['headers'] } = {},
): Refusal {
  const issue: Issue = {
    severity: 'error',
    code,
    diagnostics,
    ...(more.expression === undefined ? {} : { expression: more.expression }),
  };
  return { status, issues: [issue], ...(more.headers === undefined ? {} : { headers: more.headers }) };
}

/** 503: nothing was stored, the sender keeps its copy. */
export const notStored: Refusal = refusal(503, 'transient', 'It was not stored. Send it again.', {
  headers: retryAfter,
});

/** OperationOutcome (FHIR R4, 2.29). */
export function operationOutcome(...issues: readonly Issue[]): JsonObject {
  return {
    resourceType: 'OperationOutcome',
    issue: issues.map(({ expression, ...issue }) => ({
      ...issue,
      ...(expression === undefined ? {} : { expression: [expression] }),
    })),
  };
}

/** What says that all went well. */
export function stored(messageId: string): JsonObject {
  const diagnostics = `Stored as message ${messageId}.`;
  return operationOutcome({ severity: 'information', code: 'informational', diagnostics });
}
