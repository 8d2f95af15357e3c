import { z } from 'zod';
import type { Refusal } from '../../sdk/crm-http.ts';

/** One error as REST gives it: `statusCode` in results, `errorCode` in refusals of a whole request. */
export const salesforceError = z.looseObject({
  statusCode: z.string().optional(),
  errorCode: z.string().optional(),
  message: z.string().catch(''),
  fields: z.array(z.string()).optional().catch(undefined),
});

export type SalesforceError = z.output<typeof salesforceError>;

/** What passes by itself (https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm). */
const passing: ReadonlySet<string> = new Set([
  'UNABLE_TO_LOCK_ROW',
  'REQUEST_LIMIT_EXCEEDED',
  'SERVER_UNAVAILABLE',
  'QUERY_TIMEOUT',
  'REQUEST_RUNNING_TOO_LONG',
  'TXN_SECURITY_METERING_ERROR',
  'ROLLUP_SUMMARY_CALCULATION_ERROR',
]);

/** A record that points at one Salesforce does not hold yet, or cannot hold: the parent may come. */
const noParent = /foreign key external id|not found for field/i;

export function refusalOf(errors: readonly SalesforceError[]): Refusal {
  const [first] = errors;
  if (noParent.test(first?.message ?? '')) return noTarget(first?.message ?? '');
  const code = first?.statusCode ?? first?.errorCode ?? 'UNKNOWN';
  const field = first?.fields?.[0];
  return {
    is: 'refused',
    fate: passing.has(code) ? 'transient' : 'permanent',
    code: code.toLowerCase().replaceAll('_', '-').slice(0, 100),
    ...(field === undefined ? {} : { field }),
    detail: first?.message ?? '',
  };
}

function noTarget(message: string): Refusal {
  const entity = /in entity (\w+)/.exec(message)?.[1];
  return {
    is: 'refused',
    fate: 'transient',
    code: 'no-target',
    detail: `The ${entity ?? 'record'} it points at is not in Salesforce yet.`,
  };
}

/** `sf__Error` of Bulk API 2.0: `CODE:message:field --`. */
export function bulkRefusalOf(text: string): Refusal {
  const [statusCode = 'UNKNOWN', ...rest] = text.split(':');
  const fields = /:([A-Za-z]\w*) --$/.exec(text)?.[1];
  const message = rest.join(':').replace(/:(?:[A-Za-z]\w*)? --$/, '');
  return refusalOf([{ statusCode, message, fields: fields === undefined ? undefined : [fields] }]);
}
