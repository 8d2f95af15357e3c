import { z } from 'zod';
import { Failure } from '../../lib/failure.ts';
import type { CrmFound, CrmOutcome, CrmQuery, CrmWrite } from '../../sdk/crm.ts';
import { inHalves, unreadable, type CrmSession, type Refusal } from '../../sdk/crm-http.ts';
import { refusalOf, salesforceError } from './errors.ts';

/** Records of one sObject Collections request. */
export const COLLECTION = 200;

const errors = z.array(salesforceError);
const results = z.array(
  z.looseObject({
    id: z.string().nullish(),
    success: z.boolean(),
    errors: errors.catch([]),
  }),
);
const page = z.looseObject({
  records: z.array(z.record(z.string(), z.unknown())),
  nextRecordsUrl: z.string().optional(),
});

/**
 * Upserts up to 200 records of one object by external id, each for itself (`allOrNone: false`); results come in the order of the records
 * (https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_upsert.htm).
 */
export function writeCollection(
  session: CrmSession,
  base: string,
  records: readonly CrmWrite[],
  signal: AbortSignal,
): Promise<readonly CrmOutcome[]> {
  const [first] = records;
  if (first === undefined) return Promise.resolve([]);
  const target = `${base}/composite/sobjects/${first.object}/${first.idField}`;
  return inHalves(records, async (some): Promise<readonly CrmOutcome[] | Refusal> => {
    const answer = await session.ask(
      target,
      {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ allOrNone: false, records: some.map(bodyOf) }),
      },
      signal,
    );
    const refused = errors.safeParse(answer.json);
    if (answer.status !== 200)
      return refusalOf(
        refused.success && refused.data.length > 0 ? refused.data : [statusError(answer.status)],
      );
    const read = results.safeParse(answer.json);
    if (!read.success || read.data.length !== some.length) throw unreadable('an upsert');
    return read.data.map((one): CrmOutcome =>
      one.success
        ? { is: 'written', ...(typeof one.id === 'string' ? { remoteId: one.id } : {}) }
        : refusalOf(one.errors),
    );
  });
}

function statusError(status: number) {
  return { errorCode: `HTTP_${status}`, message: `Salesforce answered ${status}.` };
}

/** Links name the other record by its external id, under the name of the relationship; one to nothing clears the id field beside it. */
function bodyOf(record: CrmWrite): Record<string, unknown> {
  const links = record.links.map(({ field, to }) =>
    to === null
      ? [idFieldOf(field), null]
      : [field, { attributes: { type: to.object }, [to.idField]: to.id }],
  );
  return {
    attributes: { type: record.object },
    [record.idField]: record.id,
    ...record.fields,
    ...(record.isNew ? record.initial : {}),
    // A new record points at nothing by itself.
    ...Object.fromEntries(links.filter(([, to]) => !record.isNew || to !== null)),
  };
}

/** `Account` → `AccountId`, `Referrer__r` → `Referrer__c`. */
export function idFieldOf(relationship: string): string {
  return relationship.endsWith('__r') ? `${relationship.slice(0, -1)}c` : `${relationship}Id`;
}

/** Relationships that may lead to several objects: SOQL reads no field of theirs without knowing which. */
const polymorphic: ReadonlySet<string> = new Set(['What', 'Who', 'Owner']);

/**
 * Records by external id, with SOQL
 * (https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_query.htm). Throws permanent `crm-object` when the
 * object or a field is not there.
 */
export async function findCollection(
  session: CrmSession,
  base: string,
  query: CrmQuery,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, CrmFound>> {
  const links = query.links.filter(({ field }) => !polymorphic.has(field));
  const columns = [
    'Id',
    query.idField,
    ...query.fields,
    ...links.map((one) => `${one.field}.${one.to.idField}`),
  ];
  const ids = query.ids.map((id) => `'${id.replaceAll(/[\\']/g, '\\$&')}'`);
  const soql = `SELECT ${[...new Set(columns)].join(', ')} FROM ${query.object} WHERE ${query.idField} IN (${ids.join(', ')})`;
  const found = new Map<string, CrmFound>();
  let next: string | undefined = `${base}/query?q=${encodeURIComponent(soql)}`;
  while (next !== undefined) {
    const answer = await session.ask(next, { method: 'GET' }, signal);
    if (answer.status !== 200) throw objectProblem(query.object, errors.safeParse(answer.json).data ?? []);
    const read = page.safeParse(answer.json);
    if (!read.success) throw unreadable('a query');
    for (const row of read.data.records) {
      const pointing = links.map(({ field, to }) => [field, partOf(row[field], to.idField)]);
      const fields = Object.fromEntries([...query.fields.map((name) => [name, row[name]]), ...pointing]);
      found.set(String(row[query.idField]), { remoteId: String(row['Id']), fields });
    }
    next = read.data.nextRecordsUrl;
  }
  return found;
}

function partOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : null;
}

function objectProblem(object: string, problems: z.output<typeof errors>): Failure {
  const [first] = problems;
  const code = first?.errorCode ?? 'unknown';
  if (code === 'REQUEST_LIMIT_EXCEEDED' || code === 'QUERY_TIMEOUT')
    return new Failure('transient', 'busy', `Salesforce cannot be asked now (${code}).`);
  // Of the SOQL itself: names of fields and objects, no values.
  const said = /No such column '(\w+)'/.exec(first?.message ?? '')?.[1];
  const what = said === undefined ? `the object ${object}` : `the field ${said} of ${object}`;
  return new Failure(
    'permanent',
    'crm-object',
    `Salesforce does not show ${what} (${code}): check the mapping, and what the integration user may see.`,
  );
}
